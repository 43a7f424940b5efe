"""A sentence about a row stands below it over the whole width, on the page as in files."""

from datetime import date

import pytest

from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, Shelf, receipt

FORMULA = "Formula: operating profit / turnover"


@pytest.fixture(autouse=True)
def sale(shelf: Shelf) -> None:
    shelf.store(receipt("1", date(2025, 3, 5), ("1910", 100_00), ("3000", -100_00)), covered=(WHOLE_2025,))


def test_a_formula_stands_below_its_figure_over_all_columns(reader: HubClient):
    page = reader.get("/reports/key-figures?from=2025-03&to=2025-03").text
    assert f'<th scope="row" colspan="3">{FORMULA}</th>' in page
    assert page.index("Operating profit (EBIT) %") < page.index(FORMULA)


def test_a_file_has_it_as_a_row(reader: HubClient):
    body = reader.get("/reports/key-figures.csv?from=2025-03&to=2025-03").data.decode("utf-8-sig")
    assert f"    {FORMULA},,\r\n" in body
    assert "  Operating profit (EBIT) %,100.0\xa0%,100.0\xa0%\r\n" in body

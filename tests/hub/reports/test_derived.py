"""A change or a share says which figures it is worked out from, and a change which accounts made it."""

import html
import re
from datetime import date

import pytest

from hub.sdk.accounting import Period
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import Shelf, calendar_years, receipt

VIEW = "from=2025-10&to=2025-10&by=total&against=before"
CELL = f"/reports/income-statement/cell?{VIEW}"

SEPTEMBER, OCTOBER = "1 Sep 2025 – 30 Sep 2025", "1 Oct 2025 – 31 Oct 2025"


@pytest.fixture
def shelf(shelf: Shelf) -> Shelf:
    """September and October of two kinds of expense."""
    shelf.store(
        receipt("1", date(2025, 9, 5), ("3000", -100_000), ("1910", 100_000)),
        receipt("2", date(2025, 9, 20), ("7230", 10_000), ("1910", -10_000)),
        receipt("3", date(2025, 9, 21), ("8450", 30_000), ("1910", -30_000)),
        receipt("4", date(2025, 10, 5), ("3000", -50_000), ("1910", 50_000)),
        receipt("5", date(2025, 10, 20), ("7230", 70_000), ("1910", -70_000)),
        receipt("6", date(2025, 10, 21), ("8450", 20_000), ("1910", -20_000)),
        fiscal_years=calendar_years(2025, 2025),
        covered=(Period(date(2025, 1, 1), date(2025, 12, 31)),),
    )
    return shelf


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_every_change_and_share_of_a_statement_leads_to_what_it_is_worked_out_from(shelf: Shelf, reader: HubClient):
    page = reader.get(f"/reports/income-statement?{VIEW}&share=1").text
    links = {html.unescape(each) for each in re.findall(r'href="(/reports/income-statement/cell[^"]*)"', page)}
    for column in ("total-change", "total-percent", "total-share", "against-share"):
        assert any(f"row=other-expenses&column={column}" in each for each in links), column
    for each in sorted(links):
        assert reader.get(each).status_code == 200, each


def test_a_change_is_told_by_account_the_greatest_first(shelf: Shelf, reader: HubClient):
    page = reader.get(f"{CELL}&row=other-expenses&column=total-change").text
    assert 'data-test="cell-amount">−500.00' in page
    body = words(page.partition("What changed, by account")[2])
    assert body.index("7230") < body.index("8450")
    assert "7230 −700.00 −100.00 −600.00" in body
    assert "8450 −200.00 −300.00 100.00" in body
    assert "Total −900.00 −400.00 −500.00" in body


def test_each_account_of_a_change_leads_to_its_rows_in_those_days(shelf: Shelf, reader: HubClient):
    page = reader.get(f"{CELL}&row=other-expenses&column=total-change").text
    [link] = [html.unescape(each) for each in re.findall(r'href="([^"]*column=total&amp;part=7230[^"]*)"', page)]
    rows = reader.get(link).text
    assert 'data-test="cell-amount">−700.00' in rows
    assert "Receipt 5" in rows
    assert "Receipt 6" not in rows
    assert "Receipt 2" not in rows


def test_a_percentage_and_a_share_name_both_their_figures(shelf: Shelf, reader: HubClient):
    percent = words(reader.get(f"{CELL}&row=other-expenses&column=total-percent").text)
    assert f"Other operating expenses · {OCTOBER} −900.00" in percent
    assert f"Other operating expenses · {SEPTEMBER} −400.00" in percent
    share = words(reader.get(f"{CELL}&share=1&row=other-expenses&column=total-share").text)
    assert f"Other operating expenses · {OCTOBER} −900.00 NET TURNOVER · {OCTOBER} 500.00" in share
    assert "What changed" not in share


def test_a_part_that_a_figure_does_not_have_changes_nothing(shelf: Shelf, reader: HubClient):
    page = reader.get(f"{CELL}&row=other-expenses&column=total&part=3000").text
    assert 'data-test="cell-amount">−900.00' in page

"""What is to be known stands on the pages that it touches, once, and written as everywhere else."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest

from hub.sdk.accounting import UNBALANCED
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, Shelf, receipt, vat_sale

VAT = "VAT has not been summarised: March 2025 25.50 credit."
BAD = "1 receipt does not balance: B1 “Receipt b” −58.08."


@pytest.fixture
def said(shelf: Shelf, reader: HubClient) -> Callable[[str], str]:
    """Read what a page says above its figures."""
    shelf.store(
        vat_sale("1", date(2025, 3, 5), 2_550),
        receipt("b", date(2025, 3, 6), ("1910", 5_808), (UNBALANCED, -5_808), number="B1"),
        covered=(WHOLE_2025,),
    )

    def said(path: str) -> str:
        answer = reader.get(f"{path}?from=2025-01&to=2025-04")
        assert answer.status_code == 200
        above = answer.text.partition('id="main"')[2].partition("<section")[0]
        return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", above)))

    return said


def test_a_fact_stands_on_a_page_once(said):
    balance = said("/reports/balance-sheet")
    assert VAT in balance
    assert BAD in balance
    assert [balance.count(each) for each in ("25.50", "58.08", "B1", "Make the VAT summary")] == [1, 1, 1, 1]


def test_what_touches_no_figure_of_a_report_is_not_told_there(said):
    income = said("/reports/income-statement")
    assert "VAT" not in income
    assert BAD in income, "nobody knows on which account the rest belongs"
    assert VAT in said("/analytics")
    assert VAT in said("/reports/trial-balance")


def test_a_file_has_no_banner_and_says_it_in_its_notes(reader: HubClient, said):
    for key, is_told in (("balance-sheet", True), ("income-statement", False)):
        answer = reader.get(f"/reports/{key}.csv?from=2025-01&to=2025-04")
        assert answer.text.count(VAT) == is_told
        assert answer.text.count(BAD) == 1


def test_a_minus_is_the_same_sign_in_a_sentence_and_in_a_figure(reader: HubClient, said):
    page = reader.get("/reports/balance-sheet?from=2025-01&to=2025-04").text.partition('id="main"')[2]
    written = re.sub(r"<[^>]*>", " ", page)
    assert "−58.08" in written
    assert re.findall(r"-[\d,]+\.\d\d\b", written) == []


def test_dates_in_an_error_are_written_as_on_the_page(shelf: Shelf, reader: HubClient):
    shelf.store(vat_sale("1", date(2025, 3, 5), 2_550), covered=(WHOLE_2025,))
    answer = reader.get("/reports/trial-balance?from=2025-01&to=2026-04")
    assert answer.status_code == 400
    assert "between 1 Jan 2025 and 31 Dec 2025" in answer.text


@pytest.mark.parametrize("asked", ["from=9999-12&to=9999-12", "from=0001-01&to=0001-02", "from=2200-01&to=2200-01"])
@pytest.mark.parametrize(
    "path", ["/analytics", "/content", "/reports/income-statement", "/reports/balance-sheet", "/reports/overview.csv"]
)
def test_a_year_that_no_books_are_of_is_refused_with_a_sentence(reader: HubClient, path, asked):
    answer = reader.get(f"{path}?{asked}")
    assert answer.status_code == 422
    assert "There are no books of" in answer.text


@pytest.mark.parametrize("asked", ["from=1900-01&to=1900-12", "from=2199-12&to=2199-12"])
def test_the_outermost_years_are_empty_pages(reader: HubClient, asked):
    for key in ("income-statement", "balance-sheet", "trial-balance", "general-ledger"):
        assert reader.get(f"/reports/{key}?{asked}").status_code == 200

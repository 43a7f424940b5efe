"""While a book is being read, nothing that has not been read yet looks like a figure."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from hub.sdk.accounting import Period
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, receipt, vat_sale

MARCH = Period(date(2025, 3, 1), date(2025, 3, 31))
SALE = receipt("1", date(2025, 3, 5), ("1910", 12_400), ("3000", -12_400))


def amounts(page: str) -> list[str]:
    return re.findall(r"[\d,]*\d\.\d\d\b", page)


@pytest.fixture
def shown(reader: HubClient) -> Callable[[str], str]:
    def shown(path: str) -> str:
        answer = reader.get(f"{path}?from=2025-01&to=2025-04")
        assert answer.status_code == 200
        return answer.text.partition('id="main"')[2] or answer.text

    return shown


@pytest.mark.parametrize("path", ["/analytics", "/reports/income-statement", "/reports/balance-sheet"])
def test_a_zero_that_nobody_has_read_is_not_shown_as_a_figure(shown, path):
    page = shown(path)
    assert not amounts(page)
    assert "not read" in page


def test_months_that_are_read_show_their_figures_and_the_others_say_that_they_are_not(shelf, shown):
    shelf.store(SALE, covered=(MARCH,))
    page = shown("/reports/income-statement")
    assert page.count('class="mark"') == 4, "January, February, April and the total"
    turnover = page.partition("NET TURNOVER")[2].partition("</tr>")[0]
    assert amounts(turnover) == ["124.00", "124.00"], "March, and the total so far"
    assert turnover.count("unread") == 4


def test_a_whole_year_that_is_read_shows_its_zeros(shelf, shown):
    shelf.store(SALE, covered=(Period(date(2025, 1, 1), date(2025, 12, 31)),))
    turnover = shown("/reports/income-statement").partition("NET TURNOVER")[2].partition("</tr>")[0]
    assert amounts(turnover) == ["0.00", "0.00", "124.00", "0.00", "124.00"]
    assert "unread" not in shown("/analytics")


@pytest.mark.parametrize("path", ["/analytics", "/reports/balance-sheet", "/reports/balance-sheet.csv"])
def test_a_summary_is_not_called_missing_before_its_year_is_read(shelf, shown, path):
    shelf.store(vat_sale("1", date(2025, 3, 5), 2_550), covered=(MARCH,))
    page = shown(path)
    assert "25.50" in page
    assert "summarised:" not in page
    assert "VAT summary" not in page
    shelf.store(covered=(WHOLE_2025,))
    assert "VAT has not been summarised: March 2025 25.50 credit." in shown(path)

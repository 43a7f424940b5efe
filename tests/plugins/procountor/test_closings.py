"""Procountor's own balances at the end of a year, whichever of the two its report shows, back to an opening receipt."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from hub.sdk.errors import GiveUp
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.layers import OPENING
from plugins.procountor.sandbox.books.model import Book, Company, Receipt
from plugins.procountor.sandbox.books.official import is_official
from plugins.procountor.sandbox.books.plain_book import book_of, fiscal_year, receipt, rows_of

from .conftest import Sandbox

COMPANY = Company(501, "Laskuesimerkki Oy", "1234567-1")
CAPITAL = receipt("JOURNAL", dt.date(2023, 1, 2), "Osakepääoma", rows_of(("1910", "2500.00"), ("2000", "-2500.00")))
SALES = [
    receipt("JOURNAL", dt.date(year, 6, 30), "Myynti", rows_of(("1910", amount), ("3000", f"-{amount}")))
    for year, amount in ((2023, "100.00"), (2024, "20.00"), (2025, "3.00"))
]
END_2024 = dt.date(2024, 12, 31)


def opened(year: int, *amounts: tuple[str, str]) -> Receipt:
    return receipt(OPENING, dt.date(year, 1, 1), "Tilinavaus", rows_of(*amounts))


def book(*more: Receipt, years: tuple[int, ...] = (2023, 2024, 2025)) -> Book:
    held = [fiscal_year(100 * year, dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in years]
    return book_of(COMPANY, held, [CAPITAL, *SALES, *more])


@pytest.fixture(params=["change", "closing"])
def ask(request, start: Callable[..., Sandbox], monkeypatch) -> Callable[..., dict[str, int] | None]:
    """Serve a book and ask for its balances at the end of a day, in cents; zeros are left out."""
    monkeypatch.setattr("plugins.procountor.wire.PAUSES", ())

    def ask(served: Book, day: dt.date = END_2024) -> dict[str, int] | None:
        access = start(served, switches={"report_balances": request.param}).access(COMPANY.id)
        told = ProcountorConnector().closing_balances(access, day)
        return None if told is None else {each.account: each.amount for each in told if each.amount}

    return ask


def test_open_years_are_added_back_to_the_first(ask):
    assert ask(book()) == {"1910": 262_000, "2000": -250_000, "3000": -12_000}


def test_years_are_added_back_to_one_with_an_opening_receipt_and_no_further(ask):
    receipts = opened(2024, ("1910", "2600.00"), ("2000", "-2500.00"), ("2251", "-100.00"))
    assert ask(book(receipts)) == {"1910": 262_000, "2000": -250_000, "2251": -10_000, "3000": -2_000}


def test_later_years_are_not_counted(ask):
    assert ask(book(), dt.date(2023, 12, 31)) == {"1910": 260_000, "2000": -250_000, "3000": -10_000}


def test_what_is_not_official_and_the_openings_of_tracking_periods_are_not_counted(ask):
    rows = rows_of(("1910", "9.00"), ("3000", "-9.00"))
    order = receipt("SALES_ORDER", dt.date(2024, 3, 1), "Tilaus", rows)
    waiting = replace(receipt("JOURNAL", dt.date(2024, 3, 1), "Kesken", rows), status="UNFINISHED")
    repeated = receipt("TRACKING_PERIOD_OPENING_RECEIPT", dt.date(2024, 3, 1), "Avaus", rows)
    assert ask(book(order, waiting, repeated)) == {"1910": 262_000, "2000": -250_000, "3000": -12_000}


def test_a_day_within_a_year_is_the_end_of_none(ask):
    assert ask(book(), dt.date(2024, 6, 30)) is None
    assert ask(book(), dt.date(2022, 12, 31)) is None


@pytest.mark.parametrize("years", [(2024, 2025), (2023, 2025)])
def test_receipts_outside_the_fiscal_years_leave_it_untold(ask, years):
    assert ask(book(years=years)) is None


def test_a_gap_without_receipts_is_none(ask):
    later = [fiscal_year(100, dt.date(2022, 1, 1), dt.date(2022, 6, 30)), *book().fiscal_years]
    assert ask(replace(book(), fiscal_years=tuple(later))) == {"1910": 262_000, "2000": -250_000, "3000": -12_000}


def test_the_sums_are_those_of_all_official_rows(ask):
    served = book(opened(2025, ("1910", "2620.00"), ("2000", "-2500.00"), ("2251", "-120.00")))
    sums: Counter[str] = Counter()
    for each in served.receipts:
        if is_official(each) and each.date <= END_2024:
            sums.update({row.account: int(row.value * 100) for row in each.rows})
    assert ask(served) == dict(sums)


def test_a_report_that_cannot_be_read_is_no_empty_balance(start, monkeypatch):
    monkeypatch.setattr("plugins.procountor.wire.PAUSES", ())
    sandbox = start(book(), switches={"fault": "malformed", "fault_path": "/reports"})
    with pytest.raises(GiveUp):
        ProcountorConnector().closing_balances(sandbox.access(COMPANY.id), END_2024)

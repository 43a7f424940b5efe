"""What reports read: years, movements, running balances, the chart, and how much is here."""

from datetime import UTC, date, datetime
from types import ModuleType

import pytest

from hub.ledger.reader import BookReader
from hub.ledger.service import BookGone
from hub.sdk.accounting import VAT_CLEARING, Account, FiscalYear, Layer, Period
from hub.sdk.refs import BookRef, CompanyRef
from hub.sdk.reports import MonthBalance
from tests.hub.ledger.making import (
    CAPITAL,
    SALE_2025,
    SALE_2026,
    WHOLE_2025,
    WHOLE_2026,
    Shelf,
    calendar_years,
    codes,
    openings_of,
    receipt,
    vat_sale,
    year,
)


def test_receipts_outside_every_year_make_provisional_years(shelf: Shelf):
    early = receipt("e", date(2023, 5, 5), ("1910", 1), ("3000", -1))
    shelf.store(early, SALE_2026, fiscal_years=calendar_years(2025, 2025))
    with shelf.read() as reader:
        assert [(each.source_id, str(each.start), str(each.end)) for each in reader.fiscal_years()] == [
            ("", "2023-01-01", "2023-12-31"),
            ("", "2024-01-01", "2024-12-31"),
            ("2025", "2025-01-01", "2025-12-31"),
            ("", "2026-01-01", "2026-12-31"),
        ]
        assert "outside_years" in codes(reader)
        assert "2 receipts" in next(each.title for each in reader.findings() if each.code == "outside_years")


def test_a_year_that_starts_within_a_month_counts_only_its_own_days(shelf: Shelf):
    before = receipt("b", date(2026, 3, 5), ("1910", 11), ("3000", -11))
    after = receipt("a", date(2026, 3, 15), ("1910", 20), ("3000", -20))
    shelf.store(before, after, fiscal_years=(year(date(2026, 3, 12), date(2026, 12, 31)),))
    with shelf.read() as reader:
        own = reader.movements(Period(date(2026, 3, 12), date(2026, 12, 31)))
        assert own == [MonthBalance("1910", date(2026, 3, 1), 20, 20), MonthBalance("3000", date(2026, 3, 1), -20, 0)]
        assert openings_of(reader) == {}


def test_movements_are_whole_months_of_the_asked_layers(shelf: Shelf):
    pending = receipt("p", date(2026, 2, 11), ("1910", 5), ("3000", -5), layer=Layer.PENDING, status="UNFINISHED")
    shelf.store(SALE_2026, pending)
    with shelf.read() as reader:
        period = Period(date(2026, 2, 1), date(2026, 2, 28))
        assert [each.net for each in reader.movements(period)] == [700, -700]
        both = reader.movements(period, layers=(Layer.MOVEMENT, Layer.PENDING))
        assert [each.net for each in both] == [705, -705]
        assert reader.left_out(period) == {("JOURNAL", "UNFINISHED"): (1, 5)}


def test_lines_run_from_the_opening_in_order_and_page(shelf: Shelf):
    more = [receipt(f"m{n}", date(2026, 3, n), ("1910", n), ("3000", -n)) for n in range(1, 6)]
    shelf.store(CAPITAL, SALE_2026, *more, fiscal_years=calendar_years(2025, 2026), covered=(WHOLE_2025,))
    with shelf.read() as reader:
        march = Period(date(2026, 3, 1), date(2026, 3, 31))
        assert [line.balance for line in reader.lines("1910", march)] == [10_701, 10_703, 10_706, 10_710, 10_715]
        assert [line.receipt_id for line in reader.lines("1910", march, after=2, limit=2)] == ["m3", "m4"]
        assert [line.balance for line in reader.lines("1910", march, after=2, limit=2)] == [10_706, 10_710]
        middle = Period(date(2026, 3, 4), date(2026, 3, 4))
        assert [line.balance for line in reader.lines("1910", middle)] == [10_710]


def test_lines_over_a_year_end_start_each_year_anew(shelf: Shelf):
    shelf.store(CAPITAL, SALE_2025, SALE_2026, fiscal_years=calendar_years(2025, 2026), covered=(WHOLE_2025,))
    with shelf.read() as reader:
        both = Period(date(2025, 1, 1), date(2026, 12, 31))
        assert [line.balance for line in reader.lines("3000", both)] == [-5_000, -700]
        assert [line.balance for line in reader.lines("1910", both)] == [10_000, 15_000, 15_700]


def test_the_chart_lists_virtual_and_unknown_accounts_once_they_carry_something(shelf: Shelf):
    shelf.store(vat_sale("1", date(2026, 9, 5), 2_550), accounts=(Account("1700", "Myyntisaamiset"),))
    with shelf.read() as reader:
        assert {code: each.name for code, each in reader.accounts().items()} == {
            "1700": "Myyntisaamiset",
            "3000": "",
            VAT_CLEARING: "VAT not yet summarised",
        }


def test_coverage_tells_what_is_loaded_and_when(shelf: Shelf):
    before = datetime.now(UTC)
    shelf.store(SALE_2026, covered=(WHOLE_2026,))
    with shelf.read() as reader:
        coverage = reader.coverage()
        assert coverage.covers(WHOLE_2026)
        assert not coverage.covers(WHOLE_2025)
        assert coverage.data_as_of is not None
        assert coverage.data_as_of > before
        assert not coverage.syncing


def test_a_book_of_another_environment_cannot_be_read(db: ModuleType):
    mine, other = Shelf.make(db), Shelf.make(db)
    with mine.open() as handle, pytest.raises(BookGone):
        BookReader(handle, BookRef(other.book_id, CompanyRef("1", "x")), payroll_detail=True, today=date(2026, 1, 1))


def test_an_empty_book_reads_as_nothing(shelf: Shelf):
    with shelf.read() as reader:
        assert reader.fiscal_years() == []
        assert reader.fiscal_year_of(date(2026, 5, 5)) == FiscalYear("", date(2026, 1, 1), date(2026, 12, 31))
        assert reader.movements(WHOLE_2026) == []
        assert list(reader.lines("1910", WHOLE_2026)) == []
        assert (list(reader.accounts()), reader.findings(), reader.receipt("1")) == ([], [], None)

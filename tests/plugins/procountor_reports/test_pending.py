"""With receipts that await approval the books are as whole as without: nothing is plugged, everything is named."""

from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.sdk.accounting import UNBALANCED, VAT_CLEARING, Entry, Layer, Period, Receipt
from hub.sdk.reports import Kind, Part, ReportOptions
from tests.hub.ledger.making import WHOLE_2026, Shelf, calendar_years, receipt, vat_sale
from tests.plugins.procountor_reports.any_books import (
    DAYS,
    SLOW,
    TODAY,
    YEARS,
    books,
    check_drills,
    check_parts,
    filled,
)
from tests.plugins.procountor_reports.filling import REPORTS, cells, report, row_sum

BOTH = (Layer.MOVEMENT, Layer.PENDING)
STATEMENTS = ("income-statement", "balance-sheet")
DAY = date(2026, 3, 5)


@SLOW
@given(book=books(), detail=st.booleans(), accounts=st.booleans())
def test_subtotals_are_their_parts_and_both_sides_are_equal(
    db: ModuleType, book: tuple[list[Receipt], bool], detail: bool, accounts: bool
):
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        for key in STATEMENTS:
            check_parts(report(reader, key, YEARS[0].start, YEARS[2].end, accounts=accounts, layers=BOTH))
        for each in YEARS:
            balance = report(reader, "balance-sheet", each.start, each.end, layers=BOTH)
            income = report(reader, "income-statement", each.start, each.end, layers=BOTH)
            assert cells(balance, "assets") == cells(balance, "liabilities")
            assert cells(balance, "result-of-year")[-1] == cells(income, "result")[-1]
            trial = report(reader, "trial-balance", each.start, each.end, layers=BOTH)
            check_parts(trial)
            assert [cells(trial, "total")[place] for place in (0, 3)] == [0, 0]


@SLOW
@given(book=books(), detail=st.booleans())
def test_the_rows_behind_a_figure_sum_to_it(db: ModuleType, book: tuple[list[Receipt], bool], detail: bool):
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        for each in YEARS:
            for key in (*STATEMENTS, "trial-balance"):
                check_drills(reader, report(reader, key, each.start, each.end, by_month=False, layers=BOTH))


@SLOW
@given(book=books(), detail=st.booleans(), item=st.sampled_from(["11", "12"]))
def test_the_rows_behind_a_figure_of_one_item_sum_to_it(
    db: ModuleType, book: tuple[list[Receipt], bool], detail: bool, item: str
):
    options = ReportOptions(only=Part("1", (item,)), layers=BOTH, by_month=False)
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        table = REPORTS["income-statement"].build(reader, Period(YEARS[0].start, YEARS[2].end), options)
        check_parts(table)
        check_drills(reader, table)


@SLOW
@given(book=books(), detail=st.booleans())
def test_the_general_ledger_ends_at_the_trial_balance(db: ModuleType, book: tuple[list[Receipt], bool], detail: bool):
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        each = Period(date(2025, 10, 1), date(2026, 3, 31))
        trial = {row.key: row.cells for row in report(reader, "trial-balance", each.start, each.end, layers=BOTH).rows}
        ledger = report(reader, "general-ledger", each.start, each.end, layers=BOTH)
        check_drills(reader, ledger)
        for number, row in enumerate(ledger.rows):
            if row.kind is Kind.SUBTOTAL:
                key = row.key.removesuffix(":closing")
                closing = trial[key][3].amount if key in trial else 0
                assert row.cells[-1].amount == ledger.rows[number - 1].cells[-1].amount == closing


@SLOW
@given(book=books(), detail=st.booleans(), start=DAYS, end=DAYS)
def test_what_pending_receipts_add_is_their_rows_and_no_salary_of_whoever_may_not_see_it(
    db: ModuleType, book: tuple[list[Receipt], bool], detail: bool, start: date, end: date
):
    period = Period(min(start, end), max(start, end))
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        added: dict[str, int] = {}
        for each in reader.movements(period, layers=[Layer.PENDING]):
            added[each.account] = added.get(each.account, 0) + each.net
        meant = [each for each in book[0] if each.layer is Layer.PENDING and (detail or not each.private)]
        expected: dict[str, int] = {}
        for entry in [entry for each in meant for entry in each.entries if period.start <= entry.date <= period.end]:
            expected[entry.account] = expected.get(entry.account, 0) + entry.amount
        assert {code: net for code, net in added.items() if net} == {code: net for code, net in expected.items() if net}
        counted = sum(count for count, _debit in reader.awaiting(period).values())
        assert counted == len([each for each in meant if period.start <= each.date <= period.end])
        outside = sum(count for count, _debit in reader.left_out(period, layers=BOTH).values())
        assert counted + outside == sum(count for count, _debit in reader.left_out(period).values())


def pending(source_id: str, day: date, *rows: tuple[str, int] | Entry, **more) -> Receipt:
    return receipt(source_id, day, *rows, layer=Layer.PENDING, status="UNFINISHED", **more)


@pytest.fixture
def waiting(shelf: Shelf) -> Shelf:
    """A sale with its VAT, one that awaits approval, one of the year before, and what is left out."""
    sale, early = vat_sale("b", DAY, 2_550), vat_sale("c", date(2025, 12, 30), 2_550)
    shelf.store(
        vat_sale("a", DAY, 2_550),
        *(pending(each.source_id, each.date, *each.entries, vat_month=each.vat_month) for each in (sale, early)),
        receipt("d", DAY, ("4000", 900), ("1910", -900), layer=Layer.LEFT_OUT, status="INVALIDATED"),
        fiscal_years=calendar_years(2025, 2026),
        covered=(Period(date(2025, 1, 1), date(2026, 12, 31)),),
    )
    return shelf


def test_the_vat_of_a_pending_receipt_waits_for_its_summary_beside_that_of_the_others(waiting: Shelf):
    with waiting.read() as reader:
        table = report(reader, "balance-sheet", WHOLE_2026.start, date(2026, 3, 31), by_month=False, layers=BOTH)
        assert cells(table, "vat-clearing-credit") == [5_100] or cells(table, "vat-clearing") == [5_100]
        assert reader.clearing_by_month(date(2026, 3, 31), layers=BOTH) == {date(2026, 3, 1): -5_100}
        assert reader.clearing_by_month(date(2026, 3, 31)) == {date(2026, 3, 1): -2_550}
        assert any("Mar 2026 51.00 credit" in note for note in table.notes)


def test_openings_stay_official_and_say_what_is_not_in_them(waiting: Shelf):
    with waiting.read() as reader:
        table = report(reader, "balance-sheet", WHOLE_2026.start, date(2026, 3, 31), by_month=False, layers=BOTH)
        assert "1 receipt from before 1 Jan 2026 awaits approval and is not in the opening balances" in str(table.notes)
        assert cells(table, "assets") == [2 * 12_550]


def test_what_is_included_and_what_is_left_out_is_counted_with_its_sum(waiting: Shelf):
    with waiting.read() as reader:
        with_them, without = (
            str(report(reader, "income-statement", WHOLE_2026.start, DAY, layers=layers).notes)
            for layers in (BOTH, (Layer.MOVEMENT,))
        )
    assert "Included though it still awaits approval: 1 receipt, 125.50 in all" in with_them
    assert "Left out because it is not official bookkeeping: 1 receipt, 9.00 in all" in with_them
    assert "Left out because they are not official bookkeeping: 2 receipts, 134.50 in all" in without
    assert "Included" not in without


def test_a_pending_receipt_that_does_not_balance_is_named(shelf: Shelf):
    shelf.store(
        pending("p", DAY, ("4000", 70), (UNBALANCED, -70), number="77"), fiscal_years=calendar_years(2026, 2026)
    )
    with shelf.read() as reader:
        told, official = (
            str(report(reader, "balance-sheet", DAY, DAY, layers=layers).notes) for layers in (BOTH, (Layer.MOVEMENT,))
        )
    assert "Receipts that do not balance: 77 Receipt p −0.70" in told
    assert "Receipt p" not in official


def test_v8_2_3_a_pending_slip_is_in_no_figure_of_whoever_may_not_see_it(shelf: Shelf):
    slip = pending("s", DAY, ("5000", 3_000), ("1910", -3_000), type="SALARY", name="Aino", private=True)
    shelf.store(slip, fiscal_years=calendar_years(2026, 2026))
    with shelf.read() as reader:
        table = report(reader, "income-statement", DAY, DAY, layers=BOTH)
        assert cells(table, "wages") == [0]
        assert "Left out because it is not official bookkeeping: 1 receipt" in str(table.notes)
        assert list(reader.lines("5000", WHOLE_2026, layers=BOTH)) == []
    with shelf.read(payroll_detail=True) as reader:
        table = report(reader, "income-statement", DAY, DAY, layers=BOTH)
        assert cells(table, "wages") == [-3_000]
        [row] = [row for row in table.rows if row.key == "wages"]
        assert row_sum(reader, row.cells[0].drill) == -3_000


def test_the_general_ledger_marks_the_rows_that_await_approval(waiting: Shelf):
    with waiting.read() as reader:
        table = report(reader, "general-ledger", DAY, DAY, account=VAT_CLEARING, layers=BOTH)
        told = [row.cells[2].text for row in table.rows if row.kind is Kind.LINE]
        assert told == ["Journal", "Journal (awaiting approval)"]

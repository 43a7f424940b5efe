"""What must hold for any book whatsoever: sums, sides, periods and the rows behind every figure."""

from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.ledger.reader import BookReader
from hub.sdk.accounting import UNBALANCED, VAT_CLEARING, Period, Receipt, is_result_account
from hub.sdk.reports import Kind
from tests.hub.ledger.making import Shelf
from tests.plugins.procountor_reports.any_books import SLOW, TODAY, YEARS, books, check_drills, check_parts, filled
from tests.plugins.procountor_reports.filling import REPORTS, cells, report


@SLOW
@given(book=books(), accounts=st.booleans())
def test_subtotals_are_the_sum_of_their_parts(db: ModuleType, book: tuple[list[Receipt], bool], accounts: bool):
    with filled(db, book).read(today=TODAY) as reader:
        for key in ("income-statement", "balance-sheet", "cash-flow"):
            check_parts(report(reader, key, YEARS[0].start, YEARS[2].end, accounts=accounts))
        for each in YEARS:
            check_parts(report(reader, "trial-balance", each.start, each.end))


@SLOW
@given(book=books())
def test_both_sides_are_equal_and_the_result_is_that_of_the_income_statement(
    db: ModuleType, book: tuple[list[Receipt], bool]
):
    with filled(db, book).read(today=TODAY) as reader:
        for each in YEARS:
            balance = report(reader, "balance-sheet", each.start, each.end)
            income = report(reader, "income-statement", each.start, each.end)
            assert cells(balance, "assets") == cells(balance, "liabilities")
            assert cells(balance, "result-of-year")[-1] == cells(income, "result")[-1]
            trial = report(reader, "trial-balance", each.start, each.end)
            assert [cells(trial, "total")[place] for place in (0, 3)] == [0, 0]


@SLOW
@given(book=books(), detail=st.booleans())
def test_the_rows_behind_a_figure_sum_to_it(db: ModuleType, book: tuple[list[Receipt], bool], detail: bool):
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        for each in YEARS:
            for key in ("income-statement", "balance-sheet", "cash-flow", "trial-balance"):
                check_drills(reader, report(reader, key, each.start, each.end, by_month=False))
            for key in ("overview", "key-figures"):
                check_drills(reader, report(reader, key, each.start, each.end))


@SLOW
@given(book=books())
def test_months_add_up_to_the_period_and_balances_follow_from_movements(
    db: ModuleType, book: tuple[list[Receipt], bool]
):
    with filled(db, book).read(today=TODAY) as reader:
        table = report(reader, "income-statement", YEARS[1].start, YEARS[2].end)
        for row in table.rows:
            *months, total = [cell.amount or 0 for cell in row.cells]
            assert sum(months) == total
        each = YEARS[2]
        months = [Period(column.period.start, column.period.end) for column in table.columns if column.key != "total"][
            12:
        ]
        closing = {row.key: 0 for row in report(reader, "trial-balance", each.start, each.end).rows}
        closing |= {f"account:{opening.account}": opening.amount for opening in reader.openings(each)}
        for month in months:
            for row in report(reader, "trial-balance", month.start, month.end).rows[:-1]:
                opening, debit, credit, end = (cell.amount or 0 for cell in row.cells)
                assert opening == closing[row.key]
                assert end == opening + debit - credit
                closing[row.key] = end


@SLOW
@given(book=books())
def test_no_account_vanishes(db: ModuleType, book: tuple[list[Receipt], bool]):
    with filled(db, book).read(today=TODAY) as reader:
        income = report(reader, "income-statement", YEARS[0].start, YEARS[2].end, accounts=True)
        balance = report(reader, "balance-sheet", YEARS[0].start, YEARS[2].end, accounts=True)
        shown = {row.key.removeprefix("account:") for table in (income, balance) for row in table.rows}
        virtual = {VAT_CLEARING: "vat-clearing", UNBALANCED: "unbalanced"}
        for account, net in standing(reader).items():
            key = virtual.get(account, account)
            assert not net or key in shown or {f"{key}-debit", f"{key}-credit"} & shown, account


def standing(reader: BookReader) -> dict[str, int]:
    """What each account stands at when the last year ends, results by what moved in it."""
    last = YEARS[2]
    sums = {each.account: each.amount for each in reader.openings(last)}
    for each in reader.movements(Period(last.start, last.end)):
        sums[each.account] = sums.get(each.account, 0) + each.net
    return sums


@SLOW
@given(book=books())
def test_the_general_ledger_ends_at_the_trial_balance(db: ModuleType, book: tuple[list[Receipt], bool]):
    with filled(db, book).read(today=TODAY) as reader:
        each = YEARS[2]
        trial = {row.key: row.cells for row in report(reader, "trial-balance", each.start, each.end).rows}
        ledger = report(reader, "general-ledger", each.start, each.end)
        for row in ledger.rows:
            if row.kind is Kind.SUBTOTAL:
                key = row.key.removesuffix(":closing")
                assert row.cells[-1].amount == (trial[key][3].amount if key in trial else 0)
        assert {row.key for row in ledger.rows if row.kind is Kind.HEADING} >= trial.keys() - {"total"}


@pytest.mark.parametrize("key", sorted(REPORTS))
@pytest.mark.parametrize("language", ["en", "fi", "sv", "de"])
def test_an_empty_book_gives_empty_reports_in_every_language(shelf: Shelf, key: str, language: str):
    with shelf.read(today=TODAY) as reader:
        table = report(reader, key, date(2026, 1, 1), date(2026, 2, 28), language=language)
        assert all(len(row.cells) == len(table.columns) for row in table.rows)
        assert all(not cell.amount for row in table.rows for cell in row.cells)
        assert "have been read yet" in table.notes[0]


def test_result_accounts_are_those_of_the_income_statement():
    assert [code for code in ("1910", "29391", "3000", "9999", VAT_CLEARING) if is_result_account(code)] == [
        "3000",
        "9999",
    ]

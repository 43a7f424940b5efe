"""The cash-flow statement explains the change in cash, account by account, or says by how much it does not."""

from dataclasses import replace
from datetime import date
from types import ModuleType

import pytest
from hypothesis import given

from hub.ledger.reader import BookReader
from hub.sdk.accounting import UNBALANCED, VAT_CLEARING, Layer, Period, Receipt
from hub.sdk.reports import Kind
from plugins.procountor.reports import cash_flow
from plugins.procountor.reports.assets_layout import ASSETS
from plugins.procountor.reports.cash_flow_layout import CASH, CASH_FLOW
from plugins.procountor.reports.flow import Flow, weight
from plugins.procountor.reports.layout import Line, belongs
from plugins.procountor.reports.liabilities_layout import LIABILITIES
from plugins.procountor.sandbox.books.golden import golden_book
from plugins.procountor.sandbox.books.worked import NOVEMBER, worked_example
from tests.hub.ledger.making import Shelf, receipt, year
from tests.plugins.procountor_reports.any_books import SLOW, TODAY, YEARS, books, filled
from tests.plugins.procountor_reports.filling import ALL_TIME, COMPANY, cells, fill, last, report

START, END = date(2024, 11, 1), date(2024, 12, 31)
YEAR_2025 = year(date(2025, 1, 1), date(2025, 12, 31))
EVERY_ACCOUNT = [str(number) for number in range(1000, 10_000)]


def on_a_line(code: str, layout: Line) -> bool:
    """Tell whether a line without parts holds an account: one that only a group's range holds is unmapped."""
    if layout.parts:
        return any(on_a_line(code, part) for part in layout.parts)
    return belongs(code, layout)


def test_every_account_with_a_line_counts_once_and_no_other_does():
    for code in EVERY_ACCOUNT:
        mapped = on_a_line(code, ASSETS) or on_a_line(code, LIABILITIES)
        is_flow = mapped and not belongs(code, CASH) and code < "9990"
        assert weight(CASH_FLOW, code) == (-1 if is_flow else 0), code
    assert (weight(CASH_FLOW, VAT_CLEARING), weight(CASH_FLOW, UNBALANCED)) == (-1, 0)


def test_the_worked_example_s_flows_are_the_change_in_cash(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=(NOVEMBER,)))
    with shelf.read(today=END) as reader:
        table = report(reader, "cash-flow", START, END)
    total = last(table)
    assert total["profit-before-appropriations"] == 159860
    assert total["debtors-change"] == -125500
    assert total["creditors-change"] + total["vat-clearing"] == 172120 + 25500 == 197620
    assert total["working-capital"] == -125500 + 197620
    assert (total["operations"], total["investing"], total["financing"]) == (231980, 0, 1000000)
    assert total["cash-flow"] == 159860 - 125500 + 197620 + 1000000 == 1231980
    assert (total["cash-at-start"], total["cash-at-end"], total["cash-change"]) == (0, 1231980, 1231980)
    assert cells(table, "difference") == [0, 0, 0]
    assert [row.key for row in table.rows if row.kind is Kind.CLEARING] == ["vat-clearing"]


def without(flow: Flow, key: str) -> Flow:
    return replace(flow, parts=tuple(without(part, key) for part in flow.parts if part.key != key))


def test_with_the_clearing_balance_left_out_it_fails_by_255(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cash_flow, "CASH_FLOW", without(CASH_FLOW, "vat-clearing"))
    fill(shelf, worked_example(COMPANY, summaries=(NOVEMBER,)))
    with shelf.read(today=END) as reader:
        table = report(reader, "cash-flow", START, END)
    assert cells(table, "difference")[-1] == -25500
    assert last(table)["cash-flow"] == 1231980 - 25500
    assert any("differ" in note for note in table.notes)


@SLOW
@given(book=books())
def test_flows_and_difference_are_the_change_in_cash_of_any_book(db: ModuleType, book: tuple[list[Receipt], bool]):
    with filled(db, book).read(today=TODAY) as reader:
        for each in YEARS:
            table = report(reader, "cash-flow", each.start, each.end)
            explained = zip(cells(table, "cash-flow"), cells(table, "difference"), strict=True)
            assert [flow - differs for flow, differs in explained] == cells(table, "cash-change")
            assert cells(table, "cash-change") == moved_on_cash(reader, table.columns)
            assert cells(table, "difference") == lacking(reader, table.columns)
            trial = report(reader, "balance-sheet", each.start, each.end, by_month=False)
            assert cells(table, "cash-at-end")[-1] == cells(trial, "cash")[-1]


def sums(reader: BookReader, columns, wanted) -> list[int]:
    return [sum(each.net for each in reader.movements(column.period) if wanted(each.account)) for column in columns]


def moved_on_cash(reader: BookReader, columns) -> list[int]:
    return sums(reader, columns, lambda code: code.startswith("19"))


def lacking(reader: BookReader, columns) -> list[int]:
    return sums(reader, columns, lambda code: code == UNBALANCED)


@SLOW
@given(book=books())
def test_months_add_up_and_each_begins_where_the_one_before_ended(db: ModuleType, book: tuple[list[Receipt], bool]):
    with filled(db, book).read(today=TODAY) as reader:
        table = report(reader, "cash-flow", YEARS[1].start, YEARS[1].end)
        for row in table.rows:
            if not row.key.startswith("cash-at-") and row.kind is not Kind.HEADING:
                *months, total = [cell.amount or 0 for cell in row.cells]
                assert sum(months) == total, row.key
        starts, ends = cells(table, "cash-at-start"), cells(table, "cash-at-end")
        assert starts[1:-1] == ends[:-2]
        assert (starts[-1], ends[-1]) == (starts[0], ends[-2])


def booked(shelf: Shelf, *rows: tuple[str, int]) -> dict[str, int]:
    shelf.store(receipt("1", date(2025, 3, 1), *rows), fiscal_years=(YEAR_2025,), covered=(ALL_TIME,))
    with shelf.read(today=date(2025, 4, 1)) as reader:
        return last(report(reader, "cash-flow", date(2025, 3, 1), date(2025, 3, 31)))


def test_depreciation_is_added_back_and_is_no_investment(shelf: Shelf):
    found = booked(shelf, ("6810", 300), ("1160", 700), ("1910", -1000))
    assert (found["profit-before-appropriations"], found["depreciation-back"]) == (-300, 300)
    assert (found["operations"], found["assets-bought"], found["investing"]) == (0, -1000, -1000)
    assert found["cash-flow"] == found["cash-change"] == -1000


def test_interest_is_shown_as_paid_and_a_loan_as_financing(shelf: Shelf):
    found = booked(shelf, ("9460", 50), ("9160", -20), ("2621", 400), ("1910", -430))
    assert found["before-financial-items"] == 0
    assert (found["interest-paid"], found["interest-received"], found["operations"]) == (-50, 20, -30)
    assert (found["loans-change"], found["financing"]) == (-400, -400)


def test_a_change_of_reserves_is_no_flow_and_a_group_contribution_is_financing(shelf: Shelf):
    found = booked(shelf, ("9850", 700), ("2450", -700), ("9890", 100), ("1910", -100))
    assert found["operations"] == 0
    assert found["appropriations-paid"] == found["financing"] == -100


def test_taxes_are_the_booked_ones_and_what_is_owed_of_them_is_working_capital(shelf: Shelf):
    found = booked(shelf, ("9900", 90), ("2920", -30), ("1910", -60))
    assert (found["taxes-paid"], found["creditors-change"], found["operations"]) == (-90, 30, -60)


def test_an_account_without_a_line_is_a_row_of_its_own_and_part_of_the_sum(shelf: Shelf):
    found = booked(shelf, ("1010", 40), ("1910", -40))
    assert (found["account:1010"], found["cash-flow"], found["cash-change"]) == (-40, -40, -40)


def test_opening_balances_are_no_flow(shelf: Shelf):
    fill(shelf, golden_book(COMPANY))
    opening = receipt("o", date(2022, 1, 1), ("1900", 1599000), ("2001", -1599000), layer=Layer.OPENING)
    sale = receipt("s", date(2022, 1, 9), ("1900", 100), ("3000", -100))
    shelf.store(opening, sale, fiscal_years=(year(date(2022, 1, 1), date(2022, 12, 31), 2),), covered=(ALL_TIME,))
    with shelf.read(today=date(2022, 1, 31)) as reader:
        found = last(report(reader, "cash-flow", date(2022, 1, 1), date(2022, 1, 31)))
    assert (found["cash-flow"], found["cash-at-start"], found["cash-at-end"]) == (100, 1599000, 1599100)


def test_what_receipts_lack_to_balance_is_no_flow_but_the_difference(shelf: Shelf):
    found = booked(shelf, ("3000", -100), ("1910", 90), (UNBALANCED, 10))
    assert (found["cash-flow"], found["cash-change"], found["difference"]) == (100, 90, 10)


def test_a_year_that_begins_with_another_balance_than_the_last_one_ended_with_is_told(shelf: Shelf):
    years = (year(date(2024, 1, 1), date(2024, 12, 31), 2), YEAR_2025)
    shelf.store(
        receipt("1", date(2024, 5, 1), ("1910", 100), ("3000", -100)),
        receipt("o", date(2025, 1, 1), ("1910", 150), ("2251", -150), layer=Layer.OPENING),
        fiscal_years=years,
        covered=(Period(date(2024, 5, 1), date(2025, 12, 31)),),
    )
    with shelf.read(today=date(2025, 2, 1)) as reader:
        table = report(reader, "cash-flow", date(2024, 5, 1), date(2025, 1, 31))
    assert last(table)["cash-flow"] == 100
    assert (last(table)["cash-change"], cells(table, "difference")[-1]) == (150, -50)
    assert any("another balance" in note for note in table.notes)


@pytest.mark.parametrize(
    ("language", "title"),
    [("fi", "Rahoituslaskelma"), ("sv", "Finansieringsanalys"), ("en", "Cash-flow statement")],
)
def test_it_says_that_it_is_a_management_report(shelf: Shelf, language: str, title: str):
    with shelf.read(today=TODAY) as reader:
        table = report(reader, "cash-flow", TODAY, TODAY, language=language)
    assert table.title == title
    assert any("management report" in note for note in table.notes)

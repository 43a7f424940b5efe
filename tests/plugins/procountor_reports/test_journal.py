"""The journal holds every official receipt whole, and comes to the trial balance."""

from collections.abc import Iterable
from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.ledger.reader import BookReader
from hub.sdk.accounting import Period, Receipt
from hub.sdk.errors import UserFault
from hub.sdk.reports import Kind, ReportTable, Row
from plugins.procountor.sandbox.books.golden import golden_book
from plugins.procountor.sandbox.books.model import replace
from plugins.procountor.sandbox.books.worked import NOVEMBER, worked_example
from tests.hub.ledger.making import Shelf
from tests.plugins.procountor_reports.filling import COMPANY, drilled, fill, last, report, row_sum
from tests.plugins.procountor_reports.test_rules import SLOW, TODAY, YEARS, books, filled

NOV = date(2024, 11, 30)


def of_kind(table: ReportTable, kind: Kind) -> list[Row]:
    return [row for row in table.rows if row.kind is kind]


def sides(rows: Iterable[Row]) -> tuple[int, int]:
    """Sum debit and credit."""
    found = [(row.cells[3].amount or 0, row.cells[4].amount or 0) for row in rows]
    return sum(debit for debit, _ in found), sum(credit for _, credit in found)


def check(reader: BookReader, table: ReportTable) -> None:
    """Debit is credit in every receipt and in all; a receipt is its lines; accounts move as in the trial balance."""
    rows = {row.key: row for row in table.rows}
    for row in of_kind(table, Kind.SUBTOTAL):
        debit, credit = sides([row])
        assert debit == credit
        assert (debit, credit) == sides(rows[part] for part in row.parts)
    total = last(table).get("total", 0)
    assert sides(of_kind(table, Kind.LINE)) == (total, total)
    trial = report(reader, "trial-balance", table.period.start, table.period.end)
    moved = {row.label: (row.cells[1].amount, row.cells[2].amount) for row in of_kind(trial, Kind.ACCOUNT)}
    by_account = {label: sides(row for row in of_kind(table, Kind.LINE) if row.label == label) for label in moved}
    assert by_account == moved
    assert {row.label for row in of_kind(table, Kind.LINE) if sides([row]) != (0, 0)} <= moved.keys()
    for key, cell, drill in drilled(table):
        assert row_sum(reader, drill) == cell.amount, key


@SLOW
@given(book=books(), detail=st.booleans())
def test_the_journal_comes_to_the_trial_balance(db: ModuleType, book: tuple[list[Receipt], bool], detail: bool):
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        for each in YEARS:
            check(reader, report(reader, "journal", each.start, each.end))
        june = Period(date(2024, 6, 1), date(2024, 6, 30))
        check(reader, report(reader, "journal", june.start, june.end))


def test_a_month_of_the_worked_example_is_read_like_a_book(shelf: Shelf):
    fill(shelf, worked_example(COMPANY))
    with shelf.read(today=NOV, payroll_detail=True) as reader:
        table = report(reader, "journal", NOVEMBER, NOV)
        check(reader, table)
        assert [
            (row.cells[0].text, row.cells[1].text, row.cells[3].amount) for row in of_kind(table, Kind.SUBTOTAL)
        ] == [
            ("1 Nov 2024", "Journal", 1000000),
            ("5 Nov 2024", "Purchase invoice", 125500),
            ("10 Nov 2024", "Sales invoice", 502000),
            ("25 Nov 2024", "Salary", 240140),
            ("25 Nov 2024", "Bank statement", 144520),
            ("30 Nov 2024", "VAT summary", 127500),
        ]
        bought = next(row for row in table.rows if "Toimittaja Oy" in row.label)
        lines = [row for row in table.rows if row.key in bought.parts]
        assert [(row.label, row.cells[3].amount, row.cells[4].amount) for row in lines] == [
            ("2880 Maksutapahtumatili", None, 125500),
            ("8450 Muut hallintokulut", 100000, None),
            ("VAT not yet summarised", 25500, None),
        ]
        receipt = reader.receipt(bought.receipt_id or "")
        assert receipt is not None
        assert receipt.name == "Toimittaja Oy"


def test_salaries_are_one_entry_a_month_without_the_right_to_see_them(shelf: Shelf):
    fill(shelf, worked_example(COMPANY))
    with shelf.read(today=NOV) as reader:
        table = report(reader, "journal", NOVEMBER, NOV)
        check(reader, table)
        [pay] = [row for row in of_kind(table, Kind.SUBTOTAL) if row.label == "Salaries"]
        assert (pay.receipt_id, pay.cells[0].text, pay.cells[3].amount) == (None, "30 Nov 2024", 240140)
        assert not any("Mallikas" in text for row in table.rows for text in (row.label, *(c.text for c in row.cells)))


@pytest.mark.parametrize("net", [False, True])
def test_the_golden_book_is_in_balance(shelf: Shelf, net: bool):
    fill(shelf, golden_book(COMPANY, net=net))
    with shelf.read(today=date(2021, 12, 31)) as reader:
        table = report(reader, "journal", date(2021, 3, 1), date(2021, 3, 31))
        check(reader, table)
        assert len(of_kind(table, Kind.SUBTOTAL)) == (8 if net else 7)


def test_it_stays_within_a_fiscal_year(shelf: Shelf):
    fill(shelf, worked_example(COMPANY))
    with shelf.read(today=NOV) as reader, pytest.raises(UserFault, match="within one fiscal year"):
        report(reader, "journal", NOVEMBER, date(2025, 1, 31))


def test_what_is_not_official_is_left_out_and_said(shelf: Shelf):
    book = worked_example(COMPANY)
    waiting = [replace(each, status="UNFINISHED") if each.name == "Asiakas Oy" else each for each in book.receipts]
    fill(shelf, replace(book, receipts=tuple(waiting)))
    with shelf.read(today=NOV) as reader:
        table = report(reader, "journal", NOVEMBER, NOV)
        assert not any("Asiakas" in row.label for row in table.rows)
        assert any("Left out because it is not official" in str(note) for note in table.notes)

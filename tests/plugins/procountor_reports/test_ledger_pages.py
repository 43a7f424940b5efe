"""The general ledger page by page has every row once, in both directions, with what stands around them."""

from collections.abc import Iterator
from datetime import date

import pytest

from hub.sdk.accounting import Period
from hub.sdk.errors import UserFault
from hub.sdk.reports import Kind, LedgerReader, ReportOptions, ReportTable, Row
from plugins.procountor.reports import leaves
from tests.hub.ledger.making import Shelf, calendar_years, receipt
from tests.plugins.procountor_reports.filling import REPORTS

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 12, 31)


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    """Three hundred rows on the bank, a few on twenty-one other accounts, some of them pay."""
    rows = [
        receipt(
            f"r{number}",
            date(2026, 1 + number // 25, 1 + number % 25),
            (f"{4000 + number % 20}", 100 + number),
            ("1910", -100 - number),
            private=number % 7 == 0,
        )
        for number in range(300)
    ]
    capital = receipt("c", date(2025, 3, 1), ("1910", 9_000), ("2000", -9_000))
    shelf.store(capital, *rows, fiscal_years=calendar_years(2025, 2026), covered=(Period(date(2025, 1, 1), TODAY),))
    return shelf


def build(reader: LedgerReader, page: str | None, **options: str) -> ReportTable:
    return REPORTS["general-ledger"].build(reader, YEAR, ReportOptions(page=page, **options))


def walk(reader: LedgerReader, page: str, way: str) -> Iterator[ReportTable]:
    """Turn pages until there is none."""
    following: str | None = page
    while following is not None:
        table = build(reader, following)
        yield table
        following = getattr(table, way)


def lines_of(table: ReportTable) -> list[tuple[str | None, ...]]:
    return [said(row) for row in table.rows if row.kind is Kind.LINE]


def said(row: Row) -> tuple[str | int | None, ...]:
    return row.label, row.receipt_id, *(cell.text or cell.amount for cell in row.cells)


@pytest.mark.parametrize("detail", [False, True])
@pytest.mark.parametrize(("rows", "accounts"), [(100, 50), (20, 3), (33, 1)])
def test_pages_have_every_row_once_in_both_directions(
    filled: Shelf, monkeypatch, detail: bool, rows: int, accounts: int
):
    monkeypatch.setattr(leaves, "ROWS", rows)
    monkeypatch.setattr(leaves, "ACCOUNTS", accounts)
    with filled.read(today=TODAY, payroll_detail=detail) as reader:
        whole = build(reader, None)
        forward = list(walk(reader, "", "later"))
        assert all(len(lines_of(each)) <= rows for each in forward)
        assert [row for each in forward for row in lines_of(each)] == lines_of(whole)
        framed = [said(row) for each in forward for row in each.rows if row.key.endswith(("opening", "closing"))]
        assert framed == [said(row) for row in whole.rows if row.key.endswith(("opening", "closing"))]
        back = list(walk(reader, f"before:{'9' * 4}", "earlier"))[::-1]
        first, rest = lines_of(back[0]), [row for each in back[1:] for row in lines_of(each)]
        shown_twice = len(first) + len(rest) - len(lines_of(whole))
        assert 0 <= shown_twice < rows, "the first page is a full one, wherever one comes from"
        assert first + rest[shown_twice:] == lines_of(whole)


def test_a_page_begins_with_what_is_brought_forward_and_ends_without_a_closing_that_is_still_to_come(filled: Shelf):
    with filled.read(today=TODAY, payroll_detail=True) as reader:
        first = build(reader, "")
        second = build(reader, first.later)
        assert [row.label for row in first.rows[:2]] == ["1910", "Opening"]
        assert first.rows[-1].kind is Kind.LINE
        assert [row.label for row in second.rows[:2]] == ["1910 (continued)", "Brought forward"]
        assert second.rows[1].cells[-1].amount == first.rows[-1].cells[-1].amount
        assert (first.earlier, lines_of(build(reader, second.earlier))) == (None, lines_of(first))


def test_the_balance_goes_on_right_after_a_receipt_that_is_not_there_any_more(filled: Shelf):
    with filled.read(today=TODAY, payroll_detail=True) as reader:
        table = build(reader, "after:1910:2026-06-10:2:gone", account="1910")
        whole = {said(row)[1]: said(row) for row in build(reader, None, account="1910").rows if row.receipt_id}
        assert lines_of(table) == [whole[row[1]] for row in lines_of(table)]
        assert lines_of(table)[0][1] == "r134"


@pytest.mark.parametrize(
    "page", ["after", "beside:1910", "after:1910:2026-13-01:1:x", "after:1910:2026-01-01:x", "9:9:9"]
)
def test_a_page_that_cannot_be_is_said(filled: Shelf, page: str):
    with filled.read(today=TODAY) as reader, pytest.raises(UserFault, match="Open the report anew"):
        build(reader, page)


def test_a_figure_is_explained_without_the_rows_of_the_ledger(filled: Shelf, monkeypatch):
    with filled.read(today=TODAY) as reader:
        whole = {row.key: row for row in build(reader, None).rows}
        monkeypatch.setattr(reader, "ledger", None)
        table = build(reader, None, row="account:1910:closing")
        assert [row.key for row in table.rows] == ["account:1910", "account:1910:opening", "account:1910:closing"]
        assert table.rows[-1] == whole["account:1910:closing"]

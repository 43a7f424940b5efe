"""The income statement by dimension: its columns are the whole, and every figure is the rows behind it."""

from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.sdk.accounting import Dimension, DimensionItem, Entry, Period, Receipt, Share
from hub.sdk.errors import UserFault
from hub.sdk.reports import Part, ReportOptions, ReportTable
from tests.hub.ledger.making import WHOLE_2026, Shelf, calendar_years, receipt
from tests.plugins.procountor_reports.any_books import (
    DIMENSIONS,
    SLOW,
    TODAY,
    YEARS,
    books,
    check_drills,
    check_parts,
    filled,
)
from tests.plugins.procountor_reports.filling import REPORTS, cells, report

DAY = date(2026, 3, 3)
ITEMS = tuple(DimensionItem(f"i{number}", f"{number:03}") for number in range(1, 15))
MANY = Dimension("9", "Project", ITEMS)


def by_dimension(reader, period: Period, dimension: str = "", *, form: str = "columns", **more) -> ReportTable:
    options = ReportOptions(dimension=dimension, form=form, **more)
    return REPORTS["by-dimension"].build(reader, period, options)


@SLOW
@given(book=books(), detail=st.booleans(), accounts=st.booleans(), dimension=st.sampled_from(["1", "2"]))
def test_items_and_what_is_not_allocated_are_the_income_statement(
    db: ModuleType, book: tuple[list[Receipt], bool], detail: bool, accounts: bool, dimension: str
):
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        for year in YEARS:
            table = by_dimension(reader, Period(year.start, year.end), dimension, accounts=accounts)
            whole = report(reader, "income-statement", year.start, year.end, by_month=False, accounts=accounts)
            shown = {row.key for row in whole.rows}
            for row in table.rows:
                *parts, total = [cell.amount or 0 for cell in row.cells]
                assert sum(parts) == total
                assert [total] == (cells(whole, row.key) if row.key in shown else [0])
            assert shown <= {row.key for row in table.rows}
            assert "unallocated" in {column.key for column in table.columns}
            check_parts(table)
            check_drills(reader, table)


@SLOW
@given(book=books(), detail=st.booleans())
def test_items_as_rows_are_the_same_figures_turned_round(
    db: ModuleType, book: tuple[list[Receipt], bool], detail: bool
):
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        period = Period(YEARS[1].start, YEARS[1].end)
        table, turned = (by_dimension(reader, period, "1", form=form) for form in ("columns", "rows"))
        for place, column in enumerate(turned.columns):
            assert [row.cells[place].amount for row in turned.rows] == cells(table, column.key)
        check_parts(turned)
        check_drills(reader, turned)


@SLOW
@given(book=books(), detail=st.booleans(), days=st.booleans())
def test_an_income_statement_of_one_item_is_that_items_column(
    db: ModuleType, book: tuple[list[Receipt], bool], detail: bool, days: bool
):
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        year = YEARS[2]
        table = by_dimension(reader, Period(year.start, year.end), "1")
        for item in DIMENSIONS[0].items:
            options = ReportOptions(only=Part("1", (item.source_id,)), by_month=days)
            only = REPORTS["income-statement"].build(reader, Period(year.start, year.end), options)
            place = {column.key: number for number, column in enumerate(table.columns)}.get(f"item:{item.source_id}")
            for row in only.rows:
                figure = 0 if place is None else cells(table, row.key)[place]
                assert row.cells[-1].amount == figure
            check_parts(only)
            check_drills(reader, only)


@pytest.fixture
def many(shelf: Shelf) -> Shelf:
    """A sale for each of more items than stand side by side, the later ones larger."""
    sales = [
        receipt(
            item.source_id,
            DAY,
            Entry(1, "3000", -number * 100, DAY, shares=(Share(item.source_id, -number * 100),)),
            Entry(2, "1910", number * 100, DAY),
        )
        for number, item in enumerate(ITEMS, 1)
    ]
    shelf.store(*sales, fiscal_years=calendar_years(2026, 2026), dimensions=(MANY,), covered=(WHOLE_2026,))
    return shelf


def test_of_many_items_the_largest_stand_alone_and_the_others_together(many: Shelf):
    with many.read() as reader:
        table = by_dimension(reader, WHOLE_2026)
        assert [column.label for column in table.columns] == [
            *(item.code for item in ITEMS[5:]),
            "Other items",
            "Not allocated",
            "Total",
        ]
        assert cells(table, "turnover")[9:] == [1_500, 0, 10_500]
        assert "5 smaller items stand together" in table.notes[-1]
        check_drills(reader, table)


def test_items_as_rows_shows_all_of_them(many: Shelf):
    with many.read() as reader:
        table = by_dimension(reader, WHOLE_2026, form="rows")
        assert [row.label for row in table.rows] == [*(item.code for item in ITEMS), "Not allocated", "Total"]
        assert table.rows[-1].parts == tuple(row.key for row in table.rows[:-1])


def test_a_dimension_that_is_not_there_any_more_is_not_replaced_by_another(many: Shelf):
    with many.read() as reader, pytest.raises(UserFault, match="do not have this dimension"):
        by_dimension(reader, WHOLE_2026, "8")


def test_books_without_dimensions_say_so(shelf: Shelf):
    shelf.store(receipt("a", DAY, ("3000", -100), ("1910", 100)), fiscal_years=calendar_years(2026, 2026))
    with shelf.read() as reader:
        table = by_dimension(reader, WHOLE_2026)
        assert [column.label for column in table.columns] == ["Not allocated", "Total"]
        assert cells(table, "turnover") == [100, 100]
        assert table.notes[-1] == "The books have no dimensions: nothing is allocated."

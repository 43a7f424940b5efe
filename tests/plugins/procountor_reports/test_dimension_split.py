"""Turnover, costs and result by dimension: the items and what belongs to none of them are the whole, each its rows."""

from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.ledger.reader import BookReader
from hub.sdk.accounting import Dimension, DimensionItem, Entry, Finding, Period, Receipt, Severity, Share
from hub.sdk.reports import Lead, Note, ReportOptions, ReportTable
from plugins.procountor.needs import DIMENSIONS as ALL_ITEMS
from tests.hub.ledger.making import WHOLE_2026, Shelf, calendar_years, receipt
from tests.plugins.procountor_reports.any_books import SLOW, TODAY, YEARS, books, check_drills, check_parts, filled
from tests.plugins.procountor_reports.filling import REPORTS, cells, report

DAY = date(2026, 3, 3)
COSTS = ("materials-and-services", "staff", "depreciation", "other-expenses")
CENTRES = Dimension("1", "Cost centre", (DimensionItem("11", "HKI", "Helsinki"), DimensionItem("12", "TRE", "Tampere")))


def split(reader, period: Period, dimension: str = "", form: str = "turnover") -> ReportTable:
    return REPORTS["dimension-split"].build(reader, period, ReportOptions(dimension=dimension, form=form))


@SLOW
@given(
    book=books(),
    detail=st.booleans(),
    dimension=st.sampled_from(["1", "2"]),
    form=st.sampled_from(["turnover", "costs", "result"]),
)
def test_the_parts_are_the_whole_and_each_is_the_rows_behind_it(
    db: ModuleType, book: tuple[list[Receipt], bool], detail: bool, dimension: str, form: str
):
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        for year in YEARS:
            table = split(reader, Period(year.start, year.end), dimension, form)
            whole = report(reader, "income-statement", year.start, year.end, by_month=False)
            *parts, total = table.rows
            costs = sum(cells(whole, line)[0] or 0 for line in COSTS)
            expected = [*cells(whole, "turnover"), -costs, *cells(whole, "result")]
            assert [cell.amount for cell in total.cells] == expected
            for place, amount in enumerate(expected):
                assert sum(row.cells[place].amount or 0 for row in parts) == amount
            assert parts[-1].key == "unallocated", "always, and last"
            assert table.graphs[0].rows == tuple(row.key for row in parts)
            check_parts(table)
            check_drills(reader, table)


@pytest.fixture
def sales(db: ModuleType) -> Shelf:
    """Sales of 100.00: 30.00 of Helsinki, 60.00 of Tampere, 10.00 of nobody; costs of 40.00 of Helsinki."""
    shelf = Shelf.make(db)
    sold = Entry(1, "3000", -100_00, DAY, shares=(Share("11", -30_00), Share("12", -60_00)))
    bought = Entry(1, "4000", 40_00, DAY, shares=(Share("11", 40_00),))
    shelf.store(
        receipt("1", DAY, sold, Entry(2, "1910", 100_00, DAY)),
        receipt("2", DAY, bought, Entry(2, "1910", -40_00, DAY)),
        fiscal_years=calendar_years(2026, 2026),
        dimensions=(CENTRES,),
        covered=(WHOLE_2026,),
    )
    return shelf


def test_the_largest_item_stands_first_and_what_is_not_allocated_last(sales: Shelf):
    with sales.read() as reader:
        turnover = split(reader, WHOLE_2026)
        costs = split(reader, WHOLE_2026, form="costs")
    assert [(row.key, row.cells[0].amount) for row in turnover.rows] == [
        ("item:12", 60_00),
        ("item:11", 30_00),
        ("unallocated", 10_00),
        ("total", 100_00),
    ]
    assert [(row.key, row.cells[1].amount) for row in costs.rows] == [
        ("item:11", 40_00),
        ("item:12", 0),
        ("unallocated", 0),
        ("total", 40_00),
    ]
    assert (turnover.title, costs.title) == ("Net turnover, Cost centre", "Operating costs, Cost centre")


def test_a_dimension_of_another_company_is_answered_by_the_first_of_this_one(sales: Shelf):
    with sales.read() as reader:
        assert split(reader, WHOLE_2026, "99") == split(reader, WHOLE_2026, "1")


def test_books_without_dimensions_are_not_split_and_say_so(db: ModuleType):
    shelf = Shelf.make(db)
    books = {"fiscal_years": calendar_years(2026, 2026), "covered": (WHOLE_2026,)}
    shelf.store(receipt("1", DAY, ("3000", -5), ("1910", 5)), **books)
    with shelf.read() as reader:
        table = split(reader, WHOLE_2026)
    assert (table.columns, table.rows, table.graphs) == ((), (), ())
    assert table.notes == ("Not split by dimension: no dimensions have been read from the books.",)


def test_limited_dimensions_are_not_split_and_the_reason_is_said(sales: Shelf, monkeypatch: pytest.MonkeyPatch):
    limited = Finding("limited_dimensions", Severity.WARNING, "Limited.", "", (), (ALL_ITEMS,))
    monkeypatch.setattr(BookReader, "findings", lambda _reader: [limited])
    with sales.read() as reader:
        table = split(reader, WHOLE_2026)
    assert (table.columns, table.rows) == ((), ())
    assert "the key's user is limited to some dimension items" in table.notes[0]


def test_of_many_items_the_smaller_stand_together_and_lead_to_where_each_stands(db: ModuleType):
    shelf = Shelf.make(db)
    items = tuple(DimensionItem(f"i{number}", f"{number:02}") for number in range(12))
    sold = [
        Entry(place, "3000", -100 * place, DAY, shares=(Share(item.source_id, -100 * place),))
        for place, item in enumerate(items, 1)
    ]
    total = 100 * sum(range(1, 13))
    shelf.store(
        receipt("1", DAY, *sold, Entry(13, "1910", total, DAY)),
        fiscal_years=calendar_years(2026, 2026),
        dimensions=(Dimension("9", "Project", items),),
        covered=(WHOLE_2026,),
    )
    with shelf.read() as reader:
        table = split(reader, WHOLE_2026)
    rows = {row.key: row.cells[0].amount for row in table.rows}
    assert (rows["others"], rows["item:i11"], rows["total"]) == (100 + 200 + 300, 1_200, total)
    (note,) = [each for each in table.notes if isinstance(each, Note)]
    assert note == "3 smaller items stand together under Other items."
    assert note.lead == Lead("by-dimension", WHOLE_2026, form="rows")

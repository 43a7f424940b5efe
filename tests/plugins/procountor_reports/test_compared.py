"""What stands beside a figure is what the report of the other days says, and every row of either is there."""

from collections.abc import Iterable
from datetime import date
from types import ModuleType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.ledger.reader import BookReader
from hub.sdk.accounting import Layer, Period, Receipt
from hub.sdk.reports import ReportOptions, ReportTable
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.worked import DECEMBER, NOVEMBER, worked_example
from tests.hub.ledger.making import Shelf, calendar_years, receipt
from tests.plugins.procountor_reports.any_books import SLOW, TODAY, YEARS, books, check_drills, check_parts, filled
from tests.plugins.procountor_reports.filling import COMPANY, REPORTS, drilled, fill, row_sum

OFFICIAL, ALL = (Layer.MOVEMENT,), (Layer.MOVEMENT, Layer.PENDING)
NOV, DEC = Period(NOVEMBER, date(2024, 11, 30)), Period(DECEMBER, date(2024, 12, 31))


def build(reader: BookReader, key: str, period: Period, against: Period | None = None, **more) -> ReportTable:
    return REPORTS[key].build(reader, period, ReportOptions(against=against, **more))


def column(table: ReportTable, key: str) -> dict[str, int]:
    """Read the figures of a column that are not zero, by row."""
    place = [each.key for each in table.columns].index(key)
    return {row.key: amount for row in table.rows if (amount := row.cells[place].amount)}


def without(table: ReportTable, keys: Iterable[str]) -> dict[str, dict[str, int]]:
    left_away = set(keys)
    return {each.key: column(table, each.key) for each in table.columns if each.key not in left_away}


def held_in(table: ReportTable) -> list[str]:
    return [then for _now, then in table.pairs]


def months(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), date(year + last // 12, last % 12 + 1, 1) - date.resolution)


@SLOW
@given(book=books(), detail=st.booleans(), pending=st.booleans(), which=st.sampled_from([(0, 1), (1, 2), (2, 2)]))
def test_a_trial_balance_stands_beside_where_accounts_stood(
    db: ModuleType, book: tuple[list[Receipt], bool], detail: bool, pending: bool, which: tuple[int, int]
):
    layers, (then, now) = ALL if pending else OFFICIAL, (YEARS[each] for each in which)
    period, against = Period(now.start, now.end), Period(then.start, date(then.end.year, 3, 31))
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        table = build(reader, "trial-balance", period, against, layers=layers)
        assert table.pairs == (("closing", "against"),)
        assert column(table, "against") == column(build(reader, "trial-balance", against, layers=layers), "closing")
        alone = build(reader, "trial-balance", period, layers=layers)
        assert without(table, ["against"]) == without(alone, [])
        check_parts(table)
        check_drills(reader, table)


@SLOW
@given(book=books(), detail=st.booleans(), form=st.sampled_from(["columns", "rows"]), dimension=st.sampled_from("12"))
def test_items_stand_beside_what_they_were(
    db: ModuleType, book: tuple[list[Receipt], bool], detail: bool, form: str, dimension: str
):
    period, against = (Period(each.start, each.end) for each in (YEARS[2], YEARS[0]))
    chosen = {"form": form, "dimension": dimension}
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        table, before = (build(reader, "by-dimension", *days, **chosen) for days in ((period, against), (against,)))
        known = {each.key for each in before.columns}
        for now, then in table.pairs:
            assert column(table, then) == (column(before, now) if now in known else {})
        alone = build(reader, "by-dimension", period, **chosen)
        shown = without(table, held_in(table))
        assert {key: figures for key, figures in shown.items() if figures} == {
            key: figures for key, figures in without(alone, []).items() if figures
        }
        check_parts(table)
        check_drills(reader, table)


def test_an_item_that_only_the_year_before_had_is_a_row_of_its_own(shelf: Shelf):
    fill(shelf, generate(COMPANY, seed=3, months=5, receipts=120, first_month=date(2025, 11, 1)))
    with shelf.read(today=date(2026, 3, 31)) as reader:
        empty, busy = months(2027, 1, 2), months(2026, 1, 2)
        table = build(reader, "by-dimension", empty, busy, form="rows")
        assert table.pairs == (("turnover", "turnover-against"), ("result", "result-against"))
        assert column(table, "turnover") == {}
        assert len(column(table, "turnover-against")) > 2
        check_parts(table)


@SLOW
@given(seed=st.integers(0, 10**6), place=st.integers(1, 4), length=st.integers(1, 2), back=st.integers(1, 6))
@example(seed=1, place=4, length=1, back=1)
@example(seed=7, place=3, length=2, back=2)
def test_vat_stands_beside_that_of_other_months(db: ModuleType, seed: int, place: int, length: int, back: int):
    """Of months, too, that have no VAT at all, or before the books begin."""
    shelf = fill(Shelf.make(db), generate(COMPANY, seed=seed, months=5, receipts=80, first_month=date(2025, 1, 1)))
    first = place + 12 - back
    period = months(2025, place, place + length - 1)
    against = months(2024 + first // 12 - (first % 12 == 0), (first - 1) % 12 + 1, (first - 1) % 12 + length)
    with shelf.read(today=date(2025, 5, 31)) as reader:
        table, before = build(reader, "vat", period, against), build(reader, "vat", against)
        assert table.pairs == (("base", "base-against"), ("vat", "vat-against"))
        for now, then in table.pairs:
            ours = {key: amount for key, amount in column(table, then).items() if not key.startswith("month")}
            theirs = {key: amount for key, amount in column(before, now).items() if not key.startswith("month")}
            assert ours == theirs
        assert of_months(table, "vat-against") == of_months(before, "vat")
        alone = build(reader, "vat", period)
        shown = without(table, held_in(table))
        assert shown == without(alone, [])
        rows = {row.key: row for row in table.rows}
        for row in (row for row in table.rows if row.parts):
            for number, cell in enumerate(row.cells):
                assert (cell.amount or 0) == sum(rows[part].cells[number].amount or 0 for part in row.parts), row.key
        for key, cell, drill in drilled(table):
            if drill.vat is not None:
                assert (
                    drill.sign * sum(each.amount for each in reader.vat_lines(drill.vat, drill.period)) == cell.amount
                )
            else:
                assert row_sum(reader, drill) == cell.amount, key


def of_months(table: ReportTable, key: str) -> list[int]:
    return [amount for row, amount in column(table, key).items() if row.startswith("month:")]


def test_november_s_vat_stands_beside_that_of_december(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=()))
    with shelf.read(today=date(2025, 1, 31)) as reader:
        table = build(reader, "vat", DEC, NOV)
        assert [each.label for each in table.columns] == [
            *("Base", "Base Nov 2024", "VAT", "VAT Nov 2024", "Deductible", "In VAT summaries", "Not yet summarised")
        ]
        assert column(table, "base-against")["sales:1:25.5"] == 400_000
        assert column(table, "base")["sales:1:25.5"] == 100_000
        assert column(table, "vat-against")["month:2024-12"] == 76_500
        assert column(table, "vat")["month:2024-12"] == 25_500
        assert column(table, "vat-against")["purchase:total"] == 25_500
        assert "purchase:total" not in column(table, "vat")


@pytest.mark.parametrize("form", ["columns", "rows"])
def test_books_without_dimensions_are_compared_as_a_whole(shelf: Shelf, form: str):
    sales = [receipt(f"{year}", date(year, 3, 3), ("3000", -year), ("1910", year)) for year in (2025, 2026)]
    shelf.store(*sales, fiscal_years=calendar_years(2025, 2026))
    with shelf.read() as reader:
        table = build(reader, "by-dimension", months(2026, 1, 12), months(2025, 1, 12), form=form)
        then = "against" if form == "columns" else "turnover-against"
        assert column(table, then)["turnover" if form == "columns" else "total"] == 2025
        assert not any("Only the total" in each for each in table.notes)

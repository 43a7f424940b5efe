"""The overview says how a month has gone against the year before, and never compares with what is not known."""

from collections.abc import Iterator
from datetime import date
from types import ModuleType

import pytest
from hypothesis import given

from hub.ledger.reader import BookReader
from hub.sdk.accounting import Period, Receipt
from hub.sdk.reports import Figure, ReportTable
from hub.sdk.testing import report_suite
from plugins.procountor.reports.cost_changes import CostChanges
from plugins.procountor.reports.month_check import MonthCheck
from plugins.procountor.reports.overview import Overview
from plugins.procountor.sandbox.books.generator import generate
from tests.hub.ledger.making import Shelf, calendar_years, receipt
from tests.plugins.procountor_reports.any_books import SLOW, TODAY, YEARS, books, filled
from tests.plugins.procountor_reports.filling import COMPANY, cells, fill, report, row_sum

THIS_YEAR = Period(date(2026, 1, 1), date(2026, 4, 30))
APRIL_2026 = date(2026, 4, 20)
BOTH_YEARS = Period(date(2025, 1, 1), date(2026, 12, 31))


def grown(shelf: Shelf) -> Shelf:
    """Store the books of a company that began sixteen months ago."""
    book = generate(COMPANY, seed=3, months=16, receipts=16 * 30, first_month=date(2025, 1, 1), until=APRIL_2026)
    return fill(shelf, book)


class OnGrownBooks:
    @pytest.fixture
    def books(self, shelf: Shelf) -> Iterator[BookReader]:
        with grown(shelf).read(today=APRIL_2026) as reader:
            yield reader


class TestOverview(OnGrownBooks, report_suite(Overview, reader=lambda: NotImplemented, period=THIS_YEAR)):
    """The overview."""


class TestMonthCheck(OnGrownBooks, report_suite(MonthCheck, reader=lambda: NotImplemented, period=THIS_YEAR)):
    """The list of what has to be done."""


class TestCostChanges(OnGrownBooks, report_suite(CostChanges, reader=lambda: NotImplemented, period=THIS_YEAR)):
    """The costs that moved most."""


def figures(table: ReportTable) -> dict[str, Figure]:
    return {each.key: each for each in table.every_figure}


def overview(reader: BookReader, start: date, end: date, key: str = "overview") -> ReportTable:
    return report(reader, key, start, end)


@SLOW
@given(book=books())
def test_whatever_the_books_a_figure_is_its_rows_and_so_is_what_it_is_compared_with(
    db: ModuleType, book: tuple[list[Receipt], bool]
):
    with filled(db, book).read(today=TODAY) as reader:
        for each in YEARS:
            for key in ("overview", "cost-changes"):
                table = overview(reader, each.start, each.end, key)
                shown = [cell for figure in figures(table).values() for cell in (figure.cell, figure.earlier) if cell]
                for cell in (*shown, *(cell for row in table.rows for cell in row.cells)):
                    if cell.drill is not None:
                        assert row_sum(reader, cell.drill) == cell.amount


def test_the_figures_are_of_the_last_month_that_has_ended(shelf: Shelf):
    with grown(shelf).read(today=APRIL_2026) as reader:
        found = figures(overview(reader, THIS_YEAR.start, THIS_YEAR.end))
        march = report(reader, "income-statement", date(2026, 3, 1), date(2026, 3, 31))
        year_before = report(reader, "income-statement", date(2025, 3, 1), date(2025, 3, 31))
        since_january = report(reader, "income-statement", date(2026, 1, 1), date(2026, 3, 31), by_month=False)
        assert found["turnover"].note == "Mar 2026"
        assert [found["turnover"].cell.amount] == cells(march, "turnover")
        assert [found["turnover"].earlier.amount] == cells(year_before, "turnover")
        assert [found["result-to-date"].cell.amount] == cells(since_january, "result")
        balance = report(reader, "balance-sheet", date(2026, 3, 1), date(2026, 3, 31))
        assert [found["cash"].cell.amount] == cells(balance, "cash")
        assert len(found["turnover"].trend) == 12
        assert found["turnover"].trend[-1] == found["turnover"].cell.amount


def test_a_month_that_goes_on_is_shown_only_where_no_other_is_asked_for(shelf: Shelf):
    with grown(shelf).read(today=APRIL_2026) as reader:
        found = figures(overview(reader, date(2026, 4, 1), date(2026, 4, 30)))
        assert found["turnover"].note == "Apr 2026, not finished"


def test_the_running_month_is_marked_in_the_columns_of_the_graphs(shelf: Shelf):
    with grown(shelf).read(today=APRIL_2026) as reader:
        table = overview(reader, THIS_YEAR.start, THIS_YEAR.end)
        assert [each.unfinished for each in table.columns] == [False, False, False, True, True]
        assert [graph.rows[1] for graph in table.graphs] == ["turnover", "costs", "result", "cash"]


def test_costs_are_positive_and_part_turnover_from_operating_profit(shelf: Shelf):
    shelf.store(
        receipt("1", date(2026, 3, 5), ("3000", -100_00), ("1910", 100_00)),
        receipt(
            "2", date(2026, 3, 6), ("4000", 20_00), ("5000", 15_00), ("6810", 5_00), ("7200", 7_00), ("1910", -47_00)
        ),
        fiscal_years=calendar_years(2025, 2026),
        covered=(BOTH_YEARS,),
    )
    with shelf.read(today=APRIL_2026) as reader:
        table = overview(reader, date(2026, 3, 1), date(2026, 3, 31))
        assert (cells(table, "turnover"), cells(table, "costs"), cells(table, "ebit")) == ([100_00], [47_00], [53_00])
        assert figures(table)["operating-margin"].cell.text == "53.0\xa0%"


def test_without_a_year_before_a_figure_says_that_there_is_none(shelf: Shelf):
    years = calendar_years(2026, 2026)
    shelf.store(receipt("1", date(2026, 3, 5), ("3000", -1), ("1910", 1)), fiscal_years=years, covered=(BOTH_YEARS,))
    with shelf.read(today=APRIL_2026) as reader:
        table = overview(reader, THIS_YEAR.start, THIS_YEAR.end)
        for key in ("turnover", "turnover-to-date", "cash", "operating-margin", "equity-ratio"):
            assert figures(table)[key].earlier is None
            assert not figures(table)[key].change
            assert "do not begin a year earlier" in figures(table)[key].missing
        assert [cell.amount for cell in row_of(table, "turnover-earlier")] == [None] * 5
        assert figures(table)["turnover"].trend[:9] == (None,) * 9


def test_a_year_before_that_is_not_all_read_is_no_comparison(shelf: Shelf):
    shelf.store(
        receipt("1", date(2025, 3, 5), ("3000", -400), ("1910", 400)),
        receipt("2", date(2026, 3, 5), ("3000", -500), ("1910", 500)),
        fiscal_years=calendar_years(2025, 2026),
        covered=(Period(date(2025, 3, 1), date(2026, 12, 31)),),
    )
    with shelf.read(today=APRIL_2026) as reader:
        found = figures(overview(reader, THIS_YEAR.start, THIS_YEAR.end))
        assert found["turnover"].earlier.amount == 400, "March a year earlier is read"
        assert found["turnover-to-date"].earlier is None, "January and February are not"
        assert found["cash"].earlier is None, "nor is what stood before them"
        assert "have not all been read" in found["cash"].missing


def test_a_company_without_turnover_has_no_margin_and_says_why(shelf: Shelf):
    shelf.store(fiscal_years=calendar_years(2025, 2026), covered=(BOTH_YEARS,))
    with shelf.read(today=APRIL_2026) as reader:
        margin = figures(overview(reader, THIS_YEAR.start, THIS_YEAR.end))["operating-margin"]
        assert (margin.cell.text, margin.missing) == ("–", "There was no turnover to divide by.")


def test_the_accounts_that_moved_most_stand_under_their_line(shelf: Shelf):
    shelf.store(
        receipt("1", date(2025, 3, 5), ("7200", 100_00), ("8450", 30_00), ("1910", -130_00)),
        receipt("2", date(2026, 3, 5), ("7200", 100_00), ("8410", 70_00), ("4000", 5_00), ("1910", -175_00)),
        fiscal_years=calendar_years(2025, 2026),
        covered=(BOTH_YEARS,),
    )
    with shelf.read(today=APRIL_2026) as reader:
        table = overview(reader, THIS_YEAR.start, THIS_YEAR.end, "cost-changes")
        assert table.period == Period(date(2026, 3, 1), date(2026, 3, 31))
        told = {row.key: tuple(cell.amount for cell in row.cells[:3]) for row in table.rows}
        assert list(told) == [
            *("materials-and-services", "account:4000"),
            *("other-expenses", "account:8410", "account:8450", "account:7200"),
        ]
        assert told["other-expenses"] == (170_00, 130_00, 40_00)
        assert told["account:8410"] == (70_00, 0, 70_00)
        assert table.rows[2].cells[3].text == "30.8\xa0%"
        assert table.rows[1].cells[3].text == "", "nothing to divide by"


def row_of(table: ReportTable, key: str):
    return next(row.cells for row in table.rows if row.key == key)

"""What every report builder must do."""

# ruff: noqa: S101 - a suite asserts
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

import pytest

from hub.sdk.accounting import Period
from hub.sdk.reports import AccountLayout, Drill, LedgerReader, ReportBuilder, ReportOptions, ReportTable

__all__ = ["ReportSuite", "report_suite"]


LONGEST_LAYOUT, LONGEST_LINE = 40, 60
"""Characters of keys that the hub keeps with what a company has moved."""


class ReportSuite:
    """The rules."""

    make: ClassVar[Callable[[], ReportBuilder]]
    reader: ClassVar[Callable[[], LedgerReader]]
    period: ClassVar[Period]
    options: ClassVar[ReportOptions]

    @pytest.fixture
    def books(self) -> LedgerReader:
        """The book that is reported on."""
        return type(self).reader()

    @pytest.fixture
    def table(self, books: LedgerReader) -> ReportTable:
        """The finished report."""
        return type(self).make().build(books, self.period, self.options)

    def test_it_names_itself(self) -> None:
        """The key is part of addresses."""
        builder = type(self).make()
        assert builder.key.replace("-", "_").isidentifier()
        assert builder.title.strip()
        assert builder.page in {"analytics", "content"}

    def test_the_table_is_rectangular(self, table: ReportTable) -> None:
        """Every row has a cell for every column, and keys are unique."""
        assert table.title.strip()
        assert all(len(row.cells) == len(table.columns) for row in table.rows)
        assert len({column.key for column in table.columns}) == len(table.columns)
        assert len({row.key for row in table.rows}) == len(table.rows)

    def test_money_is_in_whole_cents(self, table: ReportTable) -> None:
        """No fraction comes into being on the way."""
        cells = [cell for row in table.rows for cell in row.cells] + [figure.cell for figure in table.every_figure]
        assert all(cell.amount is None or type(cell.amount) is int for cell in cells)

    def test_a_sum_is_the_sum_of_its_parts(self, table: ReportTable) -> None:
        """What a row says it adds up is there, and adds up."""
        rows = {row.key: row for row in table.rows}
        for row in (row for row in table.rows if row.parts):
            assert set(row.parts) <= rows.keys()
            for place, column in enumerate(table.columns):
                amount = row.cells[place].amount
                if column.kind == "money" and amount is not None:
                    assert amount == sum(rows[part].cells[place].amount or 0 for part in row.parts), row.key

    def test_every_figure_explains_itself(self, table: ReportTable, books: LedgerReader) -> None:
        """The ledger rows that a cell points at sum to the cell."""
        figured = [cell for each in table.every_figure for cell in (each.cell, each.earlier) if cell]
        for cell in [*(cell for row in table.rows for cell in row.cells), *figured]:
            if cell.drill is not None and cell.amount is not None:
                assert cell.amount == _drilled(books, cell.drill)

    def test_a_figure_that_is_blank_says_why(self, table: ReportTable) -> None:
        """Nobody takes what is not known for nothing."""
        for each in table.every_figure:
            assert each.cell.amount is not None or each.cell.text or each.missing, each.key

    def test_a_graph_draws_rows_of_the_report(self, table: ReportTable) -> None:
        """What is drawn stands in the table, too."""
        for graph in table.graphs:
            assert set(graph.rows) <= {row.key for row in table.rows}

    def test_a_state_is_said_in_words(self, table: ReportTable) -> None:
        """Whoever reads a file or hears the page is told the same as whoever sees the mark."""
        for row in table.rows:
            assert row.state is None or any(cell.text for cell in row.cells), row.key

    def test_it_can_be_built_in_each_of_its_forms(self, books: LedgerReader) -> None:
        """A choice that the reader is offered is one."""
        builder = type(self).make()
        assert len({form.key for form in builder.forms}) == len(builder.forms)
        for form in builder.forms:
            assert builder.build(books, self.period, replace(self.options, form=form.key)).title.strip()

    def test_accounts_can_be_moved_between_the_lines_of_its_layout(self, books: LedgerReader) -> None:
        """What a company chooses has a place, and sums and figures follow."""
        layout = type(self).make().layout
        if layout is None:
            return
        lines = layout.lines(self.options.language)
        keys = {each.key for each in lines}
        assert len(keys) == len(lines)
        assert len(layout.key) <= LONGEST_LAYOUT
        assert all(len(key) <= LONGEST_LINE for key in keys)
        assert all(each.label.strip() and each.groups for each in lines)
        assert type(self).make().statements <= {each.statement for each in lines}
        for account in books.accounts():
            assert layout.standard(account) in keys | {""}
            assert not layout.takes(account, "")
        for account, key in _moves(layout, sorted(books.accounts()), sorted(keys)):
            moved = replace(self.options, moved={account: key})
            table = type(self).make().build(books, self.period, moved)
            self.test_a_sum_is_the_sum_of_its_parts(table)
            self.test_every_figure_explains_itself(table, books)

    def test_it_can_be_built_again(self, table: ReportTable, books: LedgerReader) -> None:
        """The same book gives the same report."""
        assert type(self).make().build(books, self.period, self.options) == table


def _moves(layout: AccountLayout, accounts: Sequence[str], lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Choose moves so that each account goes somewhere, and something comes to each line."""
    reached = set()
    for place, account in enumerate(accounts):
        taken = [line for line in lines if layout.takes(account, line)]
        if taken:
            reached.add(line := taken[place % len(taken)])
            yield account, line
    for line in lines:
        movable = [account for account in accounts if line not in reached and layout.takes(account, line)]
        yield from ((account, line) for account in movable[:1])


def _drilled(books: LedgerReader, drill: Drill) -> int:
    if drill.vat is not None:
        return drill.sign * sum(each.amount for each in books.vat_lines(drill.vat, drill.period))
    if drill.invoices is not None:
        found = books.open_items(drill.invoices.day, drill.invoices.side)
        return drill.sign * sum(each.open for each in found.items if drill.invoices.holds(each)) if found else 0
    if drill.partner is not None:
        return drill.sign * sum(each.amount for each in books.partner_lines(drill.partner, drill.period))
    movements = (
        books.item_movements(drill.period, drill.part, layers=drill.layers)
        if drill.part
        else books.movements(drill.period, layers=drill.layers)
    )
    moved = sum(each.net for each in movements if each.account in drill.accounts)
    opening = 0
    if drill.opening:
        year = books.fiscal_year_of(drill.period.end)
        opening = sum(each.amount for each in books.openings(year) if each.account in drill.accounts)
    return drill.sign * (moved + opening)


def report_suite(
    builder: Callable[[], ReportBuilder],
    *,
    reader: Callable[[], LedgerReader],
    period: Period,
    options: ReportOptions | None = None,
) -> type[ReportSuite]:
    """Make the suite for a builder; bind it to a name that begins with ``Test``.

    :param builder: makes the builder, usually its class
    :param reader: opens a book with movements in the period
    :param period: whole months
    """
    members = {
        "make": staticmethod(builder),
        "reader": staticmethod(reader),
        "period": period,
        "options": options or ReportOptions(),
    }
    return type("ReportSuite", (ReportSuite,), members)

"""Building a report of a book for somebody, and finding the ledger rows a figure is made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, islice

from hub.db import Db
from hub.ledger.previews import open_preview
from hub.ledger.reader import BookReader
from hub.reports.columns import Layout, layout_of
from hub.reports.comparing import with_changes, with_shares
from hub.reports.formatting import formatter
from hub.reports.scope import scope_of
from hub.reports.view import View
from hub.reports.wording import worded
from hub.sdk.accounting import Period
from hub.sdk.refs import BookRef
from hub.sdk.reports import (
    Cell,
    Column,
    Drill,
    LedgerLine,
    LedgerReader,
    OpeningBalance,
    ReportBuilder,
    ReportOptions,
    ReportTable,
    Row,
    VatRows,
)

__all__ = ["AccountRows", "Explanation", "build", "explain", "find_cell", "open_reader", "preview"]

ROWS_SHOWN = 500


@dataclass(frozen=True, slots=True)
class AccountRows:
    """One account's part of a figure: its rows as far as they are shown, and their sum.

    :param opening: the opening balance that belongs to the figure, minor units
    :param more: whether rows are left out on this page
    """

    code: str
    opening: int
    total: int
    lines: tuple[LedgerLine, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure and what it is made of; the parts times ``drill.sign`` sum to ``cell.amount``.

    :param provisional: whether the opening balances in it are the source's own, until earlier years have been read
    """

    row: Row
    column: Column
    cell: Cell
    drill: Drill
    parts: tuple[AccountRows, ...]
    provisional: bool = False

    @property
    def total(self) -> int:
        """What the rows add up to, as the report shows it."""
        return self.drill.sign * sum(each.total for each in self.parts)


def open_reader(db: Db, book: BookRef, *, payroll_detail: bool, today: date) -> LedgerReader:
    """Open a book for somebody; what they may not see is summed."""
    return BookReader(db, book, payroll_detail=payroll_detail, today=today)


def build(
    builder: ReportBuilder, reader: LedgerReader, view: View, *, language: str, extra: Mapping[str, str]
) -> ReportTable:
    """Build a report for a view, in the words of whoever reads it.

    :raises UserFault: the builder cannot use the period or an option
    """
    figures = formatter(language)
    laid = layout_of(builder, view, reader, figures) if "columns" in builder.choices else Layout(())
    form = builder.form(view.form)
    scope = scope_of(builder, view, reader)
    options = ReportOptions(
        language=language,
        accounts=view.accounts,
        by_month=view.by != "total",
        account=extra.get("account"),
        columns=laid.columns,
        form=form.key if form else "",
        dimension=view.dimension if "dimension" in builder.choices else "",
        only=scope.part,
        layers=scope.layers,
        extra=extra,
    )
    table = worded(builder.build(reader, view.period, options))
    if view.share and builder.share_of and laid.columns:
        table = with_shares(table, builder.share_of, figures)
    table = replace(table, notes=(*laid.notes, *scope.notes, *table.notes), scope=scope.told)
    return with_changes(table, laid.pairs, figures)


def preview(db: Db, book: BookRef, builder: ReportBuilder, *, today: date, language: str) -> ReportTable | None:
    """Build a report of the source's own figures of the running year; None once its receipts are here, or without any.

    No figure in it has rows to be shown.
    """
    reader = open_preview(db, book, today)
    if reader is None:
        return None
    form = builder.form("")
    options = ReportOptions(language=language, by_month=False, form=form.key if form else "")
    table = worded(builder.build(reader, reader.period, options))
    bare = [replace(row, cells=tuple(replace(cell, drill=None) for cell in row.cells)) for row in table.rows]
    columns = [replace(column, period=None) for column in table.columns]
    return replace(table, period=reader.period, rows=tuple(bare), columns=tuple(columns), notes=())


def find_cell(table: ReportTable, row_key: str, column_key: str) -> tuple[Row, Column, Cell] | None:
    """Find a figure by the keys of its row and column, or a key figure by its own and no column."""
    if not column_key:
        for each in table.figures:
            if each.key == row_key:
                return Row(each.key, each.label, (each.cell,)), Column("figure", each.note), each.cell
    for row in table.rows:
        if row.key == row_key:
            for column, cell in zip(table.columns, row.cells, strict=True):
                if column.key == column_key:
                    return row, column, cell
    return None


def explain(reader: LedgerReader, row: Row, column: Column, cell: Cell) -> Explanation | None:
    """List the ledger rows of a figure; None when the figure has none."""
    drill = cell.drill
    if drill is None:
        return None
    if drill.vat is not None:
        return Explanation(row, column, cell, drill, tuple(_vat_rows(reader, drill.vat, drill.period)))
    openings = _openings(reader, drill)
    amounts = {each.account: each.amount for each in openings}
    totals = _totals(reader, drill)
    parts: list[AccountRows] = []
    room = ROWS_SHOWN
    for code in drill.accounts:
        opening, moved = amounts.get(code, 0), totals.get(code)
        if opening or moved is not None:
            part = _account_rows(reader, drill, code, room=room, opening=opening, moved=moved or 0)
            room = max(room - len(part.lines), 0)
            parts.append(part)
    provisional = any(each.basis == "provisional" for each in openings)
    return Explanation(row, column, cell, drill, tuple(parts), provisional)


def _vat_rows(reader: LedgerReader, vat: VatRows, months: Period) -> Iterator[AccountRows]:
    room = ROWS_SHOWN
    for code, of_account in groupby(reader.vat_lines(vat, months), key=lambda line: line.account):
        lines = list(of_account)
        total = sum(line.amount for line in lines)
        yield AccountRows(code, 0, total, tuple(lines[:room]), more=len(lines) > room)
        room = max(room - len(lines), 0)


def _account_rows(reader: LedgerReader, drill: Drill, code: str, *, room: int, opening: int, moved: int) -> AccountRows:
    lines = _lines(reader, drill, code, limit=room + 1)
    return AccountRows(
        code=code,
        opening=opening,
        total=opening + moved,
        lines=tuple(lines[:room]),
        more=len(lines) > room,
    )


def _lines(reader: LedgerReader, drill: Drill, code: str, *, limit: int) -> list[LedgerLine]:
    """Read the first rows of an account that belong to a figure; one side of it cannot be asked for by number."""
    if drill.side == "both":
        return list(reader.lines(code, drill.period, limit=limit, layers=drill.layers, part=drill.part))
    every = reader.lines(code, drill.period, layers=drill.layers)
    rows = (line for line in every if (line.amount > 0) == (drill.side == "debit"))
    return list(islice(rows, limit))


def _openings(reader: LedgerReader, drill: Drill) -> Sequence[OpeningBalance]:
    return reader.openings(reader.fiscal_year_of(drill.period.start)) if drill.opening else ()


def _totals(reader: LedgerReader, drill: Drill) -> Mapping[str, int]:
    wanted, totals = frozenset(drill.accounts), dict[str, int]()
    if drill.part is not None:
        for share in reader.item_movements(drill.period, drill.part, layers=drill.layers, by_month=False):
            if share.account in wanted:
                totals[share.account] = totals.get(share.account, 0) + share.net
        return totals
    for each in reader.movements(drill.period, layers=drill.layers):
        if each.account in wanted:
            amount = {"both": each.net, "debit": each.debit, "credit": -each.credit}[drill.side]
            totals[each.account] = totals.get(each.account, 0) + amount
    return totals

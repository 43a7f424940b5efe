"""Building a report of a book for somebody, and finding the ledger rows a figure is made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, islice
from types import MappingProxyType
from typing import Literal

from hub.db import Db
from hub.ledger.copying import CopyingReader
from hub.ledger.previews import open_preview
from hub.ledger.reader import BookReader
from hub.mapping.standing import standing
from hub.reports.columns import Layout, layout_of
from hub.reports.comparing import about_compared, with_changes, with_shares
from hub.reports.formatting import formatter
from hub.reports.scope import scope_of
from hub.reports.view import View
from hub.reports.wording import worded
from hub.sdk.refs import BookRef
from hub.sdk.reports import (
    Cell,
    Column,
    Drill,
    LedgerLine,
    LedgerReader,
    OpeningBalance,
    OpenItem,
    OpenRows,
    ReportBuilder,
    ReportOptions,
    ReportTable,
    Row,
)

__all__ = [
    "ROWS_SHOWN",
    "AccountRows",
    "Explanation",
    "build",
    "by_account",
    "explain",
    "find_cell",
    "narrowed",
    "open_reader",
    "preview",
]

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
    :param invoices: of a figure that is made of open invoices, all of them, those due first
    """

    row: Row
    column: Column
    cell: Cell
    drill: Drill
    parts: tuple[AccountRows, ...]
    provisional: bool = False
    invoices: tuple[OpenItem, ...] = ()

    @property
    def total(self) -> int:
        """What the rows add up to, as the report shows it."""
        rows = (*(each.total for each in self.parts), *(each.open for each in self.invoices))
        return self.drill.sign * sum(rows)


def open_reader(db: Db, book: BookRef, *, payroll_detail: bool, today: date) -> CopyingReader:
    """Open a book for somebody; what they may not see is summed."""
    return BookReader(db, book, payroll_detail=payroll_detail, today=today)


def build(
    builder: ReportBuilder,
    reader: LedgerReader,
    view: View,
    *,
    language: str,
    extra: Mapping[str, str],
    moved: Mapping[str, str] = MappingProxyType({}),
    page: str | None = None,
    row: str = "",
    listed: Literal["", "ledger", "sums"] = "",
) -> ReportTable:
    """Build a report for a view, in the words of whoever reads it.

    :param moved: keys of lines by account, as :class:`hub.sdk.reports.ReportOptions` has them
    :param page: the key of the page to build of a report that is paged; None for all of it
    :param row: the key of the only row that is wanted; empty for all of them
    :param listed: which rows may be left out of the table, as its ``listing`` says
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
        against=view.compared if "against" in builder.choices else None,
        form=form.key if form else "",
        moved=moved,
        dimension=view.dimension if "dimension" in builder.choices else "",
        only=scope.part,
        layers=scope.layers,
        page=page if builder.paged else None,
        row=row,
        listed=listed,
        extra=extra,
    )
    table = worded(builder.build(reader, view.period, options))
    if view.share and builder.share_of and laid.columns:
        table = with_shares(table, builder.share_of, figures)
    pairs = *laid.pairs, *table.pairs
    notes = *laid.notes, *scope.notes, *about_compared(table, pairs, reader, figures), *table.notes
    return with_changes(replace(table, notes=notes, scope=scope.told), pairs, figures)


def preview(db: Db, book: BookRef, builder: ReportBuilder, *, today: date, language: str) -> ReportTable | None:
    """Build a report of the source's own figures of the running year; None once its receipts are here, or without any.

    No figure in it has rows to be shown.
    """
    reader = open_preview(db, book, today)
    if reader is None:
        return None
    form = builder.form("")
    moved = standing(db, builder.layout, reader).lines if builder.layout else {}
    options = ReportOptions(language=language, by_month=False, form=form.key if form else "", moved=moved)
    table = worded(builder.build(reader, reader.period, options))
    bare = [replace(row, cells=tuple(replace(cell, drill=None) for cell in row.cells)) for row in table.rows]
    columns = [replace(column, period=None) for column in table.columns]
    return replace(table, period=reader.period, rows=tuple(bare), columns=tuple(columns), notes=())


def find_cell(table: ReportTable, row_key: str, column_key: str) -> tuple[Row, Column, Cell] | None:
    """Find a figure by the keys of its row and column, or a key figure by its own and no column."""
    if not column_key:
        for each in table.every_figure:
            if each.key == row_key:
                return Row(each.key, each.label, (each.cell,)), Column("figure", each.note), each.cell
    for row in table.rows:
        if row.key == row_key:
            for column, cell in zip(table.columns, row.cells, strict=True):
                if column.key == column_key:
                    return row, column, cell
    return None


def explain(reader: LedgerReader, row: Row, column: Column, cell: Cell) -> Explanation | None:
    """List the ledger rows or invoices of a figure; None when the figure has none."""
    drill = cell.drill
    if drill is None:
        return None
    if drill.invoices is not None:
        return Explanation(row, column, cell, drill, (), invoices=tuple(_open(reader, drill.invoices)))
    told = _told_rows(reader, drill)
    if told is not None:
        return Explanation(row, column, cell, drill, tuple(_grouped(told)))
    openings = _openings(reader, drill)
    amounts = {each.account: each.amount for each in openings}
    totals = _totals(reader, drill)
    lines, cut = _lines(reader, drill, [code for code in drill.accounts if code in totals])
    parts = tuple(
        AccountRows(
            code,
            opening=amounts.get(code, 0),
            total=amounts.get(code, 0) + totals.get(code, 0),
            lines=tuple(lines.get(code, ())),
            more=code in cut,
        )
        for code in drill.accounts
        if amounts.get(code) or code in totals
    )
    provisional = any(each.basis == "provisional" for each in openings)
    return Explanation(row, column, cell, drill, parts, provisional)


def by_account(reader: LedgerReader, drill: Drill) -> Mapping[str, int]:
    """Split a figure by account, with the sign that the report shows."""
    amounts = {each.account: each.amount for each in _openings(reader, drill) if each.account in drill.accounts}
    for code, moved in _totals(reader, drill).items():
        amounts[code] = amounts.get(code, 0) + moved
    return {code: drill.sign * amount for code, amount in amounts.items() if amount}


def narrowed(reader: LedgerReader, cell: Cell, account: str) -> Cell:
    """Give an account's part of a figure; the figure itself where the account has none in it."""
    if cell.drill is None or account not in cell.drill.accounts:
        return cell
    return Cell(by_account(reader, cell.drill).get(account, 0), drill=replace(cell.drill, accounts=(account,)))


def _open(reader: LedgerReader, wanted: OpenRows) -> Iterator[OpenItem]:
    """Read the open invoices of a figure."""
    found = reader.open_items(wanted.day, wanted.side)
    return filter(wanted.holds, found.items if found else ())


def _told_rows(reader: LedgerReader, drill: Drill) -> Iterator[LedgerLine] | None:
    """Read the rows of a figure that is not made of whole accounts; None where it is."""
    if drill.vat is not None:
        return reader.vat_lines(drill.vat, drill.period)
    return None if drill.partner is None else reader.partner_lines(drill.partner, drill.period)


def _grouped(told: Iterator[LedgerLine]) -> Iterator[AccountRows]:
    room = ROWS_SHOWN
    for code, of_account in groupby(told, key=lambda line: line.account):
        lines = list(of_account)
        total = sum(line.amount for line in lines)
        yield AccountRows(code, 0, total, tuple(lines[:room]), more=len(lines) > room)
        room = max(room - len(lines), 0)


def _lines(
    reader: LedgerReader, drill: Drill, accounts: Sequence[str]
) -> tuple[Mapping[str, Sequence[LedgerLine]], frozenset[str]]:
    """Read the first rows that belong to a figure, by account, and name the accounts that have more.

    One side of an account cannot be asked for by number: its rows are looked through as they come.
    """
    if drill.side == "both":
        found = list(reader.ledger(accounts, drill.period, limit=ROWS_SHOWN + 1, layers=drill.layers, part=drill.part))
    else:
        every = reader.ledger(accounts, drill.period, layers=drill.layers)
        rows = (line for line in every if (line.amount > 0) == (drill.side == "debit"))
        found = list(islice(rows, ROWS_SHOWN + 1))
    rest = found[ROWS_SHOWN:]
    shown = groupby(found[:ROWS_SHOWN], key=lambda line: line.account)
    cut = accounts[accounts.index(rest[0].account) :] if rest else ()
    return {code: list(lines) for code, lines in shown}, frozenset(cut)


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

"""A figure that is worked out from others of its report: from which, and on which accounts a change came about."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.reports.service import by_account, find_cell
from hub.sdk.reports import Cell, Column, LedgerReader, ReportTable, Row

__all__ = ["AccountChange", "Derived", "Source", "derived"]


@dataclass(frozen=True, slots=True)
class Source:
    """A figure that another is worked out from."""

    row: Row
    column: Column
    cell: Cell


@dataclass(frozen=True, slots=True)
class AccountChange:
    """An account's part of two figures of a row, minor units, with the signs that the report shows."""

    code: str
    now: int
    then: int

    @property
    def change(self) -> int:
        """By how much it is more."""
        return self.now - self.then


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure and what it is worked out from.

    :param accounts: of a change: the accounts, those that changed most first; their changes sum to it
    """

    row: Row
    column: Column
    cell: Cell
    sources: tuple[Source, ...]
    accounts: tuple[AccountChange, ...]


def derived(reader: LedgerReader, table: ReportTable, row: Row, column: Column, cell: Cell) -> Derived | None:
    """Tell what a figure is worked out from; None of one that is not."""
    found = [find_cell(table, *keys) for keys in cell.of]
    sources = tuple(Source(*each) for each in found if each)
    return Derived(row, column, cell, sources, _changes(reader, *sources)) if sources else None


def _changes(reader: LedgerReader, now: Source, then: Source) -> tuple[AccountChange, ...]:
    """List the accounts of two figures of one row; none of figures that are not made of accounts."""
    if now.row.key != then.row.key or now.cell.drill is None or then.cell.drill is None:
        return ()
    ours, theirs = by_account(reader, now.cell.drill), by_account(reader, then.cell.drill)
    changes = [AccountChange(code, _at(ours, code), _at(theirs, code)) for code in sorted({*ours, *theirs})]
    return tuple(sorted(changes, key=lambda each: -abs(each.change)))


def _at(amounts: Mapping[str, int], code: str) -> int:
    return amounts.get(code, 0)

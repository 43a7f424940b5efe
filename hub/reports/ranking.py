"""Bars that lie one below another: the figures of one column, each as long as its amount.

Lengths are per cent of the width, so that they stretch with the page; names and amounts are text beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.sdk.reports import Column, ReportTable, Row

__all__ = ["Length", "Ranking", "ranked"]


@dataclass(frozen=True, slots=True)
class Length:
    """One figure drawn: where its bar begins and how long it is, in per cent of the width."""

    row: Row
    amount: int
    x: float
    width: float
    leads: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """Bars and where zero is, in per cent of the width."""

    column: Column
    zero: float
    bars: tuple[Length, ...]


def ranked(table: ReportTable, keys: Sequence[str], column: str) -> Ranking | None:
    """Draw a column's figures of some rows, in the order given; None when there is nothing to draw."""
    place = next(place for place, each in enumerate(table.columns) if each.key == column)
    rows = [row for key in keys for row in table.rows if row.key == key]
    amounts = [row.cells[place].amount or 0 for row in rows]
    if not any(amounts):
        return None
    low, high = min(*amounts, 0), max(*amounts, 0)
    unit = 100 / (high - low)
    bars = tuple(
        Length(
            row,
            amount,
            x=round((min(amount, 0) - low) * unit, 2),
            width=round(abs(amount) * unit, 2),
            leads=row.cells[place].drill is not None,
        )
        for row, amount in zip(rows, amounts, strict=True)
    )
    return Ranking(table.columns[place], round(-low * unit, 2), bars)

"""A statement by item turned round: its columns become rows, and its main lines columns, compared on demand."""

from collections.abc import Iterator, Sequence

from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Column, Kind, LedgerReader, Row
from plugins.procountor.reports.statements import Statement
from plugins.procountor.reports.words import Words

__all__ = ["COMPARED", "turned"]

SHOWN = (
    *("turnover", "other-income", "materials-and-services", "staff", "depreciation", "other-expenses"),
    *("operating-profit", "result"),
)
"""Lines of the income statement that stand side by side where the items are rows."""
COMPARED = ("turnover", "result")


def turned(
    made: Statement, period: Period, against: Period | None, reader: LedgerReader, words: Words
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Turn a statement round.

    :param made: the last of its columns is their total; where days are compared, the same columns of these come after
    """
    lines = [row for key in SHOWN for row in made.rows if row.key == key]
    own = len(made.columns) // (2 if against else 1)
    *items, total = made.columns[:own]
    cells = [tuple(_cells(lines, place, own if against else None)) for place in range(own)]
    rows = [Row(each.key, each.label, cells[place], level=1) for place, each in enumerate(items)]
    whole = Row(total.key, total.label, cells[-1], Kind.TOTAL, parts=tuple(row.key for row in rows))
    return tuple(_columns(lines, period, against, reader, words)), (*rows, whole)


def _columns(
    lines: Sequence[Row], period: Period, against: Period | None, reader: LedgerReader, words: Words
) -> Iterator[Column]:
    for line in lines:
        yield Column(line.key, line.label, period=period, unfinished=period.end > reader.today)
        if against and line.key in COMPARED:
            label, unfinished = f"{line.label} {words.months(against)}", against.end > reader.today
            yield Column(f"{line.key}-against", label, period=against, unfinished=unfinished)


def _cells(lines: Sequence[Row], place: int, apart: int | None) -> Iterator[Cell]:
    """Give an item's figures.

    :param apart: how many columns after it the same item of the days that are compared stands; None where none are
    """
    for line in lines:
        yield line.cells[place]
        if apart is not None and line.key in COMPARED:
            yield line.cells[place + apart]

"""A bar chart as SVG: drawn on the server, so that it prints and reads without scripts."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.sdk.reports import ReportTable, Row

__all__ = ["Bar", "Chart", "bars"]

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 760, 240, 8, 26, 14


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure drawn: its place in the picture, and where it comes from in the table."""

    x: float
    y: float
    width: float
    height: float
    series: int
    row: str
    column: str
    label: str
    amount: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: bars, the height of zero, and a label below each group."""

    width: int
    height: int
    zero: float
    bars: tuple[Bar, ...]
    labels: tuple[tuple[float, str], ...]
    series: tuple[str, ...]


def bars(table: ReportTable, keys: Sequence[str]) -> Chart | None:
    """Draw some rows of a table as bars by month; None when there is nothing to draw.

    :param keys: keys of the rows, at most three
    """
    rows = [row for key in keys for row in table.rows if row.key == key]
    months = [index for index, column in enumerate(table.columns) if column.period and column.kind == "money"]
    months = [index for index in months if table.columns[index].key != "total"]
    amounts = [row.cells[index].amount or 0 for row in rows for index in months]
    if not any(amounts):
        return None
    high, low = max(*amounts, 0), min(*amounts, 0)
    scale = (HEIGHT - TOP - BOTTOM) / (high - low)
    zero = TOP + high * scale
    group = (WIDTH - 2 * LEFT) / len(months)
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        zero=round(zero, 1),
        bars=tuple(
            _bar(table, row, index, place=(LEFT + position * group, group), of=(number, len(rows)), at=(zero, scale))
            for position, index in enumerate(months)
            for number, row in enumerate(rows)
        ),
        labels=tuple(
            (round(LEFT + (position + 0.5) * group, 1), table.columns[index].label)
            for position, index in enumerate(months)
        ),
        series=tuple(row.label for row in rows),
    )


def _bar(
    table: ReportTable,
    row: Row,
    index: int,
    *,
    place: tuple[float, float],
    of: tuple[int, int],
    at: tuple[float, float],
) -> Bar:
    (left, group), (number, count), (zero, scale) = place, of, at
    amount, column = row.cells[index].amount or 0, table.columns[index]
    width = min(group * 0.76 / count, 26)
    height = abs(amount) * scale
    return Bar(
        x=round(left + group / 2 + (number - count / 2) * width, 1),
        y=round(zero - height if amount >= 0 else zero, 1),
        width=round(width - 1, 1),
        height=round(height, 1),
        series=number,
        row=row.key,
        column=column.key,
        label=f"{row.label}, {column.label}",
        amount=amount,
    )

"""A bar chart as SVG: drawn on the server, so that it prints and reads without scripts.

Heights are pixels and widths are per cent of the page's, so that bars stretch and its letters stay legible everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hub.sdk.reports import Cell, Column, ReportTable, Row

__all__ = ["Bar", "Chart", "Grade", "Tick", "bars"]

HEIGHT, BOTTOM, TOP = 220, 40, 14
WIDEST = 3.4
"""Per cent of the width that one bar takes at the most."""
GRADES = 5
"""How many steps a scale has at the most, counted from its lowest to its highest figure."""
SMALLEST = 100
"""Minor units of the smallest step: cents are no matter of a chart."""
STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
"""Every how many months one is named, the first of these that leaves room."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure drawn: its place in the picture, and where it comes from in the table.

    :param unfinished: whether its month goes on
    """

    x: float
    y: float
    width: float
    height: float
    series: int
    row: str
    column: str
    label: str
    amount: int
    unfinished: bool


@dataclass(frozen=True, slots=True)
class Grade:
    """A line of the scale: its height in the picture and its amount in minor units."""

    y: float
    amount: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A month named below its bars, with its year where that is new."""

    x: float
    month: date
    names_year: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: bars, the height of zero, the scale, and the months from left to right."""

    height: int
    zero: float
    bars: tuple[Bar, ...]
    scale: tuple[Grade, ...]
    months: tuple[tuple[float, date], ...]
    series: tuple[str, ...]

    @property
    def has_unfinished(self) -> bool:
        """Tell whether a month goes on."""
        return any(each.unfinished for each in self.bars)

    def ticks(self, most: int) -> list[Tick]:
        """Choose the months to name where there is room for so many."""
        step = next(each for each in STEPS if len(self.months) <= most * each)
        named = self.months[::step]
        years = [None, *(month.year for _, month in named)]
        return [Tick(x, month, month.year != before) for (x, month), before in zip(named, years, strict=False)]


def bars(table: ReportTable, keys: Sequence[str]) -> Chart | None:
    """Draw some rows of a table as bars by month; None when there is nothing to draw.

    :param keys: keys of the rows, at most three
    """
    rows = [row for key in keys for row in table.rows if row.key == key]
    months = [
        (index, column.period.start)
        for index, column in enumerate(table.columns)
        if column.period and column.kind == "money" and column.key != "total"
    ]
    amounts = [row.cells[index].amount or 0 for row in rows for index, _ in months]
    if not any(amounts):
        return None
    grades = _grades(min(*amounts, 0), max(*amounts, 0))
    pixels = (HEIGHT - TOP - BOTTOM) / (grades[-1] - grades[0])
    zero = TOP + grades[-1] * pixels
    group = 100 / len(months)
    return Chart(
        height=HEIGHT,
        zero=round(zero, 1),
        bars=tuple(
            _bar(table, row, index, place=(position * group, group), of=(number, len(rows)), at=(zero, pixels))
            for position, (index, _) in enumerate(months)
            for number, row in enumerate(rows)
        ),
        scale=tuple(Grade(round(zero - amount * pixels, 1), amount) for amount in grades),
        months=tuple((round((position + 0.5) * group, 2), start) for position, (_, start) in enumerate(months)),
        series=tuple(row.label for row in rows),
    )


def _grades(low: int, high: int) -> list[int]:
    """Cut a scale from a figure to another into round steps.

    >>> _grades(-30_000, 1_270_000)
    [-500000, 0, 500000, 1000000, 1500000]
    """
    step = SMALLEST
    while high - low > GRADES * step:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return list(range(low // step * step, -(-high // step) * step + step, step))


def _bar(
    table: ReportTable,
    row: Row,
    index: int,
    *,
    place: tuple[float, float],
    of: tuple[int, int],
    at: tuple[float, float],
) -> Bar:
    (left, group), (number, count), (zero, pixels) = place, of, at
    amount, column = row.cells[index].amount or 0, table.columns[index]
    width = min(group * 0.76 / count, WIDEST)
    height = abs(amount) * pixels
    return Bar(
        x=round(left + group / 2 + (number - count / 2) * width, 2),
        y=round(zero - height if amount >= 0 else zero, 1),
        width=round(width * 0.96, 2),
        height=round(height, 1),
        series=number,
        row=row.key,
        column=column.key,
        label=f"{row.label}, {column.label}",
        amount=amount,
        unfinished=column.unfinished and not _is_of_other_days(row.cells[index], column),
    )


def _is_of_other_days(cell: Cell, column: Column) -> bool:
    """Tell whether a figure is of other days than its column, such as those of a year ago."""
    return bool(cell.drill and column.period and cell.drill.period.end != column.period.end)

"""What the overview page shows of the reports that are made for it: cards, graphs and lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hub.reports.chart import Chart, bars
from hub.reports.comparing import change
from hub.reports.formatting import Formatter
from hub.reports.ranking import Ranking, ranked
from hub.reports.sparkline import Sparkline, sparkline
from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Column, Figure, ReportBuilder, ReportTable, Row

__all__ = ["Card", "Drawn", "Part", "part"]


@dataclass(frozen=True, slots=True)
class Card:
    """A key figure with how it has changed and gone.

    :param change: by how much since a year before; empty where that is not known
    """

    figure: Figure
    change: str
    line: Sparkline | None
    more: tuple["Card", ...]

    @property
    def period(self) -> Period | None:
        """The days that it is made of, as far as that is told."""
        drill = self.figure.cell.drill
        return self.figure.period or (drill.period if drill else None)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A graph and the figures that it draws.

    :param rows: of each row drawn, its figures by month, in the order of ``months``
    """

    title: str
    chart: Chart
    months: tuple[Column, ...]
    rows: tuple[tuple[Row, tuple[Cell, ...]], ...]

    @property
    def changes(self) -> list[int | None]:
        """By how much the last row differs from the first, month by month."""
        first, last = self.rows[0][1], self.rows[-1][1]
        pairs = ((now.amount, then.amount) for now, then in zip(last, first, strict=True))
        return [None if now is None or then is None else now - then for now, then in pairs]


@dataclass(frozen=True, slots=True)
class Part:
    """A report on the overview page."""

    builder: ReportBuilder
    table: ReportTable
    cards: tuple[Card, ...]
    graphs: tuple[Drawn, ...]
    rankings: tuple[Ranking, ...] = ()

    @property
    def is_split(self) -> bool:
        """Tell whether its rows are parts of a whole, to be drawn one below another, or it says why they are not."""
        return any(graph.column for graph in self.table.graphs) or not self.table.columns

    @property
    def is_list(self) -> bool:
        """Tell whether its rows are things to be done."""
        return any(row.state for row in self.table.rows)


def part(builder: ReportBuilder, table: ReportTable, figures: Formatter) -> Part:
    """Draw a report for the overview page."""
    return Part(builder, table, tuple(_cards(table.figures, figures)), tuple(_graphs(table)), tuple(_rankings(table)))


def _cards(found: Sequence[Figure], figures: Formatter) -> Iterator[Card]:
    for each in found:
        yield Card(each, _changed(each, figures), sparkline(each.trend), tuple(_cards(each.more, figures)))


def _changed(figure: Figure, figures: Formatter) -> str:
    now, then = figure.cell.amount, figure.earlier.amount if figure.earlier else None
    return figure.change if now is None or then is None else change(now, then, figures)


def _graphs(table: ReportTable) -> Iterator[Drawn]:
    rows = {row.key: row for row in table.rows}
    places = [place for place, each in enumerate(table.columns) if each.kind == "money" and each.key != "total"]
    months = tuple(table.columns[place] for place in places)
    for graph in (each for each in table.graphs if not each.column):
        keys = [key for key in graph.rows if any(rows[key].cells[place].amount is not None for place in places)]
        chart = bars(table, keys)
        if chart:
            told = ((rows[key], tuple(rows[key].cells[place] for place in places)) for key in keys)
            yield Drawn(graph.title, chart, months, tuple(told))


def _rankings(table: ReportTable) -> Iterator[Ranking]:
    for graph in (each for each in table.graphs if each.column):
        made = ranked(table, graph.rows, graph.column)
        if made:
            yield made

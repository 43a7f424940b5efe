"""The overview: the figures somebody looks at first, and what its graphs are drawn from."""

from collections.abc import Iterator, Sequence

from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Column, Graph, LedgerReader, ReportBuilder, ReportOptions, ReportTable, Row
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import by_months, months_of, whole
from plugins.procountor.reports.layout import Places
from plugins.procountor.reports.lines import StatementLines
from plugins.procountor.reports.measured import COSTS, EBIT, RESULT, TURNOVER
from plugins.procountor.reports.measures import Input, turned
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.overview_figures import CASH, Head
from plugins.procountor.reports.stretches import Lines, is_known, last_ended, to_date
from plugins.procountor.reports.words import Words
from plugins.procountor.reports.year_earlier import earlier_months

__all__ = ["Overview"]

EVERYTHING = "12~3456789"
FLOWS = (TURNOVER, COSTS, EBIT, RESULT)
DRAWN = (TURNOVER, COSTS, RESULT, CASH)


class Overview(ReportBuilder):
    """Key figures of the last ended month of a period, and the period's months beside those of a year earlier."""

    key = "overview"
    title = _("Overview")
    needs = LEDGER
    description = _("Key figures and how they have gone month by month.")
    page = "analytics"
    choices = frozenset()
    names = Names("Yleiskuva", "Översikt", "Overview")
    layout = StatementLines()

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the overview; operating costs are shown positive.

        :raises UserFault: the period ends before it starts
        """
        words, period = Words(options.language), whole(reader, period)
        columns = by_months(reader, period, words)
        head = Head(reader, words, last_ended(reader, period))
        before = {each: earlier_months(reader, each).period for each in (*months_of(period), period)}
        stretches = (*before, *(each for each in before.values() if each), *head.stretches)
        lines = Lines(reader, words, Places(options.moved), stretches)
        standing = frozenset(each for each in stretches if is_known(reader, to_date(reader, each)))
        return ReportTable(
            words.name(self.names),
            period,
            columns,
            tuple(_rows(lines, columns, before, standing, words)),
            Notes(reader, words, period, EVERYTHING).all(columns),
            head.figures(lines),
            graphs=tuple(Graph(words.name(each.names), (f"{each.key}-earlier", each.key)) for each in DRAWN),
        )


def _rows(
    lines: Lines,
    columns: tuple[Column, ...],
    before: dict[Period, Period | None],
    standing: frozenset[Period],
    words: Words,
) -> Iterator[Row]:
    """Make each row and the one a year before it.

    :param standing: the stretches at whose end balances are known
    """
    own = [each.period for each in columns]
    then = [before[each] if each else None for each in own]
    for given in (*FLOWS, CASH):
        name, earlier = words.name(given.names), words.label("year-earlier")
        yield Row(given.key, name, _cells(lines, given, columns, own))
        known = [each if given is not CASH or each in standing else None for each in then]
        yield Row(f"{given.key}-earlier", f"{name}, {earlier}", _cells(lines, given, columns, known))


def _cells(
    lines: Lines, given: Input, columns: Sequence[Column], stretches: Sequence[Period | None]
) -> tuple[Cell, ...]:
    return tuple(_cell(lines, given, *pair) for pair in zip(columns, stretches, strict=True))


def _cell(lines: Lines, given: Input, column: Column, stretch: Period | None) -> Cell:
    """Give a line in a stretch; how things stand is of months only, there is no total of it."""
    if stretch is None or (given is CASH and column.key == "total"):
        return Cell()
    if given is CASH:
        return lines.stood(given, stretch)
    cell = lines.moved(given, stretch)
    return turned(cell) if given is COSTS else cell

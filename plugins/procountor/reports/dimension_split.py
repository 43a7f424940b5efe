"""Turnover, costs and result by the items of a dimension, for the overview."""

from dataclasses import dataclass

from hub.sdk.accounting import Dimension, Period
from hub.sdk.reports import (
    Cell,
    Column,
    Form,
    Graph,
    Kind,
    LedgerReader,
    ReportBuilder,
    ReportOptions,
    ReportTable,
    Row,
)
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import DIMENSIONS, LEDGER
from plugins.procountor.reports.columns import whole
from plugins.procountor.reports.dimensions import split_notes
from plugins.procountor.reports.items import split
from plugins.procountor.reports.layout import Places
from plugins.procountor.reports.lines import INCOME, StatementLines
from plugins.procountor.reports.measured import COSTS, RESULT, TURNOVER
from plugins.procountor.reports.measures import Input, gathered, turned
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.statements import RESULT_DOMAIN, income_statement
from plugins.procountor.reports.words import Words

__all__ = ["DimensionSplit"]

MEASURES = (TURNOVER, COSTS, RESULT)


class DimensionSplit(ReportBuilder):
    """A period's turnover, costs and result by the items of one dimension, with what is allocated to none of them."""

    key = "dimension-split"
    title = _("By dimension")
    needs = LEDGER
    description = _("Turnover, costs and result by cost centre, project or another dimension.")
    page = "analytics"
    choices = frozenset({"dimension"})
    forms = (Form(TURNOVER.key, _("Turnover")), Form(COSTS.key, _("Costs")), Form(RESULT.key, _("Result")))
    shows = tuple(RESULT_DOMAIN)
    layout = StatementLines()
    statements = frozenset({INCOME})
    names = Names("Dimensioittain", "Per dimension", "By dimension")

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the split, operating costs positive; one that would mislead is left out, with the reason as its note.

        :raises UserFault: the period ends before it starts
        """
        words, period = Words(options.language), whole(reader, period)
        missing = _missing(reader)
        if missing:
            return ReportTable(words.name(self.names), period, (), (), (missing,))
        dimension = _dimension(reader, options.dimension)
        parts = split(reader, period, dimension, words)
        made = income_statement(reader, parts.matrix, words, Places(options.moved))
        chosen = next((each for each in MEASURES if each.key == options.form), TURNOVER)
        rows = _Rows(
            made.columns, [{row.key: row.cells[place] for row in made.rows} for place in range(len(made.columns))]
        )
        columns = tuple(
            Column(each.key, words.name(each.names), period=period, unfinished=period.end > reader.today)
            for each in MEASURES
        )
        notes = (*Notes(reader, words, period, RESULT_DOMAIN).all(columns, made.unmapped), *split_notes(parts))
        *items, total = rows.by_size(chosen)
        title = f"{words.name(chosen.names)}, {dimension.name}"
        drawn = Graph(title, tuple(row.key for row in items), chosen.key)
        total_row = Row(total.key, total.label, total.cells, Kind.TOTAL, parts=drawn.rows)
        return ReportTable(title, period, columns, (*items, total_row), notes, graphs=(drawn,))


@dataclass(frozen=True)
class _Rows:
    """Makes a row of each column of an income statement by item.

    :param lines: of each column, its cells by the line's key
    """

    columns: tuple[Column, ...]
    lines: list[dict[str, Cell]]

    def by_size(self, chosen: Input) -> list[Row]:
        """Order items by a measure, the largest first; what is no item, and the total, stay after them."""
        made = [Row(each.key, each.label, self._cells(place), Kind.ACCOUNT, 1) for place, each in enumerate(self.columns)]
        at = MEASURES.index(chosen)
        items = [row for row in made if row.key.startswith("item:")]
        items.sort(key=lambda row: -abs(row.cells[at].amount or 0))
        return [*items, *(row for row in made if row not in items)]

    def _cells(self, place: int) -> tuple[Cell, ...]:
        cells = {each: gathered(self.lines[place], each) for each in MEASURES}
        return tuple(turned(cell) if each is COSTS else cell for each, cell in cells.items())


def _missing(reader: LedgerReader) -> str:
    """Say why there is nothing to split by, or why it would mislead; empty where neither is so."""
    if any(DIMENSIONS in each.rights for each in reader.findings()):
        return _(
            "Not split by dimension: the key's user is limited to some dimension items, so that the others' figures "
            "would be missing."
        )
    return "" if reader.dimensions() else _("Not split by dimension: no dimensions have been read from the books.")


def _dimension(reader: LedgerReader, source_id: str) -> Dimension:
    """Find the dimension that is asked for; the first where the books do not have it, as of another company."""
    dimensions = reader.dimensions()
    return next((each for each in dimensions if each.source_id == source_id), dimensions[0])

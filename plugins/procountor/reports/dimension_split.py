"""Turnover, costs and result by the items of a dimension, for the overview."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from hub.sdk.accounting import Dimension, Period
from hub.sdk.reports import (
    Cell,
    Column,
    Form,
    Graph,
    Kind,
    Lead,
    LedgerReader,
    Note,
    ReportBuilder,
    ReportOptions,
    ReportTable,
    Row,
)
from hub.sdk.texts import plural
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import DIMENSIONS, LEDGER
from plugins.procountor.reports.columns import whole
from plugins.procountor.reports.dimensions import AS_ROWS, ByDimension, undivided
from plugins.procountor.reports.items import Split, split
from plugins.procountor.reports.layout import Places
from plugins.procountor.reports.lines import INCOME, StatementLines
from plugins.procountor.reports.measured import COSTS, RESULT, TURNOVER
from plugins.procountor.reports.measures import Input, gathered, turned
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.statements import RESULT_DOMAIN, Statement, income_statement
from plugins.procountor.reports.unread import about_unread
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
            return ReportTable(words.name(self.names), period, (), (), (*about_unread(reader, period), missing))
        dimension = _dimension(reader, options.dimension)
        parts = split(reader, period, dimension, words)
        made = income_statement(reader, parts.matrix, words, Places(options.moved))
        chosen = next((each for each in MEASURES if each.key == options.form), TURNOVER)
        *items, total = _Rows.of(made).by_size(chosen)
        columns = tuple(_column(each, period, reader, words) for each in MEASURES)
        notes = Notes(reader, words, period, RESULT_DOMAIN).all(columns, made.unmapped)
        title = f"{words.name(chosen.names)}, {dimension.name}"
        keys = tuple(row.key for row in items)
        notes = (*notes, *_together(parts, period), *undivided(parts))
        rows = (*items, replace(total, kind=Kind.TOTAL, level=0, parts=keys))
        return ReportTable(title, period, columns, rows, notes, graphs=(Graph(title, keys, chosen.key),))


def _together(parts: Split, period: Period) -> Iterator[str]:
    """Say that some items have no bar of their own, and where each stands."""
    if parts.together:
        said = plural(
            "%(num)s smaller item stands under Other items.",
            "%(num)s smaller items stand together under Other items.",
            parts.together,
        )
        yield Note(said, Lead(ByDimension.key, period, form=AS_ROWS))


def _column(measure: Input, period: Period, reader: LedgerReader, words: Words) -> Column:
    return Column(measure.key, words.name(measure.names), period=period, unfinished=period.end > reader.today)


@dataclass(frozen=True)
class _Rows:
    """Makes a row of each column of an income statement by item.

    :param lines: of each column, its cells by the line's key
    """

    columns: tuple[Column, ...]
    lines: list[dict[str, Cell]]

    @classmethod
    def of(cls, made: Statement) -> Self:
        """Take the columns of a statement apart."""
        places = range(len(made.columns))
        return cls(made.columns, [{row.key: row.cells[place] for row in made.rows} for place in places])

    def by_size(self, chosen: Input) -> list[Row]:
        """Order items by a measure, the largest first; what is no item, and the total, stay after them."""
        made = [
            Row(each.key, each.label, self._cells(place), Kind.ACCOUNT, 1) for place, each in enumerate(self.columns)
        ]
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

"""The income statement by the items of a dimension: side by side, or one below the other where they are many."""

from collections.abc import Iterator

from hub.sdk.accounting import Dimension, Period
from hub.sdk.errors import UserFault
from hub.sdk.reports import Column, Form, Kind, LedgerReader, ReportBuilder, ReportOptions, ReportTable, Row
from hub.sdk.texts import plural
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import whole
from plugins.procountor.reports.items import Split, split
from plugins.procountor.reports.layout import Places
from plugins.procountor.reports.lines import INCOME, StatementLines
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.statements import RESULT_DOMAIN, Statement, income_statement
from plugins.procountor.reports.words import Words

__all__ = ["AS_ROWS", "ByDimension", "undivided"]

AS_ROWS = "rows"
SHOWN_AS_COLUMNS = (
    *("turnover", "other-income", "materials-and-services", "staff", "depreciation", "other-expenses"),
    *("operating-profit", "result"),
)
"""Lines of the income statement that stand side by side where the items are rows."""


class ByDimension(ReportBuilder):
    """Income and expenses by the items of one dimension, with what is allocated to none of them; income +, costs −."""

    key = "by-dimension"
    title = _("Profit and loss by dimension")
    needs = LEDGER
    description = _("Income and expenses by cost centre, project or another dimension.")
    choices = frozenset({"accounts", "dimension"})
    forms = (Form("columns", _("Items side by side")), Form(AS_ROWS, _("Items as rows"), accounts=False))
    shows = tuple(RESULT_DOMAIN)
    layout = StatementLines()
    statements = frozenset({INCOME})
    names = Names("Tuloslaskelma dimensioittain", "Resultaträkning per dimension", "Profit and loss by dimension")

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the income statement by item.

        :raises UserFault: the period ends before it starts, or there is no such dimension
        """
        words, period = Words(options.language), whole(reader, period)
        dimension = _chosen(reader, options.dimension)
        as_rows = options.form == AS_ROWS
        parts = split(reader, period, dimension, words, **({"most": None} if as_rows else {}))
        accounts = options.accounts and not as_rows
        made = income_statement(reader, parts.matrix, words, Places(options.moved), accounts=accounts)
        columns, rows = _turned(made, period, reader) if as_rows else (made.columns, made.rows)
        notes = Notes(reader, words, period, RESULT_DOMAIN).all(columns, made.unmapped)
        title = words.name(self.names) + (f", {dimension.name}" if dimension else "")
        return ReportTable(
            title, period, columns, rows, (*notes, *_unknown(dimension), *_together(parts), *undivided(parts))
        )


def _chosen(reader: LedgerReader, source_id: str) -> Dimension | None:
    """Find the dimension that is asked for, the first until one is; None where the books have none.

    :raises UserFault: the books do not have it
    """
    dimensions = reader.dimensions()
    if not source_id:
        return dimensions[0] if dimensions else None
    found = next((each for each in dimensions if each.source_id == source_id), None)
    if found is None:
        raise UserFault(_("The books do not have this dimension any more. Choose one of the list."), field="dimension")
    return found


def _turned(made: Statement, period: Period, reader: LedgerReader) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Turn a statement round: its columns become rows, and its main lines columns."""
    lines = [row for key in SHOWN_AS_COLUMNS for row in made.rows if row.key == key]
    unfinished = period.end > reader.today
    columns = tuple(Column(row.key, row.label, period=period, unfinished=unfinished) for row in lines)
    *items, total = made.columns
    rows = [
        Row(each.key, each.label, tuple(line.cells[place] for line in lines), level=1)
        for place, each in enumerate(items)
    ]
    cells = tuple(line.cells[-1] for line in lines)
    return columns, (*rows, Row(total.key, total.label, cells, Kind.TOTAL, parts=tuple(row.key for row in rows)))


def _unknown(dimension: Dimension | None) -> Iterator[str]:
    if dimension is None:
        yield _("The books have no dimensions: nothing is allocated.")


def _together(parts: Split) -> Iterator[str]:
    if parts.together:
        yield plural(
            "%(num)s smaller item stands under Other items. Choose Items as rows to see each.",
            "%(num)s smaller items stand together under Other items. Choose Items as rows to see each.",
            parts.together,
        )


def undivided(parts: Split) -> Iterator[str]:
    """Say why salaries stand by themselves."""
    if parts.has_pay:
        yield _(
            "Salaries are divided by no dimension for members without payroll detail: the share of a cost centre may "
            "be one person's. They stand by themselves."
        )

"""The income statement by the items of a dimension: side by side, or one below the other where they are many."""

from collections.abc import Iterator, Sequence
from functools import partial

from hub.sdk.accounting import Dimension, Period
from hub.sdk.errors import UserFault
from hub.sdk.reports import Column, Form, LedgerReader, ReportBuilder, ReportOptions, ReportTable
from hub.sdk.texts import plural
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import Matrix, flows, whole
from plugins.procountor.reports.item_rows import COMPARED, turned
from plugins.procountor.reports.items import SIDE_BY_SIDE, Split, split
from plugins.procountor.reports.layout import Places
from plugins.procountor.reports.lines import INCOME, StatementLines
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.statements import RESULT_DOMAIN, income_statement
from plugins.procountor.reports.words import Words

__all__ = ["AS_ROWS", "ByDimension", "undivided"]

AS_ROWS = "rows"
OF_TOTAL = "total", "against"
PAIRS = (*((key, f"{key}-against") for key in COMPARED), OF_TOTAL)


class ByDimension(ReportBuilder):
    """Income and expenses by the items of one dimension, with what is allocated to none of them; income +, costs −."""

    key = "by-dimension"
    title = _("Profit and loss by dimension")
    needs = LEDGER
    description = _("Income and expenses by cost centre, project or another dimension.")
    choices = frozenset({"accounts", "dimension", "against"})
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
        dimension, as_rows = _chosen(reader, options.dimension), options.form == AS_ROWS
        against = whole(reader, options.against) if options.against else None
        parts, matrix = _figures(reader, period, against, dimension, words, as_rows=as_rows)
        accounts = options.accounts and not as_rows
        made = income_statement(reader, matrix, words, Places(options.moved), accounts=accounts)
        columns, rows = turned(made, period, against, reader, words) if as_rows else (made.columns, made.rows)
        shown = {each.key for each in columns}
        pairs = tuple(pair for pair in PAIRS if shown.issuperset(pair))
        notes = Notes(reader, words, period, RESULT_DOMAIN).all(columns, made.unmapped)
        notes = *notes, *_unknown(dimension), *_only_total(dimension, pairs), *_together(parts), *undivided(parts)
        title = words.name(self.names) + (f", {dimension.name}" if dimension else "")
        return ReportTable(title, period, columns, rows, notes, pairs=pairs)


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


def _figures(
    reader: LedgerReader,
    period: Period,
    against: Period | None,
    dimension: Dimension | None,
    words: Words,
    *,
    as_rows: bool,
) -> tuple[Split, Matrix]:
    """Split a period by item; behind it stands the total of what it is compared with, or each item as a row."""
    by_item = partial(split, reader, dimension=dimension, words=words, most=None if as_rows else SIDE_BY_SIDE)
    parts = by_item(period)
    if against is None:
        return parts, parts.matrix
    if not as_rows:
        column = Column("against", words.months(against), period=against, unfinished=against.end > reader.today)
        return parts, parts.matrix.beside(flows(reader, (column,)))
    keys = {each.key for found in (parts, by_item(against)) for each in found.matrix.columns}
    parts = by_item(period, also=keys)
    return parts, parts.matrix.beside(by_item(against, also=keys).matrix)


def _unknown(dimension: Dimension | None) -> Iterator[str]:
    if dimension is None:
        yield _("The books have no dimensions: nothing is allocated.")


def _only_total(dimension: Dimension | None, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    if dimension and OF_TOTAL in pairs:
        yield _("Only the total is compared here. Choose Items as rows to compare each item.")


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

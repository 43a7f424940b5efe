"""The overview: the figures somebody looks at first, and what a chart is drawn from."""

from collections.abc import Mapping

from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Figure, LedgerReader, ReportBuilder, ReportOptions, ReportTable, Row
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import at_the_end, balances, by_months, flows, whole
from plugins.procountor.reports.layout import Places
from plugins.procountor.reports.lines import StatementLines
from plugins.procountor.reports.measures import gathered
from plugins.procountor.reports.measures_layout import EQUITY_RATIO
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.statements import balance_sheet, income_statement
from plugins.procountor.reports.words import Words

__all__ = ["Overview"]

EVERYTHING = "12~3456789"
SERIES = ("turnover", "operating-profit", "result")
NAMES = {
    "turnover": Names("Liikevaihto", "Omsättning", "Turnover"),
    "operating-profit": Names("Liikevoitto", "Rörelsevinst", "Operating profit"),
    "result": Names("Tulos", "Resultat", "Result"),
    "cash": Names("Rahavarat", "Likvida medel", "Cash"),
    "trade-debtors": Names("Myyntisaamiset", "Kundfordringar", "Trade debtors"),
    "short-term-trade-creditors": Names("Ostovelat", "Leverantörsskulder", "Trade creditors"),
}


class Overview(ReportBuilder):
    """Key figures of a period and its months: turnover, operating profit, result, cash, debtors, equity ratio."""

    key = "overview"
    title = _("Overview")
    needs = LEDGER
    description = _("Key figures and how they have gone month by month.")
    page = "analytics"
    choices = frozenset()
    names = Names("Yleiskuva", "Översikt", "Overview")
    layout = StatementLines()

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the overview.

        :raises UserFault: the period ends before it starts
        """
        words, period, places = Words(options.language), whole(reader, period), Places(options.moved)
        income = income_statement(reader, flows(reader, by_months(reader, period, words)), words, places)
        rows = _series({row.key: row for row in income.rows}, words, len(income.columns))
        ended = balance_sheet(reader, balances(reader, at_the_end(reader, period, words)), words, places)
        flowed = {row.key: row.cells[-1] for row in rows}
        stands = {row.key: row.cells[-1] for row in ended.rows}
        amounts = {each: gathered(stands, each).amount or 0 for each in EQUITY_RATIO.inputs}
        figures = (
            *(Figure(key, words.name(NAMES[key]), flowed[key]) for key in SERIES),
            *(
                Figure(key, words.name(NAMES[key]), stands.get(key, Cell(0)), words.day(period.end))
                for key in ("cash", "trade-debtors", "short-term-trade-creditors")
            ),
            Figure(
                EQUITY_RATIO.key,
                words.name(EQUITY_RATIO.names),
                Cell(text=EQUITY_RATIO.written(EQUITY_RATIO.value(amounts), words)),
                words.name(EQUITY_RATIO.formula),
            ),
        )
        notes = Notes(reader, words, period, EVERYTHING).all(income.columns)
        return ReportTable(words.name(self.names), period, income.columns, rows, notes, figures)


def _series(rows: Mapping[str, Row], words: Words, columns: int) -> tuple[Row, ...]:
    """Pick the rows a chart shows; a company without turnover has zeros."""
    blank = (Cell(0),) * columns
    return tuple(Row(key, words.name(NAMES[key]), rows[key].cells if key in rows else blank) for key in SERIES)

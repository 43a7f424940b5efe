"""The overview: the figures somebody looks at first, and what a chart is drawn from."""

from collections.abc import Mapping
from fractions import Fraction

from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Figure, LedgerReader, ReportBuilder, ReportOptions, ReportTable, Row
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import balances, flows, whole
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
    "equity-ratio": Names("Omavaraisuusaste", "Soliditet", "Equity ratio"),
}
RATIO = Names(
    "(oma pääoma + tilinpäätössiirtojen kertymä) / (taseen loppusumma − saadut ennakot)",
    "(eget kapital + ackumulerade bokslutsdispositioner) / (balansomslutning − erhållna förskott)",
    "(equity + accumulated appropriations) / (balance total − advances received)",
)
NONE = "–"


class Overview(ReportBuilder):
    """Key figures of a period and its months: turnover, operating profit, result, cash, debtors, equity ratio."""

    key = "overview"
    title = _("Overview")
    needs = LEDGER
    description = _("Key figures and how they have gone month by month.")
    page = "analytics"
    choices = frozenset()
    names = Names("Yleiskuva", "Översikt", "Overview")

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the overview.

        :raises UserFault: the period ends before it starts
        """
        words, period = Words(options.language), whole(reader, period)
        income = income_statement(reader, flows(reader, period, words, by_month=True), words)
        rows = _series({row.key: row for row in income.rows}, words, len(income.columns))
        ended = balance_sheet(reader, balances(reader, period, words, by_month=False), words)
        flowed = {row.key: row.cells[-1] for row in rows}
        stands = {row.key: row.cells[-1] for row in ended.rows}
        figures = (
            *(Figure(key, words.name(NAMES[key]), flowed[key]) for key in SERIES),
            *(
                Figure(key, words.name(NAMES[key]), stands.get(key, Cell(0)), words.day(period.end))
                for key in ("cash", "trade-debtors", "short-term-trade-creditors")
            ),
            Figure(
                "equity-ratio", words.name(NAMES["equity-ratio"]), Cell(text=_ratio(stands, words)), words.name(RATIO)
            ),
        )
        notes = Notes(reader, words, period, EVERYTHING).all(income.columns)
        return ReportTable(words.name(self.names), period, income.columns, rows, notes, figures)


def _series(rows: Mapping[str, Row], words: Words, columns: int) -> tuple[Row, ...]:
    """Pick the rows a chart shows; a company without turnover has zeros."""
    blank = (Cell(0),) * columns
    return tuple(Row(key, words.name(NAMES[key]), rows[key].cells if key in rows else blank) for key in SERIES)


def _ratio(stands: Mapping[str, Cell], words: Words) -> str:
    """Compute the equity ratio in percent with one decimal; a dash where there is nothing to divide by.

    Formula: Committee for Corporate Analysis (Yritystutkimus ry), without the correction for deferred tax.
    """

    def at(key: str) -> int:
        return (stands[key].amount or 0) if key in stands else 0

    total = at("assets") - at("short-term-advances-received") - at("long-term-advances-received")
    if total <= 0:
        return NONE
    return words.percent(Fraction(at("equity") + at("accumulated-appropriations"), total))

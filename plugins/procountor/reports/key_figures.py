"""Key figures of a period and of the fiscal year to date, each with its formula and what it is computed from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Column, Kind, LedgerReader, ReportBuilder, ReportOptions, ReportTable, Row
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import Matrix, at_the_end, balances, flows, in_total, months_of, starting, whole
from plugins.procountor.reports.layout import Places
from plugins.procountor.reports.lines import StatementLines
from plugins.procountor.reports.measures import DASH, Input, Measure, gathered
from plugins.procountor.reports.measures_layout import GROUPS
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.statements import Statement, balance_sheet, income_statement
from plugins.procountor.reports.words import Words
from plugins.procountor.reports.year_earlier import Earlier, earlier_months, earlier_year

__all__ = ["KeyFigures"]

EVERYTHING = "12~3456789"
YEAR = 12


class KeyFigures(ReportBuilder):
    """Growth, profitability, returns, liquidity, solvency and turnover times, with formula and inputs."""

    key = "key-figures"
    title = _("Key figures")
    needs = LEDGER
    description = _("Profitability, liquidity and solvency, each with its formula and what it is computed from.")
    choices = frozenset()
    names = Names("Tunnusluvut", "Nyckeltal", "Key figures")
    layout = StatementLines()

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the key figures.

        :raises UserFault: the period ends before it starts
        """
        words, period = Words(options.language), whole(reader, period)
        stretches = _stretches(reader, period, words, Places(options.moved))
        columns = tuple(each.column for each in stretches)
        rows = tuple(_rows(stretches, words))
        notes = Notes(reader, words, period, EVERYTHING).all(columns, balances=True)
        return ReportTable(words.name(self.names), period, columns, rows, (*notes, *_notes(stretches)))


@dataclass
class Stretch:
    """One column: the days that its flows moved in, at whose edges its balances stood.

    :param earlier: the same days a year earlier, or why there are none to compare with
    """

    reader: LedgerReader
    column: Column
    period: Period
    earlier: Earlier
    words: Words
    places: Places

    @property
    def months(self) -> int:
        """Count its months."""
        return len(list(months_of(self.period)))

    def cell(self, given: Input) -> Cell | None:
        """Give an input with the ledger rows behind it; None where there is no such period."""
        rows = self._rows[given.when]
        return None if rows is None else gathered(rows, given)

    def value(self, measure: Measure) -> Cell:
        """Work a key figure out."""
        cells = {each: self.cell(each) for each in measure.inputs}
        amounts = {each: cell.amount or 0 for each, cell in cells.items() if cell is not None}
        return measure.cell(measure.value(amounts, self.months), self.words)

    @cached_property
    def _rows(self) -> Mapping[str, Mapping[str, Cell] | None]:
        ended = balances(self.reader, at_the_end(self.reader, self.period, self.words))
        started = starting(self.reader, self.period, self.words)
        before = self.earlier.period
        return {
            "period": self._income(self.period),
            "earlier": self._income(before) if before else None,
            "start": self._balance(started),
            "end": self._balance(ended),
        }

    def _income(self, period: Period) -> Mapping[str, Cell]:
        moved = flows(self.reader, in_total(self.reader, period, self.words))
        return _last_cells(income_statement(self.reader, moved, self.words, self.places))

    def _balance(self, standing: Matrix) -> Mapping[str, Cell]:
        return _last_cells(balance_sheet(self.reader, standing, self.words, self.places))


def _last_cells(made: Statement) -> Mapping[str, Cell]:
    return {row.key: row.cells[-1] for row in made.rows if row.kind is not Kind.HEADING}


def _stretches(reader: LedgerReader, period: Period, words: Words, places: Places) -> list[Stretch]:
    """Make the columns: the period, and the fiscal year to its end unless that is the same."""
    to_date = Period(reader.fiscal_year_of(period.end).start, period.end)
    column = _column(reader, "period", words.months(period), period)
    made = [Stretch(reader, column, period, earlier_months(reader, period), words, places)]
    if to_date != period:
        column = _column(reader, "year-to-date", words.label("year-to-date"), to_date)
        made.append(Stretch(reader, column, to_date, earlier_year(reader, to_date), words, places))
    return made


def _column(reader: LedgerReader, key: str, label: str, period: Period) -> Column:
    return Column(key, label, period=period, unfinished=period.end > reader.today)


def _rows(stretches: list[Stretch], words: Words) -> Iterator[Row]:
    blank = (Cell(),) * len(stretches)
    for number, (names, measures) in enumerate(GROUPS, 1):
        yield Row(f"group-{number}", words.name(names), blank, Kind.HEADING)
        for measure in measures:
            values = tuple(each.value(measure) for each in stretches)
            yield Row(measure.key, words.name(measure.names), values, Kind.SUBTOTAL, 1)
            formula = f"{words.label('formula')}: {words.name(measure.formula)}"
            yield Row(f"{measure.key}-formula", formula, blank, Kind.REMARK, 2)
            for given in measure.inputs:
                cells = tuple(each.cell(given) or Cell(text=DASH) for each in stretches)
                yield Row(f"{measure.key}:{given.key}", words.name(given.names), cells, Kind.LINE, 2)


def _notes(stretches: list[Stretch]) -> Iterator[str]:
    """Say which choices stand behind the figures."""
    yield from dict.fromkeys(each.earlier.reason for each in stretches if each.earlier.reason)
    if any(each.months != YEAR for each in stretches):
        yield _(
            "Returns and turnover times: what moved in a period of other than twelve months is multiplied by 12 and "
            "divided by the number of its months."
        )
    yield _(
        "A dash stands where there is nothing, or less than nothing, to divide by. Averages are of the balances at the "
        "beginning and at the end of the period."
    )
    yield _(
        "Interest-bearing debt is subordinated loans, bonds, loans of credit institutions, pension loans and bills of "
        "exchange (accounts 260–265, 269, 280–285, 289); amounts owed within the group and capital loans that are part "
        "of equity are not. Invested capital is equity, accumulated appropriations and interest-bearing debt: the "
        "balance total less provisions and creditors that bear no interest."
    )
    yield _(
        "Accumulated appropriations count in full, without deducting deferred tax, in the equity ratio and in invested "
        "capital; net gearing and return on equity are of equity alone."
    )
    yield _(
        "Trade debtors and creditors are the short-term ones. They include VAT, turnover and purchases do not: "
        "turnover times are therefore somewhat long."
    )

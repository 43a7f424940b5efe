"""Which costs of a month have moved most against the same month a year earlier."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Column, Drill, Kind, LedgerReader, ReportBuilder, ReportOptions, ReportTable, Row
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import Matrix, flows, whole
from plugins.procountor.reports.flow import LINES
from plugins.procountor.reports.layout import Line, Places
from plugins.procountor.reports.lines import INCOME, StatementLines
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.stretches import last_ended
from plugins.procountor.reports.tree import Trunk
from plugins.procountor.reports.words import Words
from plugins.procountor.reports.year_earlier import earlier_months

__all__ = ["CostChanges", "changes", "compared"]

COSTS = tuple(
    LINES[key] for key in ("materials-and-services", "staff", "depreciation", "other-expenses", "financial-expenses")
)
DOMAIN = "456789"
MOST = 7
"""Accounts that are named: those that moved most."""


class CostChanges(ReportBuilder):
    """Costs of the last ended month of a period beside those a year earlier, by line, and the accounts behind it."""

    key = "cost-changes"
    title = _("Costs that moved most")
    needs = LEDGER
    description = _("Costs of a month against the same month a year earlier.")
    page = "analytics"
    choices = frozenset()
    usual = "month"
    shows = tuple(DOMAIN)
    layout = StatementLines()
    statements = frozenset({INCOME})
    names = Names("Eniten muuttuneet kulut", "Kostnader som ändrats mest", "Costs that moved most")

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the table; costs are positive, and so is a rise.

        :raises UserFault: the period ends before it starts
        """
        words = Words(options.language)
        month = last_ended(reader, whole(reader, period))
        earlier = earlier_months(reader, month)
        columns = compared(reader, month, earlier.period, words)
        matrix = flows(reader, [each for each in columns if each.period])
        places = Places(options.moved)
        rows = _Rows(matrix, Trunk(matrix, reader.accounts(), words, sign=1, places=places), words)
        notes = Notes(reader, words, month, DOMAIN).all(columns)
        table = ReportTable(words.name(self.names), month, columns, tuple(rows.made()), notes)
        return replace(table, notes=(*notes, earlier.reason)) if earlier.reason else table


def compared(reader: LedgerReader, month: Period, earlier: Period | None, words: Words) -> tuple[Column, ...]:
    """Make the columns: a month, the same a year earlier, and the change where there is one."""
    now = Column("now", words.months(month), period=month, unfinished=month.end > reader.today)
    if earlier is None:
        return (now,)
    change = words.label("change")
    return (
        now,
        Column("earlier", words.months(earlier), period=earlier),
        Column("change", change),
        Column("percent", f"{change} %", "percent"),
    )


def changes(row: str, now: int, then: int, *, words: Words) -> tuple[Cell, Cell]:
    """Say by how much a row's figure has moved, and by how much per cent, which is blank where it was nothing."""
    of = ((row, "now"), (row, "earlier"))
    if not then:
        return Cell(now - then, of=of), Cell()
    ratio = Fraction(now - then, abs(then))
    return Cell(now - then, of=of), Cell(text=words.percent(ratio), of=of, ratio=ratio)


@dataclass(frozen=True)
class _Rows:
    """The rows of the costs in a matrix whose first column is now and whose second, if any, is a year earlier."""

    matrix: Matrix
    trunk: Trunk
    words: Words

    def made(self) -> Iterator[Row]:
        """Make a row for each line that has moved, with the accounts below it that moved most of all."""
        codes = {line: [code for code in self._costs if self.trunk.places.has(code, line)] for line in COSTS}
        named = frozenset(sorted(self._costs, key=self._moved, reverse=True)[:MOST])
        for line, held in codes.items():
            if held:
                yield self._line(line, held)
                for code in sorted(named.intersection(held), key=self._moved, reverse=True):
                    key, name = f"account:{code}", self.trunk.account_name(code)
                    yield Row(key, name, self._cells(key, (code,)), Kind.ACCOUNT, level=1)

    @property
    def _costs(self) -> Mapping[str, tuple[int, ...]]:
        has = self.trunk.places.has
        return {code: row for code, row in self.matrix.amounts.items() if any(has(code, line) for line in COSTS)}

    def _moved(self, code: str) -> int:
        now, *then = self.matrix.amounts[code]
        return abs(now - then[0]) if then else abs(now)

    def _line(self, line: Line, codes: list[str]) -> Row:
        return Row(line.key, self.words.name(line.names), self._cells(line.key, tuple(codes)))

    def _cells(self, key: str, codes: tuple[str, ...]) -> tuple[Cell, ...]:
        sums = [sum(self.matrix.amounts[code][place] for code in codes) for place in range(len(self.matrix.columns))]
        cells = [Cell(each, drill=Drill(codes, days)) for each, days in zip(sums, self.matrix.drills, strict=True)]
        if len(sums) > 1:
            cells += changes(key, *sums, words=self.words)
        return tuple(cells)

"""The cash-flow statement: where cash came from and went, proved against the cash accounts themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Drill, Kind, LedgerReader, ReportBuilder, ReportOptions, ReportTable, Row
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.cash import Cash
from plugins.procountor.reports.cash_flow_layout import CASH, CASH_FLOW
from plugins.procountor.reports.columns import Matrix, by_months, flows, in_total, whole
from plugins.procountor.reports.flow import Flow, weight
from plugins.procountor.reports.layout import Places
from plugins.procountor.reports.lines import StatementLines
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.tree import Trunk
from plugins.procountor.reports.words import VIRTUAL, Words

__all__ = ["CashFlow", "Currents"]

EVERYTHING = "12~3456789"
DIFFERENCE = Names(
    "Ei täsmää rahavarojen muutokseen",
    "Stämmer inte med förändringen av likvida medel",
    "Differs from the change in cash by",
)
START = Names("Rahavarat kauden alussa", "Likvida medel i periodens början", "Cash at the beginning")
END = Names("Rahavarat kauden lopussa", "Likvida medel i periodens slut", "Cash at the end")
CHANGE = Names("RAHAVAROJEN MUUTOS", "FÖRÄNDRING AV LIKVIDA MEDEL", "CHANGE IN CASH")


class CashFlow(ReportBuilder):
    """Cash flows of operations, investments and financing, indirect, in any stretches; inflow +, outflow −."""

    key = "cash-flow"
    title = _("Cash flow")
    needs = LEDGER
    description = _("Where cash came from and went, by month and in total. A management report.")
    choices = frozenset({"by_month", "columns"})
    names = Names("Rahoituslaskelma", "Finansieringsanalys", "Cash-flow statement")
    layout = StatementLines()

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the cash-flow statement.

        :raises UserFault: the period ends before it starts
        """
        words, places = Words(options.language), Places(options.moved)
        period = period if options.columns else whole(reader, period)
        columns = options.columns or (by_months if options.by_month else in_total)(reader, period, words)
        matrix = flows(reader, columns, of=lambda _code: True)
        made = Currents(matrix, Trunk(matrix, reader.accounts(), words, sign=-1, places=places), CASH_FLOW)
        cash = [Cash(reader, each, places) for each in matrix.drills]
        differs = made.difference([each.change for each in cash])
        rows = (*made.rows, *differs, *_cash_rows(cash, words))
        notes = Notes(reader, words, period, EVERYTHING).all(matrix.columns, made.unmapped, balances=True)
        told = (*notes, *_notes(reader, matrix.drills, words, differs=bool(differs)))
        return ReportTable(words.name(self.names), period, matrix.columns, rows, told)


@dataclass
class Currents:
    """What moved, as the lines of a layout see it.

    :param trunk: names accounts, knows their places and makes their rows
    """

    matrix: Matrix
    trunk: Trunk
    layout: Flow

    @property
    def rows(self) -> tuple[Row, ...]:
        """List the rows: the lines, accounts that no line takes, and the sum of all."""
        lines = [row for part in self.layout.parts for row in self._rows(part, 0)]
        strange = [self._unmapped(code) for code in self.unmapped]
        parts = (*(part.key for part in self.layout.parts), *(row.key for row in strange))
        return (*lines, *strange, self._row(self.layout, 0, Kind.TOTAL, parts))

    @cached_property
    def unmapped(self) -> list[str]:
        """List the accounts of the chart that neither a line nor cash takes."""
        return [code for code in self._beyond if code not in VIRTUAL]

    @cached_property
    def amounts(self) -> tuple[int, ...]:
        """Give all flows in each column."""
        return tuple(cell.amount or 0 for cell in self._cells(self._weights(self.layout)))

    def difference(self, changes: Sequence[Cell]) -> tuple[Row, ...]:
        """Give by how much the flows miss the change in cash, as a row where they do; it is never made part of a flow.

        What receipts lack to balance is no flow, and a year may begin with another balance than the one before ended
        with.
        """
        amounts = [flow - (cash.amount or 0) for flow, cash in zip(self.amounts, changes, strict=True)]
        if not any(amounts):
            return ()
        rest = tuple(code for code in self._beyond if code in VIRTUAL)
        lacking = self._moved(dict.fromkeys(rest, 1))
        cells = tuple(
            Cell(amount, drill=Drill(rest, period) if amount == lack else None)
            for amount, lack, period in zip(amounts, lacking, self.matrix.drills, strict=True)
        )
        return (Row("difference", self.trunk.words.name(DIFFERENCE), cells, Kind.UNBALANCED),)

    @cached_property
    def _beyond(self) -> list[str]:
        return [
            code
            for code in self.matrix.amounts
            if not (self._weight(self.layout, code) or self.trunk.places.has(code, CASH))
        ]

    def _weight(self, flow: Flow, code: str) -> int:
        return weight(flow, self.trunk.places.of(code))

    def _weights(self, flow: Flow) -> dict[str, int]:
        weights = {code: self._weight(flow, code) for code in self.matrix.amounts}
        if flow is self.layout:
            weights |= dict.fromkeys(self.unmapped, -1)
        return {code: weight for code, weight in weights.items() if weight}

    def _moved(self, weights: dict[str, int]) -> list[int]:
        columns = range(len(self.matrix.columns))
        return [sum(weight * self.matrix.amounts[code][at] for code, weight in weights.items()) for at in columns]

    def _cells(self, weights: dict[str, int]) -> tuple[Cell, ...]:
        """Make a row's cells; ledger rows explain them where all accounts count the same way."""
        amounts, signs = self._moved(weights), {*weights.values()} or {-1}
        codes, [sign, *others] = tuple(weights), signs
        return tuple(
            Cell(amount, drill=None if others else Drill(codes, period, sign))
            for amount, period in zip(amounts, self.matrix.drills, strict=True)
        )

    def _rows(self, flow: Flow, level: int) -> tuple[Row, ...]:
        if not flow.parts:
            row = self._row(flow, level, Kind.CLEARING if flow.key == "vat-clearing" else Kind.LINE)
            return (row,) if any(cell.amount for cell in row.cells) else ()
        inner = level if flow.below and flow.head is None else level + 1
        below = [self._rows(part, inner) for part in flow.parts]
        parts = tuple(part.key for part, rows in zip(flow.parts, below, strict=True) if rows)
        total = self._row(flow, level, Kind.SUBTOTAL, parts)
        lines = tuple(row for rows in below for row in rows)
        if not flow.below:
            return (total, *lines) if lines else ()
        return (*self._head(flow, level), *lines, total)

    def _head(self, flow: Flow, level: int) -> Iterator[Row]:
        if flow.head is not None:
            blank = (Cell(),) * len(self.matrix.columns)
            yield Row(f"{flow.key}-head", self.trunk.words.name(flow.head), blank, Kind.HEADING, level)

    def _row(self, flow: Flow, level: int, kind: Kind, parts: tuple[str, ...] = ()) -> Row:
        return Row(flow.key, self.trunk.words.name(flow.names), self._cells(self._weights(flow)), kind, level, parts)

    def _unmapped(self, code: str) -> Row:
        [row] = self.trunk.account(code, 0, Kind.UNMAPPED).rows
        return row


def _cash_rows(cash: Sequence[Cash], words: Words) -> tuple[Row, ...]:
    return (
        Row("cash-change", words.name(CHANGE), tuple(each.change for each in cash)),
        Row("cash-at-start", words.name(START), tuple(each.start for each in cash)),
        Row("cash-at-end", words.name(END), tuple(each.end for each in cash)),
    )


def _notes(reader: LedgerReader, stretches: Sequence[Period], words: Words, *, differs: bool) -> Iterator[str]:
    """Say what the statement is, and what balances and movements cannot tell."""
    if differs:
        yield _(
            "The cash flows and the change in cash differ: a receipt does not balance, or a year began with another "
            "balance than the one before ended with. The row of its own shows by how much."
        )
    yield _(
        "A management report, not a statutory statement: it is derived from what moved on the accounts. Cash is what "
        "stands on the line Cash at bank and in hand, accounts 1900–1999 unless the company has moved them; securities "
        "are part of investments."
    )
    yield _(
        "Investments and loans are net of disposals and repayments; gains on disposals are part of profit. Interest "
        "and taxes are as booked, what is accrued of them is part of working capital. Amounts owed within the group "
        "count as bearing no interest."
    )
    known = reader.fiscal_years()
    for year in dict.fromkeys(reader.fiscal_year_of(each.start) for each in stretches):
        if year in known and not reader.openings(year):
            yield _(
                "The year that began on %(day)s has no opening balances: what a journal may have entered of them "
                "counts as flows of its month.",
                day=words.day(year.start),
            )

"""Key figures as ratios of lines of the statements: what each divides by what, and its formula in words.

Formulas: the Committee for Corporate Analysis (Yritystutkimus ry) and published lists of Finnish companies; where these
differ the formula that stands beside the figure says which was taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from hub.sdk.reports import Cell
from plugins.procountor.names import Names
from plugins.procountor.reports.words import Words

__all__ = ["DASH", "Input", "Measure", "Term", "average", "gathered", "of", "turned"]

DASH = "–"
HALF = Fraction(1, 2)
YEAR = 365  # days


@dataclass(frozen=True, slots=True)
class Input:
    """What figures are computed from: the sum of some lines of a statement, less lines that are part of them.

    :param when: whether it moved in the ``period`` or in the same one a year ``earlier``, or stood at the period's
        ``start`` or ``end``
    """

    key: str
    names: Names
    lines: tuple[str, ...]
    less: tuple[str, ...] = ()
    when: Literal["period", "earlier", "start", "end"] = "end"


@dataclass(frozen=True, slots=True)
class Term:
    """An input as part of a formula.

    :param annual: whether it is what moves in a year: that of another period is stretched or shrunk to twelve months
    """

    input: Input
    weight: Fraction = Fraction(1)
    annual: bool = False

    def value(self, amounts: Mapping[Input, int], months: int) -> Fraction:
        """Give its part of the sum, minor units."""
        return amounts[self.input] * self.weight * (Fraction(12, months) if self.annual else 1)


@dataclass(frozen=True, slots=True)
class Measure:
    """A key figure: the sum of ``over`` divided by the sum of ``under``; in days, times 365."""

    key: str
    names: Names
    formula: Names
    unit: Literal["percent", "times", "days"]
    over: tuple[Term, ...]
    under: tuple[Term, ...]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """List what it is computed from, each once."""
        return tuple(dict.fromkeys(term.input for term in (*self.over, *self.under)))

    def value(self, amounts: Mapping[Input, int], months: int = 12) -> Fraction | None:
        """Compute it; None where an input is missing or there is nothing, or less than nothing, to divide by.

        :param months: how many the period has
        """
        if any(each not in amounts for each in self.inputs):
            return None
        under = sum((term.value(amounts, months) for term in self.under), Fraction())
        over = sum((term.value(amounts, months) for term in self.over), Fraction())
        return over / under if under > 0 else None

    def written(self, value: Fraction | None, words: Words) -> str:
        """Write a value in the measure's unit; a dash where there is none."""
        if value is None:
            return DASH
        if self.unit == "percent":
            return words.percent(value)
        return words.number(value, 2) if self.unit == "times" else words.days(value * YEAR)

    def cell(self, value: Fraction | None, words: Words) -> Cell:
        """Write a value as a figure of a report, with its number."""
        number = value * YEAR if value is not None and self.unit == "days" else value
        return Cell(text=self.written(value, words), ratio=number, unit=self.unit)


def of(given: Input, weight: int | Fraction = 1, *, annual: bool = False) -> Term:
    """Write a term of a formula."""
    return Term(given, Fraction(weight), annual)


def average(start: Input, end: Input) -> tuple[Term, Term]:
    """Write the mean of what stood at the beginning and at the end."""
    return of(start, HALF), of(end, HALF)


def gathered(rows: Mapping[str, Cell], given: Input) -> Cell:
    """Sum an input's lines, with the ledger rows that make it; lines without figures have no cell."""
    plus = [rows[key] for key in given.lines if key in rows]
    minus = [rows[key] for key in given.less if key in rows]
    amount = sum(cell.amount or 0 for cell in plus) - sum(cell.amount or 0 for cell in minus)
    drills = [cell.drill for cell in plus if cell.drill]
    gone = {code for cell in minus if cell.drill for code in cell.drill.accounts}
    codes = tuple(code for drill in drills for code in drill.accounts if code not in gone)
    return Cell(amount, drill=replace(drills[0], accounts=codes) if drills else None)


def turned(cell: Cell) -> Cell:
    """Show a cost positive."""
    return Cell(-(cell.amount or 0), drill=replace(cell.drill, sign=-cell.drill.sign) if cell.drill else None)

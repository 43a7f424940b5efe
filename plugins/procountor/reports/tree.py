"""From a layout and the accounts' figures to rows: nothing vanishes in a subtotal, every figure tells its accounts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from hub.sdk.accounting import Account
from hub.sdk.reports import Cell, Kind, Row
from plugins.procountor.reports.columns import Matrix
from plugins.procountor.reports.layout import STANDARD, Line, Places, spread
from plugins.procountor.reports.words import VIRTUAL, Words

__all__ = ["Branch", "Trunk"]

KINDS = {"clearing": Kind.CLEARING, "unbalanced": Kind.UNBALANCED}
NEVER_FOLDED = frozenset({Kind.ACCOUNT, Kind.CLEARING, Kind.UNBALANCED, Kind.UNMAPPED})
"""What still stands below a folded group: accounts where they are asked for, and what must not vanish in a sum."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A line with everything below it.

    :param amounts: the line's figure in each column
    :param accounts: the accounts that make it, column by column
    :param unmapped: accounts on or below it that the layout has no line for
    """

    key: str
    rows: tuple[Row, ...]
    amounts: tuple[int, ...]
    accounts: tuple[tuple[str, ...], ...]
    unmapped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trunk:
    """What the branches of a statement grow from.

    :param sign: 1 where debit is shown positive, −1 where credit is
    :param with_accounts: whether accounts stand under their lines
    :param places: which line each account stands on
    """

    matrix: Matrix
    chart: Mapping[str, Account]
    words: Words
    sign: int
    with_accounts: bool = False
    places: Places = STANDARD

    def grow(self, line: Line, codes: Iterable[str], level: int = 0) -> Branch:
        """Figure a line and its parts out of the accounts that belong to it. Lines without figures have no rows."""
        held = list(codes)
        return self._sum(line, held, level) if line.parts else self._leaf(line, held, level)

    def account_name(self, code: str) -> str:
        """Name an account with its code, in the reader's language where the chart has it."""
        if code in VIRTUAL:
            return self.words.name(VIRTUAL[code])
        account = self.chart.get(code)
        name = (account.names.get(self.words.language) or account.name) if account else ""
        return f"{code} {name}".strip()

    def cells(self, amounts: Sequence[int], accounts: Sequence[tuple[str, ...]]) -> tuple[Cell, ...]:
        """Make a row's cells, each with the way to its ledger rows."""
        return tuple(
            Cell(amount, drill=self.matrix.drill(column, codes, self.sign))
            for column, (amount, codes) in enumerate(zip(amounts, accounts, strict=True))
        )

    def account(self, code: str, level: int, kind: Kind) -> Branch:
        """Make the row of one account."""
        amounts = tuple(self.sign * amount for amount in self.matrix.amounts[code])
        accounts = ((code,),) * len(amounts)
        row = Row(f"account:{code}", self.account_name(code), self.cells(amounts, accounts), kind, level)
        return Branch(row.key, (row,), amounts, accounts, (code,) if kind is Kind.UNMAPPED else ())

    def _leaf(self, line: Line, codes: list[str], level: int) -> Branch:
        sums = self._added(self.matrix.amounts[code] for code in codes)
        # a line that stands on one side takes all accounts or, while their sum is on the other, none
        takes = [not line.when or (amount and (amount > 0) == (line.when == "debit")) for amount in sums]
        held = tuple(codes)
        accounts = tuple(held if each else () for each in takes)
        amounts = tuple(self.sign * amount if each else 0 for each, amount in zip(takes, sums, strict=True))
        below: list[Branch] = []
        if self.with_accounts and not line.purpose:
            below = [self.account(code, level + 1, Kind.ACCOUNT) for code in codes]
        if not (any(amounts) or below):
            return Branch(line.key, (), amounts, accounts)
        kind = KINDS.get(line.purpose, Kind.LINE)
        parts = tuple(each.key for each in below)
        row = Row(line.key, self.words.name(line.names), self.cells(amounts, accounts), kind, level, parts)
        return Branch(line.key, (row, *_rows(below)), amounts, accounts)

    def _added(self, rows: Iterable[Sequence[int]]) -> tuple[int, ...]:
        """Add up figures column by column."""
        return tuple(map(sum, zip((0,) * len(self.matrix.columns), *rows, strict=True)))

    def _sum(self, line: Line, codes: list[str], level: int) -> Branch:
        taken, rest = spread(codes, line, self.places)
        inner = level if line.total == "below" and line.head is None else level + 1
        branches = [self.grow(part, taken[part.key], inner) for part in line.parts]
        branches += [self.account(code, inner, Kind.UNMAPPED) for code in rest]
        amounts = self._added(each.amounts for each in branches)
        none = ((),) * len(amounts)
        by_column = zip(none, *(each.accounts for each in branches), strict=True)
        accounts = tuple(tuple(chain.from_iterable(codes)) for codes in by_column)
        shown = [each for each in branches if each.rows]
        rows = _rows(shown)
        if rows or line.total == "below":
            total = self._total(line, level, shown, self.cells(amounts, accounts))
            rows = self._folded(total, rows) if line.folded else self._framed(line, rows, total)
        return Branch(line.key, rows, amounts, accounts, tuple(code for each in branches for code in each.unmapped))

    def _total(self, line: Line, level: int, shown: list[Branch], cells: tuple[Cell, ...]) -> Row:
        kind = Kind.TOTAL if level == 0 and line.total == "below" else Kind.SUBTOTAL
        parts = tuple(each.key for each in shown)
        return Row(line.key, self.words.name(line.names), cells, kind, level, parts)

    def _folded(self, total: Row, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        kept = (replace(row, level=total.level + 1) for row in rows if row.kind in NEVER_FOLDED)
        return (replace(total, kind=Kind.LINE, parts=()), *kept)

    def _framed(self, line: Line, rows: tuple[Row, ...], total: Row) -> tuple[Row, ...]:
        if line.total == "above":
            return (total, *rows)
        if line.head is None:
            return (*rows, total)
        blank = (Cell(),) * len(self.matrix.columns)
        return (Row(f"{line.key}-head", self.words.name(line.head), blank, Kind.HEADING, total.level), *rows, total)


def _rows(branches: Iterable[Branch]) -> tuple[Row, ...]:
    return tuple(row for each in branches for row in each.rows)

"""Holding the rows of a source's own income statement against our accounts: pure functions on sums, in minor units."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from hub.ledger.proof.comparing import bare
from hub.sdk.accounting import is_result_account
from hub.sdk.proving import AccountRange, StatementRow

__all__ = ["ComparedRow", "RowStatus", "compared", "result_of"]

Sums = Mapping[str, int]


class RowStatus(StrEnum):
    """How a row of the source's statement compares with our accounts."""

    AGREES = "agrees"
    DIFFERS = "differs"
    LAID_OUT = "laid_out"
    """It is another figure because it sums up other accounts than we read."""
    UNREAD = "unread"
    """It cannot be read what it sums up."""


class ComparedRow(Struct, frozen=True):
    """A row of the source's statement beside ours; minor units, a profit positive.

    :param theirs: None where it is no amount of money
    :param ours: None where it cannot be read what it sums up
    :param private: whether the figures beside each other may tell a single slip of personal pay
    """

    name: str
    theirs: int | None
    ours: int | None
    status: RowStatus
    private: bool = False

    @property
    def amount(self) -> int:
        """By how much ours is more."""
        return (self.ours or 0) - (self.theirs or 0)


def result_of(sums: Sums) -> int:
    """Give what income and expenses come to, a profit positive.

    >>> result_of({"1910": 60, "3000": -100, "4000": 40})
    60
    """
    return -sum(amount for account, amount in sums.items() if is_result_account(account))


def compared(rows: Sequence[StatementRow], result: int | None, ours: Sums, theirs: Sums | None) -> list[ComparedRow]:
    """Compare row by row.

    What a row sums up is our reading, so another figure is a difference only where the source's own accounts bear the
    reading out. Where these are not told, it has to be written in the row; its name will do if the result differs, too.
    A row that has our figure with the other sign shows that the source prints signs in another way than we read them.

    :param result: what the source's statement comes to
    :param theirs: what moved on the source's accounts; None where these cannot be compared
    """
    if theirs is None and not any(row.amount for row in rows):
        return []  # a statement of nothing is none
    mine = _Sums(ours)
    pairs = [(row, mine.of(row)) for row in rows]
    if theirs is not None:
        told = _Sums(theirs)
        return [_beside(row, figure, borne_out=told.of(row) == row.amount) for row, figure in pairs]
    signs_are_others = any(figure and figure == -(row.amount or 0) for row, figure in pairs)
    result_differs = result is not None and result != result_of(ours)
    return [
        _beside(row, figure, borne_out=not signs_are_others and (result_differs or not row.by_name))
        for row, figure in pairs
    ]


def _beside(row: StatementRow, ours: int | None, *, borne_out: bool) -> ComparedRow:
    """Put our figure beside the source's.

    :param borne_out: whether another figure is a difference
    """
    if ours is None or row.amount is None:
        return ComparedRow(row.name, row.amount, None, RowStatus.UNREAD)
    apart = RowStatus.DIFFERS if borne_out else RowStatus.LAID_OUT
    return ComparedRow(row.name, row.amount, ours, RowStatus.AGREES if ours == row.amount else apart)


def _of_income(accounts: Sequence[AccountRange]) -> bool:
    """Tell whether a row sums up income and expenses only; what it would show of others is not known."""
    return all(is_result_account(each.first) and is_result_account(each.last) for each in accounts)


class _Sums:
    """Sums by account, added up once for each range."""

    def __init__(self, sums: Sums) -> None:
        self._sums = bare(sums)
        self._known: dict[tuple[str, str], int] = {}

    def of(self, row: StatementRow) -> int | None:
        """Sum up what a row does; None where that cannot be read."""
        if row.accounts is None or not _of_income(row.accounts):
            return None
        return sum(each.times * self._of_range(each) for each in row.accounts)

    def _of_range(self, of: AccountRange) -> int:
        key = of.first, of.last
        if key not in self._known:
            self._known[key] = sum(amount for code, amount in self._sums.items() if of.holds(code))
        return self._known[key]

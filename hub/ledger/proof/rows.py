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

    :param result: what the source's statement comes to
    :param theirs: what moved on the source's accounts; None where these cannot be compared
    """
    if theirs is None and not any(row.amount for row in rows):
        return []  # a statement of nothing is none
    mine, told = _Sums(ours), None if theirs is None else _Sums(theirs)
    apart = result is not None and result != result_of(ours)
    return [_compared(row, mine, told, result_differs=apart) for row in rows]


def _compared(row: StatementRow, ours: "_Sums", theirs: "_Sums | None", *, result_differs: bool) -> ComparedRow:
    if row.amount is None or row.accounts is None or not _of_income(row.accounts):
        return ComparedRow(row.name, row.amount, None, RowStatus.UNREAD)
    mine = ours.of(row.accounts)
    status = RowStatus.AGREES
    if mine != row.amount:
        borne_out = theirs.of(row.accounts) == row.amount if theirs else _may_differ(row, mine, result_differs)
        status = RowStatus.DIFFERS if borne_out else RowStatus.LAID_OUT
    return ComparedRow(row.name, row.amount, mine, status)


def _may_differ(row: StatementRow, mine: int, result_differs: bool) -> bool:
    """Tell a difference where the source's accounts are not told; the same with the other sign is a way of printing."""
    return mine != -(row.amount or 0) and (result_differs or not row.by_name)


def _of_income(accounts: Sequence[AccountRange]) -> bool:
    """Tell whether a row sums up income and expenses only; what it would show of others is not known."""
    return all(is_result_account(each.first) and is_result_account(each.last) for each in accounts)


class _Sums:
    """Sums by account, added up once for each range."""

    def __init__(self, sums: Sums) -> None:
        self._sums = bare(sums)
        self._known: dict[tuple[str, str], int] = {}

    def of(self, accounts: Sequence[AccountRange]) -> int:
        return sum(each.times * self._of_range(each) for each in accounts)

    def _of_range(self, of: AccountRange) -> int:
        key = of.first, of.last
        if key not in self._known:
            self._known[key] = sum(amount for code, amount in self._sums.items() if of.holds(code))
        return self._known[key]

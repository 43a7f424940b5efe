"""What a source tells of its own figures and how that is to be read, so that the ledger can be proved against it."""

from enum import StrEnum

from msgspec import Struct

__all__ = ["AccountRange", "Balances", "IncomeStatement", "StatementRow", "Totals"]


class Balances(StrEnum):
    """What a total of a balance sheet account says; one of an income statement account is always a movement."""

    CHANGE = "change"
    """What moved in the period that was asked for."""
    CLOSING = "closing"
    """What has moved since the fiscal year's first day, its opening balance left out."""
    BALANCE = "balance"
    """The balance at the end of the period, its opening balance included."""


class Totals(Struct, frozen=True):
    """How the totals of a source are written.

    :param sign: 1 where debit is positive, -1 where credit is
    """

    sign: int = 1
    balances: Balances = Balances.CHANGE


class AccountRange(Struct, frozen=True):
    """Accounts that a row of a statement sums up, both ends and their sub-accounts included.

    :param times: how often their debits less credits count: −1 shows income as positive and costs as negative
    """

    first: str
    last: str
    times: int = -1

    def holds(self, code: str) -> bool:
        """Tell whether an account is one of them; codes are compared by their beginnings.

        >>> sales = AccountRange("3000", "3599")
        >>> sales.holds("3599"), sales.holds("35991"), sales.holds("3600"), sales.holds("~vat")
        (True, True, False, False)
        """
        low, high = code[: len(self.first)], code[: len(self.last)]
        return code.isdigit() and self.first <= low.ljust(len(self.first), "0") and high <= self.last


class StatementRow(Struct, frozen=True):
    """A row of a source's own income statement.

    :param name: as the source prints it
    :param amount: as it prints it: minor units, a profit positive; None where it is no amount of money, e.g. a share
    :param accounts: what the row sums up, rows that it refers to resolved; None where that cannot be read for certain
    :param by_name: whether what it sums up is known by its name only, and so may be something else
    """

    name: str
    amount: int | None
    accounts: tuple[AccountRange, ...] | None = None
    by_name: bool = False


class IncomeStatement(Struct, frozen=True):
    """A source's own income statement of a period.

    :param rows: those with a figure, in the order in which it prints them
    :param result: the profit or loss that it comes to: minor units, a profit positive; None where no row is that
    """

    rows: tuple[StatementRow, ...] = ()
    result: int | None = None

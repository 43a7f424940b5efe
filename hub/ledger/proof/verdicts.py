"""What a comparison can come to, in the words of the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub.ledger.proof.rows import ComparedRow
from hub.sdk.accounting import AccountingConnector, AccountTotal, Period
from hub.sdk.proving import StatementRow, Totals

__all__ = ["PASSING", "Answer", "Difference", "Reason", "Source", "Status", "Verdict"]


class Status(StrEnum):
    """How far a period's figures can be relied on."""

    PROVED = "proved"
    """Equal to the source's own totals, account by account."""
    DIFFERS = "differs"
    NOT_PROVABLE = "not_provable"


class Reason(StrEnum):
    """The likeliest reason why a period differs, or why it cannot be proved."""

    # why a period differs
    PAYROLL = "payroll"
    DIMENSIONS = "dimensions"
    NOT_HELD = "not_held"
    """The source counts what we do not hold: a receipt that was not read, or came late."""
    NOT_THERE = "not_there"
    """We hold a receipt that the source does not count any more."""
    REPLACED = "replaced"
    """We hold a receipt beside the one that replaced it."""
    TWICE = "twice"
    SIGN = "sign"
    OPENING = "opening"
    VAT = "vat"
    CENTS = "cents"
    # why nothing can be proved
    REFUSED = "refused"
    """The source does not let its totals be read; it said why."""
    NO_TOTALS = "no_totals"
    EMPTY = "empty"
    READING = "reading"
    UNREAD = "unread"
    """Not all has been read, and nothing is being read just now."""
    NOT_ASKED = "not_asked"
    MOVED = "moved"
    """The figures have moved since they were compared."""
    OUTSIDE = "outside"
    """Receipts outside every fiscal year, which no total is known to count."""
    UNKNOWN_FORM = "unknown_form"
    PAYROLL_UNSEEN = "payroll_unseen"
    """The totals agree, but salaries are paid that nobody booked: the source hides them in its totals, too."""


PASSING = frozenset({Reason.READING, Reason.NOT_ASKED, Reason.MOVED})
"""Why nothing is proved yet; it passes by itself with a comparison that is due."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a connector says about its own totals, and what people call it."""

    label: str
    payroll_accounts: tuple[str, ...] = ()
    totals: Totals | None = None

    @classmethod
    def of(cls, connector: AccountingConnector) -> "Source":
        """Read it off a connector."""
        return cls(connector.label, connector.payroll_accounts, connector.totals)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the source answered for a period.

    :param totals: as it writes them; None where it does not tell
    :param refusal: why it does not tell; empty where it has no totals at all
    :param result: the result that its own income statement prints, a profit positive; None where it was not told
    :param rows: the rows of that statement
    """

    period: Period
    totals: Sequence[AccountTotal] | None
    refusal: str = ""
    result: int | None = None
    rows: Sequence[StatementRow] = ()

    @property
    def by_account(self) -> Mapping[str, int] | None:
        """Give the totals by account, added up where an account comes twice; without zeros."""
        if self.totals is None:
            return None
        sums: dict[str, int] = {}
        for each in self.totals:
            sums[each.account] = sums.get(each.account, 0) + each.amount
        return {account: amount for account, amount in sums.items() if amount}


@dataclass(frozen=True, slots=True)
class Difference:
    """An account's figure of a month that is not the source's; minor units, debit positive.

    :param month: None where the source does not tell months
    :param theirs: None where our own ledger alone gives it away
    :param source_id: the receipt that explains it; never one of personal pay
    :param private: whether it is one slip of personal pay, whose amount only some may see
    """

    account: str
    month: date | None
    ours: int
    theirs: int | None
    reason: str = ""
    source_id: str | None = None
    private: bool = False

    @property
    def amount(self) -> int:
        """By how much ours is more."""
        return self.ours - (self.theirs or 0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a period.

    :param rows: of the source's own income statement
    """

    period: Period
    status: Status
    reason: str = ""
    detail: str = ""
    accounts: int = 0
    differences: tuple[Difference, ...] = ()
    rows: tuple[ComparedRow, ...] = ()

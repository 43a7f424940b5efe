"""How a source's own totals per account are to be read, so that the hub's ledger can be proved against them."""

from enum import StrEnum

from msgspec import Struct

__all__ = ["Balances", "Totals"]


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

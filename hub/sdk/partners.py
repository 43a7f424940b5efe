"""Whom a company deals with, as far as its receipts tell. Plugins import these from :mod:`hub.sdk.reports`."""

from dataclasses import dataclass

__all__ = ["PartnerRows", "PartnerTotal"]


@dataclass(frozen=True, slots=True)
class PartnerRows:
    """Which ledger rows are meant: those on income and cost accounts of a partner's receipts, but no personal pay.

    :param kinds: types of receipts, as the source names them
    :param key: see :class:`PartnerTotal`
    """

    kinds: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class PartnerTotal:
    """What a partner's receipts moved on income and cost accounts.

    :param key: its business id; its name as it is written where no business id is known
    :param name: as its newest receipt writes it; empty where receipts have none
    :param amount: minor units, debit positive
    """

    key: str
    name: str
    amount: int
    receipts: int

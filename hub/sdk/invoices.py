"""Invoices and their payments, as a connector delivers them besides the ledger, and what is open of them.

Amounts are an int of minor units of :attr:`Invoice.currency`. They do not follow debit and credit: on both sides an
invoice is positive and a credit note negative, and what settles an invoice has its sign.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

from msgspec import Struct

from hub.sdk.books import Layer, Period

__all__ = ["NO_CURRENCY", "SIDES", "Invoice", "InvoiceSweep", "OpenItem", "OpenItems", "OpenRows", "Payment", "Side"]

Side = Literal["sales", "purchase"]
"""Whether the partner owes the company, or the company the partner."""

NO_CURRENCY = "XXX"
"""What ISO 4217 has for transactions without a currency."""

SIDES: tuple[Side, ...] = get_args(Side)


class Payment(Struct, frozen=True):
    """Something that settles a part of an invoice: money, a cash discount, a set-off, a credit loss.

    :param date: the day from which on the part is settled
    :param amount: minor units; with the invoice's sign it settles, against it it undoes an earlier payment
    :param type: the source's own type; empty where it tells none
    """

    date: dt.date
    amount: int
    type: str = ""
    source_id: str | None = None


class Invoice(Struct, frozen=True):
    """One sales or purchase invoice with everything that has settled it so far.

    :param layer: whether the invoice is official bookkeeping, as its receipt is
    :param amount: minor units with VAT: positive for an invoice, negative for a credit note
    :param currency: ISO 4217 of ``amount`` and its payments: the book's, unless the source tells no sum in it; empty
        for the book's, too, and :data:`NO_CURRENCY` where the source tells no sum at all
    :param number: the number people know it by; ``reference`` is the partner's own
    :param partner: the partner's name, without personal identity codes
    :param partner_number: what the source calls the partner; invoices of one partner have the same
    :param partner_code: only ever a valid business id; personal identity codes and bank accounts are dropped
    :param is_paid: whether the source itself calls the invoice paid in full
    :param payments: all of them, so that one which is missing here is gone at the source
    """

    source_id: str
    side: Side
    layer: Layer
    status: str
    date: dt.date
    due: dt.date
    amount: int
    currency: str
    partner: str
    number: str = ""
    reference: str = ""
    partner_number: str | None = None
    partner_code: str | None = None
    is_paid: bool = False
    payments: tuple[Payment, ...] = ()


class InvoiceSweep(Struct, frozen=True):
    """The complete set of a side's invoice ids in a date range: what the store holds besides is gone at the source."""

    side: Side
    period: Period
    source_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice of which something is open at a day; minor units, an invoice positive and a credit note negative.

    :param reference: the partner's own number of it
    :param settled: what payments dated up to the day come to
    :param receipt_id: source id of its receipt; None where the ledger has none, or dates it to another day
    :param in_doubt: whether the source calls it paid although all its payments together do not come to its amount
    """

    side: Side
    source_id: str
    number: str
    reference: str
    partner: str
    partner_number: str | None
    partner_code: str | None
    date: dt.date
    due: dt.date
    amount: int
    currency: str
    settled: int
    in_doubt: bool
    receipt_id: str | None

    @property
    def open(self) -> int:
        """What is still to be paid; against the sign of ``amount`` where too much was."""
        return self.amount - self.settled

    @property
    def is_overpaid(self) -> bool:
        """Tell whether more was paid than the invoice came to."""
        return self.open * self.amount < 0

    @property
    def partner_key(self) -> str:
        """What the invoices of one partner have in common."""
        return self.partner_number or self.partner


@dataclass(frozen=True, slots=True)
class OpenRows:
    """Which open invoices a figure is made of: what is open of them at the end of a day sums to it.

    :param currency: ISO 4217 of the figure; an invoice that names none has the book's
    :param partner: its ``partner_key``; None for all of them
    :param due: the first and the last day on which they were to be paid, None where it does not matter
    :param source_id: of a single invoice
    """

    side: Side
    day: dt.date
    currency: str
    partner: str | None = None
    due: tuple[dt.date | None, dt.date | None] = (None, None)
    source_id: str | None = None

    def holds(self, item: OpenItem) -> bool:
        """Tell whether an invoice of the side that is open at the day is one of them."""
        first, last = self.due
        return (
            item.currency in ("", self.currency)
            and self.partner in (None, item.partner_key)
            and self.source_id in (None, item.source_id)
            and (first is None or first <= item.due)
            and (last is None or item.due <= last)
        )


@dataclass(frozen=True, slots=True)
class OpenItems:
    """What is open of a side's invoices at the end of a day, those due first.

    :param read_at: when the side's invoices were last read as a whole (aware, UTC)
    """

    day: dt.date
    read_at: dt.datetime
    items: tuple[OpenItem, ...]

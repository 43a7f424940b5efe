"""Invoices and their payments, as a connector delivers them besides the ledger.

Amounts are an int of minor units of :attr:`Invoice.currency`. They do not follow debit and credit: on both sides an
invoice is positive and a credit note negative, and what settles an invoice has its sign.
"""

import datetime as dt
from typing import Literal, get_args

from msgspec import Struct

from hub.sdk.accounting import Layer, Period

__all__ = ["NO_CURRENCY", "SIDES", "Invoice", "InvoiceSweep", "Payment", "Side"]

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

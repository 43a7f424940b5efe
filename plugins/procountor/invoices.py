"""Procountor's invoices and payment events as they come over the wire, and as the hub keeps them.

Only what the hub uses is named. What must never be stored is dropped here, at decoding: of a partner nothing stays but
the name, Procountor's own number and a valid business id.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from hub.sdk.invoices import NO_CURRENCY, Invoice, Payment, Side
from hub.sdk.texts import text as _
from plugins.procountor.layers import OFFICIAL_STATUSES, layer_of
from plugins.procountor.money import cents
from plugins.procountor.receipts import business_id, without_personal_codes

__all__ = [
    "TYPES",
    "UNPAID_STATUSES",
    "Address",
    "Event",
    "InvoiceRow",
    "Known",
    "PartnerTold",
    "Sum",
    "invoice_from",
    "known",
]

TYPES: Mapping[Side, str] = {"sales": "SALES_INVOICE", "purchase": "PURCHASE_INVOICE"}
"""Travel invoices and expense claims are owed to people for what they have done: like salaries they are read with the
ledger only. Orders and tax returns are no invoices."""

PAID_STATUSES = frozenset({"PAID", "MARKED_PAID"})
UNPAID_STATUSES = tuple(sorted(OFFICIAL_STATUSES - PAID_STATUSES))
"""Statuses of invoices of which something is still to come: whether a payment changes an invoice's version is not
published, so these are looked at whatever theirs is."""

NOT_SETTLED = frozenset(
    {
        "DELETED",
        "INVALIDATED",
        "OVERRIDDEN",
        "PAYMENT_DENIED",
        "PAYMENT_QUEUED",
        "PAYMENT_SENT_TO_BANK",
        "PAYMENT_TRANSACTION_REMOVED",
        "STARTED",
        "UNFINISHED",
        "UNSAVED",
    }
)
"""Statuses of payments that have not come to anything, or not yet: the bank's own receipt books them once they have."""

CORRECTIONS = frozenset({"ADJUSTMENT", "CORRECTION"})
"""Types of payment events that may rightly have the other sign than all before them."""


class Sum(Struct, rename="camel"):
    """What an invoice comes to in a currency, with VAT."""

    invoice_sum_total: Decimal | None = None
    currency: str | None = None
    in_accounting_currency: bool | None = None


class Address(Struct):
    """Where a partner is: nothing of it but whose it is."""

    name: str | None = None


class PartnerTold(Struct, rename="camel"):
    """The partner as an invoice tells it; an identifier may be a person's."""

    identifier: str | None = None
    tax_code: str | None = None
    counter_party_address: Address | None = None


class InvoiceRow(Struct, rename="camel"):
    """An invoice as lists show it: with its totals, so that nothing else of it has to be read but its payments."""

    id: int
    type: str
    date: dt.date
    status: str | None = None
    due_date: dt.date | None = None
    new_due_date: dt.date | None = None
    invoice_number: int | None = None
    original_invoice_number: str | None = None
    partner_id: int | None = None
    version: dt.datetime | None = None
    invoice_sum_info: list[Sum] | None = None
    counter_party: PartnerTold | None = None


class Event(Struct, rename="camel"):
    """A payment event, or a payment transaction, which has neither type nor currency: the bulk answer's shape varies.

    ``amount`` is in the company's currency.
    """

    id: int
    amount: Decimal
    invoice_id: int | None = None
    payment_date: dt.date | None = None
    type: str | None = None
    status: str | None = None


class Known(Struct):
    """What is kept of a list's row until its payments are read: nothing that must never be stored."""

    id: int
    side: Side
    status: str
    date: dt.date
    due: dt.date
    amount: int
    currency: str
    number: str
    reference: str
    partner: str
    partner_number: str | None
    partner_code: str | None


def known(row: InvoiceRow, side: Side) -> Known:
    """Read a list's row.

    :raises GiveUp: its total is not in whole cents
    """
    amount, currency = _total(row)
    partner = row.counter_party or PartnerTold()
    address = partner.counter_party_address or Address()
    return Known(
        id=row.id,
        side=side,
        status=row.status or "",
        date=row.date,
        due=row.new_due_date or row.due_date or row.date,
        amount=amount,
        currency=currency,
        number="" if row.invoice_number is None else str(row.invoice_number),
        reference=without_personal_codes(row.original_invoice_number or ""),
        partner=without_personal_codes(address.name or ""),
        partner_number=None if row.partner_id is None else str(row.partner_id),
        partner_code=business_id(partner.identifier) or business_id(partner.tax_code),
    )


def invoice_from(row: Known, events: Iterable[Event]) -> Invoice:
    """Put an invoice together with all its payment events.

    :raises GiveUp: an amount is not in whole cents
    """
    return Invoice(
        source_id=str(row.id),
        side=row.side,
        layer=layer_of(TYPES[row.side], row.status),
        status=row.status,
        date=row.date,
        due=row.due,
        amount=row.amount,
        currency=row.currency,
        partner=row.partner,
        number=row.number,
        reference=row.reference,
        partner_number=row.partner_number,
        partner_code=row.partner_code,
        is_paid=row.status in PAID_STATUSES,
        payments=_signed_like(row.amount, [_payment(row, each) for each in events if _has_settled(each)]),
    )


def _total(row: InvoiceRow) -> tuple[int, str]:
    """Give an invoice's sum in the company's currency; in its own where Procountor tells no other."""
    sums = [each for each in row.invoice_sum_info or () if each.invoice_sum_total is not None]
    if not sums:
        return 0, NO_CURRENCY
    chosen = next((each for each in sums if each.in_accounting_currency), sums[0])
    total = cents(chosen.invoice_sum_total or Decimal(0), lambda: _named(row.id))
    return total, (chosen.currency or "")[:3]


def _payment(row: Known, event: Event) -> Payment:
    amount = cents(event.amount, lambda: _named(row.id))
    return Payment(event.payment_date or row.date, amount, event.type or "", str(event.id))


def _has_settled(event: Event) -> bool:
    return event.status not in NOT_SETTLED


def _signed_like(amount: int, payments: Sequence[Payment]) -> tuple[Payment, ...]:
    """Give payments the sign of what they settle.

    Whether what is paid out is positive or negative is not published: payments of an invoice that all have the other
    sign are turned round. Nobody pays back what was never paid.
    """
    told = [each for each in payments if each.amount and each.type not in CORRECTIONS]
    if amount == 0 or not told or any((each.amount > 0) == (amount > 0) for each in told):
        return tuple(payments)
    return tuple(Payment(each.date, -each.amount, each.type, each.source_id) for each in payments)


def _named(number: int) -> str:
    return _("invoice %(number)s", number=str(number))

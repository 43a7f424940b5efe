"""Invoices and what has been paid of them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from flask import Response

from ..books.invoices import Invoice, Payment
from ..books.model import Row
from ..books.numbering import INVOICE_TYPES
from ..encoding import encode
from ..world import world
from . import queries
from .door import api, shelf
from .errors import not_found
from .lists import Paging, after_cursor, batch_answer, batch_ids, list_answer, read_paging
from .receipts import ORDERS, STATUSES

CHANNELS = ("EDIFACT", "ELECTRONIC_INVOICE", "EMAIL", "MAIL", "NO_SENDING", "PAPER_INVOICE")


@api.get("/invoices")
def list_invoices() -> Response:
    """List invoices with their totals and partners."""
    paging, by_id = read_paging(), queries.ascending("orderById")
    order, ascending = _order()
    found = sorted(_wanted(), key=lambda each: (order(each), each.id), reverse=not ascending)
    ids = [each.id for each in found]
    by_id_only = by_id is not None or not any(queries.ascending(name) is not None for name, _ in ORDERS)
    rest = after_cursor(ids, paging.previous_id, by_id=by_id_only, ascending=ascending)
    return list_answer(rest, paging, lambda one: encode(_header(shelf().invoices[one])), total=len(ids))


@api.get("/invoices/<ids>")
def read_invoices(ids: str) -> Response:
    """Give one invoice, or up to 200 of them."""
    held = shelf().invoices
    return batch_answer(batch_ids(ids), lambda one: encode(_whole(held[one])) if one in held else None)


@api.get("/invoices/<int:one_id>/paymentevents")
def events_of_invoice(one_id: int) -> Response:
    """List what has been paid of an invoice."""
    if one_id not in shelf().invoices:
        raise not_found(f"Invoice {one_id}")
    return _payments([one_id], read_paging(), as_events=True)


@api.get("/payments/paymentevents")
def payment_events() -> Response:
    """List what has been paid of up to 200 invoices; published are the fields of payment transactions."""
    asked = queries.numbers("invoiceId", required=True) or []
    return _payments(asked, read_paging(), as_events=world().switches.payment_fields == "events")


def version(invoice: Invoice) -> datetime:
    """Give an invoice's last change, as the switches say: whether a payment is one is not published."""
    return invoice.paid_version if world().switches.payments_move_versions else invoice.receipt.version


def _order() -> tuple[Any, bool]:
    for parameter, attribute in ORDERS:
        ascending = queries.ascending(parameter)
        if ascending is not None:
            keys = {"id": attrgetter("id"), "version": version}
            return keys.get(attribute, attrgetter(f"receipt.{attribute}")), ascending
    return attrgetter("id"), False


def _wanted() -> Iterator[Invoice]:
    types, statuses = queries.some_of("types", INVOICE_TYPES), queries.some_of("status", STATUSES)
    queries.some_of("invoiceChannel", CHANNELS)
    queries.numbers("productId")
    if queries.truth("isOffer"):
        return
    number, partner = queries.number("invoiceNumber"), queries.number("businessPartnerId")
    dated, due = _days("start", "end"), _days("dueStart", "dueEnd")
    created, changed = _moments("created"), _moments("version")
    for each in shelf().invoices.values():
        receipt = each.receipt
        if (
            (types is None or receipt.type in types)
            and (statuses is None or receipt.status in statuses)
            and (number is None or receipt.invoice_number == number)
            and (partner is None or receipt.partner_id == partner)
            and dated[0] <= receipt.date <= dated[1]
            and due[0] <= each.due <= due[1]
            and created[0] <= receipt.created <= created[1]
            and changed[0] <= version(each) <= changed[1]
        ):
            yield each


def _days(start: str, end: str) -> tuple[date, date]:
    return queries.day(f"{start}Date") or date.min, queries.day(f"{end}Date") or date.max


def _moments(what: str) -> tuple[datetime, datetime]:
    first, last = queries.moment(f"{what}StartDate"), queries.moment(f"{what}EndDate")
    return first or datetime.min, last or datetime.max


def _header(invoice: Invoice) -> dict[str, Any]:
    """Write a row of the list (InvoiceBasicInfo)."""
    receipt = invoice.receipt
    return {
        "id": invoice.id,
        "partnerId": receipt.partner_id,
        "type": receipt.type,
        "status": receipt.status,
        "invoiceNumber": receipt.invoice_number,
        "originalInvoiceNumber": "" if invoice.is_sale else f"{10_000 + invoice.id}",
        "invoiceChannel": "ELECTRONIC_INVOICE",
        "date": receipt.date,
        "dueDate": invoice.due,
        "created": receipt.created,
        "version": version(invoice),
        "invoiceSumInfo": [_sums(invoice)],
        "counterParty": _partner(invoice),
        "isOffer": False,
    }


def _whole(invoice: Invoice) -> dict[str, Any]:
    """Write an invoice as it is read by its id (Invoice)."""
    receipt, currency = invoice.receipt, shelf().book.company.currency
    header = {name: value for name, value in _header(invoice).items() if name not in {"created", "dueDate"}}
    rows = [row for row in receipt.rows if row.type != "REVERSING_ENTRY"]
    return header | {
        "paymentInfo": {
            "paymentMethod": "BANK_TRANSFER",
            "currency": currency,
            "dueDate": invoice.due,
            "currencyRate": Decimal(1),
        },
        "extraInfo": {"accountingByRow": True, "unitPricesIncludeVat": False},
        "discountPercent": Decimal(0),
        "invoiceRows": [_row(row, -1 if invoice.is_sale else 1) for row in rows],
        "vatStatus": receipt.vat_status,
        "ledgerReceiptId": receipt.id,
        "sum": invoice.total,
    }


def _row(row: Row, sign: int) -> dict[str, Any]:
    return {
        "id": row.id,
        "product": row.description or row.account,
        "quantity": Decimal(1),
        "unit": "PIECE",
        "unitPrice": sign * row.value,
        "discountPercent": Decimal(0),
        "vatPercent": row.vat_percent,
    }


def _sums(invoice: Invoice) -> dict[str, Any]:
    return {
        "currency": shelf().book.company.currency,
        "inAccountingCurrency": True,
        "excludingVatTotal": invoice.net,
        "vatSumTotal": invoice.total - invoice.net,
        "invoiceSumTotal": invoice.total,
    }


def _partner(invoice: Invoice) -> dict[str, Any]:
    told = {"identifier": invoice.receipt.partner_code} if invoice.receipt.partner_code else {}
    return {**told, "counterPartyAddress": {"name": invoice.receipt.name[:80]}}


def _payments(ids: Sequence[int], paging: Paging, *, as_events: bool) -> Response:
    ascending = queries.ascending("orderById") is True
    of = {
        each.id: (shelf().invoices[one], each)
        for one in set(ids)
        if one in shelf().invoices
        for each in shelf().invoices[one].payments
    }
    listed = sorted(of, reverse=not ascending)
    rest = after_cursor(listed, paging.previous_id, by_id=True, ascending=ascending)
    write = _event if as_events else _transaction
    return list_answer(rest, paging, lambda one: encode(write(*of[one])), total=len(listed))


def _event(invoice: Invoice, payment: Payment) -> dict[str, Any]:
    """Write a PaymentEvent."""
    currency = shelf().book.company.currency
    return _transaction(invoice, payment, receiver=False) | {"type": payment.type, "currency": currency}


def _transaction(invoice: Invoice, payment: Payment, *, receiver: bool = True) -> dict[str, Any]:
    """Write a BasicPaymentTransactionData; by a switch with the signs of the bank: what goes out is negative."""
    turned = world().switches.payment_sign == "bank" and not invoice.is_sale
    amount = -payment.amount if turned else payment.amount
    book = shelf().book
    return ({"receiverName": book.company.name if invoice.is_sale else invoice.receipt.name} if receiver else {}) | {
        "id": payment.id,
        "invoiceId": invoice.id,
        "paymentDate": payment.date,
        "amount": amount,
        "status": "PAID",
        "paidAmount": amount,
        "paidCurrency": book.company.currency,
    }

"""Ledger receipts and journals."""

from typing import Any

from flask import Response

from ..books.model import Receipt
from ..callers import Caller
from ..encoding import encode_stripped
from ..shelf import Search, Shelf
from ..world import world
from . import queries
from .door import api, caller, shelf
from .errors import ApiError, json_answer
from .lists import after_cursor, batch_answer, batch_ids, list_answer, read_paging

# The published filter lacks VAT_SUMMARY although answers carry it.
LISTED_TYPES = (
    "BANK_STATEMENT_AS_RECEIPT",
    "BILL_OF_CHARGES",
    "EMPLOYER_CONTRIBUTION",
    "JOURNAL",
    "PERIODIC_TAX_RETURN",
    "PURCHASE_INVOICE",
    "PURCHASE_ORDER",
    "RECEIPT_FOR_OPENING_ACCOUNTS",
    "REFERENCE_PAYMENT",
    "SALARY",
    "SALES_INVOICE",
    "SALES_ORDER",
    "TRACKING_PERIOD_OPENING_RECEIPT",
    "TRAVEL_INVOICE",
    "VAT_FORM",
)
STATUSES = (
    "APPROVED",
    "DELETED",
    "EMPTY",
    "INVALIDATED",
    "INVOICED",
    "MARKED_PAID",
    "NOT_SENT",
    "OVERRIDDEN",
    "PAID",
    "PARTLY_PAID",
    "PAYMENT_DENIED",
    "PAYMENT_QUEUED",
    "PAYMENT_SENT_TO_BANK",
    "PAYMENT_TRANSACTION_REMOVED",
    "RECEIVED",
    "SENT",
    "STARTED",
    "UNFINISHED",
    "UNSAVED",
    "VERIFIED",
)
JOURNAL_STATUSES = ("APPROVED", "INVALIDATED", "UNFINISHED")
ORDERS = (
    ("orderById", "id"),
    ("orderByDate", "date"),
    ("orderByCreated", "created"),
    ("orderByVersion", "version"),
)
SALARY = "SALARY"


@api.get("/ledgerreceipts")
def list_receipts() -> Response:
    """List the headers of ledger receipts."""
    order, ascending = _order()
    search = Search(
        types=queries.some_of("types", LISTED_TYPES),
        statuses=queries.some_of("status", STATUSES),
        order=order,
        ascending=ascending,
        without=frozenset({SALARY}) if _salaries("omitted") else frozenset(),
        **_bounds(),
    )
    paging = read_paging()
    ids = shelf().ids(search)
    rest = after_cursor(ids, paging.previous_id, by_id=order == "id", ascending=ascending)
    return list_answer(rest, paging, shelf().headers.__getitem__, total=len(ids))


@api.get("/ledgerreceipts/<receipt_ids>")
def read_receipts(receipt_ids: str) -> Response:
    """Give one ledger receipt, or up to 200 of them."""
    asked = batch_ids(receipt_ids)
    if len(asked) == 1 and _hidden(shelf(), asked[0]) and world().switches.hidden_receipt == "403":
        raise ApiError(403, "Insufficient user rights")
    return batch_answer(asked, lambda receipt_id: _whole(shelf(), receipt_id))


@api.get("/journals")
def list_journals() -> Response:
    """List journals; there are no pages."""
    search = Search(types=frozenset({"JOURNAL"}), statuses=queries.some_of("statuses", JOURNAL_STATUSES), **_bounds())
    receipts = shelf().receipts
    return json_answer([_journal(receipts[one]) for one in shelf().ids(search)])


def hides_salaries(who: Caller) -> bool:
    """Say whether salary receipts are kept from a caller as if they were not there."""
    return who.salaries_hidden and world().environment(who.company_id).salary_hiding != "stripped"


def _salaries(hiding: str) -> bool:
    return caller().salaries_hidden and world().environment(caller().company_id).salary_hiding == hiding


def _hidden(books: Shelf, receipt_id: int) -> bool:
    receipt = books.receipts.get(receipt_id)
    return receipt is not None and receipt.type == SALARY and hides_salaries(caller())


def _whole(books: Shelf, receipt_id: int) -> bytes | None:
    if _hidden(books, receipt_id):
        return None
    receipt = books.receipts.get(receipt_id)
    if receipt is not None and receipt.type == SALARY and _salaries("stripped"):
        return encode_stripped(receipt, books.form)
    return books.wholes.get(receipt_id)


def _order() -> tuple[str, bool]:
    """Read the order; of several the first in the contract's own sequence counts, as nothing is published."""
    for parameter, attribute in ORDERS:
        ascending = queries.ascending(parameter)
        if ascending is not None:
            return attribute, ascending
    return "id", False


def _bounds() -> dict[str, Any]:
    return {
        "start": queries.day("startDate"),
        "end": queries.day("endDate"),
        "created_from": queries.moment("createdStartDate"),
        "created_to": queries.moment("createdEndDate"),
        "version_from": queries.moment("versionStartDate"),
        "version_to": queries.moment("versionEndDate"),
    }


def _journal(receipt: Receipt) -> dict[str, Any]:
    return {
        "id": receipt.invoice_id or receipt.id,
        "ledgerReceiptId": receipt.id,
        "partnerId": receipt.partner_id,
        "type": "JOURNAL",
        "status": receipt.status if receipt.status in JOURNAL_STATUSES else "APPROVED",
        "invoiceNumber": receipt.invoice_number or receipt.number,
        "date": receipt.date,
        "created": receipt.created,
        "version": receipt.version,
        "counterParty": {"counterPartyAddress": {"name": receipt.name[:80]}},
    }

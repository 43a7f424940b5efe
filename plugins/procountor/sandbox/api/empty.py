"""Registers that the sandbox's companies do not keep: their lists are empty, and nothing in them is found.

The ledger tells what happened in sales, purchases and at the bank; an analytics hub reads it from there.
"""

from flask import Response

from . import queries
from .door import api
from .errors import bad_request, forbidden, json_answer, not_found
from .lists import batch_answer, batch_ids, empty_list


@api.get("/payments")
@api.get("/bankaccounts")
@api.get("/bankstatements")
@api.get("/referencepayments")
@api.get("/businesspartners")
@api.get("/products")
@api.get("/attachments")
def list_nothing() -> Response:
    """List a register with pages and a cursor."""
    return empty_list()


@api.get("/businesspartners/groups")
def list_partner_groups() -> Response:
    """List groups of business partners; there is no cursor."""
    return empty_list(cursor=False)


@api.get("/products/groups")
def list_product_groups() -> Response:
    """List groups of products; there are no pages."""
    return json_answer({"productGroups": []})


@api.get("/businesspartners/<ids>")
@api.get("/products/<ids>")
def read_batch(ids: str) -> Response:
    """Give one of a register, or up to 200."""
    return batch_answer(batch_ids(ids), lambda _one: None)


@api.get("/invoices/<int:one_id>/transactions")
@api.get("/payments/<int:one_id>")
@api.get("/bankaccounts/<int:one_id>")
@api.get("/attachments/<int:one_id>")
def read_one(one_id: int) -> Response:
    """Give one of a register."""
    raise not_found(f"Resource {one_id}")


@api.get("/invoices/transactions")
def invoice_histories() -> Response:
    """Tell what happened to invoices; this is their work flow, not their ledger rows."""
    queries.numbers("invoiceIds", required=True)
    return json_answer({"results": []})


@api.get("/sie/availability")
def sie_availability() -> Response:
    """Tell which years can be exported as SIE: a Swedish form that these Finnish companies have no right to."""
    raise forbidden()


@api.get("/sie/file")
def sie_file() -> Response:
    """Export a year as SIE; see above."""
    if queries.day("accountingPeriodStart") is None or queries.day("exportEndDate") is None:
        raise bad_request("accountingPeriodStart and exportEndDate are required")
    raise forbidden()

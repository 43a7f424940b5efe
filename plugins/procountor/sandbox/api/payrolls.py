"""Payroll, made from the company's salary receipts: one slip each, one list a month. 403 without the rights."""

from collections import defaultdict
from typing import Any

from flask import Response, request

from ..books.model import Receipt
from ..books.years import last_day
from . import queries
from .door import api, caller, shelf
from .errors import forbidden, json_answer, not_found
from .lists import read_paging, rows_answer
from .receipts import SALARY

SLIP_STATUSES = (
    "APPROVED",
    "CREATED",
    "INVALIDATED",
    "IN_CORRECTION",
    "PAID",
    "PAYMENT_QUEUED",
    "REPORTED",
    "REPORTED_AND_PAID",
    "REPORTED_AND_PAYMENT_QUEUED",
)
DONE = "REPORTED_AND_PAID"


@api.get("/payrolls/salarylists")
def salary_lists() -> Response:
    """List salary runs; asked with size=1 it is the cheapest proof of payroll rights."""
    slips = _slips()
    start, end = queries.day("paymentPeriodStart"), queries.day("paymentPeriodEnd")
    name = request.args.get("name", "").lower()
    months: dict[tuple[int, int], list[Receipt]] = defaultdict(list)
    for slip in slips:
        months[slip.date.year, slip.date.month].append(slip)
    lists = [_list(month, of_month) for month, of_month in sorted(months.items(), reverse=not _ascending())]
    found = [
        one
        for one in lists
        if (start is None or one["paymentPeriodStart"] >= start)
        and (end is None or one["paymentPeriodEnd"] <= end)
        and name in one["name"].lower()
    ]
    return rows_answer(found, read_paging(cursor=False))


@api.get("/payrolls/salaryslips")
def salary_slips() -> Response:
    """List salary slips."""
    slips = _slips()
    start, end = queries.day("paydayStartDate"), queries.day("paydayEndDate")
    name, numbers = request.args.get("employeeName", "").lower(), queries.numbers("slipNumber")
    statuses = queries.some_of("status", SLIP_STATUSES)
    found = [
        _slip(one)
        for one in sorted(slips, key=lambda slip: slip.id, reverse=not _ascending())
        if (start is None or one.date >= start)
        and (end is None or one.date <= end)
        and (numbers is None or one.number in numbers)
        and (statuses is None or DONE in statuses)
        and name in one.name.lower()
    ]
    return rows_answer(found, read_paging(cursor=False))


@api.get("/payrolls/salaryslips/<int:slip_id>/accounting")
def salary_slip_accounting(slip_id: int) -> Response:
    """Give the accounting page of a salary slip."""
    for slip in _slips():
        if slip.id == slip_id:
            return json_answer(_accounting(slip))
    raise not_found("Salary slip")


def _slips() -> list[Receipt]:
    if not caller().reads_payroll:
        raise forbidden()
    return [receipt for receipt in shelf().book.receipts if receipt.type == SALARY]


def _ascending() -> bool:
    return queries.ascending("orderById") or False


def _list(month: tuple[int, int], slips: list[Receipt]) -> dict[str, Any]:
    first = min(slip.date for slip in slips).replace(day=1)
    count = len(slips)
    return {
        "id": month[0] * 100 + month[1],
        "name": f"Palkat {month[1]}/{month[0]}",
        "numberOfSlips": count,
        "unfinished": 0,
        "sent": count,
        "paid": count,
        "reported": count,
        "paymentPeriodStart": first,
        "paymentPeriodEnd": last_day(first),
        "created": min(slip.created for slip in slips),
    }


def _slip(receipt: Receipt) -> dict[str, Any]:
    return {
        "id": receipt.id,
        "employeeName": receipt.name,
        "payday": receipt.date,
        "slipNumber": receipt.number,
        "status": DONE,
    }


def _accounting(receipt: Receipt) -> dict[str, Any]:
    rows = [
        {
            "id": row.id,
            "transactionType": row.type,
            "account": row.account,
            "accountingValue": row.value,
            "description": row.description[:255],
        }
        for row in receipt.rows
    ]
    return {
        "name": receipt.name[:80],
        "receiptDate": receipt.date,
        "receiptValidity": "EMPTY",
        "transactions": rows,
        "version": receipt.version,
    }

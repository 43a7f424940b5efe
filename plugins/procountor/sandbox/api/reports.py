"""The three reports. They come from the sandbox's own sums, so that a client's figures can be proved against them."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Response, request

from ..books import totals
from ..books.model import Book
from ..books.statements import BALANCE_SHEET, INCOME_STATEMENT, ReportRow
from ..books.totals import LedgerRow
from ..books.years import year_holding
from ..world import world
from .door import api, caller, shelf
from .errors import ApiError, bad_request, json_answer
from .receipts import LISTED_TYPES, SALARY

STATUSES = (
    "APPROVED",
    "MARKED_PAID",
    "NOT_SENT",
    "PAID",
    "PARTLY_PAID",
    "PAYMENT_DENIED",
    "PAYMENT_QUEUED",
    "PAYMENT_SENT_TO_BANK",
    "RECEIVED",
    "SENT",
    "UNFINISHED",
    "VERIFIED",
)
LABELS = {
    "code name": "{code} {name}",
    "code, name": "{code}, {name}",
    "name (code)": "{name} ({code})",
    "name": "{name}",
}
"""How the switch report_label has accounts named."""
FORMULAS = {
    "-3000..3599": "{sign}{first}..{last}",
    "3000-3599": "{first}-{last}",
    "[3000:3599]": "[{first}:{last}]",
    "none": "",
}
"""How the switch report_formula has ranges of accounts written."""
OPENING_TYPE = frozenset({"RECEIPT_FOR_OPENING_ACCOUNTS"})
TYPES = {*LISTED_TYPES, "VAT_SUMMARY"} - {"TRACKING_PERIOD_OPENING_RECEIPT"}


@dataclass(frozen=True, slots=True)
class Order:
    """What a report is asked to cover."""

    start: date
    end: date
    statuses: Collection[str] | None
    types: frozenset[str] | None
    parameters: dict[str, Any]


@api.post("/reports/ledgeraccounts")
def ledger_accounts() -> Response:
    """Sum the rows of every account; the cheapest control total there is."""
    order, book = _order(), _readable_book()
    sums = _ledger_account_sums(book, order)
    label, sign = LABELS[world().switches.report_label], -1 if world().switches.report_sign == "credit" else 1
    rows = [{"name": label.format(code=code, name=name).strip(), "value": sign * value} for code, name, value in sums]
    return _report(order, {"startDate": order.start, "endDate": order.end, "rows": rows})


@api.post("/reports/generalledger/<int:account>")
def general_ledger(account: int) -> Response:
    """List the rows of one account."""
    order, book = _order(), _readable_book()
    names = {one.code: one.name for one in book.accounts}
    code = str(account)
    if code not in names:
        raise bad_request(f"There is no ledger account {code}", "id")
    rows = totals.general_ledger(book, code, order.start, order.end, statuses=order.statuses, types=order.types)
    return json_answer(
        {
            "reportParameters": order.parameters,
            "ledgerAccount": {
                "id": code,
                "name": names[code],
                "totalAccountingValue": sum((row.value for row in rows), Decimal("0.00")),
                "ledgerReceiptTransactions": [_ledger_row(row) for row in rows],
            },
        }
    )


@api.post("/reports/accounting")
def accounting() -> Response:
    """Lay out an income statement or a balance sheet; there are no cash flows in the sandbox."""
    order, book = _order(), _readable_book()
    kind = order.parameters.get("type")
    if kind not in (INCOME_STATEMENT, BALANCE_SHEET):
        raise bad_request("type must be INCOME_STATEMENT or BALANCE_SHEET", "type")
    own_layout = world().switches.report_layout == "own"
    rows = totals.accounting_report(book, kind, order.start, order.end, own_layout=own_layout)
    told = {"startDate": order.start, "endDate": order.end, "rows": [_statement_row(row) for row in rows]}
    return _report(order, told)


def _statement_row(row: ReportRow) -> dict[str, Any]:
    told = {"rowId": row.row_id, "type": row.type, "name": row.name, "value": row.value}
    formula = row.formula
    if not formula.startswith("R"):
        first, last = formula[1:].split("..")
        formula = FORMULAS[world().switches.report_formula].format(sign=formula[0], first=first, last=last)
    return told | ({"formula": formula} if formula else {})


def _report(order: Order, period: dict[str, Any]) -> Response:
    return json_answer({"reportParameters": order.parameters, "reportData": {"periods": [period]}})


def _readable_book() -> Book:
    book = shelf().book
    if world().switches.reports_follow_rights and caller().salaries_hidden:
        return replace(book, receipts=tuple(one for one in book.receipts if one.type != SALARY))
    return book


def _ledger_account_sums(book: Book, order: Order) -> list[tuple[str, str, Decimal]]:
    """Sum up; nothing is published on whether balance sheet accounts show a change or a closing balance."""
    sums = totals.ledger_account_totals(book, order.start, order.end, statuses=order.statuses, types=order.types)
    year = year_holding(book.fiscal_years, order.end)
    balances = world().switches.report_balances
    if balances == "change" or year is None:
        return sums
    types = order.types | OPENING_TYPE if balances == "balance" and order.types is not None else order.types
    closing = totals.ledger_account_totals(book, year.start, order.end, statuses=order.statuses, types=types)
    return sorted([one for one in closing if one[0] < "3"] + [one for one in sums if one[0] >= "3"])


def _order() -> Order:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise bad_request("The body must be a JSON object")
    options = body.get("options") or {}
    if not isinstance(options, dict):
        raise bad_request("options must be an object", "options")
    end = _day(body, "endDate")
    if end is None:
        raise bad_request("endDate is required", "endDate")
    start = _day(body, "startDate") or _default_start(end)
    if start > end:
        raise bad_request("startDate is after endDate", "startDate")
    return Order(
        start=start,
        end=end,
        statuses=_words(body, "receiptStatus", STATUSES),
        types=_words(options, "receiptType", TYPES),
        parameters={**body, "startDate": start, "endDate": end},
    )


def _default_start(end: date) -> date:
    year = year_holding(shelf().book.fiscal_years, end)
    if year is None:
        raise bad_request("endDate is in no fiscal year", "endDate")
    periods = [one for one in year.tracking_periods if one.start <= end <= one.end]
    return periods[0].start if periods else year.start


def _day(body: dict[str, Any], name: str) -> date | None:
    text = body.get(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise bad_request(f"{name} is a date, YYYY-MM-DD", name) from None


def _words(body: dict[str, Any], name: str, known: Collection[str]) -> frozenset[str] | None:
    words = body.get(name)
    if words is None:
        return None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise bad_request(f"{name} is a list of words", name)
    if not set(words) <= set(known):
        raise ApiError(400, f"{name} does not know {', '.join(sorted(set(words) - set(known)))}", name)
    return frozenset(words) or None


NAMES = {
    "value": "accountingValue",
    "description": "transactionDescription",
    "receipt_number": "receiptNumber",
    "receipt_date": "receiptDate",
    "invoice_date": "invoiceDate",
    "vat_percent": "vatPercent",
    "vat_amount": "vatAmount",
    "vat_deduction_percent": "vatDeductionPercent",
    "vat_deduction": "vatDeduction",
    "vat_status": "vatStatus",
}


def _ledger_row(row: LedgerRow) -> dict[str, Any]:
    return {NAMES.get(name, name): value for name, value in asdict(row).items() if value is not None}

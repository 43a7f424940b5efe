"""Receipts as the bytes the API answers with."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from .books.model import Receipt, Row

NO_STATUS = "absent"

_json = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True)
class Form:
    """The two answers to what Procountor has not published about a receipt's fields."""

    na_status: str = "absent"  # absent, null or EMPTY
    zero_vat_percent: bool = True  # whether a row without VAT carries vatPercent 0


def encode(value: Any) -> bytes:
    """Write JSON; decimals as numbers, dates and date-times without a zone."""
    return _json.encode(value)


def encode_receipt(receipt: Receipt, form: Form) -> bytes:
    """Write a receipt as `GET /ledgerreceipts/{id}` gives it (LedgerReceipt)."""
    return encode(receipt_as_json(receipt, form))


def encode_header(receipt: Receipt, form: Form) -> bytes:
    """Write a receipt as a row of `GET /ledgerreceipts` (LedgerReceiptBasicInfo): no rows, no amounts."""
    return encode(
        _present(
            id=receipt.id,
            type=receipt.type,
            name=receipt.name[:80],
            receiptDate=receipt.date,
            receiptNumber=receipt.number,
            invoiceNumber=receipt.invoice_number,
            created=receipt.created,
            version=receipt.version,
        )
        | _status(receipt, form)
    )


def encode_stripped(receipt: Receipt, form: Form) -> bytes:
    """Write a receipt with only one of its rows, as a key without the rights might see it: it does not add up."""
    kept = next((row for row in receipt.rows if row.type == "REVERSING_ENTRY"), receipt.rows[0])
    return encode(receipt_as_json(receipt, form) | {"transactions": [_row(kept, form)]})


def receipt_as_json(receipt: Receipt, form: Form) -> dict[str, Any]:
    """Give a receipt in the contract's own names."""
    return _present(
        id=receipt.id,
        type=receipt.type,
        name=receipt.name[:80],
        receiptDate=receipt.date,
        vatType=receipt.vat_type,
        vatStatus=receipt.vat_status,
        invoiceId=receipt.invoice_id,
        receiptNumber=receipt.number,
        invoiceNumber=receipt.invoice_number,
        invoiceNotes=receipt.notes[:10000] or None,
        transactionDescription=receipt.description[:255] or None,
        receiptValidity="EMPTY",
        partnerId=receipt.partner_id,
        partnerCode=receipt.partner_code,
        version=receipt.version,
        depreciation="EMPTY",
        vatDate=receipt.vat_date,
    ) | {
        **_status(receipt, form),
        "transactions": [_row(row, form) for row in receipt.rows],
        "attachments": [],
    }


def _status(receipt: Receipt, form: Form) -> dict[str, str | None]:
    if receipt.status is not None:
        return {"status": receipt.status}
    if form.na_status == NO_STATUS:
        return {}
    return {"status": None if form.na_status == "null" else form.na_status}


def _row(row: Row, form: Form) -> dict[str, Any]:
    answer = _present(
        id=row.id,
        transactionType=row.type,
        account=row.account,
        accountingValue=row.value,
        vatStatus=row.vat_status,
        vatDeductionPercent=row.vat_deduction_percent,
        description=row.description[:255] or None,
    )
    if row.vat_percent or form.zero_vat_percent:
        answer["vatPercent"] = row.vat_percent
    if row.shares:
        answer["dimensionItemValues"] = [
            {"dimensionId": share.dimension_id, "itemId": share.item_id, "value": share.value} for share in row.shares
        ]
    return answer


def _present(**values: int | str | Decimal | date | datetime | None) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}

"""Invoices as their own register tells them: the same documents as the receipts, with what bank receipts paid of them.

Nothing is kept twice: an invoice's total is its receipt's counter-row, and its payments are the rows of bank receipts
that name it, on the day and with the amount that the ledger has. So the register cannot part from the ledger.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .model import Book, Receipt
from .money import ZERO
from .numbering import INVOICE_TYPES
from .vat import row_vat

__all__ = ["Invoice", "Payment", "invoices_of"]

_PAYMENT_TYPES = {"REFERENCE_PAYMENT": "REFERENCEPAYMENT", "BANK_STATEMENT_AS_RECEIPT": "BANKSTATEMENT"}


@dataclass(frozen=True, slots=True)
class Payment:
    """What a row of a bank receipt pays of an invoice; positive for an invoice, negative for a credit note."""

    id: int
    type: str
    date: date
    amount: Decimal
    booked: datetime


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice; amounts are positive whatever its side, and negative for a credit note."""

    receipt: Receipt
    id: int
    total: Decimal
    net: Decimal
    due: date
    payments: tuple[Payment, ...]

    @property
    def is_sale(self) -> bool:
        """Say whether the partner is to pay."""
        return self.receipt.type.startswith("SALES")

    @property
    def paid_version(self) -> datetime:
        """Give the last change, payments counted as one."""
        return max([self.receipt.version, *(each.booked for each in self.payments)])


def invoices_of(book: Book) -> dict[int, Invoice]:
    """Give a book's invoices by id."""
    paid: dict[str, list[tuple[Receipt, int, Decimal]]] = {}
    for receipt in book.receipts:
        for row in receipt.rows:
            if row.settles:
                paid.setdefault(row.settles, []).append((receipt, row.id, row.value))
    found = (_invoice(each, paid.get(each.key, ())) for each in book.receipts if _is_invoice(each))
    return {each.id: each for each in sorted(found, key=lambda each: each.id)}


def _is_invoice(receipt: Receipt) -> bool:
    return receipt.type in INVOICE_TYPES and receipt.invoice_id is not None


def _invoice(receipt: Receipt, paid: Iterable[tuple[Receipt, int, Decimal]]) -> Invoice:
    sign = 1 if receipt.type.startswith("SALES") else -1
    counter = [row for row in receipt.rows if row.type == "REVERSING_ENTRY"]
    rest = [row for row in receipt.rows if row.type != "REVERSING_ENTRY"]
    total = sum((row.value for row in counter), ZERO) or -sum((row.value + row_vat(row) for row in rest), ZERO)
    net = -sum((row.value for row in rest), ZERO)
    return Invoice(
        receipt=receipt,
        id=receipt.invoice_id or 0,
        total=sign * total,
        net=sign * net,
        due=receipt.due or receipt.date,
        payments=tuple(
            Payment(row, _PAYMENT_TYPES.get(bank.type, "OTHERPAYMENTMETHOD"), bank.date, -sign * value, bank.created)
            for bank, row, value in paid
        ),
    )

"""The rules of Procountor's books, written out once more and without the code they judge."""

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from plugins.procountor.sandbox.books.model import Book, Company, Receipt

COMPANY = Company(1, "Koe Oy", "1234567-1")
OFFICIAL = {"APPROVED", "NOT_SENT", "SENT", "PAID", "PAYMENT_QUEUED"}  # those the books here use
OPENINGS = {"RECEIPT_FOR_OPENING_ACCOUNTS", "TRACKING_PERIOD_OPENING_RECEIPT"}
WITHOUT_STATUS = {"BANK_STATEMENT_AS_RECEIPT", "REFERENCE_PAYMENT", "VAT_SUMMARY", "PERIODIC_TAX_RETURN"}


def counted(book: Book) -> list[Receipt]:
    """Official receipts that move the books."""
    documents = [r for r in book.receipts if r.type not in {"SALES_ORDER", "PURCHASE_ORDER", *OPENINGS}]
    return [r for r in documents if r.type in WITHOUT_STATUS or r.status in OFFICIAL]


def gap(receipt: Receipt) -> Decimal:
    return -sum((row.value for row in receipt.rows), Decimal(0))


def vat(receipt: Receipt, *, deductible_only: bool = False) -> Decimal:
    total = Decimal(0)
    for row in receipt.rows:
        tax = cents(row.value * row.vat_percent / 100)
        if deductible_only and row.vat_deduction_percent is not None:
            tax = cents(tax * row.vat_deduction_percent / 100)
        total += tax
    return total


def bears_vat(receipt: Receipt) -> bool:
    return any(row.vat_percent for row in receipt.rows)


def cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def month_sums(book: Book) -> dict[date, Decimal]:
    sums: dict[date, Decimal] = defaultdict(Decimal)
    for receipt in counted(book):
        sums[(receipt.vat_date or receipt.date).replace(day=1)] -= gap(receipt)
    return dict(sums)


def balances(book: Book, end: date, start: date = date.min) -> dict[str, Decimal]:
    """Movements of the official receipts up to a day; openings only repeat them."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for receipt in counted(book):
        if start <= receipt.date <= end:
            for row in receipt.rows:
                sums[row.account] += row.value
    return {code: value for code, value in sums.items() if value}

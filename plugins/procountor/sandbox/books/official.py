"""Which receipts are official bookkeeping: the rule Procountor publishes for statuses and types."""

from collections.abc import Iterable, Iterator

from .model import Receipt

__all__ = ["NOT_OFFICIAL_TYPES", "OFFICIAL_STATUSES", "OPENING_TYPES", "STATUSLESS_TYPES", "is_official", "movements"]

OFFICIAL_STATUSES = frozenset(
    {
        "APPROVED",
        "NOT_SENT",
        "SENT",
        "PAID",
        "PARTLY_PAID",
        "MARKED_PAID",
        "PAYMENT_QUEUED",
        "PAYMENT_SENT_TO_BANK",
        "PAYMENT_DENIED",
    }
)
STATUSLESS_TYPES = frozenset(
    {
        "BANK_STATEMENT_AS_RECEIPT",
        "PERIODIC_TAX_RETURN",
        "RECEIPT_FOR_OPENING_ACCOUNTS",
        "REFERENCE_PAYMENT",
        "TRACKING_PERIOD_OPENING_RECEIPT",
        "VAT_SUMMARY",
    }
)
NOT_OFFICIAL_TYPES = frozenset({"PURCHASE_ORDER", "SALES_ORDER"})
OPENING_TYPES = frozenset({"RECEIPT_FOR_OPENING_ACCOUNTS", "TRACKING_PERIOD_OPENING_RECEIPT"})


def is_official(receipt: Receipt) -> bool:
    """Say whether the receipt counts in the books: not an order, and completed where its type keeps a status."""
    if receipt.type in NOT_OFFICIAL_TYPES:
        return False
    return receipt.type in STATUSLESS_TYPES or receipt.status in OFFICIAL_STATUSES


def movements(receipts: Iterable[Receipt]) -> Iterator[Receipt]:
    """Give the official receipts that move the books, without those that only repeat opening balances."""
    return (r for r in receipts if is_official(r) and r.type not in OPENING_TYPES)

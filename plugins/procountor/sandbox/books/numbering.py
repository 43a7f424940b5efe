"""Ids and numbers: given in the order in which receipts were entered, unique only within the company."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count

from .model import Receipt

__all__ = ["INVOICE_TYPES", "numbered"]

INVOICE_TYPES = frozenset(
    {
        "BILL_OF_CHARGES",
        "PERIODIC_TAX_RETURN",
        "PURCHASE_INVOICE",
        "PURCHASE_ORDER",
        "SALES_INVOICE",
        "SALES_ORDER",
        "TRAVEL_INVOICE",
    }
)


def numbered(receipts: Iterable[Receipt], id_base: int = 1) -> Iterator[Receipt]:
    """Give each receipt its id, number and version, and each row its id, counting from ``id_base``."""
    row_ids, invoice_ids = count(id_base), count(id_base)
    numbers: Counter[str] = Counter()
    for number, receipt in enumerate(sorted(receipts, key=lambda r: r.created), id_base):
        numbers[receipt.type] += 1
        invoiced = receipt.type in INVOICE_TYPES
        yield replace(
            receipt,
            id=number,
            rows=tuple([replace(row, id=next(row_ids)) for row in receipt.rows]),
            number=numbers[receipt.type],
            invoice_id=next(invoice_ids) if invoiced else None,
            invoice_number=1000 + numbers[receipt.type] if invoiced else None,
            version=max(receipt.created, receipt.version),
        )

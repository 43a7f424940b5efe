"""Receipts that stand in Procountor and are not bookkeeping: orders, drafts, unverified and invalidated ones."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

from .model import Receipt
from .purchases import purchases_of
from .sales import sales_of
from .setting import Setting

__all__ = ["unofficial_of"]

_DISGUISES = (
    ("SALES_INVOICE", "SALES_ORDER", "APPROVED"),
    ("PURCHASE_INVOICE", "PURCHASE_ORDER", "SENT"),
    ("SALES_INVOICE", "SALES_INVOICE", "UNFINISHED"),
    ("PURCHASE_INVOICE", "PURCHASE_INVOICE", "VERIFIED"),
    ("PURCHASE_INVOICE", "PURCHASE_INVOICE", "RECEIVED"),
    ("SALES_INVOICE", "SALES_INVOICE", "INVALIDATED"),
)


def unofficial_of(setting: Setting, rng: Random, month: date) -> Iterator[Receipt]:
    """Give some of them for a month; they look like invoices and carry VAT, but never count."""
    for _ in range(setting.unofficial):
        source, kind, status = rng.choice(_DISGUISES)
        if source == "SALES_INVOICE":
            receipt, _payment = next(sales_of(setting, rng, month))
        else:
            receipt, _payment = next(purchases_of(setting, rng, month, 1))
        yield replace(receipt, type=kind, status=status, key="")

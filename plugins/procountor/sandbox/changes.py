"""Changes that somebody makes to a company's books, named so that they can be kept and made again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from .books import edits
from .books.edits import EditRefused
from .books.model import Book, Receipt
from .state.edits import Edit

__all__ = ["EditRefused", "edited"]


def edited(book: Book, edit: Edit) -> Book:
    """Give the book as it is after a change.

    :raises EditRefused: the book does not allow it
    :raises KeyError, TypeError, ValueError: the change lacks something, or has it in the wrong form
    """
    return CHANGES[edit.kind](book, edit)


def _edit(book: Book, edit: Edit) -> Book:
    order = edit.order
    return edits.edit_receipt(book, int(order["receipt"]), lambda receipt: _changed(receipt, order), edit.made)


def _changed(receipt: Receipt, order: Mapping[str, Any]) -> Receipt:
    if "name" in order:
        receipt = replace(receipt, name=str(order["name"]))
    if "date" in order:
        receipt = replace(receipt, date=date.fromisoformat(order["date"]))
    if "net" in order:
        row = order.get("row") or next(row.id for row in receipt.rows if row.type == "ENTRY")
        receipt = edits.with_net(receipt, int(row), Decimal(str(order["net"])).quantize(Decimal("0.01")))
    return receipt


def _remove(book: Book, edit: Edit) -> Book:
    return edits.remove_receipt(book, int(edit.order["receipt"]))


def _approve(book: Book, edit: Edit) -> Book:
    return edits.approve(book, int(edit.order["receipt"]), edit.made)


def _summarise(book: Book, edit: Edit) -> Book:
    return edits.create_vat_summary(book, date.fromisoformat(edit.order["month"] + "-01"), edit.made)


def _close(book: Book, edit: Edit) -> Book:
    """Close one tracking period, or all that have ended on a day."""
    if "period" in edit.order:
        return edits.close_period(book, int(edit.order["period"]), edit.made)
    until = date.fromisoformat(edit.order["until"])
    for year in book.fiscal_years:
        for period in year.tracking_periods:
            if period.end <= until and period.status != "CLOSED":
                book = edits.close_period(book, period.id, edit.made)
    return book


CHANGES: Mapping[str, Callable[[Book, Edit], Book]] = {
    "edit": _edit,
    "remove": _remove,
    "approve": _approve,
    "vat-summary": _summarise,
    "close": _close,
}

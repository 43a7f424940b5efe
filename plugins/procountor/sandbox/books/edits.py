"""What people do to a book in Procountor: every change gives a new book and leaves the old one as it was."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from .model import Book, FiscalYear, Receipt, Row, TrackingPeriod
from .taxes import vat_summary
from .vat import VAT_ACCOUNT, gap, vat_left_out

__all__ = [
    "CannotApprove",
    "ClosedPeriod",
    "EditRefused",
    "NoSuchPeriod",
    "NoSuchReceipt",
    "NothingToSummarise",
    "add_receipt",
    "approve",
    "close_period",
    "create_vat_summary",
    "edit_receipt",
    "remove_receipt",
    "with_net",
]


class EditRefused(Exception):
    """The book does not allow the change; the text says why."""


class ClosedPeriod(EditRefused):
    """The receipt's date lies in a closed fiscal year or tracking period."""


class NoSuchReceipt(EditRefused):
    """The company has no receipt with that id."""


class NoSuchPeriod(EditRefused):
    """The company has no tracking period or fiscal year with that id."""


class NothingToSummarise(EditRefused):
    """No official receipt of the month bears VAT, or the chart has no VAT account to book it on."""


class CannotApprove(EditRefused):
    """The receipt is official already, invalidated, or of a type that keeps no status."""


def edit_receipt(book: Book, receipt_id: int, change: Callable[[Receipt], Receipt], now: datetime) -> Book:
    """Save a receipt anew: it comes back changed, under a new id and version, and its old id is gone.

    :param change: gives the changed receipt; its id, version and row ids are overwritten
    :raises NoSuchReceipt, ClosedPeriod: the change is not allowed, or would move the receipt into a closed period
    """
    old = _find(book, receipt_id)
    _require_open(book, old.date)
    changed = change(old)
    _require_open(book, changed.date)
    return _added(_without(book, old), changed, now)


def add_receipt(book: Book, receipt: Receipt, now: datetime) -> Book:
    """Save a new receipt under the next id, entered now.

    :raises ClosedPeriod: its date lies in a closed period
    """
    _require_open(book, receipt.date)
    number = 1 + max((r.number for r in book.receipts if r.type == receipt.type), default=0)
    return _added(book, replace(receipt, number=number, created=now), now)


def remove_receipt(book: Book, receipt_id: int) -> Book:
    """Delete a receipt; its id is never given again.

    :raises NoSuchReceipt, ClosedPeriod: the change is not allowed
    """
    old = _find(book, receipt_id)
    _require_open(book, old.date)
    return _without(book, old)


def create_vat_summary(book: Book, month: date, now: datetime) -> Book:
    """Summarise the VAT of the month a day lies in; one that exists is made anew under a new id.

    :raises NothingToSummarise, ClosedPeriod: the change is not allowed
    """
    month = month.replace(day=1)
    if all(account.code != VAT_ACCOUNT for account in book.accounts):
        raise NothingToSummarise(f"The chart has no account {VAT_ACCOUNT} for VAT.")
    others = [receipt for receipt in book.receipts if receipt.type != "VAT_SUMMARY"]
    made = vat_summary(month, others, now)
    if made is None:
        raise NothingToSummarise(f"No receipt of {month:%m/%Y} bears VAT.")
    _require_open(book, made.date)
    existing = [r for r in book.receipts if r.type == "VAT_SUMMARY" and r.date == made.date]
    for receipt in existing:
        book = _without(book, receipt)
    return _added(book, replace(existing[0], rows=made.rows), now) if existing else add_receipt(book, made, now)


def close_period(book: Book, period_id: int, now: datetime) -> Book:
    """Close a tracking period.

    :raises NoSuchPeriod: there is none with that id
    """
    if all(period.id != period_id for year in book.fiscal_years for period in year.tracking_periods):
        raise NoSuchPeriod(f"There is no tracking period {period_id}.")
    return replace(book, fiscal_years=tuple(_closed_in(year, period_id, now) for year in book.fiscal_years))


def approve(book: Book, receipt_id: int, now: datetime) -> Book:
    """Make an unfinished, verified or received receipt official; its id stays and its version moves.

    :raises NoSuchReceipt, ClosedPeriod, CannotApprove: the change is not allowed
    """
    receipt = _find(book, receipt_id)
    _require_open(book, receipt.date)
    if receipt.status not in {"UNFINISHED", "VERIFIED", "RECEIVED"}:
        raise CannotApprove(f"Receipt {receipt_id} has the status {receipt.status or 'N/A'} and cannot be approved.")
    approved = replace(receipt, status="APPROVED", version=now)
    return replace(book, receipts=tuple(approved if r is receipt else r for r in book.receipts))


def with_net(receipt: Receipt, row_id: int, net: Decimal) -> Receipt:
    """Give the receipt with another net amount on a row, its counter-row moved so that the gap is its VAT again.

    Dimension shares go, because they would no longer sum to the row. Where the receipt has no reversing row, the first
    other row takes the difference.
    """
    rows = [replace(row, value=net, shares=()) if row.id == row_id else row for row in receipt.rows]
    counter = _counter_row(receipt, row_id)
    changed = replace(receipt, rows=tuple(rows))
    off = gap(changed) - vat_left_out(changed)
    moved = (replace(r, value=r.value + off, shares=()) if r.id == counter.id else r for r in rows)
    return replace(receipt, rows=tuple(moved))


def _counter_row(receipt: Receipt, row_id: int) -> Row:
    others = [row for row in receipt.rows if row.id != row_id]
    if len(others) == len(receipt.rows) or not others:
        raise EditRefused(f"Receipt {receipt.id} has no row {row_id} with another row beside it.")
    return next((row for row in others if row.type == "REVERSING_ENTRY"), others[0])


def _find(book: Book, receipt_id: int) -> Receipt:
    for receipt in book.receipts:
        if receipt.id == receipt_id:
            return receipt
    raise NoSuchReceipt(f"There is no receipt {receipt_id}.")


def _require_open(book: Book, day: date) -> None:
    for year in book.fiscal_years:
        if year.start <= day <= year.end and not year.is_open:
            raise ClosedPeriod(f"The fiscal year {year.start} - {year.end} is closed.")
        for period in year.tracking_periods:
            if period.start <= day <= period.end and period.status == "CLOSED":
                raise ClosedPeriod(f"The tracking period {period.start} - {period.end} is closed.")


def _without(book: Book, receipt: Receipt) -> Book:
    rest = tuple(other for other in book.receipts if other is not receipt)
    return replace(book, receipts=rest, last_id=_last_id(book))


def _added(book: Book, receipt: Receipt, now: datetime) -> Book:
    receipt_id = _last_id(book) + 1
    row_id = max((row.id for other in book.receipts for row in other.rows), default=0)
    rows = tuple(replace(row, id=row_id + place) for place, row in enumerate(receipt.rows, 1))
    saved = replace(receipt, id=receipt_id, rows=rows, version=now)
    return replace(book, receipts=(*book.receipts, saved), last_id=receipt_id)


def _last_id(book: Book) -> int:
    return max(book.last_id, max((receipt.id for receipt in book.receipts), default=0))


def _closed_in(year: FiscalYear, period_id: int, now: datetime) -> FiscalYear:
    return replace(year, tracking_periods=tuple(_closed(year.tracking_periods, period_id, now)))


def _closed(periods: Iterable[TrackingPeriod], period_id: int, now: datetime) -> Iterable[TrackingPeriod]:
    for period in periods:
        yield replace(period, status="CLOSED", modified=now) if period.id == period_id else period

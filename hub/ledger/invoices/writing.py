"""Storing invoices: each as a whole with what has settled it, and only where something is different."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import msgspec
from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from hub.db import Db
from hub.ledger.invoices import models
from hub.ledger.models import Book
from hub.sdk.accounting import Batch
from hub.sdk.invoices import Invoice, InvoiceSweep, Side

__all__ = ["HELD", "store"]

HELD = (models.PaymentEvent, models.Invoice, models.InvoicesRead)
"""What is read into a book of its invoices."""


def store(db: Db, book: Book, batch: Batch) -> None:
    """Store the invoices of a batch; storing them again changes nothing."""
    fresh = _fresh(db, book, batch.invoices)
    if fresh:
        _take_out(db, book, [each.source_id for each in fresh])
        db.execute(insert(models.Invoice), [_invoice(book, each) for each in fresh])
        settled = [row for each in fresh for row in _payments(book, each)]
        if settled:
            db.execute(insert(models.PaymentEvent), settled)
    if batch.invoice_sweep is not None:
        _sweep(db, book, batch.invoice_sweep)
    _cover(db, book, batch.invoices_covered)


def _fresh(db: Db, book: Book, invoices: Iterable[Invoice]) -> Sequence[Invoice]:
    """Pick the invoices that are not stored just so; of two with one id the last counts."""
    told = {each.source_id: each for each in invoices}
    if not told:
        return []
    table = models.Invoice
    query = select(table.source_id, table.digest).where(table.book_id == book.id, table.source_id.in_(told))
    held = {source_id: bytes(digest) for source_id, digest in db.execute(query)}
    return [each for each in told.values() if held.get(each.source_id) != _digest(each)]


def _take_out(db: Db, book: Book, source_ids: Sequence[str]) -> None:
    here = delete(models.Invoice).where(models.Invoice.book_id == book.id, models.Invoice.source_id.in_(source_ids))
    db.execute(here.execution_options(synchronize_session=False))


def _sweep(db: Db, book: Book, sweep: InvoiceSweep) -> None:
    """Take out the invoices of a range that the source no longer has; their payments go with them."""
    table = models.Invoice
    dated = table.date.between(sweep.period.start, sweep.period.end)
    query = select(table.source_id).where(table.book_id == book.id, table.side == sweep.side, dated)
    gone = [source_id for source_id in db.scalars(query) if source_id not in sweep.source_ids]
    if gone:
        _take_out(db, book, gone)


def _cover(db: Db, book: Book, sides: Iterable[Side]) -> None:
    for side in sides:
        row = {"tenant_id": book.tenant_id, "book_id": book.id, "side": side}
        said = upsert(models.InvoicesRead).values(row)
        keys = ("tenant_id", "book_id", "side")
        db.execute(said.on_conflict_do_update(index_elements=keys, set_={"read_at": func.now()}))


def _digest(invoice: Invoice) -> bytes:
    return blake2b(msgspec.json.encode(invoice), digest_size=16).digest()


def _invoice(book: Book, invoice: Invoice) -> dict[str, object]:
    told = {field: _held(getattr(invoice, field)) for field in invoice.__struct_fields__ if field != "payments"}
    return {**told, "tenant_id": book.tenant_id, "book_id": book.id, "digest": _digest(invoice)}


def _held(value: object) -> object:
    """PostgreSQL's texts have no zero bytes."""
    return value.replace("\0", "") if type(value) is str else value


def _payments(book: Book, invoice: Invoice) -> Iterable[dict[str, object]]:
    of_invoice = {"tenant_id": book.tenant_id, "book_id": book.id, "invoice_id": invoice.source_id}
    for line, each in enumerate(invoice.payments, 1):
        yield {
            **of_invoice,
            "line": line,
            "source_id": each.source_id,
            "type": each.type,
            "date": each.date,
            "amount": each.amount,
        }

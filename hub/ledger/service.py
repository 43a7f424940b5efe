"""Store what a connector delivers: idempotently, with balances kept in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import delete, func, select

from hub.db import Db
from hub.ledger import registers
from hub.ledger.intake import Intake, differing
from hub.ledger.models import (
    Book,
    CoveredPeriod,
    Dimension,
    Entry,
    FiscalYear,
    ItemBalance,
    LedgerAccount,
    MonthBalance,
    PreviewTotal,
    ProvisionalOpening,
    Receipt,
)
from hub.ledger.recount import Difference, differences
from hub.sdk import accounting
from hub.sdk.errors import GiveUp
from hub.sdk.texts import Money
from hub.sdk.texts import text as _

__all__ = ["BadReceipt", "BookGone", "Difference", "Stored", "count", "erase", "store", "verify"]


HELD = (
    Entry,
    Receipt,
    MonthBalance,
    ItemBalance,
    LedgerAccount,
    FiscalYear,
    Dimension,
    CoveredPeriod,
    PreviewTotal,
    ProvisionalOpening,
)
"""What is read into a book; what hangs on these goes with them."""


class BadReceipt(GiveUp):
    """A receipt was delivered that cannot be booked; nothing of its batch was stored."""


class BookGone(GiveUp):
    """The book does not exist in this environment."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a batch changed.

    :param receipts: receipts that were new
    :param changed: receipts that were there with other contents
    :param unchanged: receipts that were there just so
    :param removed: receipts that are gone at the source
    :param entries: entries written for new and changed receipts
    """

    receipts: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    entries: int = 0


def store(db: Db, book_id: UUID, batch: accounting.Batch, *, sync_run_id: UUID | None = None) -> Stored:
    """Store a batch in the caller's transaction; storing it again changes nothing.

    Registers that are told replace what is there. A receipt with other contents than before, its layer among them,
    is taken out of the balances and put in anew. Writers of one book wait for each other.

    :raises BadReceipt: a receipt's entries do not sum to zero or share a line number; nothing is stored
    :raises BookGone: the book is not in the scope of the transaction
    """
    receipts = {receipt.source_id: receipt for receipt in batch.receipts}
    for receipt in receipts.values():
        check(receipt)
    book = locked(db, book_id)
    registers.replace(db, book, batch)
    with Intake.on(db, book) as intake:
        stored = _put(intake, receipts, sync_run_id)
        removed = intake.remove(intake.gone(batch.sweep)) if batch.sweep else 0
        intake.refresh_statistics()
    registers.cover(db, book, batch.covered)
    book.data_as_of = db.scalar(select(func.now()))
    db.flush()
    return replace(stored, removed=removed)


def check(receipt: accounting.Receipt) -> None:
    """Refuse a receipt that would unbalance the books.

    :raises BadReceipt: its entries do not sum to zero or share a line number
    """
    total = sum(entry.amount for entry in receipt.entries)
    if total:
        raise BadReceipt(
            _(
                "%(receipt)s was delivered with entries that %(sum)s. Nothing of its batch was stored; this is a fault "
                "of the connector.",
                receipt=_called(receipt),
                sum=_("do not sum to zero")
                if receipt.private
                else _("sum to %(amount)s, not to zero", amount=Money(total)),
            )
        )
    if len({entry.line for entry in receipt.entries}) < len(receipt.entries):
        raise BadReceipt(
            _(
                "%(receipt)s was delivered with two entries on one line number. Nothing of its batch was stored; this "
                "is a fault of the connector.",
                receipt=_called(receipt),
            )
        )


def _called(receipt: accounting.Receipt) -> str:
    """Name a receipt to everybody who reads how a sync went."""
    return _("A salary") if receipt.private else _("Receipt %(receipt)s", receipt=receipt.source_id)


def erase(db: Db, book_id: UUID) -> None:
    """Remove everything that was ever read into a book; the book itself stays, empty.

    :raises BookGone: the book is not in the scope of the transaction
    """
    book = locked(db, book_id)
    for table in HELD:
        db.execute(delete(table).where(table.book_id == book.id).execution_options(synchronize_session=False))
    book.data_as_of = book.preview_start = book.preview_end = None
    db.flush()


def count(db: Db, book_id: UUID, period: accounting.Period) -> int:
    """Count the receipts of a book that are dated in a period."""
    dated = Receipt.date.between(period.start, period.end)
    return db.scalar(select(func.count()).select_from(Receipt).where(Receipt.book_id == book_id, dated)) or 0


def verify(db: Db, book_id: UUID) -> Sequence[Difference]:
    """Recompute a book's balances from its entries and list where the kept ones differ; empty when all is well.

    :raises BookGone: the book is not in the scope of the transaction
    """
    book = locked(db, book_id)
    return differences(db, book.tenant_id, book.id)


def locked(db: Db, book_id: UUID) -> Book:
    """Find a book and keep other writers from it until the transaction ends."""
    book = db.scalar(select(Book).where(Book.id == book_id).with_for_update())
    if book is None:
        raise BookGone(_("This book does not exist in this environment."))
    return book


def _put(intake: Intake, receipts: dict[str, accounting.Receipt], sync_run_id: UUID | None) -> Stored:
    known = intake.known(receipts)
    fresh, digests = differing(receipts.values(), known)
    edited = [known[source_id].id for source_id in fresh if source_id in known]
    intake.take_out(edited)
    return Stored(
        receipts=len(fresh) - len(edited),
        changed=len(edited),
        unchanged=len(receipts) - len(fresh),
        entries=intake.put(fresh, digests, sync_run_id),
    )

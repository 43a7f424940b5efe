"""Store what a connector delivers: idempotently, with balances kept in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import delete, func, select

from hub.db import Db
from hub.ledger import recount, registers
from hub.ledger.changelog.models import FirstReading, ReceiptChange
from hub.ledger.changelog.writing import ChangeLog
from hub.ledger.figures import Figures
from hub.ledger.intake import Intake, differing
from hub.ledger.invoices import writing as invoices
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
from hub.ledger.proof.models import Proof, SourceTotals, TotalsReading
from hub.ledger.recount import Compared, Difference
from hub.ledger.sheaf import BadReceipt, Sheaf
from hub.mapping.models import MovedAccount
from hub.sdk import accounting
from hub.sdk.accounting import Period
from hub.sdk.errors import GiveUp
from hub.sdk.texts import text as _

__all__ = [
    "BadReceipt",
    "BookGone",
    "Compared",
    "Difference",
    "Stored",
    "compared",
    "count",
    "erase",
    "store",
    "verify",
]


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
    ReceiptChange,
    FirstReading,
    Proof,
    SourceTotals,
    TotalsReading,
    MovedAccount,
    *invoices.HELD,
)
"""What is read into a book, and was decided about its accounts; what hangs on these goes with them."""


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
    :param unmoved: changed receipts, in days that were wholly read before, that moved no figure
    """

    receipts: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    entries: int = 0
    unmoved: int = 0


def store(
    db: Db, book_id: UUID, batch: accounting.Batch, *, sheaf: Sheaf | None = None, sync_run_id: UUID | None = None
) -> Stored:
    """Store a batch in the caller's transaction; storing it again changes nothing.

    Registers that are told replace what is there. A receipt with other contents than before, its layer among them,
    is taken out of the balances and put in anew. What changes in days that were wholly read before is logged receipt
    by receipt, a range that is read for the first time as a whole. Writers of one book wait for each other.

    :param sheaf: receipts that were laid out before, besides those of the batch
    :raises BadReceipt: a receipt's entries do not sum to zero or share a line number; nothing is stored
    :raises BookGone: the book is not in the scope of the transaction
    """
    laid = Sheaf.of(batch.receipts)
    book = locked(db, book_id)
    registers.replace(db, book, batch)
    invoices.store(db, book, batch)
    with Intake.on(db, book) as intake:
        log = ChangeLog(intake.cursor, intake.keys, sync_run_id)
        stored = _put(intake, log, Sheaf.joined((sheaf, laid)) if sheaf else laid)
        removed = _remove(intake, log, batch.sweep) if batch.sweep else 0
        unmoved = log.write()
        _note_first_readings(db, book, log, batch.covered)
        intake.refresh_statistics()
    registers.cover(db, book, batch.covered)
    book.data_as_of = db.scalar(select(func.now()))
    db.flush()
    return replace(stored, removed=removed, unmoved=unmoved)


def erase(db: Db, book_id: UUID) -> None:
    """Remove everything that was ever read into a book or decided about it; the book itself stays, empty.

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
    return recount.differences(db, book.tenant_id, book.id)


def compared(db: Db, book_id: UUID) -> Compared:
    """Tell how much :func:`verify` compares.

    :raises BookGone: the book is not in the scope of the transaction
    """
    book = locked(db, book_id)
    return recount.compared(db, book.tenant_id, book.id)


def locked(db: Db, book_id: UUID) -> Book:
    """Find a book and keep other writers from it until the transaction ends."""
    book = db.scalar(select(Book).where(Book.id == book_id).with_for_update())
    if book is None:
        raise BookGone(_("This book does not exist in this environment."))
    return book


def _put(intake: Intake, log: ChangeLog, sheaf: Sheaf) -> Stored:
    known = intake.known(sheaf.receipts)
    fresh = differing(sheaf, known)
    edited = [known[source_id].id for source_id in fresh.receipts if source_id in known]
    log.change(edited)
    log.come(laid.receipt for laid in fresh.receipts.values())
    intake.take_out(edited)
    return Stored(
        receipts=len(fresh.receipts) - len(edited),
        changed=len(edited),
        unchanged=len(sheaf.receipts) - len(fresh.receipts),
        entries=intake.put(fresh, log.run),
    )


def _remove(intake: Intake, log: ChangeLog, sweep: accounting.Sweep) -> int:
    gone = intake.gone(sweep)
    log.go(gone)
    return intake.remove(gone)


def _note_first_readings(db: Db, book: Book, log: ChangeLog, covered: Iterable[Period]) -> None:
    figures = Figures(db, book.tenant_id, book.id)
    for period in log.first_read(covered):
        months = figures.months(period, (accounting.Layer.MOVEMENT,))
        log.note_reading(period, sum(month.debit for month in months))

"""One sync, step by step; each step is a transaction of the worker that holds the job."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from hub.connectors import deeds, service
from hub.connectors.models import Connection, ConnectionFinding, ConnectionState, SyncRun, SyncState
from hub.connectors.stopping import close_runs
from hub.db import Db
from hub.ledger import provisional
from hub.ledger import service as ledger
from hub.ledger.models import Entry, Receipt
from hub.ledger.proof import service as proofs
from hub.notices import service as notices
from hub.notices.models import Kind
from hub.sdk.accounting import UNBALANCED, AccountTotal, Batch, Layer
from hub.sdk.outcome import SyncOutcome
from hub.sdk.refs import ConnectionRef
from hub.sdk.secrets import Secret
from hub.sdk.texts import Value, plural
from hub.sdk.texts import text as _

__all__ = [
    "Detached",
    "Work",
    "alive",
    "end",
    "keep_opening",
    "note",
    "notify",
    "openings_wanted",
    "run_of",
    "store",
    "take_up",
    "under_way",
]

NAMED = 5
"""How many receipts that do not balance are named in a result."""


class Detached(Exception):
    """The connection was detached while it was read."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a turn of a sync needs to know.

    :param is_new: nothing of this sync has been read yet
    """

    connection: ConnectionRef
    run_id: UUID
    settings: dict[str, str | Secret]
    cursor: dict[str, Any] | None
    is_new: bool


def take_up(db: Db, connection_id: UUID) -> Work | None:
    """Begin the run that waits, or go on with the one that was broken off; None when the connection is not read.

    :raises Undecryptable: the key cannot be opened
    """
    connection = _locked(db, connection_id)
    if connection is None or connection.state != ConnectionState.ACTIVE:
        close_runs(db, connection_id, _("The connection is not read any more."))
        return None
    run = service.expect_sync(db, connection)
    is_new = run.state == SyncState.WAITING
    run.state = SyncState.RUNNING
    run.started_at = run.started_at or datetime.now(UTC)
    return _work(db, connection, run, is_new=is_new or run.done == 0)


def under_way(db: Db, connection_id: UUID) -> Work | None:
    """Look at the sync of a connection that goes on; None when none does.

    :raises Undecryptable: the key cannot be opened
    """
    connection = service.find(db, connection_id)
    running = SyncRun.connection_id == connection_id, SyncRun.state == SyncState.RUNNING
    run = db.scalar(select(SyncRun).where(*running).order_by(SyncRun.created_at.desc()).limit(1))
    if connection is None or connection.state != ConnectionState.ACTIVE or run is None:
        return None
    return _work(db, connection, run, is_new=False)


def _work(db: Db, connection: Connection, run: SyncRun, *, is_new: bool) -> Work:
    ref = service.reference(db, connection)
    return Work(ref, run.id, service.settings_of(db, connection), connection.cursor, is_new)


def store(db: Db, work: Work, batch: Batch) -> None:
    """Store a batch together with the cursor after it and how far the sync is."""
    connection = alive(db, work)
    stored = ledger.store(db, work.connection.book.id, batch, sync_run_id=work.run_id)
    connection.cursor = batch.cursor
    run = run_of(db, work)
    run.phase, run.done, run.total, run.message = batch.phase, batch.done, batch.total, ""
    run.receipts += stored.receipts + stored.changed
    run.removed += stored.removed
    run.unmoved += stored.unmoved


def openings_wanted(db: Db, work: Work, *, anew: bool = False) -> Sequence[date]:
    """List the first days of fiscal years for whose opening the source's own balances have to stand in.

    :param anew: list those that it has told already, too
    """
    return provisional.wanted(db, work.connection.book.id, datetime.now(UTC).date(), anew=anew)


def keep_opening(db: Db, work: Work, start: date, totals: Sequence[AccountTotal]) -> None:
    """Keep the source's own balances before a fiscal year, until receipts tell them."""
    alive(db, work)
    provisional.keep(db, work.connection.book.id, start, totals)


def note(db: Db, work: Work, message: str) -> None:
    """Tell what keeps a sync from going on for now."""
    run_of(db, work).message = message


def end(db: Db, work: Work, *, fault: str = "", state: ConnectionState = ConnectionState.ACTIVE) -> SyncOutcome:
    """Close the run, well without a *fault*, and say how it went.

    :param state: what becomes of the connection; a detached one stays so
    """
    connection, run = _locked(db, work.connection.id), run_of(db, work)
    run.state = SyncState.FAILED if fault else SyncState.DONE
    run.finished_at = datetime.now(UTC)
    run.unbalanced, names = _unbalanced(db, work.connection.book.id)
    run.message = fault or names
    if not fault:
        _forget_mended(db, run)
    if connection is not None and connection.state != ConnectionState.DETACHED:
        if state == ConnectionState.NEEDS_KEY:
            deeds.record(db, connection, "connection.needs_key")
        connection.state, connection.last_error = state, fault
        notify(db, connection)
    return SyncOutcome(not fault, run.receipts, run.unbalanced, run.message)


def notify(db: Db, connection: Connection) -> None:
    """Say what is wrong with a connection, its reading and what was read, or that it is over."""
    subject = {"book_id": connection.book_id, "connection_id": connection.id}
    refused, failed = connection.state == ConnectionState.NEEDS_KEY, bool(connection.last_error)
    wrong = {
        Kind.KEY_REFUSED: refused,
        Kind.SYNC_FAILED: failed and not refused,
        Kind.PROOF_DIFFERS: proofs.differs(db, connection.book_id),
    }
    for kind, is_wrong in wrong.items():
        if is_wrong:
            notices.raise_(db, connection.tenant_id, kind, **subject)
        else:
            notices.settle(db, kind, **subject)


def _forget_mended(db: Db, run: SyncRun) -> None:
    """Forget what was mended before a sync began: what had been missing is here now."""
    of_connection = ConnectionFinding.connection_id == run.connection_id
    db.execute(delete(ConnectionFinding).where(of_connection, ConnectionFinding.mended_at <= run.started_at))


def alive(db: Db, work: Work) -> Connection:
    """Note that the source answers just now.

    :raises Detached: the connection is not to be read any more
    """
    connection = _locked(db, work.connection.id)
    if connection is None or connection.state == ConnectionState.DETACHED:
        raise Detached
    connection.last_alive_at = datetime.now(UTC)
    return connection


def _locked(db: Db, connection_id: UUID) -> Connection | None:
    query = select(Connection).where(Connection.id == connection_id).with_for_update()
    return db.scalar(query.execution_options(populate_existing=True))


def run_of(db: Db, work: Work) -> SyncRun:
    """Give the row of a sync."""
    return db.scalars(select(SyncRun).where(SyncRun.id == work.run_id)).one()


def _unbalanced(db: Db, book_id: UUID) -> tuple[int, str]:
    """Count the receipts on *Does not balance*, and name the newest of them but for the private ones."""
    on_it = select(Entry.receipt_id).where(
        Entry.book_id == book_id, Entry.account == UNBALANCED, Entry.layer.in_((Layer.MOVEMENT, Layer.OPENING))
    )
    found = select(Receipt).where(Receipt.id.in_(on_it)).order_by(Receipt.date.desc(), Receipt.id)
    receipts = db.scalars(found).all()
    if not receipts:
        return 0, ""
    names: Value = tuple(_name(receipt) for receipt in receipts[:NAMED])
    if len(receipts) > NAMED:
        names = _("%(shown)s and %(num)s more", shown=names, num=len(receipts) - NAMED)
    return len(receipts), plural(
        "%(num)s receipt does not balance: %(names)s.",
        "%(num)s receipts do not balance: %(names)s.",
        len(receipts),
        names=names,
    )


def _name(receipt: Receipt) -> str:
    if receipt.private:
        return _("a salary")
    number = receipt.number or receipt.source_id
    return f"{number} “{receipt.name}”" if receipt.name else number

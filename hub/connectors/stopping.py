"""Ending what goes on over a connection that cannot be read any more, and asking for a new key."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import update

from hub.connectors import deeds
from hub.connectors.models import Connection, ConnectionState, SyncRun, SyncState
from hub.db import Db
from hub.notices import service as notices
from hub.notices.models import Kind

__all__ = ["ask_for_key", "close_runs"]


def close_runs(db: Db, connection_id: UUID, message: str) -> Sequence[UUID]:
    """End the runs of a connection that is not read any more, and name them."""
    is_open = SyncRun.state.in_((SyncState.WAITING, SyncState.RUNNING))
    closed = {"state": SyncState.FAILED, "finished_at": datetime.now(UTC), "message": message}
    ended = update(SyncRun).where(SyncRun.connection_id == connection_id, is_open).values(**closed)
    return db.scalars(ended.returning(SyncRun.id)).all()


def ask_for_key(db: Db, connection: Connection, message: str) -> Sequence[UUID]:
    """Close a connection until it gets a new key.

    :param message: why the kept one is no good
    :returns: the syncs that have ended with it
    """
    ended = close_runs(db, connection.id, message)
    connection.state, connection.last_error = ConnectionState.NEEDS_KEY, message
    deeds.record(db, connection, "connection.needs_key")
    subject = {"book_id": connection.book_id, "connection_id": connection.id}
    notices.raise_(db, connection.tenant_id, Kind.KEY_REFUSED, **subject)
    notices.settle(db, Kind.SYNC_FAILED, **subject)
    return ended

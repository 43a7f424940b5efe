"""The connections that a book is read by, and what was found about their keys."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from hub.connectors.models import Connection, ConnectionFinding, ConnectionState
from hub.db import Db
from hub.sdk.accounting import Finding, Severity

__all__ = ["connections", "found"]


def connections(db: Db, book_id: UUID) -> Sequence[Connection]:
    """List the connections of a book, detached ones among them, the first attached first."""
    return db.scalars(select(Connection).where(Connection.book_id == book_id).order_by(Connection.created_at)).all()


def found(db: Db, book_id: UUID) -> list[Finding]:
    """List what the last probes found; a refusal that has kept the last sync from reading is told as that already."""
    statement = (
        select(ConnectionFinding, Connection.last_error)
        .join(Connection, Connection.id == ConnectionFinding.connection_id)
        .where(Connection.book_id == book_id, Connection.state != ConnectionState.DETACHED)
        .order_by(ConnectionFinding.severity.desc(), ConnectionFinding.code)
    )
    return [
        Finding(row.code, Severity(row.severity), row.title, row.remedy, tuple(row.accounts), tuple(row.rights))
        for row, told in db.execute(statement)
        if not told or row.remedy != told
    ]

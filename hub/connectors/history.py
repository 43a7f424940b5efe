"""The syncs of a connection, newest first, and one of them with whose books it read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from hub.connectors.models import Connection, SyncRun, SyncState
from hub.db import Db
from tenants.models import Company

__all__ = ["SHOWN", "Sync", "find", "list_syncs"]

SHOWN = 50
"""Syncs on one page."""


@dataclass(frozen=True, slots=True)
class Sync:
    """A sync, and what it belongs to."""

    run: SyncRun
    connection: Connection
    company: Company


def list_syncs(
    db: Db, connection_id: UUID, *, everything: bool = False, before: datetime | None = None
) -> Sequence[SyncRun]:
    """List syncs, one more than a page shows where there are older ones.

    :param everything: also those that went well and found nothing new
    :param before: only those begun before this moment
    """
    query = select(SyncRun).where(SyncRun.connection_id == connection_id)
    if not everything:
        query = query.where(or_(SyncRun.receipts > 0, SyncRun.removed > 0, SyncRun.state != SyncState.DONE))
    if before is not None:
        query = query.where(SyncRun.created_at < before)
    return db.scalars(query.order_by(SyncRun.created_at.desc(), SyncRun.id).limit(SHOWN + 1)).all()


def find(db: Db, run_id: UUID) -> Sync | None:
    """Find a sync of the transaction's tenant."""
    query = (
        select(SyncRun, Connection, Company)
        .join(Connection, Connection.id == SyncRun.connection_id)
        .join(Company, Company.id == Connection.company_id)
        .where(SyncRun.id == run_id)
    )
    row = db.execute(query).one_or_none()
    return Sync(*row) if row else None

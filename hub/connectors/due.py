"""Which connections wait for their next sync, and which syncs nobody will go on with. System role."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ScalarSelect, SQLColumnExpression, String, cast, exists, func, or_, select, update

from hub.connectors.models import Connection, ConnectionFinding, ConnectionState, SyncRun, SyncState
from hub.db import Db
from hub.fetching.models import FetchUnit
from hub.models import WAITING, Job, JobState

__all__ = ["EVERY", "SYNC", "close_abandoned", "due"]

EVERY = timedelta(minutes=15)
"""How long after a sync the next one begins."""

SYNC = "sync_connection"
"""The kind of the jobs that sync; their deduplication key is the connection's id."""

_ITS_JOBS = (
    Job.kind == SYNC,
    Job.tenant_id == Connection.tenant_id,
    Job.dedupe_key == cast(Connection.id, String),
)


def due(db: Db) -> Sequence[UUID]:
    """List the connections whose next sync should be under way and is not, the longest waiting first.

    One whose last sync ended in the future is due: the clock was set back since. So is one whose key may read more than
    when its last sync began.
    """
    last, began = _newest(SyncRun.finished_at), _newest(func.coalesce(SyncRun.started_at, SyncRun.created_at))
    mended = exists().where(
        ConnectionFinding.tenant_id == Connection.tenant_id,
        ConnectionFinding.connection_id == Connection.id,
        ConnectionFinding.mended_at > began,
    )
    under_way = exists().where(*_ITS_JOBS, Job.state.in_(WAITING))
    fetched = exists().where(
        FetchUnit.tenant_id == Connection.tenant_id,
        FetchUnit.connection_id == Connection.id,
        ~FetchUnit.done,
        SyncRun.tenant_id == Connection.tenant_id,
        SyncRun.connection_id == Connection.id,
        SyncRun.state == SyncState.RUNNING,
    )
    waiting = (
        select(Connection.id)
        .where(Connection.state == ConnectionState.ACTIVE, ~under_way, ~fetched)
        .where(func.coalesce(or_(last < func.now() - EVERY, last > func.now() + EVERY, mended), True))
        .order_by(last.nulls_first())
    )
    return db.scalars(waiting).all()


def _newest(told: SQLColumnExpression[datetime | None]) -> ScalarSelect[datetime | None]:
    """Give something of a connection's newest sync."""
    of_connection = SyncRun.tenant_id == Connection.tenant_id, SyncRun.connection_id == Connection.id
    return select(told).where(*of_connection).order_by(SyncRun.created_at.desc()).limit(1).scalar_subquery()


def close_abandoned(db: Db) -> Sequence[UUID]:
    """Close the runs whose job was given up, with its last words, which the connections keep, too; name these."""
    last = (
        select(Job.state, Job.last_error, Job.finished_at)
        .where(*_ITS_JOBS)
        .order_by(Job.created_at.desc())
        .limit(1)
        .correlate(Connection)
        .lateral("last")
    )
    given_up = (
        select(SyncRun.id, SyncRun.connection_id, last.c.last_error)
        .join(Connection, (Connection.tenant_id == SyncRun.tenant_id) & (Connection.id == SyncRun.connection_id))
        .join(last, (last.c.state == JobState.DEAD) & (last.c.finished_at > SyncRun.created_at))
        .where(SyncRun.state.in_((SyncState.WAITING, SyncState.RUNNING)))
        .subquery()
    )
    keeping = update(Connection).where(Connection.id == given_up.c.connection_id)
    ended = db.scalars(
        keeping.values(last_error=given_up.c.last_error).returning(Connection.id),
        execution_options={"synchronize_session": False},
    ).all()
    closed = {"state": SyncState.FAILED, "finished_at": func.now(), "message": given_up.c.last_error}
    db.execute(
        update(SyncRun).where(SyncRun.id == given_up.c.id).values(closed),
        execution_options={"synchronize_session": False},
    )
    return ended

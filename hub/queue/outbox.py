"""Writing work down."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from hub.db import Db
from hub.models import WAITING, Job, JobState

__all__ = ["LISTEN", "later", "try_now"]

CHANNEL = "hub_job"
LISTEN = text("LISTEN hub_job")
"""How the relays hear, after the commit, that there is work."""


def later(
    db: Db,
    kind: str,
    *,
    tenant_id: UUID | None = None,
    args: dict[str, Any] | None = None,
    dedupe_key: str = "",
    run_after: datetime | None = None,
) -> UUID:
    """Have work done after this transaction has committed, or not at all if it does not commit.

    :param kind: a name registered with :func:`hub.queue.task`
    :param tenant_id: whose work it is; must be the transaction's tenant, or None for work that belongs to none
    :param args: JSON values: ids, never secrets and never data
    :param dedupe_key: while such a job of the same tenant and kind waits or runs, no second one is written
    :param run_after: not before this moment (aware); None means at once
    :returns: the job's id, or that of the job that waits or runs already
    """
    order: dict[str, Any] = {"kind": kind, "tenant_id": tenant_id, "args": args or {}, "dedupe_key": dedupe_key}
    if run_after is not None:
        order["run_after"] = run_after
    while True:
        written = db.scalar(insert(Job).values(**order).on_conflict_do_nothing().returning(Job.id))
        if written is not None:
            db.execute(select(func.pg_notify(CHANNEL, "")))
            return written
        if (waiting := _waiting(db, order)) is not None:
            return waiting


def try_now(db: Db, tenant_id: UUID, job_id: UUID) -> bool:
    """Have a job of a tenant done at once that waits for its next try or was given up; False when there is no such.

    One that was given up begins anew, unless the same work was written again since and waits or runs: that one counts.
    """
    job = db.scalar(select(Job).where(Job.id == job_id, Job.tenant_id == tenant_id).with_for_update())
    if job is None:
        return False
    if job.state == JobState.PENDING:
        job.run_after = func.now()
        db.execute(select(func.pg_notify(CHANNEL, "")))
    elif job.state == JobState.DEAD:
        later(db, job.kind, tenant_id=tenant_id, args=job.args, dedupe_key=job.dedupe_key)
        db.delete(job)
    return True


def _waiting(db: Db, order: dict[str, Any]) -> UUID | None:
    """Find the job that was in the way; None when it has ended in the meantime."""
    return db.scalar(
        select(Job.id).where(
            Job.kind == order["kind"],
            Job.dedupe_key == order["dedupe_key"],
            Job.tenant_id.is_not_distinct_from(order["tenant_id"]),
            Job.state.in_(WAITING),
        )
    )

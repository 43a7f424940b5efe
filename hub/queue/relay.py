"""From the outbox to RQ, and back when RQ or a worker has lost a job. System role."""

import logging
from uuid import UUID

from sqlalchemy import text

import hub.db
from hub.db import Db
from hub.patience import MAX_FAILURES
from hub.queue.execution import ABANDON
from hub.queue.registry import schedule, tasks
from hub.queue.transport import Transport

__all__ = ["PORTION", "forget", "reconcile", "send_due"]

PORTION = 20
SENT_LEASE = 60
"""Seconds a sent job may wait in Redis before somebody looks whether it is still there."""

log = logging.getLogger(__name__)


def send_due(transport: Transport) -> int:
    """Send a portion of the jobs that are due; tells how many. Any number of relays may do this at once.

    :raises redis.RedisError: Redis does not answer; the jobs stay due
    """
    with hub.db.system_transaction() as db:
        due = db.execute(_DUE, {"portion": PORTION}).all()
        for job in due:
            known = tasks.get(job.kind)
            transport.send(job.id, job.attempts, slow=known is not None and known.slow)
        if due:
            db.execute(_SENT, {"ids": [job.id for job in due], "lease": SENT_LEASE})
    return len(due)


def reconcile(transport: Transport) -> int:
    """Bring back the jobs that Redis or a dead worker has lost; tells how many.

    :raises redis.RedisError: Redis does not answer; nothing is changed
    """
    with hub.db.system_transaction() as db:
        overdue = db.execute(_OVERDUE).all()
        crashed = [job.id for job in overdue if job.state == "running"]
        sent = [job for job in overdue if job.state == "sent"]
        waiting = [job.id for job in sent if transport.holds(job.id, job.attempts)]
        lost = [job for job in sent if job.id not in waiting]
        for job in lost:
            transport.drop(job.id, job.attempts)
        db.execute(ABANDON, {"ids": crashed, "attempt": None, "most": MAX_FAILURES})
        db.execute(_SENT, {"ids": waiting, "lease": SENT_LEASE})
        db.execute(_RESEND, {"ids": [job.id for job in lost]})
    _report(crashed, [job.id for job in lost])
    return len(crashed) + len(lost)


@schedule(every=3600)
def forget(db: Db) -> None:
    """Remove jobs that were done a week ago; those given up stay for a quarter."""
    db.execute(_FORGET)


def _report(crashed: list[UUID], lost: list[UUID]) -> None:
    for job_id in crashed:
        log.warning("The worker of job %s stopped in the middle; the job comes again", job_id)
    for job_id in lost:
        log.warning("Job %s was lost in Redis; it is sent again", job_id)


_DUE = text(
    """
    SELECT id, kind, attempts FROM job WHERE state = 'pending' AND run_after <= now()
     ORDER BY run_after LIMIT :portion FOR UPDATE SKIP LOCKED
    """
)
_SENT = text(
    "UPDATE job SET state = 'sent', lease_until = now() + make_interval(secs => :lease) "
    "WHERE id = ANY(:ids) AND state IN ('pending', 'sent')"
)
# A clock that was set back would leave a dead worker's lease far in the future: no lease is that long.
_OVERDUE = text(
    """
    SELECT id, state, attempts FROM job
     WHERE state IN ('sent', 'running') AND (lease_until < now() OR lease_until > now() + interval '5 minutes')
     ORDER BY lease_until LIMIT 100 FOR UPDATE SKIP LOCKED
    """
)
_RESEND = text("UPDATE job SET state = 'pending', lease_until = NULL WHERE id = ANY(:ids) AND state = 'sent'")
_FORGET = text(
    """
    DELETE FROM job WHERE state = 'done' AND finished_at < now() - interval '7 days'
                       OR state = 'dead' AND finished_at < now() - interval '90 days'
    """
)

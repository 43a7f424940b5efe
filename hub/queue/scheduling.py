"""Calling what has to be looked after regularly. System role.

When a schedule was last called stands in the database, so that any number of dispatchers call it once an interval
together, and one that dies is followed by the next.
"""

import logging
from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import hub.db
from hub.db import Db
from hub.queue.registry import Schedule, schedules

__all__ = ["call", "call_due", "due"]

log = logging.getLogger(__name__)


def call_due() -> None:
    """Call every schedule whose time has come, unless another process is doing so."""
    for each in due():
        call(each)


def due() -> Sequence[Schedule]:
    """List the schedules whose time has come."""
    given = {"names": list(schedules), "every": [float(each.every) for each in schedules.values()]}
    with hub.db.system_transaction() as db:
        return [schedules[name] for name in db.scalars(_DUE, given)]


def call(each: Schedule) -> None:
    """Call a schedule that is due still; that it was called is committed with what it did.

    One that another process is calling is left to it; one that process does not end comes again.
    """
    given = {"name": each.name, "every": each.every}
    with hub.db.system_transaction() as db:
        if db.scalar(_ALONE, given) and db.scalar(_TAKE, given):
            _run(each, db)


def _run(each: Schedule, db: Db) -> None:
    """Let a schedule's own fault undo what it did and nothing else: the other work must go on moving."""
    try:
        with db.begin_nested():
            each.run(db)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        log.exception("%s failed", each.name)
    except Exception:
        log.exception("%s failed", each.name)


# A clock that was set back would leave the last call in the future: such a schedule is due.
_DUE = text(
    """
    SELECT name FROM unnest(CAST(:names AS text[]), CAST(:every AS float8[])) AS wanted (name, every)
           LEFT JOIN schedule_run USING (name)
     WHERE last_at IS NULL OR last_at <= clock_timestamp() - make_interval(secs => every)
           OR last_at > clock_timestamp() + interval '1 minute'
    """
)
_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtextextended('hub.schedule:' || :name, 0))")
_TAKE = text(
    """
    INSERT INTO schedule_run AS run (name, last_at) VALUES (:name, clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET last_at = clock_timestamp()
     WHERE run.last_at <= clock_timestamp() - make_interval(secs => :every)
           OR run.last_at > clock_timestamp() + interval '1 minute'
    RETURNING name
    """
)

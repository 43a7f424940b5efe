"""Waiting until a hub has recovered, without sitting through the times in which it only waits itself.

A hub that was refused comes back after some seconds or minutes. While nothing moves but the clock, all its moments are
moved into the past by as much as it would still wait, and that counts as time that has passed.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

import hub.db

TABLES = ("job", "sync_run", "schedule_run", "fetch_unit", "connection")
"""Tables, as far as there are such, whose moments are moved together."""
STILL = 5.0
"""Seconds without a renewal after which nobody holds a lease: it is renewed about every four."""
AGAIN = timedelta(minutes=15)
"""How long after a sync that failed the next one begins by itself."""
LONGEST, MOST_REAL = 3 * 3600, 300
"""Seconds after which a recovery counts as endless: as the hub sees it, and on the clock of the wall."""


class Endless(Exception):
    """The hub does not come to rest."""


@dataclass
class Clock:
    """How long a recovery has taken."""

    began: float
    skipped: float = 0

    @property
    def seconds(self) -> float:
        """What a clock on the wall would have shown."""
        return time.monotonic() - self.began + self.skipped


@dataclass(frozen=True)
class Look:
    """What the hub has to do: its open jobs, and how the newest sync stands."""

    jobs: tuple[Mapping[str, Any], ...]
    run: Mapping[str, Any] | None
    now: datetime

    @property
    def is_settled(self) -> bool:
        """Whether all is done, and done well."""
        return not self.jobs and self.run is not None and self.run["state"] == "done"

    def next_event(self) -> datetime | None:
        """Tell when something happens by itself."""
        moments = [job["run_after"] if job["state"] == "pending" else job["lease_until"] for job in self.jobs]
        if not moments and self.run is not None and self.run["state"] == "failed":
            moments = [self.run["finished_at"] + AGAIN]
        return min(moments, default=None)


def settle(tenant_id: UUID, clock: Clock) -> None:
    """Return when the hub has done all its work.

    :raises Endless: it does not come to that
    """
    real, seen, since = time.monotonic(), None, time.monotonic()
    while True:
        look = _looked(tenant_id)
        if look is not None and look.is_settled:
            return
        if clock.seconds > LONGEST or time.monotonic() - real > MOST_REAL:
            raise Endless(f"after {clock.seconds:.0f} s: {look}")
        if look is not None:
            moving = look.jobs, look.run
            if moving != seen:
                seen, since = moving, time.monotonic()
            clock.skipped += _skip(look, time.monotonic() - since)
        time.sleep(0.1)


def _skip(look: Look, still: float) -> float:
    """Let the time pass until something happens, unless something is being done; tells how many seconds."""
    happens = look.next_event()
    held = any(job["state"] == "running" for job in look.jobs)
    if happens is None or still < (STILL if held else 0.5):
        return 0
    wait = (happens - look.now).total_seconds()
    if wait <= 0.5:
        return 0
    with hub.db.system_transaction() as db:
        for table, columns in _moments(db).items():
            moved = ", ".join(f"{column} = {column} - make_interval(secs => :by)" for column in columns)
            db.execute(text(f"UPDATE {table} SET {moved}"), {"by": wait})
    return wait


def _looked(tenant_id: UUID) -> Look | None:
    """Look at the hub's tables; None while they cannot be read."""
    jobs = text(
        "SELECT id, kind, state, attempts, run_after, lease_until FROM job WHERE tenant_id = :tenant "
        "AND state IN ('pending', 'sent', 'running') ORDER BY id"
    )
    run = text(
        "SELECT id, state, done, receipts, finished_at, message FROM sync_run WHERE tenant_id = :tenant "
        "ORDER BY created_at DESC LIMIT 1"
    )
    try:
        with hub.db.system_transaction() as db:
            found = tuple(row._asdict() for row in db.execute(jobs, {"tenant": tenant_id}))
            newest = db.execute(run, {"tenant": tenant_id}).one_or_none()
            return Look(
                found, newest._asdict() if newest else None, db.execute(text("SELECT clock_timestamp()")).scalar_one()
            )
    except SQLAlchemyError:
        return None


def _moments(db: hub.db.Db) -> Mapping[str, list[str]]:
    """List the columns that hold moments."""
    query = text(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND data_type = 'timestamp with time zone' AND table_name = ANY(:tables)"
    )
    found: dict[str, list[str]] = {}
    for table, column in db.execute(query, {"tables": list(TABLES)}):
        found.setdefault(table, []).append(column)
    return found

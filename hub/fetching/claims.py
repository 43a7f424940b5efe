"""Who does what next: one statement books the next slot of the shared budget and claims the best unit with it.

Best is, before anything of a year that is closed: of all connections being read the one whose open years need the
fewest requests still. With all sizes known that ends them soonest on the average, and costs the last one nothing; books
that were never looked at are taken to be rather small. Who waits catches up by one request in ten seconds, so that the
large are served, too. System role.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text

import hub.db
from hub.connectors.budget import spacing
from hub.db import Db
from hub.fetching.models import UnitKind
from hub.sdk.http import Budget

__all__ = ["LEASE", "Claim", "claim", "connectors_with_ready", "is_crowded", "ready", "renew"]

CROWD = 8
"""So many companies being read at once are a crowd: then each one's years are listed in one piece."""

LEASE = 15
"""Seconds for which a unit is claimed; renewed while the loop lives that has it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A unit in the hands of a loop.

    :param attempt: how many times it has been claimed, this one included; fences late loops off
    :param failures: how many times in a row it was claimed and not done before
    :param urgent: people wait for what it brings
    :param slot: when its request may be sent, by this process's monotonic clock
    """

    id: int
    tenant_id: UUID
    connection_id: UUID
    stretch_id: UUID | None
    kind: UnitKind
    request: dict[str, Any]
    attempt: int
    failures: int
    urgent: bool
    slot: float


def claim(connector: str, budget: Budget) -> Claim | None:
    """Claim the best unit of a connector's sources together with the next slot; None when none is ready."""
    order = {"connector": connector, "budget": budget.key, "spacing": spacing(budget), "lease": LEASE}
    with hub.db.engine("system").connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        asked = time.monotonic()
        row = connection.execute(_CLAIM, order).one_or_none()
    if row is None:
        return None
    facts = row._asdict()
    return Claim(kind=UnitKind(facts.pop("kind")), slot=asked + float(facts.pop("wait")), **facts)


def renew(claims: Iterable[Claim]) -> None:
    """Keep units for another lease; those that others have by now stay theirs."""
    held = [(each.id, each.attempt) for each in claims]
    if held:
        order = {"ids": [each for each, _ in held], "attempts": [each for _, each in held], "lease": LEASE}
        with hub.db.system_transaction() as db:
            db.execute(_RENEW, order)


def ready(connector: str) -> bool:
    """Tell whether something can be claimed now."""
    with hub.db.system_transaction() as db:
        return connector in connectors_with_ready(db)


def connectors_with_ready(db: Db) -> set[str]:
    """Name the connectors of whose sources something can be claimed now."""
    return set(db.scalars(_READY))


def is_crowded() -> bool:
    """Tell whether very many connections are being read at once."""
    with hub.db.system_transaction() as db:
        return (db.scalar(_CROWD) or 0) > CROWD


# A claim that is lost in a crash of the server is made again, so that it need not wait for the disk.
_CLAIM = text(
    """
    WITH light AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS mode), line AS MATERIALIZED (
        SELECT tenant_id, connection_id, class.urgent
          FROM light, sync_run CROSS JOIN (VALUES (true), (false)) AS class (urgent)
         WHERE state = 'running'
         ORDER BY class.urgent DESC,
                  CASE WHEN class.urgent THEN urgent_requests ELSE other_requests END
                  - extract(epoch FROM now() - created_at) / 10, created_at
    ), best AS MATERIALIZED (
        SELECT unit.id, unit.kind FROM line, LATERAL (
            SELECT id, kind FROM fetch_unit
             WHERE tenant_id = line.tenant_id AND connection_id = line.connection_id AND urgent = line.urgent
               AND connector = :connector AND NOT done AND ready_at <= clock_timestamp()
               AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
             ORDER BY kind = 'ask', id LIMIT 1 FOR UPDATE SKIP LOCKED
        ) AS unit LIMIT 1
    ), next AS (
        SELECT id, CASE WHEN kind = 'end' THEN clock_timestamp() ELSE book_slot(:budget, :spacing) END AS slot
          FROM best
    )
    UPDATE fetch_unit SET attempts = attempts + 1, failures = failures + 1,
                          claimed_until = clock_timestamp() + make_interval(secs => :lease)
      FROM next WHERE fetch_unit.id = next.id
    RETURNING fetch_unit.id, tenant_id, connection_id, stretch_id, kind, request, attempts AS attempt,
              failures - 1 AS failures, urgent,
              greatest(extract(epoch FROM slot - clock_timestamp()), 0) AS wait
    """
)
_RENEW = text(
    """
    UPDATE fetch_unit SET claimed_until = clock_timestamp() + make_interval(secs => :lease)
      FROM unnest(:ids, :attempts) AS held (id, attempt)
     WHERE fetch_unit.id = held.id AND fetch_unit.attempts = held.attempt AND NOT done
    """
).bindparams(bindparam("ids"), bindparam("attempts"))
_READY = text(
    """
    SELECT DISTINCT connector FROM fetch_unit AS unit JOIN sync_run AS run USING (tenant_id, connection_id)
     WHERE NOT unit.done AND ready_at <= now() AND (claimed_until IS NULL OR claimed_until <= now())
       AND run.state = 'running'
    """
)
_CROWD = text("SELECT count(*) FROM sync_run WHERE state = 'running'")

"""One budget over all processes: each request books the next free time slot of a row in the database.

Slots stand a little further apart than the rate asks, and a slot reached too late is given up, so that the server
never sees more than the rate in any sliding second although processes wake up late and networks jitter. With sends
at slots T apart, a second holds at most floor((1 + J) / T) + 1 arrivals for a jitter J: T must exceed (1 + J) / rate.
"""

import time

from sqlalchemy import text

import hub.db
from hub.sdk.http import Budget

__all__ = ["JITTER", "TOLERANCE", "wait_for_slot"]

TOLERANCE = 0.01
"""Seconds after which a slot is too old to be used."""

JITTER = 0.03
"""Seconds by which two requests may come closer on their way to the server."""


def wait_for_slot(budget: Budget) -> None:
    """Return at the moment when a request may be sent."""
    while True:
        slot = _book(budget)
        remaining = slot - time.monotonic()
        if remaining > 0:
            time.sleep(remaining)
        if time.monotonic() - slot <= TOLERANCE:
            return


def _book(budget: Budget) -> float:
    """Book the next slot; tells when it begins by this process's monotonic clock."""
    order = {"budget": budget.key, "spacing": (1 + TOLERANCE + JITTER) / budget.per_second}
    with hub.db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        asked = time.monotonic()
        return asked + float(connection.execute(_BOOK, order).scalar_one())


# A slot lost in a crash of the server is no harm, so that booking need not wait for the disk. A clock that was set
# back would leave the next slot far in the future: such a row starts anew.
_BOOK = text(
    """
    WITH light AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS mode)
    INSERT INTO rate_slot AS slot (budget, next_at) SELECT :budget, clock_timestamp() FROM light
    ON CONFLICT (budget) DO UPDATE SET next_at = CASE
        WHEN slot.next_at > clock_timestamp() + interval '10 minutes' THEN clock_timestamp()
        ELSE greatest(slot.next_at + make_interval(secs => :spacing), clock_timestamp()) END
    RETURNING greatest(extract(epoch FROM next_at - clock_timestamp()), 0)
    """
)

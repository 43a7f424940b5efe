"""One budget over all processes: each request books the next free time slot of a row in the database.

Slots stand a little further apart than the rate asks, and a slot reached too late is given up, so that the server
never sees more than the rate in any sliding second although processes wake up late and networks jitter. With sends
at slots T apart, a second holds at most floor((1 + J) / T) + 1 arrivals for a jitter J: T must exceed (1 + J) / rate.

What somebody waits for in front of a page takes the next free slot at once. A pull in bulk books no further ahead than
it needs to use every slot, so that of a queue of hundreds nobody has to wait for more than some slots; the loops claim
their next unit only when the slot of the last has come, and what belongs to a unit takes the next slots at once, too.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

import hub.db
from hub.sdk.http import Budget

__all__ = ["JITTER", "TOLERANCE", "booked", "in_bulk", "pause", "spacing", "wait_for_slot"]

TOLERANCE = 0.007
"""Seconds after which a slot is too old to be used."""

JITTER = 0.03
"""Seconds by which two requests may come closer on their way to the server."""

LONGEST_PAUSE = 600.0
"""Seconds for which a server may keep everybody waiting."""


LONGEST_LOOK = 1.0
"""Seconds after which whoever reads in bulk looks again whether it is its turn."""


class _Held(threading.local):
    slot: float | None = None


_held = _Held()
_bulk = threading.Event()
"""Whether this process reads in bulk: a plugin's own threads know nothing of the work that they are part of."""
_front = threading.Lock()
"""Held by the one thread of this process that asks for the next slot in bulk."""


@contextmanager
def in_bulk() -> Iterator[None]:
    """Let the requests of this process give way to those that people wait for."""
    _bulk.set()
    try:
        yield
    finally:
        _bulk.clear()


@contextmanager
def booked(slot: float) -> Iterator[None]:
    """Let this thread's first request use a slot that was booked for it.

    :param slot: when it begins, by this process's monotonic clock
    """
    _held.slot = slot
    try:
        yield
    finally:
        _held.slot = None


def wait_for_slot(budget: Budget) -> None:
    """Return at the moment when a request may be sent."""
    slot, _held.slot = _held.slot, None
    while True:
        if slot is None:
            slot = _book_in_turn(budget) if _bulk.is_set() else _book(budget)
        remaining = slot - time.monotonic()
        if remaining > 0:
            time.sleep(remaining)
        if time.monotonic() - slot <= TOLERANCE:
            return
        slot = None


def pause(budget: Budget, seconds: float) -> None:
    """Let nobody send anything for a while: the server has asked for it."""
    order = {"budget": budget.key, "seconds": min(seconds, LONGEST_PAUSE)}
    with hub.db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(_PAUSE, order)


def spacing(budget: Budget) -> float:
    """Give the seconds from one slot to the next."""
    return (1 + TOLERANCE + JITTER) / budget.per_second


def _book_in_turn(budget: Budget) -> float:
    """Book a slot once it is no more than two away; tells when it begins by this process's monotonic clock."""
    with _front:
        while True:
            order = {"budget": budget.key, "spacing": spacing(budget), "longest": LONGEST_LOOK}
            with hub.db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                asked = time.monotonic()
                slot, wait = connection.execute(_BOOK_NEAR, order).one()
            if slot is not None:
                return asked + float(slot)
            time.sleep(float(wait))


def _book(budget: Budget) -> float:
    """Book the next slot; tells when it begins by this process's monotonic clock."""
    order = {"budget": budget.key, "spacing": spacing(budget)}
    with hub.db.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        asked = time.monotonic()
        return asked + float(connection.execute(_BOOK, order).scalar_one())


# A slot lost in a crash of the server is no harm, so that booking need not wait for the disk.
_BOOK = text(
    """
    WITH light AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS mode)
    SELECT greatest(extract(epoch FROM book_slot(:budget, :spacing) - clock_timestamp()), 0) FROM light
    """
)
_BOOK_NEAR = text(
    """
    WITH light AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS mode), last AS MATERIALIZED (
        SELECT coalesce((SELECT next_at FROM rate_slot WHERE budget = :budget), '-infinity') AS at FROM light
    ), wait AS MATERIALIZED (
        SELECT CASE WHEN at > clock_timestamp() + interval '20 minutes' OR at = '-infinity' THEN 0
                    ELSE extract(epoch FROM at - clock_timestamp()) - :spacing END AS seconds FROM last
    )
    SELECT CASE WHEN seconds <= 0 THEN greatest(extract(epoch FROM book_slot(:budget, :spacing) - clock_timestamp()), 0)
           END, least(greatest(seconds, 0.001), :longest) FROM wait
    """
)
_PAUSE = text(
    """
    INSERT INTO rate_slot AS slot (budget, next_at)
    VALUES (:budget, clock_timestamp() + make_interval(secs => :seconds))
    ON CONFLICT (budget) DO UPDATE SET next_at = greatest(slot.next_at, excluded.next_at)
    """
)

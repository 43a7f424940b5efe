"""A clock that the bench turns, for this process and for its database: hours go by in minutes.

PostgreSQL finds ``now()`` and ``clock_timestamp()`` in a schema of the bench before its own, so that the hub's
statements run as they are; the function that books slots has a search path of its own, and is told by name.
"""

import time
from types import SimpleNamespace
from typing import Any

import psycopg

from hub.connectors import budget
from hub.embedded.postgres import RunningPostgres
from hub.fetching import claims

__all__ = ["Clock"]

SET_UP = """
CREATE SCHEMA sim;
CREATE UNLOGGED TABLE sim.clock (at timestamptz NOT NULL);
INSERT INTO sim.clock VALUES (pg_catalog.now() + interval '1 day');
CREATE FUNCTION sim.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT at FROM sim.clock';
CREATE FUNCTION sim.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM sim.clock';
GRANT USAGE ON SCHEMA sim TO hub_app, hub_system;
GRANT SELECT ON sim.clock TO hub_app, hub_system;
ALTER DATABASE hub SET search_path = sim, public, pg_catalog;
"""
"""A day ahead: what is dated by PostgreSQL's own clock, as new rows are, lies in the past."""
CLOCKED: tuple[Any, ...] = (budget, claims)
BOOKING = "SELECT pg_get_functiondef('public.book_slot(text, double precision)'::regprocedure)"


class Clock:
    """Seconds since the simulation began."""

    def __init__(self, server: RunningPostgres) -> None:
        self.now = 0.0
        self._connection = psycopg.connect(server.superuser_url.replace("+psycopg", ""), autocommit=True)
        self._connection.execute(SET_UP)
        (booking,) = self._connection.execute(BOOKING).fetchone() or ("",)
        self._connection.execute(booking.replace("clock_timestamp()", "sim.clock_timestamp()"))
        self._connection.execute("SET synchronous_commit = off")
        for module in CLOCKED:
            module.time = SimpleNamespace(monotonic=lambda: self.now)

    def set(self, now: float) -> None:
        """Turn it on to a moment."""
        if now > self.now:
            step = {"step": now - self.now}
            self._connection.execute("UPDATE sim.clock SET at = at + make_interval(secs => %(step)s)", step)
            self.now = now

    def close(self) -> None:
        """Give this process its own clock back."""
        for module in CLOCKED:
            module.time = time
        self._connection.close()

"""The process that moves jobs: it relays, reconciles and calls the schedules; several of them do no harm."""

import logging
import signal
import time
from collections.abc import Callable
from types import FrameType

import psycopg
from redis import RedisError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

import hub.db
from hub.queue import relay, scheduling
from hub.queue.outbox import LISTEN
from hub.queue.transport import Transport

__all__ = ["Dispatcher"]

PATIENCE = 1.0
"""Seconds between two looks at the outbox when nobody calls."""

LOOK_EVERY = 1.0
"""Seconds between two looks at which schedule is due."""

RECONCILE_EVERY = 2.0

log = logging.getLogger(__name__)


class Dispatcher:
    """One loop over everything that has to be moved; call :meth:`run` in a process connected as both roles."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._ear = _Ear()
        self._due: dict[str, float] = {}
        self._stopping = False

    def run(self) -> None:
        """Move jobs until SIGTERM or SIGINT."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._stop)
        while not self._stopping:
            try:
                self.turn()
                self._ear.wait(PATIENCE)
            except (RedisError, SQLAlchemyError, psycopg.Error) as error:
                log.warning("Jobs are not moved now (%s): trying again; nothing is lost", type(error).__name__)
                self._ear.close()
                time.sleep(PATIENCE)
        self._ear.close()

    def turn(self) -> None:
        """Do once what is due now."""
        self._every("schedules", LOOK_EVERY, scheduling.call_due)
        while relay.send_due(self._transport) == relay.PORTION:
            pass
        self._every("reconcile", RECONCILE_EVERY, lambda: relay.reconcile(self._transport))

    def _every(self, name: str, seconds: float, do: Callable[[], object]) -> None:
        if time.monotonic() >= self._due.get(name, 0):
            self._due[name] = time.monotonic() + seconds
            do()

    def _stop(self, _: int, __: FrameType | None) -> None:
        self._stopping = True


class _Ear:
    """Hears the calls that transactions send with their commit."""

    def __init__(self) -> None:
        self._connection: Connection | None = None

    def wait(self, seconds: float) -> None:
        """Return when a call comes, or after so many seconds."""
        if self._connection is None:
            self._connection = hub.db.engine("system").connect().execution_options(isolation_level="AUTOCOMMIT")
            self._connection.execute(LISTEN)
            return  # what was committed before we listened is looked for once more
        driver: psycopg.Connection = self._connection.connection.driver_connection  # type: ignore[assignment]
        for _ in driver.notifies(timeout=seconds, stop_after=1):
            pass

    def close(self) -> None:
        """Hang up; the next :meth:`wait` connects again."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

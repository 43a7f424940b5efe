"""One loop: claims units slot by slot, has many under way at once, and stores what comes back one after the other."""

import itertools
import logging
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import groupby

from sqlalchemy.exc import SQLAlchemyError

from hub.fetching import keeping
from hub.fetching.asking import Desk, Outcome, Read
from hub.fetching.claims import LEASE, Claim, claim, renew
from hub.patience import MAX_FAILURES
from hub.pluginmanager import Plugins
from hub.sdk.accounting import AccountingConnector
from hub.sdk.errors import GiveUp
from hub.sdk.texts import text as _

__all__ = ["IN_FLIGHT", "Loop"]

IN_FLIGHT = 30
"""Requests under way at once: what a source answers in 1.5 seconds at 20 requests a second."""

TOGETHER = 10
"""The most answers of one company that are stored in one transaction."""

HELD = 3 * IN_FLIGHT
"""The most units in hand, under way or waiting to be stored: a slow database makes a loop ask less, not grow."""

AHEAD = 0.005
"""Seconds before a booked slot at which the next one is claimed."""

IDLE = 0.02
"""Seconds to wait when nothing is ready although more may come of what is under way."""

SWITCH = 0.001
"""Seconds for which one thread may keep the others waiting: a slot is given up when it is reached too late."""

log = logging.getLogger(__name__)
Done = tuple[Claim, Outcome | Exception]
LAST = 2
"""The turn of what ends the writer: after everything that is urgent, 0, and everything else, 1."""


class Loop:
    """Asks the sources of one connector for what is still to be read."""

    def __init__(self, plugins: Plugins, connector: AccountingConnector) -> None:
        assert connector.fetching is not None  # noqa: S101 - only such a connector has units
        self._plugins = plugins
        self._connector = connector
        self._budget = connector.fetching.budget
        self._desk = Desk(connector, connector.fetching)
        self._held: dict[int, Claim] = {}
        self._done: queue.PriorityQueue[tuple[int, int, Done | None]] = queue.PriorityQueue()
        self._came_as = itertools.count()
        self._room = threading.Semaphore(IN_FLIGHT)

    def run(self, seconds: float) -> None:
        """Work until nothing is ready any more, or the time is over; what was begun is finished."""
        until = time.monotonic() + seconds
        with _nimble(), self._writer(), self._renewal(), ThreadPoolExecutor(IN_FLIGHT) as pool:
            while time.monotonic() < until and self._turn(pool):
                pass

    def _turn(self, pool: ThreadPoolExecutor) -> bool:
        """Begin one unit; tells whether there may be more."""
        if len(self._held) >= HELD:
            time.sleep(IDLE)
            return True
        self._room.acquire()
        found = claim(self._connector.key, self._budget)
        if found is None:
            self._room.release()
            if not self._held:
                return False
            time.sleep(IDLE)
            return True
        self._held[found.id] = found
        pool.submit(self._do, found).add_done_callback(partial(self._came, found))
        time.sleep(max(found.slot - time.monotonic() - AHEAD, 0))
        return True

    def _came(self, done: Claim, future: "Future[Outcome]") -> None:
        error = future.exception()
        self._pass_on(0 if done.urgent else 1, (done, error if isinstance(error, Exception) else future.result()))
        self._room.release()

    def _pass_on(self, turn: int, done: Done | None) -> None:
        """Have something stored: what people wait for before the rest, and else as it came."""
        self._done.put((turn, next(self._came_as), done))

    @contextmanager
    def _writer(self) -> Iterator[None]:
        thread = threading.Thread(target=self._write, name="writer")
        thread.start()
        try:
            yield
        finally:
            self._pass_on(LAST, None)
            thread.join()

    def _write(self) -> None:
        while True:
            came = [self._done.get()[-1]]
            while len(came) < TOGETHER and came[-1] is not None and not self._done.empty():
                came.append(self._done.get()[-1])
            for _company, group in groupby((each for each in came if each), key=_of_one_company):
                self._keep(list(group))
            if came[-1] is None:
                return

    def _keep(self, came: list[Done]) -> None:
        parts = [(done, outcome) for done, outcome in came if isinstance(outcome, Read)]
        if len(parts) < len(came) or not _succeeds(lambda: keeping.keep_parts(self._plugins, parts)):
            for done, outcome in came:
                self._keep_one(done, outcome)
        for done, _outcome in came:
            self._held.pop(done.id, None)

    def _do(self, claimed: Claim) -> Outcome:
        if claimed.failures > MAX_FAILURES:
            raise GiveUp(_("The worker stopped again and again while it read this; its log says more."))
        return self._desk.do(claimed)

    def _keep_one(self, done: Claim, outcome: Outcome | Exception) -> None:
        try:
            if isinstance(outcome, Exception):
                raise outcome
            keeping.keep(self._plugins, done, outcome)
        except Exception as error:  # whatever went wrong with one unit, the others go on
            wrong = error
            _succeeds(lambda: keeping.recover(self._plugins, done, wrong))

    @contextmanager
    def _renewal(self) -> Iterator[None]:
        ended = threading.Event()
        thread = threading.Thread(target=self._renew, args=(ended,), name="renewal", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _renew(self, ended: threading.Event) -> None:
        while not ended.wait(LEASE / 4):
            _succeeds(lambda: renew(list(self._held.values())))


def _succeeds(do: Callable[[], object]) -> bool:
    """Do something that is tried again otherwise; tells whether it went well."""
    try:
        do()
    except SQLAlchemyError as error:
        log.warning("The database did not take what was read (%s): it is read again", type(error).__name__)
        return False
    except Exception as error:  # each answer is then looked at for itself, or its unit comes again
        log.info("Not stored together (%s)", type(error).__name__)
        return False
    return True


def _of_one_company(done: Done) -> object:
    claimed, outcome = done
    return claimed.connection_id, isinstance(outcome, Read)


@contextmanager
def _nimble() -> Iterator[None]:
    """Let threads take turns more often than Python has them do by itself."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)

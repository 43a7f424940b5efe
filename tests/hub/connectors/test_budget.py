import multiprocessing
import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from multiprocessing.connection import Connection

import pytest
from sqlalchemy import text

from hub.connectors import budget as gate
from hub.sdk import http
from hub.sdk.http import Budget, Client
from tests.hub.queue.conftest import wait_until

WORKERS, EACH = 4, 25


class Arrivals(BaseHTTPRequestHandler):
    """Notes when requests come, by their address."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.arrivals[self.path] = time.monotonic()
        self.send_response(204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Arrivals)
    server.daemon_threads = True
    server.arrivals = {}
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class Clock:
    """The gate's own clock: what this thread last read of it, and for how long anybody has chosen to sleep."""

    def __init__(self) -> None:
        self._last = threading.local()
        self.slept: list[float] = []

    @property
    def read(self) -> float:
        return self._last.read

    def monotonic(self) -> float:
        self._last.read = time.monotonic()
        return self._last.read

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        time.sleep(seconds)


@dataclass(frozen=True)
class Sent:
    """What a worker knows of a request.

    :param released: when the gate last looked at its clock before it let the request go
    :param early: seconds by which the slot may be told too early, for the database took them to answer
    """

    released: float
    early: float


def press(app_url: str, address: str, budget: Budget, bulk: bool, name: int, told: Connection) -> None:
    """What a worker does that has more to fetch than the budget allows."""
    import hub.db

    hub.db.connect(app_url)
    gate.time = clock = Clock()
    early = []

    def timed(book):
        def booked(of: Budget) -> float:
            slot = book(of)
            early.append(time.monotonic() - clock.read)  # last read right before the database was asked
            return slot

        return booked

    gate._book, gate._book_in_turn = timed(gate._book), timed(gate._book_in_turn)
    sent = {}

    def note(of: Budget) -> None:
        gate.wait_for_slot(of)
        sent[f"/{name}/{len(sent)}"] = Sent(clock.read, early[-1])

    http.use_gate(note)
    client = Client(address, set_by_operator=True, budget=budget, timeout=120)
    with gate.in_bulk() if bulk else nullcontext():
        for number in range(EACH):
            client.send("GET", f"/{name}/{number}")
    told.send(sent)


@pytest.mark.parametrize("bulk", [False, True])
def test_no_sliding_second_holds_more_than_the_rate_whoever_sends(server, database_urls, db, budget, bulk):
    """As long as requests come no closer on their way than the gate reckons with; what does is the machine's doing."""
    address, context = f"http://127.0.0.1:{server.server_port}", multiprocessing.get_context("spawn")
    lines = [context.Pipe(duplex=False) for _ in range(WORKERS)]
    workers = [
        context.Process(target=press, args=(database_urls.app, address, budget, bulk, name, told))
        for name, (_, told) in enumerate(lines)
    ]
    for each, (_, told) in zip(workers, lines, strict=True):
        each.start()
        told.close()
    sent = {path: each for heard, _ in lines for path, each in heard.recv().items()}
    for each in workers:
        each.join()
    assert server.arrivals.keys() == sent.keys()
    assert len(sent) == WORKERS * EACH
    for window in windows(sorted(server.arrivals, key=server.arrivals.get), int(budget.per_second) + 1):
        late = max(server.arrivals[path] - sent[path].released for path in window)
        closer = late + max(sent[path].early for path in window)
        span = server.arrivals[window[-1]] - server.arrivals[window[0]]
        assert span >= min(1, 1 + gate.JITTER - closer)


def windows(paths: list[str], size: int) -> list[list[str]]:
    return [paths[start : start + size] for start in range(len(paths) - size + 1)]


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(gate, "time", clock)
    return clock


@pytest.fixture
def moment(db):
    """Read a moment from the database by whose clock slots are given."""

    def read(expression: str, budget: Budget | None = None) -> datetime:
        with db.system_transaction() as tx:
            return tx.execute(text(f"SELECT {expression}"), {"key": budget.key if budget else ""}).scalar_one()

    return read


LAST_SLOT = "next_at FROM rate_slot WHERE budget = :key"


def test_slots_do_not_pile_up_while_nobody_sends(budget, moment):
    gate.wait_for_slot(budget)
    time.sleep(0.4)
    idle_until, slots = moment("clock_timestamp()"), []
    for _ in range(4):
        gate.wait_for_slot(budget)
        slots.append(moment(LAST_SLOT, budget))
    assert slots[0] >= idle_until
    assert all(later - earlier >= apart(budget) for earlier, later in pairwise(slots))


def apart(budget: Budget) -> timedelta:
    return timedelta(seconds=gate.spacing(budget)) - timedelta(microseconds=1)


def test_budgets_do_not_wait_for_each_other(budget, moment):
    slow = Budget(budget.key + "-slow", 0.001)
    gate.wait_for_slot(slow)
    gate._book(slow)
    gate.wait_for_slot(budget)
    gate._book(budget)
    assert moment(LAST_SLOT, slow) - moment(LAST_SLOT, budget) > timedelta(minutes=10)


def test_a_clock_that_was_set_back_does_not_stop_the_requests(db, budget):
    gate.wait_for_slot(budget)
    with db.transaction() as tx:
        tx.execute(text("UPDATE rate_slot SET next_at = now() + interval '5 hours'"))
    assert gate._book(budget) - time.monotonic() < 1


def test_whoever_is_waited_for_does_not_queue_behind_reading_in_bulk(clock, db, budget):
    """Forty threads want slots in bulk, again and again: somebody in front of a page waits for a few slots."""
    enough, booked, waits = threading.Event(), [], []

    def read() -> None:
        while not enough.is_set():
            booked.append(gate._book_in_turn(budget))

    bulk = [threading.Thread(target=read) for _ in range(40)]
    for each in bulk:
        each.start()
    for number in range(1, 4):
        wait_until(lambda number=number: len(booked) > 3 * number, "they are at it")
        waits.append(gate._book(budget) - clock.read)
    enough.set()
    for each in bulk:
        each.join()
    assert max(waits) <= 4 * gate.spacing(budget)


def test_reading_in_bulk_uses_every_slot_that_nobody_else_wants(clock, db, budget):
    """It sleeps no longer than until the last slot comes; what else goes by is the machine's time."""
    gate._book_in_turn(budget)
    slots = 30
    bulk = [threading.Thread(target=gate._book_in_turn, args=(budget,)) for _ in range(slots)]
    for each in bulk:
        each.start()
    for each in bulk:
        each.join()
    gate.wait_for_slot(budget)
    assert sum(clock.slept) < (slots + 3) * gate.spacing(budget) * 1.1


def test_a_process_reads_in_bulk_for_as_long_as_it_says_so(db, budget, monkeypatch):
    asked = []
    monkeypatch.setattr(gate, "_book_in_turn", lambda _: asked.append("bulk") or time.monotonic())
    monkeypatch.setattr(gate, "_book", lambda _: asked.append("at once") or time.monotonic())
    with gate.in_bulk():
        gate.wait_for_slot(budget)
    gate.wait_for_slot(budget)
    assert asked == ["bulk", "at once"]

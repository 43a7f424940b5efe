import bisect
import multiprocessing
import threading
import time
from contextlib import nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest
from sqlalchemy import text

from hub.connectors import budget as gate
from hub.sdk import http
from hub.sdk.http import Budget, Client

WORKERS, EACH = 4, 25


class Arrivals(BaseHTTPRequestHandler):
    """Notes when requests come."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.arrivals.append(time.monotonic())
        self.send_response(204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Arrivals)
    server.daemon_threads = True
    server.arrivals = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def worst_second(arrivals: list[float]) -> int:
    ordered = sorted(arrivals)
    return max(bisect.bisect_left(ordered, start + 1) - place for place, start in enumerate(ordered))


def press(app_url: str, address: str, budget: Budget, bulk: bool) -> None:
    """What a worker does that has more to fetch than the budget allows."""
    import hub.db

    hub.db.connect(app_url)
    http.use_gate(gate.wait_for_slot)
    client = Client(address, set_by_operator=True, budget=budget)
    with gate.in_bulk() if bulk else nullcontext():
        for _ in range(EACH):
            client.send("GET", "/")


@pytest.mark.parametrize("bulk", [False, True])
def test_no_sliding_second_holds_more_than_the_rate_whoever_sends(server, database_urls, db, budget, bulk):
    address = f"http://127.0.0.1:{server.server_port}"
    start = multiprocessing.get_context("spawn").Process
    workers = [start(target=press, args=(database_urls.app, address, budget, bulk)) for _ in range(WORKERS)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert worst_second(server.arrivals) <= budget.per_second
    assert len(server.arrivals) == WORKERS * EACH


def test_slots_do_not_pile_up_while_nobody_sends(db, budget):
    gate.wait_for_slot(budget)
    time.sleep(0.4)
    sent = []
    for _ in range(4):
        gate.wait_for_slot(budget)
        sent.append(time.monotonic())
    assert all(later - earlier > 0.9 / budget.per_second for earlier, later in pairwise(sent))


def test_budgets_do_not_wait_for_each_other(db, budget):
    slow = Budget(budget.key + "-slow", 0.1)
    gate.wait_for_slot(slow)
    gate.wait_for_slot(budget)
    assert gate._book(slow) > gate._book(budget)


def test_a_clock_that_was_set_back_does_not_stop_the_requests(db, budget):
    gate.wait_for_slot(budget)
    with db.transaction() as tx:
        tx.execute(text("UPDATE rate_slot SET next_at = now() + interval '5 hours'"))
    assert gate._book(budget) - time.monotonic() < 1


def test_whoever_is_waited_for_does_not_queue_behind_reading_in_bulk(db, budget):
    """Forty threads want a slot in bulk, two seconds' worth: somebody in front of a page waits for a few slots."""
    bulk = [threading.Thread(target=gate._book_in_turn, args=(budget,)) for _ in range(40)]
    for each in bulk:
        each.start()
    time.sleep(0.3)
    began = time.monotonic()
    gate.wait_for_slot(budget)
    waited = time.monotonic() - began
    was_busy = sum(each.is_alive() for each in bulk)
    for each in bulk:
        each.join()
    assert was_busy > 10
    assert waited < 0.5


def test_reading_in_bulk_uses_every_slot_that_nobody_else_wants(db, budget):
    gate._book_in_turn(budget)
    began, slots = time.monotonic(), 30
    bulk = [threading.Thread(target=gate._book_in_turn, args=(budget,)) for _ in range(slots)]
    for each in bulk:
        each.start()
    for each in bulk:
        each.join()
    gate.wait_for_slot(budget)
    assert time.monotonic() - began < (slots + 3) * gate.spacing(budget) * 1.1


def test_a_process_reads_in_bulk_for_as_long_as_it_says_so(db, budget, monkeypatch):
    asked = []
    monkeypatch.setattr(gate, "_book_in_turn", lambda _: asked.append("bulk") or time.monotonic())
    monkeypatch.setattr(gate, "_book", lambda _: asked.append("at once") or time.monotonic())
    with gate.in_bulk():
        gate.wait_for_slot(budget)
    gate.wait_for_slot(budget)
    assert asked == ["bulk", "at once"]

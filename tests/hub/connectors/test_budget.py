import bisect
import multiprocessing
import threading
import time
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


def press(app_url: str, address: str, budget: Budget) -> None:
    """What a worker does that has more to fetch than the budget allows."""
    import hub.db

    hub.db.connect(app_url)
    http.use_gate(gate.wait_for_slot)
    client = Client(address, set_by_operator=True, budget=budget)
    for _ in range(EACH):
        client.send("GET", "/")


def test_no_sliding_second_holds_more_than_the_rate_whoever_sends(server, database_urls, db, budget):
    address = f"http://127.0.0.1:{server.server_port}"
    start = multiprocessing.get_context("spawn").Process
    workers = [start(target=press, args=(database_urls.app, address, budget)) for _ in range(WORKERS)]
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

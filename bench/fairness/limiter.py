"""The limit for real: many worker processes, some killed at any moment, before a server that counts."""

import multiprocessing
import random
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess

from sqlalchemy import func, insert, select

from bench.books import open_book
from bench.fairness.counter import Counter, counting, most_in_a_second
from bench.fairness.worker import CONNECTOR, work
from bench.figures import Figure
from bench.place import database
from bench.slots import booked, keep_slots, most_ahead
from hub import db
from hub.embedded.postgres import RunningPostgres
from hub.fetching.models import FetchUnit, UnitKind
from hub.sdk.http import Budget

__all__ = ["measure"]

RATE = 20
BUDGET = Budget("bench", float(RATE))
BOOKS = 8
KILLED_EVERY = 6.0
"""Seconds between two kills, on the average; another worker takes the place of each."""
SEED = 4


def measure(seconds: float, workers: int) -> Iterator[Figure]:
    """Let workers send for a while, as fast as the budget allows."""
    with database() as server, counting(RATE) as counter:
        keep_slots(server.owner_url)
        units = _lay_out(int(seconds * RATE * 2 / BOOKS) + workers)
        start, killed = _sent(server, counter, seconds, workers)
        settled, slots = BOOKS * units - _left(), booked()
    within = sum(start <= arrival < start + seconds for arrival in counter.arrivals)
    said = f"{workers} workers, {killed} of them killed"
    yield Figure("worst_second", most_in_a_second(sorted(counter.arrivals)), "requests", f"{RATE}, the limit; {said}")
    yield Figure("worst_second_booked", most_in_a_second(slots), "slots", f"{RATE}, the limit")
    yield Figure("without_slot", most_ahead(counter.arrivals, slots), "requests", "0")
    yield Figure("used", within / (RATE * seconds), "×", f"0.95 as the aim; 1 is all of {RATE} a second")
    yield Figure("refused", counter.refused, "requests", "0")
    yield Figure("killed", killed, "workers", f"{seconds:g} s that were measured")
    yield Figure("settled", settled, "units", f"{len(counter.arrivals)} requests that arrived")


def _lay_out(each: int) -> int:
    for number in range(BOOKS):
        book = open_book(number + 1)
        row = {"connection_id": book.connection_id, "connector": CONNECTOR, "kind": UnitKind.ASK, "urgent": True}
        with db.transaction(book.tenant_id) as session:
            session.execute(insert(FetchUnit), [{"tenant_id": book.tenant_id, "request": {}, **row}] * each)
    return each


def _left() -> int:
    with db.system_transaction() as session:
        return session.scalar(select(func.count()).select_from(FetchUnit)) or 0


def _sent(server: RunningPostgres, counter: Counter, seconds: float, workers: int) -> tuple[float, int]:
    """Work and kill; tells when measuring began and how many were killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bench.fairness.worker"])
    given = (server.app_url, server.system_url, f"http://127.0.0.1:{counter.port}", BUDGET)
    dice = random.Random(SEED)

    def begun() -> BaseProcess:
        process = context.Process(target=work, args=given, daemon=True)
        process.start()
        return process

    running = [begun() for _ in range(workers)]
    try:
        start, killed = _warm(counter), 0
        at = start
        while (at := at + dice.expovariate(1 / KILLED_EVERY)) < start + seconds:
            time.sleep(max(at - time.monotonic(), 0))
            victim = dice.randrange(workers)
            running[victim].kill()
            running[victim].join()
            running[victim], killed = begun(), killed + 1
        time.sleep(max(start + seconds - time.monotonic(), 0))
    finally:
        for process in running:
            process.kill()
            process.join()
    return start, killed


def _warm(counter: Counter, patience: float = 120.0) -> float:
    """Wait until the workers are up and some requests have come; tells when."""
    until = time.monotonic() + patience
    while len(counter.arrivals) < 2 * RATE:
        if time.monotonic() > until:
            raise SystemExit("The workers do not come up")
        time.sleep(0.05)
    return time.monotonic()

"""Schedules live in the database: any number of dispatchers call one once an interval, and none is missed."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, text

from hub.models import Mail, ScheduleRun
from hub.queue import registry, scheduling
from hub.queue.dispatcher import Dispatcher
from hub.queue.registry import Schedule
from tests.hub.queue.conftest import PATIENCE, Crew, descendants, wait_until


@pytest.fixture
def only(monkeypatch):
    """Leave one schedule, which counts its calls unless it is given something else to do."""
    calls: list[int] = []

    def make(every: float = 3600, run=None) -> tuple[Schedule, list[int]]:
        each = Schedule("only", every, run or (lambda db: calls.append(1)))
        monkeypatch.setattr(scheduling, "schedules", {each.name: each})
        return each, calls

    return make


@pytest.fixture
def last_at(db):
    def read(name: str = "only") -> datetime | None:
        with db.system_transaction() as tx:
            run = tx.get(ScheduleRun, name)
            return run.last_at if run else None

    return read


@pytest.fixture
def set_last(db):
    def set_to(ago: timedelta, name: str = "only") -> None:
        with db.system_transaction() as tx:
            tx.merge(ScheduleRun(name=name, last_at=datetime.now(UTC) - ago))

    return set_to


def test_a_schedule_is_called_once_an_interval_whatever_process_looks(only, last_at, transport, db):
    _, calls = only()
    dispatchers = [Dispatcher(transport) for _ in range(4)]  # each as fresh as after a start
    threads = [threading.Thread(target=each.turn) for each in dispatchers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    Dispatcher(transport).turn()
    assert calls == [1]
    assert last_at() is not None


def test_a_schedule_is_due_again_after_its_interval(only, set_last):
    each, calls = only(every=3600)
    set_last(timedelta(minutes=59))
    assert scheduling.due() == []
    set_last(timedelta(minutes=61))
    assert scheduling.due() == [each]
    scheduling.call_due()
    scheduling.call_due()
    assert calls == [1]


def test_a_clock_that_was_set_back_stops_no_schedule(only, set_last, last_at):
    _, calls = only(every=60)
    set_last(timedelta(hours=-3))
    scheduling.call_due()
    assert calls == [1]
    assert last_at() <= datetime.now(UTC)


def test_a_process_that_dies_in_a_schedule_is_followed_by_another(only, db, last_at):
    """What died left neither effects nor the word that it was called."""
    began, go, calls = threading.Event(), threading.Event(), []

    def run(tx) -> None:
        calls.append(1)
        tx.add(Mail(recipient="a@example.com", subject="called", body=""))
        tx.flush()
        if len(calls) == 1:
            tx.execute(text("SELECT 1"))
            began.set()
            go.wait(PATIENCE)
            raise SystemExit  # as a killed process: nothing of its transaction is committed

    only(run=run)

    def die() -> None:
        with suppress(SystemExit):
            scheduling.call_due()

    dying = threading.Thread(target=die)
    dying.start()
    assert began.wait(PATIENCE)
    scheduling.call_due()
    assert calls == [1], "it is left to the one that is calling it"
    go.set()
    dying.join()
    assert last_at() is None
    scheduling.call_due()
    assert calls == [1, 1]
    with db.system_transaction() as tx:
        assert tx.scalars(select(Mail.subject)).all() == ["called"]


@pytest.mark.parametrize("fault", [lambda tx: 1 / 0, lambda tx: tx.execute(text("SELECT 1 / 0"))])
def test_a_schedule_that_fails_waits_for_its_next_time_and_keeps_nobody_up(only, fault, last_at, caplog):
    only(run=fault)
    scheduling.call_due()
    assert "only failed" in caplog.text
    assert last_at() is not None
    assert scheduling.due() == []


def test_several_workers_call_a_schedule_once_an_interval_and_go_on_when_one_is_killed(environment, db):
    def ticks() -> list[Mail]:
        with db.system_transaction() as tx:
            return list(tx.scalars(select(Mail).order_by(Mail.sent_at)))

    crew = Crew("tests.hub.queue.crew", {**environment, "HUB_TEST_TICK": "1"})
    try:
        workers = [crew.start(), crew.start(), crew.start()]
        wait_until(lambda: len(ticks()) >= 3, "the schedule was called three times")
        caller = int(ticks()[-1].subject)
        crew.kill(next(each for each in workers if caller in descendants(each.pid)))
        seen = len(ticks())
        wait_until(lambda: len(ticks()) >= seen + 2, "the others go on")
        times = [each.sent_at for each in ticks()]
        gaps = [(after - before).total_seconds() for before, after in pairwise(times)]
        assert min(gaps) >= 1, gaps
    finally:
        crew.stop()


def test_what_the_hub_looks_after_is_due_in_a_new_database(db):
    registry.load()
    assert {each.name.rpartition(".")[2] for each in scheduling.due()} >= {
        "expire_activations",
        "forget",
        "forget_changes",
        "start_what_is_due",
        "sweep",
    }

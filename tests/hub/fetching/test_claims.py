"""Of all units the best is claimed, together with the next slot, by one loop at a time."""

import time
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, text, update

from hub.connectors import budget as gate
from hub.connectors.models import SyncRun
from hub.fetching import claims, keeping
from hub.fetching.asking import Desk
from hub.fetching.claims import LEASE, Claim, claim
from hub.fetching.models import FetchUnit, UnitKind
from hub.fetching.service import UNSEEN, Superseded
from hub.fetching.tasks import wake_what_waits
from hub.patience import MAX_FAILURES
from hub.queue import execution
from hub.sdk import http
from hub.sdk.errors import TryLater
from hub.sdk.http import Budget, Client, Response

SMALL, LARGE = "12345671", "20774740"


@pytest.fixture
def budget(connector) -> Budget:
    return connector.fetching.budget


@pytest.fixture
def desk(connector, equipped) -> Desk:
    return Desk(connector, connector.fetching)


@pytest.fixture
def clock(db):
    """Tell the database's time."""

    def clock() -> datetime:
        with db.system_transaction() as tx:
            return tx.execute(text("SELECT clock_timestamp()")).scalar_one()

    return clock


@pytest.fixture
def last_slot(db):
    """Tell when the last slot begins that was given of a budget."""

    def last_slot(of: Budget) -> datetime:
        with db.system_transaction() as tx:
            return tx.execute(text("SELECT next_at FROM rate_slot WHERE budget = :key"), {"key": of.key}).scalar_one()

    return last_slot


@pytest.fixture
def step(desk, budget):
    """Claim a unit, do it, and keep what came."""

    def step() -> Claim | None:
        claimed = claim("paper", budget)
        if claimed is not None:
            keeping.keep(execution._equipment[0][1], claimed, desk.do(claimed))
        return claimed

    return step


@pytest.fixture
def long_lease(monkeypatch) -> None:
    """Let no lease run out by itself, however slow the machine."""
    monkeypatch.setattr(claims, "LEASE", 3600)


@pytest.fixture
def planned(make_place, attach, do, step, db, long_lease):
    """Two companies whose stretches are laid out; tells the connections."""
    connections = [attach(make_place(), business_id=each) for each in (SMALL, LARGE)]
    do("sync_connection")
    while _plans(db):
        step()
        _let_plans_come_first(db)
    with db.system_transaction() as tx:
        tx.execute(text("DELETE FROM fetch_unit WHERE kind <> 'ask'"))
    return connections


def _let_plans_come_first(db) -> None:
    with db.system_transaction() as tx:
        waiting = "SELECT connection_id FROM fetch_unit WHERE kind = 'plan'"
        tx.execute(text(f"UPDATE sync_run SET urgent_requests = 1000 WHERE connection_id NOT IN ({waiting})"))


def _plans(db) -> int:
    with db.system_transaction() as tx:
        return tx.scalar(text("SELECT count(*) FROM fetch_unit WHERE kind = 'plan'"))


def require(db, connection_id, *, urgent: int, other: int = 0) -> None:
    with db.system_transaction() as tx:
        needs = {"urgent_requests": urgent, "other_requests": other}
        tx.execute(update(SyncRun).where(SyncRun.connection_id == connection_id).values(**needs))


def test_who_needs_least_is_served_first_and_open_years_before_closed_ones_of_anybody(planned, db, budget):
    small, large = planned
    require(db, small, urgent=3, other=500)
    require(db, large, urgent=80, other=90)
    order = []
    while (claimed := claim("paper", budget)) is not None:
        order.append((claimed.connection_id, claimed.stretch_id))
    with db.system_transaction() as tx:
        urgent = dict(tx.execute(text("SELECT id, urgent FROM fetch_stretch")).all())
    ranked = [(not urgent[stretch], connection) for connection, stretch in order]
    assert [late for late, _ in ranked] == sorted(late for late, _ in ranked)
    assert next(connection for late, connection in ranked if not late) == small
    assert next(connection for late, connection in ranked if late) == large


def test_books_that_were_never_looked_at_come_after_the_very_small_and_before_the_large(
    planned, make_place, attach, do, db, budget
):
    small, large = planned
    require(db, small, urgent=UNSEEN - 1)
    require(db, large, urgent=UNSEEN + 1)
    unseen = attach(make_place(), business_id="10000003")
    do("sync_connection")
    order = []
    while (claimed := claim("paper", budget)) is not None:
        order.append(claimed.connection_id)
    urgent = list(dict.fromkeys(order))
    assert urgent == [small, unseen, large]


def test_who_has_waited_long_is_served_before_the_small(planned, db, budget):
    small, large = planned
    require(db, small, urgent=3)
    require(db, large, urgent=80)
    with db.system_transaction() as tx:
        waited = text("UPDATE sync_run SET created_at = created_at - interval '20 minutes' WHERE connection_id = :id")
        tx.execute(waited, {"id": large})
    assert claim("paper", budget).connection_id == large


def test_a_unit_is_claimed_by_one_loop_until_its_lease_runs_out(place, attach, do, budget, db, clock):
    attach(place)
    do("sync_connection")
    before = clock()
    first = claim("paper", budget)
    after = clock()
    assert first.kind is UnitKind.PLAN
    with db.system_transaction() as tx:
        until = tx.scalars(select(FetchUnit.claimed_until).where(FetchUnit.id == first.id)).one()
        tx.execute(text("UPDATE fetch_unit SET claimed_until = now() + interval '1 hour'"))
    assert before <= until - timedelta(seconds=LEASE) <= after
    assert claim("paper", budget) is None
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE fetch_unit SET claimed_until = now() - interval '1 second'"))
    again = claim("paper", budget)
    assert (again.id, again.attempt, again.failures) == (first.id, 2, 1)


def test_a_loop_that_lives_keeps_what_it_has_and_nothing_else(make_place, attach, do, budget, db, long_lease):
    for each in (SMALL, LARGE):
        attach(make_place(), business_id=each)
    do("sync_connection")
    held = claim("paper", budget)
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE fetch_unit SET claimed_until = now() - interval '1 second'"))
    claims.renew([held])
    other = claim("paper", budget)
    assert other.id != held.id
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE fetch_unit SET claimed_until = now() - interval '1 second'"))
    taken = claim("paper", budget)
    claims.renew([held])
    with db.system_transaction() as tx:
        claimed = tx.scalars(select(FetchUnit.claimed_until).where(FetchUnit.id == taken.id)).one()
    assert taken.id == held.id
    assert claimed is not None


def test_what_a_late_loop_brings_is_not_stored_twice(place, attach, do, budget, desk, db, ledger, source, read):
    attach(place)
    do("sync_connection")
    plugins = execution._equipment[0][1]
    while (late := claim("paper", budget)).kind is not UnitKind.ASK:
        keeping.keep(plugins, late, desk.do(late))
    part = desk.do(late)
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE fetch_unit SET claimed_until = NULL"))
    taken = claim("paper", budget)
    keeping.keep(plugins, taken, desk.do(taken))
    with pytest.raises(Superseded):
        keeping.keep(plugins, late, part)
    read()
    assert ledger() == source.truth()


def test_slots_come_with_claims_one_after_the_other(planned, budget, last_slot):
    booked = []
    while (claimed := claim("paper", budget)) is not None:
        assert claimed.slot <= time.monotonic() + 10 * gate.spacing(budget)
        booked.append(last_slot(budget))
    apart = timedelta(seconds=gate.spacing(budget))
    assert len(booked) >= 3
    assert all(later - earlier >= apart - timedelta(microseconds=1) for earlier, later in pairwise(booked))


def test_nothing_is_booked_when_nothing_is_ready(equipped, budget, last_slot):
    gate._book(budget)
    before = last_slot(budget)
    assert claim("paper", budget) is None
    assert last_slot(budget) == before


def test_a_booked_slot_is_used_once_and_not_too_late(db, equipped, budget):
    slot = time.monotonic() + 0.05
    with gate.booked(slot):
        gate.wait_for_slot(budget)
        assert time.monotonic() >= slot
        assert gate._held.slot is None
    with gate.booked(time.monotonic() - 1):
        gate.wait_for_slot(budget)  # a new one was booked
    with db.system_transaction() as tx:
        assert tx.scalar(text("SELECT count(*) FROM rate_slot WHERE budget = :key"), {"key": budget.key}) == 1


def test_a_server_that_has_had_too_many_requests_is_left_alone_by_everybody(equipped, budget, clock, last_slot):
    asked, other = clock(), Budget(budget.key + "-other", 200)
    gate.pause(budget, 60)
    for each in (budget, other):
        gate._book(each)
    assert last_slot(budget) >= asked + timedelta(seconds=60)
    assert last_slot(other) <= clock()


@pytest.mark.parametrize(("told", "wanted"), [("2", 2.0), ("", 1.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 1.0)])
def test_429_and_its_retry_after_reach_the_budget(told, wanted, monkeypatch):
    answer = Response()
    answer.status_code = 429
    if told:
        answer.headers["Retry-After"] = told
    waits = []
    client = Client("http://127.0.0.1:9", set_by_operator=True, budget=Budget("x", 5))
    monkeypatch.setattr(client._session, "request", lambda *_, **__: answer)
    http.use_gate(lambda _: None, lambda budget, seconds: waits.append((budget.key, seconds)))
    try:
        assert client.send("GET", "/").status_code == 429
    finally:
        http.use_gate(lambda _: None)
    assert waits == [("x", wanted)]


def test_a_unit_that_kills_its_loop_again_and_again_ends_the_sync(place, attach, do, budget, db, runs):
    attach(place)
    do("sync_connection")
    for _ in range(MAX_FAILURES + 2):
        claim("paper", budget)
        with db.system_transaction() as tx:
            tx.execute(text("UPDATE fetch_unit SET claimed_until = NULL"))
    do("fetch")
    assert runs()[0].state == "failed"
    assert "again and again" in runs()[0].message


def test_patience_with_a_source_that_never_answers_ends_after_a_day(place, attach, do, db, source, runs, come_due):
    source.faults["plan"] = [TryLater("The paper is wet.", after=60)] * 2
    attach(place)
    do("sync_connection")
    do("fetch")
    assert runs()[0].state == "running"
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE sync_run SET started_at = started_at - interval '25 hours'"))
    come_due()
    do("fetch")
    with db.system_transaction() as tx:
        wake_what_waits(tx)
    do("fetch")
    assert (runs()[0].state, runs()[0].message) == ("failed", "The paper is wet.")

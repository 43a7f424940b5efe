"""Whatever order loops work in, and whenever they die: each receipt is stored once, and the books are the source's."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from hub.connectors import service, tasks
from hub.fetching import keeping
from hub.fetching.asking import Desk
from hub.fetching.claims import claim
from hub.ledger import service as ledger
from hub.queue import execution
from hub.sdk.errors import TryLater
from hub.sdk.http import Budget
from hub.sdk.refs import CompanyRef
from hub.sdk.secrets import Secret
from tests.hub.fetching import paper
from tests.hub.fetching.paper import PaperConnector, Source

MOVES = st.lists(st.sampled_from(["claim", "do", "keep", "die", "late", "fault"]), max_size=60)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(moves=MOVES, picks=st.randoms(use_true_random=False))
def test_any_interleaving_of_loops_that_die_reads_the_source_whole(moves, picks, equipped, make_place, db):
    source = Source(31)
    connector = PaperConnector(source, Budget(f"paper-{uuid4().hex}", 5000))
    plugins = paper.plugins(connector)
    execution.equip(execution._equipment[0][0], plugins)
    place = make_place()
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE sync_run SET state = 'failed' WHERE state = 'running'"))  # of the example before
    with db.transaction(place.tenant_id) as tx:
        connection = service.attach(
            tx,
            tenant_id=place.tenant_id,
            company=CompanyRef("7", "Paper Oy", country="SE", business_id=uuid4().hex[:12]),
            connector=connector,
            settings={"key": Secret("good")},
            origin="pasted",
            person_id=place.admin,
        )
        connection_id = connection.id
        tasks.begin(tx, place.tenant_id, connection_id)
    _perform(db, "sync_connection")
    desk = Desk(connector, connector.fetching)
    claimed, done, late = [], [], []
    for move in moves:
        if move == "claim" and (unit := claim("paper", connector.fetching.budget)):
            claimed.append(unit)
        elif move == "do" and claimed:
            unit = claimed.pop(picks.randrange(len(claimed)))
            done.append((unit, _asked(desk, unit)))
        elif move == "keep" and done:
            unit, outcome = done.pop(picks.randrange(len(done)))
            late.append((unit, outcome))
            _keep(plugins, unit, outcome)
        elif move == "die":
            late += done
            claimed, done = [], []
            with db.system_transaction() as tx:
                tx.execute(text("UPDATE fetch_unit SET claimed_until = now() - interval '1 second'"))
        elif move == "late" and late:
            _keep(plugins, *late[picks.randrange(len(late))])
        elif move == "fault":
            source.faults.setdefault(f"page 2025 {picks.choice([0, 19])}", []).append(TryLater("Wet.", after=1))
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE fetch_unit SET claimed_until = NULL, ready_at = now()"))
    source.faults.clear()
    _finish(db, plugins, desk, connector)
    with db.transaction(place.tenant_id) as tx:
        sums = tx.execute(text("SELECT account, sum(net)::bigint FROM month_balance GROUP BY account")).all()
        counted, runs = tx.execute(text("SELECT (SELECT count(*) FROM receipt), (SELECT count(*) FROM sync_run)")).one()
        left = tx.scalar(text("SELECT count(*) FROM fetch_unit"))
        book = service.find(tx, connection_id).book_id
        assert not ledger.verify(tx, book)
    assert {account: net for account, net in sums if net} == source.truth()
    assert (counted, runs, left) == (31, 1, 0)


def _perform(db, kind):
    with db.system_transaction() as tx:
        waiting = tx.scalars(text("SELECT id FROM job WHERE state = 'pending' AND kind = :kind"), {"kind": kind}).all()
    for job in waiting:
        execution.perform(job)


def _asked(desk, unit):
    try:
        return desk.do(unit)
    except TryLater as error:
        return error


def _keep(plugins, unit, outcome):
    try:
        if isinstance(outcome, Exception):
            raise outcome
        keeping.keep(plugins, unit, outcome)
    except Exception as error:
        keeping.recover(plugins, unit, error)


def _finish(db, plugins, desk, connector):
    for _ in range(200):
        unit = claim("paper", connector.fetching.budget)
        if unit is None:
            with db.system_transaction() as tx:
                tx.execute(text("UPDATE fetch_unit SET ready_at = now()"))
                if not tx.scalar(text("SELECT count(*) FROM sync_run WHERE state = 'running'")):
                    return
            continue
        _keep(plugins, unit, _asked(desk, unit))
    pytest.fail("The reading does not end")

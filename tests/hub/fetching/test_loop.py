"""Loops read a source whole, many requests at once, and what goes wrong with one of them costs no other."""

import threading
import time
from datetime import date

import pytest
from sqlalchemy import delete, func, select

from hub.connectors import budget as gate
from hub.connectors import service, tasks
from hub.connectors.models import Connection, ConnectionState, SyncState
from hub.fetching import loop
from hub.fetching.claims import claim
from hub.fetching.models import FetchUnit
from hub.fetching.tasks import wake_what_waits
from hub.ledger.models import CoveredPeriod
from hub.models import Job
from hub.sdk.accounting import Period
from hub.sdk.errors import GiveUp, NeedsReauth, TryLater
from hub.sdk.secrets import Secret
from tests.hub.fetching.paper import receipt
from tests.hub.queue.conftest import wait_until

PAGES = {
    f"page {year} {after}" for year, after in [(2025, 0), (2025, 19), (2025, 39), (2024, 0), (2024, 20), (2024, 40)]
}

SIX = [f"1000000{number}" for number in range(1, 7)]
"""Companies enough to have something waiting when four are asked about."""


@pytest.fixture
def again(db, place, read):
    """Have the connection synced once more."""

    def again(connection_id) -> None:
        with db.transaction(place.tenant_id) as tx:
            service.expect_sync(tx, service.find(tx, connection_id))
            tasks.begin(tx, place.tenant_id, connection_id)
        read()

    return again


def test_everything_is_read_once_and_the_sync_ends(place, attach, read, source, ledger, look, runs, left, ears):
    connection_id = attach(place)
    read()
    (run,) = runs()
    assert ledger() == source.truth()
    assert (run.state, run.done, run.total, run.receipts) == (SyncState.DONE, 45, 45, 45)
    assert (run.urgent_requests, run.other_requests) == (0, 0)
    assert look(connection_id).cursor == {"read": True}
    assert left() == (0, 0)
    assert set(source.asked.values()) <= {1, 2}
    assert {each for each, times in source.asked.items() if times == 2} == {"plan"}
    assert {each for each in source.asked if each.startswith("page")} == PAGES
    assert ears.names() == ["sync_finished"]


def test_what_belongs_to_a_unit_does_not_give_way_to_the_claims_of_loops(
    place, attach, read, connector, monkeypatch, runs
):
    """Loops leave no gap between the slots they claim: whoever waited for one would wait for the end of the reading."""
    fetch, in_turn, at_once = connector.fetching.fetch, [], []
    book = gate._book
    monkeypatch.setattr(gate, "_book_in_turn", lambda budget: in_turn.append(budget) or time.monotonic())
    monkeypatch.setattr(gate, "_book", lambda budget: at_once.append(budget) or book(budget))

    def with_two_requests_more(access, request):
        for _ in range(3):
            gate.wait_for_slot(connector.fetching.budget)
        return fetch(access, request)

    monkeypatch.setattr(connector.fetching, "fetch", with_two_requests_more)
    attach(place)
    read()
    assert runs()[0].state == SyncState.DONE
    assert in_turn == []
    assert len(at_once) >= 2 * len(PAGES)


def test_what_was_read_is_said_to_be_complete(place, attach, read, db):
    attach(place)
    read()
    with db.transaction(place.tenant_id) as tx:
        covered = [Period(each.start_date, each.end_date) for each in tx.scalars(select(CoveredPeriod))]
    assert covered == [Period(date(2024, 1, 1), date(2025, 12, 31))]


def test_many_requests_are_under_way_at_once(make_place, attach, do, source):
    for business_id in ("12345671", "20774740", "10000004", "20000008"):
        attach(make_place(), business_id=business_id)
    do("sync_connection")
    source.opens_at = 4
    source.hold.clear()
    do("fetch")
    assert source.most_at_once >= 4


def test_no_more_is_asked_than_can_be_stored(make_place, attach, do, read, db, monkeypatch, left, ledger, source):
    monkeypatch.setattr(loop, "HELD", 4)
    for number in SIX:
        attach(make_place(), business_id=number)
    do("sync_connection")
    with db.system_transaction() as slow:
        slow.scalars(select(Connection).with_for_update()).all()
        asking = threading.Thread(target=do, args=("fetch",))
        asking.start()
        wait_until(lambda: units(db, FetchUnit.attempts > 0) >= 4, "the loop has its hands full")
        time.sleep(1.5)
        claimed, waiting = units(db, FetchUnit.attempts > 0), units(db, FetchUnit.attempts == 0)
    asking.join()
    assert claimed == 4
    assert waiting > 0
    read()
    assert left() == (0, 0)
    assert ledger() == {account: len(SIX) * amount for account, amount in source.truth().items()}


def units(db, which) -> int:
    """Count some of the units."""
    with db.system_transaction() as tx:
        return tx.scalar(select(func.count()).where(which))


def test_a_source_that_rests_is_asked_again_while_the_others_are_read(
    place, attach, read, source, runs, come_due, db, ledger
):
    source.faults["page 2025 19"] = [TryLater("The paper is wet.", after=60)]
    attach(place)
    read()
    assert (runs()[0].state, runs()[0].message) == (SyncState.RUNNING, "The paper is wet.")
    assert "receipts 2" in source.asked
    come_due()
    with db.system_transaction() as tx:
        wake_what_waits(tx)
    read()
    assert (runs()[0].state, runs()[0].message) == (SyncState.DONE, "")
    assert ledger() == source.truth()


def test_a_refused_key_ends_the_sync_and_a_new_one_goes_on_where_it_stopped(
    place, attach, read, source, runs, look, db, connector, ledger, ears
):
    source.faults["page 2024 20"] = [NeedsReauth("The key is worn.")]
    connection_id = attach(place)
    read()
    assert look(connection_id).state == ConnectionState.NEEDS_KEY
    assert (runs()[0].state, runs()[0].message) == (SyncState.FAILED, "The key is worn.")
    assert ears.heard[-1][1].succeeded is False
    before = source.asked.copy()
    with db.transaction(place.tenant_id) as tx:
        service.replace_key(tx, service.find(tx, connection_id), connector, {"key": Secret("new")})
        tasks.begin(tx, place.tenant_id, connection_id)
    read()
    assert [run.state for run in runs()] == [SyncState.FAILED, SyncState.DONE]
    assert ledger() == source.truth()
    assert not {"page 2025 0", "page 2024 0"} & (source.asked - before).keys()


def test_a_key_that_was_replaced_meanwhile_is_tried_before_anybody_is_asked(
    place, attach, do, read, source, look, db, connector, runs
):
    connection_id = attach(place)
    do("sync_connection")
    with db.transaction(place.tenant_id) as tx:
        service.replace_key(tx, service.find(tx, connection_id), connector, {"key": Secret("new")})
    source.faults["page 2025 0"] = [NeedsReauth("The key is worn.")]
    read()
    assert (look(connection_id).state, runs()[0].state) == (ConnectionState.NEEDS_KEY, SyncState.FAILED)


def test_what_cannot_be_read_ends_the_sync_with_its_reason_and_is_tried_at_the_next(
    place, attach, read, source, runs, look, again, ledger
):
    source.faults["receipts 2"] = [GiveUp("The page is torn.")]
    connection_id = attach(place)
    read()
    assert (runs()[0].state, runs()[0].message) == (SyncState.FAILED, "The page is torn.")
    assert look(connection_id).last_error == "The page is torn."
    again(connection_id)
    assert runs()[-1].state == SyncState.DONE
    assert ledger() == source.truth()


def test_a_fault_of_the_plugin_is_tried_again_and_ends_the_sync_in_the_end(
    place, attach, read, do, source, runs, come_due, db
):
    source.faults["receipts 2"] = [RuntimeError("torn")] * 7
    attach(place)
    read()
    assert runs()[0].state == SyncState.RUNNING
    assert "RuntimeError" in runs()[0].message
    for _ in range(6):
        come_due()
        with db.system_transaction() as tx:
            wake_what_waits(tx)
        do("fetch")
    assert runs()[0].state == SyncState.FAILED
    assert "RuntimeError" in runs()[0].message


def test_a_receipt_that_is_gone_goes_with_the_next_reading(place, attach, read, source, look, db, again, ledger, runs):
    connection_id = attach(place)
    read()
    del source.receipts[7], source.receipts[44]
    source.receipts[46] = receipt(46)
    with db.transaction(place.tenant_id) as tx:
        service.find(tx, connection_id).cursor = {"again": True}
    again(connection_id)
    assert ledger() == source.truth()
    assert (runs()[-1].receipts, runs()[-1].removed) == (1, 2)


def test_a_detached_connection_is_not_read_on(place, attach, do, read, source, left, runs, db, ledger):
    connection_id = attach(place)
    do("sync_connection")
    with db.transaction(place.tenant_id) as tx:
        tasks.part(tx, service.find(tx, connection_id), erase=True)
    do("fetch")
    do(tasks.RELEASE)
    assert left() == (0, 0)
    assert ledger() == {}
    assert not any(each.startswith("page") for each in source.asked)


def test_nobody_begins_a_sync_that_is_being_fetched(place, attach, do, db):
    attach(place)
    do("sync_connection")
    with db.system_transaction() as tx:
        tasks.start_what_is_due(tx)
        waiting = set(tx.scalars(select(Job.kind).where(Job.state == "pending")))
    assert waiting == {"fetch", "examine_connection"}


def test_a_sync_whose_units_were_lost_is_begun_again(place, attach, do, read, db, connector, source, ledger):
    attach(place)
    do("sync_connection")
    assert claim("paper", connector.fetching.budget) is not None
    with db.system_transaction() as tx:
        tx.execute(delete(FetchUnit))
        tasks.start_what_is_due(tx)
    read()
    assert ledger() == source.truth()

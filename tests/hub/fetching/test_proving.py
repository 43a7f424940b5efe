"""What was read is held against the source's own totals before a sync ends; without them it ends all the same."""

from datetime import date

import pytest
from sqlalchemy import select, text

from hub.connectors import service, tasks
from hub.connectors.models import ConnectionState, SyncState
from hub.fetching.tasks import wake_what_waits
from hub.ledger.proof.models import Proof, ProofDifference, SourceTotals
from hub.notices.models import Kind, Notice
from hub.sdk.accounting import AccountTotal, Period
from hub.sdk.errors import GiveUp, NeedsReauth, Refused, TryLater
from tests.hub.fetching.paper import receipt


@pytest.fixture(autouse=True)
def day(monkeypatch):
    monkeypatch.setattr("hub.fetching.proving.today", lambda: date(2025, 8, 1))


@pytest.fixture
def tell(source, connector):
    """Have the source tell what its receipts come to."""
    asked: list[Period] = []

    def control_totals(_access, period):
        source.ask(f"totals {period.start:%Y}" if period.end.month == 12 and period.start.month == 1 else "month")
        asked.append(period)
        sums: dict[str, int] = {}
        for each in source.receipts.values():
            if period.start <= each.date <= period.end:
                for entry in each.entries:
                    sums[entry.account] = sums.get(entry.account, 0) + entry.amount
        return [AccountTotal(*each) for each in sums.items()]

    connector.control_totals = control_totals
    return asked


@pytest.fixture
def proofs(db):
    def proofs() -> dict[int, Proof]:
        with db.system_transaction() as tx:
            return {each.start_date.year: each for each in tx.scalars(select(Proof))}

    return proofs


@pytest.fixture
def again(db, place, read):
    def again(connection_id) -> None:
        with db.transaction(place.tenant_id) as tx:
            service.expect_sync(tx, service.find(tx, connection_id))
            tasks.begin(tx, place.tenant_id, connection_id)
        read()

    return again


def test_every_year_is_proved_before_the_sync_ends(place, attach, read, tell, proofs, runs, left):
    attach(place)
    read()
    assert {year: each.status for year, each in proofs().items()} == {2024: "proved", 2025: "proved"}
    assert {each.sync_run_id for each in proofs().values()} == {runs()[0].id}
    assert runs()[0].state == SyncState.DONE
    assert left() == (0, 0)


def test_the_open_year_is_proved_while_closed_ones_are_still_being_read(
    place, attach, read, tell, proofs, source, runs
):
    source.faults["page 2024 0"] = [TryLater("The paper is wet.", after=60)]
    attach(place)
    read()
    assert runs()[0].state == SyncState.RUNNING
    assert {year: each.status for year, each in proofs().items()} == {2025: "proved"}


def test_a_receipt_that_is_missing_here_is_told_by_account_month_and_amount(
    place, attach, read, tell, proofs, source, db, again
):
    connection_id = attach(place)
    read()
    source.receipts[101] = receipt(101)  # the plan says that nothing is new
    again(connection_id)
    assert {year: each.status for year, each in proofs().items()} == {2024: "proved", 2025: "differs"}
    with db.system_transaction() as tx:
        rows = {(each.account, each.month, each.ours - each.theirs) for each in tx.scalars(select(ProofDifference))}
    assert rows == {("1910", date(2025, 6, 1), -201), ("3000", date(2025, 6, 1), 201)}


@pytest.fixture
def rereads(connector):
    """Have the source able to read days again."""
    asked: list[list[int]] = []

    def read_again(_since, periods):
        asked.append([each.start.month for each in periods])
        return {"again": True}

    connector.read_again = read_again
    return asked


def test_a_receipt_booked_between_reading_and_asking_is_read_by_the_same_sync(
    place, attach, read, tell, rereads, connector, proofs, source, runs, left, db
):
    told = connector.control_totals

    def control_totals(access, period):
        source.receipts.setdefault(101, receipt(101))  # somebody books while the totals are asked for
        return told(access, period)

    connector.control_totals = control_totals
    attach(place)
    read()
    assert {year: each.status for year, each in proofs().items()} == {2024: "proved", 2025: "proved"}
    assert [(each.state, each.read_again) for each in runs()] == [(SyncState.DONE, True)]
    assert (rereads, left()) == ([[6]], (0, 0))
    with db.system_transaction() as tx:
        assert tx.scalars(select(Notice)).all() == []


def test_what_differs_however_often_it_is_read_ends_the_sync_after_once_more_and_is_told(
    place, attach, read, tell, rereads, connector, proofs, runs, left, db, source
):
    told = connector.control_totals

    def control_totals(access, period):
        return [*told(access, period), AccountTotal("4000", 7), AccountTotal("1910", -7)]

    connector.control_totals = control_totals
    attach(place)
    read()
    assert {each.status for each in proofs().values()} == {"differs"}
    assert ([each.state for each in runs()], left()) == ([SyncState.DONE], (0, 0))
    assert source.asked["plan"] == 4, "a plan and its end, and both once more"
    with db.system_transaction() as tx:
        assert [each.kind for each in tx.scalars(select(Notice))] == [Kind.PROOF_DIFFERS]


def failing(connector, error):
    def control_totals(_access, _period):
        raise error

    connector.control_totals = control_totals


@pytest.mark.parametrize("error", [Refused("Reports are closed."), GiveUp("The report cannot be read.")])
def test_totals_that_are_refused_leave_the_years_unproved_and_the_sync_well(
    place, attach, read, connector, proofs, runs, error
):
    failing(connector, error)
    attach(place)
    read()
    assert runs()[0].state == SyncState.DONE
    assert {(each.status, each.reason, each.detail) for each in proofs().values()} == {
        ("not_provable", "refused", error.message)
    }


def test_a_source_that_begins_to_tell_its_totals_is_asked_about_every_year_at_once(
    place, attach, read, connector, proofs, again, source
):
    asked, rights = [], False

    def control_totals(_access, period):
        asked.append(period.start.year)
        if not rights:
            raise Refused("Reports are closed.")
        sums: dict[str, int] = {}
        for each in source.receipts.values():
            for entry in each.entries:
                if period.start <= entry.date <= period.end:
                    sums[entry.account] = sums.get(entry.account, 0) + entry.amount
        return [AccountTotal(*each) for each in sums.items()]

    connector.control_totals = control_totals
    connection_id = attach(place)
    read()
    asked.clear()
    again(connection_id)
    assert asked == [2025], "no need to be refused twice"
    rights = True
    again(connection_id)
    assert {each.status for each in proofs().values()} == {"proved"}


def test_a_source_without_totals_is_told_to_have_none(place, attach, read, connector, proofs):
    connector.control_totals = lambda _access, _period: None
    attach(place)
    read()
    assert {(each.status, each.reason) for each in proofs().values()} == {("not_provable", "no_totals")}


def test_totals_that_are_empty_beside_receipts_prove_nothing(place, attach, read, connector, proofs):
    connector.control_totals = lambda _access, _period: []
    attach(place)
    read()
    assert {(each.status, each.reason) for each in proofs().values()} == {("not_provable", "empty")}


@pytest.mark.parametrize("error", [TryLater("The report is busy.", after=60), RuntimeError("torn")])
def test_totals_that_never_come_are_given_up_and_the_sync_ends_well(
    place, attach, read, come_due, connector, proofs, runs, db, left, error
):
    failing(connector, error)
    attach(place)
    read()
    assert runs()[0].state == SyncState.RUNNING
    for _ in range(6):
        come_due()
        with db.system_transaction() as tx:
            wake_what_waits(tx)
        read()
    assert (runs()[0].state, left()) == (SyncState.DONE, (0, 0))
    assert {each.status for each in proofs().values()} == {"not_provable"}


def test_a_fault_in_judging_costs_the_proof_and_not_the_sync(
    place, attach, read, tell, proofs, runs, monkeypatch, left
):
    def broken(*_args, **_more):
        raise RuntimeError("judge")

    monkeypatch.setattr("hub.ledger.proof.service.judge", broken)
    attach(place)
    read()
    assert (runs()[0].state, left()) == (SyncState.DONE, (0, 0))
    assert proofs() == {}


def test_a_key_that_is_refused_at_the_totals_ends_the_sync_as_anywhere(place, attach, read, connector, look, runs):
    failing(connector, NeedsReauth("The key is worn."))
    connection_id = attach(place)
    read()
    assert look(connection_id).state == ConnectionState.NEEDS_KEY
    assert runs()[0].state == SyncState.FAILED


def test_a_closed_year_that_stands_still_is_looked_at_once_a_day(place, attach, read, tell, proofs, db, again):
    connection_id = attach(place)
    read()
    tell.clear()
    again(connection_id)
    assert [each.start.year for each in tell] == [2025]
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE proof SET checked_at = now() - interval '25 hours'"))
    tell.clear()
    again(connection_id)
    assert [each.start.year for each in tell] == [2025, 2024]


def test_what_is_erased_takes_its_proofs_along(place, attach, read, do, tell, proofs, db):
    connection_id = attach(place)
    read()
    with db.transaction(place.tenant_id) as tx:
        tasks.part(tx, service.find(tx, connection_id), erase=True)
    do(tasks.RELEASE)
    with db.system_transaction() as tx:
        assert tx.scalars(select(SourceTotals)).all() == []
    assert proofs() == {}


@pytest.mark.parametrize("crowd", [True, False])
def test_in_a_crowd_years_are_proved_by_their_accounts_and_statements_are_left_to_a_later_sync(
    place, attach, read, tell, proofs, connector, monkeypatch, crowd
):
    asked: list[Period] = []
    monkeypatch.setattr("hub.fetching.proving.is_crowded", lambda: crowd)
    connector.income_statement = lambda _access, period: asked.append(period)
    attach(place)
    read()
    assert {year: each.status for year, each in proofs().items()} == {2024: "proved", 2025: "proved"}
    assert {each.start.year for each in asked} == (set() if crowd else {2024, 2025})

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from hub.connectors import keys, service, sync, tasks, vault
from hub.connectors.models import ConnectionFinding, ConnectionSecret, ConnectionState, SyncState
from hub.ledger.models import MonthBalance, Receipt
from hub.models import Job
from hub.sdk.secrets import Secret
from hub.sentinel.tasks import EXAMINE
from tests.hub.connectors.shelf import GOOD_KEY, ShelfConnector
from tests.hub.queue.conftest import wait_until


@pytest.fixture
def log(folder):
    return lambda: (folder / "log").read_text().splitlines() if (folder / "log").exists() else []


@pytest.fixture
def sum_of(db):
    """What the books say of the shelf's sales, in cents."""

    def read(account: str = "3000") -> int:
        with db.system_transaction() as tx:
            return tx.scalar(
                select(func.coalesce(func.sum(MonthBalance.net), 0)).where(MonthBalance.account == account)
            )

    return read


def test_a_sync_begins_with_the_attaching_and_reads_everything(place, attach, work_off, look, runs, sum_of, ears):
    connection_id = attach(place)
    work_off()
    connection, run = look(connection_id), runs()[0]
    assert (run.state, run.done, run.total, run.receipts, run.phase) == (SyncState.DONE, 3, 3, 3, "Batch 2")
    assert sum_of() == -303
    assert connection.cursor == {"next": 3}
    assert connection.last_alive_at is not None
    assert ears.names() == ["sync_finished"]
    assert ears.heard[0][1].succeeded


def test_what_was_found_is_known_before_the_books_are_read(place, attach, work_off, folder, db, log):
    (folder / "findings").write_text("payroll_hidden dimensions")
    (folder / "fault0").write_text("TryLater")
    attach(place)
    work_off()
    with db.transaction(place.tenant_id) as tx:
        assert set(tx.scalars(select(ConnectionFinding.code))) == {"payroll_hidden", "dimensions"}
    assert log() == ["check"]


def test_findings_go_when_they_are_mended(place, attach, work_off, folder, db, runs):
    (folder / "findings").write_text("payroll_hidden")
    connection_id = attach(place)
    work_off()
    (folder / "findings").write_text("")
    with db.transaction(place.tenant_id) as tx:
        service.expect_sync(tx, service.find(tx, connection_id))
        tasks.begin(tx, place.tenant_id, connection_id)
    work_off()
    with db.transaction(place.tenant_id) as tx:
        assert tx.scalars(select(ConnectionFinding)).all() == []
    assert [run.state for run in runs()] == [SyncState.DONE, SyncState.DONE]


def test_a_source_that_rests_is_asked_again_where_it_stopped(place, attach, work_off, folder, runs, log, jobs, sum_of):
    (folder / "fault1").write_text("TryLater")
    attach(place)
    work_off()
    assert (runs()[0].state, runs()[0].message) == (SyncState.RUNNING, "The shelf says TryLater.")
    assert jobs()[0].last_error == "The shelf says TryLater."
    (folder / "fault1").unlink()
    work_off()
    assert (runs()[0].state, runs()[0].message) == (SyncState.DONE, "")
    assert log() == ["check", "batch 0", "batch 1", "batch 2"]
    assert sum_of() == -303


def test_a_revoked_key_is_said_and_a_new_one_mends_it(place, attach, work_off, folder, look, runs, db, ears):
    (folder / "key").write_text("another")
    connection_id = attach(place)
    work_off()
    connection = look(connection_id)
    assert connection.state == ConnectionState.NEEDS_KEY
    assert connection.last_error == runs()[0].message == "The shelf no longer takes this key."
    assert ears.heard[-1][1].succeeded is False
    with db.transaction(place.tenant_id) as tx:
        connection = service.find(tx, connection_id)
        service.replace_key(tx, connection, ShelfConnector(), {"key": Secret("another"), "folder": str(folder)})
        tasks.begin(tx, place.tenant_id, connection_id)
    work_off()
    assert (look(connection_id).state, look(connection_id).last_error) == (ConnectionState.ACTIVE, "")
    assert runs()[-1].state == SyncState.DONE


def test_a_key_replaced_during_the_sync_is_not_called_revoked(place, attach, work_off, folder, look, db, jobs):
    connection_id = attach(place, key="old")
    with db.transaction(place.tenant_id) as tx:
        work = sync.take_up(tx, connection_id)
    with db.transaction(place.tenant_id) as tx:
        vault.seal(tx, vault.Place(place.tenant_id, connection_id, "key"), Secret(GOOD_KEY))
    assert work.settings["key"] == Secret("old")
    with db.transaction(place.tenant_id) as tx:
        assert service.settings_of(tx, service.find(tx, connection_id)) != work.settings
    work_off()
    assert look(connection_id).state == ConnectionState.ACTIVE


@pytest.mark.parametrize("fault", ["GiveUp", "Refused"])
def test_what_cannot_be_read_ends_the_sync_with_its_reason(fault, place, attach, work_off, folder, look, runs, jobs):
    (folder / "fault_connect").write_text(fault)
    connection_id = attach(place)
    work_off()
    assert (runs()[0].state, runs()[0].message) == (SyncState.FAILED, f"The shelf says {fault}.")
    assert look(connection_id).state == ConnectionState.ACTIVE
    assert look(connection_id).last_error == f"The shelf says {fault}."
    assert len([job for job in jobs("done") if job.kind == tasks.SYNC]) == 1


def test_a_fault_of_the_plugin_is_tried_again_and_closed_in_the_end(
    place, attach, work_off, folder, runs, db, jobs, look
):
    (folder / "fault1").write_text("RuntimeError")
    connection_id = attach(place)
    for _ in range(7):
        work_off()
    assert len(jobs("dead")) == 1
    assert runs()[0].state == SyncState.RUNNING
    with db.system_transaction() as tx:
        tasks.start_what_is_due(tx)
    assert runs()[0].state == SyncState.FAILED
    assert "RuntimeError" in runs()[0].message
    assert look(connection_id).last_error == runs()[0].message
    assert len(runs()) == 1


def test_receipts_that_do_not_balance_are_counted_and_named(place, attach, work_off, folder, runs, ears):
    (folder / "finding1").write_text("The receipt lacks a row.")
    attach(place)
    work_off()
    assert runs()[0].state == SyncState.DONE
    assert runs()[0].unbalanced == 1
    assert runs()[0].message == "1 receipt does not balance: J1 “Journal”."
    assert ears.heard[-1][1].unbalanced == 1


def test_long_reading_lets_others_have_a_turn(place, attach, work_off, monkeypatch, jobs, runs, log):
    monkeypatch.setattr(tasks, "TURN", -1)
    attach(place)
    work_off()
    assert (runs()[0].state, runs()[0].done) == (SyncState.RUNNING, 1)
    assert [job.failures for job in jobs()] == [0]
    for _ in range(4):
        work_off()
    assert runs()[0].state == SyncState.DONE
    assert log() == ["check", "batch 0", "batch 1", "batch 2"]


def test_a_connection_detached_meanwhile_is_not_read_on(place, attach, work_off, folder, db, runs, look):
    (folder / "fault1").write_text("TryLater")
    connection_id = attach(place)
    work_off()
    with db.transaction(place.tenant_id) as tx:
        service.detach(service.find(tx, connection_id))
    work_off()
    assert runs()[0].state == SyncState.FAILED
    assert look(connection_id).state == ConnectionState.DETACHED


def test_a_key_that_cannot_be_opened_asks_for_a_new_one(place, attach, work_off, look, runs):
    connection_id = attach(place)
    keys.unlock([keys.new_key()])
    work_off()
    assert look(connection_id).state == ConnectionState.NEEDS_KEY
    assert runs()[0].state == SyncState.FAILED
    assert "Enter a new one" in runs()[0].message


def test_a_missing_plugin_is_named(place, attach, work_off, db, look):
    connection_id = attach(place)
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE connection SET connector = 'gone'"))
    work_off()
    assert "gone" in look(connection_id).last_error


@pytest.mark.parametrize("last", ["now() - interval '16 minutes'", "now() + interval '2 hours'"])
def test_every_connection_is_synced_again_after_a_while_and_when_the_clock_was_set_back(
    last, place, attach, work_off, db, runs, jobs
):
    attach(place)
    work_off()

    def look_after():
        with db.system_transaction() as tx:
            tasks.start_what_is_due(tx)

    look_after()
    assert jobs() == []
    with db.system_transaction() as tx:
        tx.execute(text(f"UPDATE sync_run SET finished_at = {last}"))
    look_after()
    look_after()
    assert {job.kind for job in jobs()} == {tasks.SYNC, EXAMINE}
    assert len(jobs()) == 2
    work_off()
    assert [run.state for run in runs()] == [SyncState.DONE, SyncState.DONE]


def test_a_sync_whose_job_was_never_written_begins_all_the_same(place, attach, work_off, db, runs):
    attach(place)
    with db.system_transaction() as tx:
        tx.execute(text("DELETE FROM job"))
        tasks.start_what_is_due(tx)
    work_off()
    assert [run.state for run in runs()] == [SyncState.DONE]


@pytest.mark.parametrize("erase", [False, True])
@pytest.mark.parametrize("fault", ["", "TryLater", "RuntimeError"])
def test_detaching_tells_the_source_and_destroys_the_key(
    erase, fault, place, attach, work_off, db, folder, log, sum_of, ears, look
):
    (folder / "fault_release").write_text(fault)
    connection_id = attach(place)
    work_off()
    with db.transaction(place.tenant_id) as tx:
        tasks.part(tx, service.find(tx, connection_id), erase=erase)
    work_off()
    with db.system_transaction() as tx:
        assert tx.scalars(select(ConnectionSecret)).all() == []
        assert tx.scalar(select(func.count()).select_from(Receipt)) == (0 if erase else 3)
    assert sum_of() == (0 if erase else -303)
    assert log()[-1] == "released"
    assert ears.names()[-1] == "connection_detached"
    assert look(connection_id).detached_at > datetime.now(UTC) - timedelta(minutes=1)


def test_a_sync_killed_between_two_batches_goes_on_after_the_first(
    crew, place, attach, folder, runs, log, sum_of, db, look
):
    (folder / "batches").write_text("5")
    (folder / "hold2").touch()
    connection_id: UUID = attach(place)
    first = crew.start()
    wait_until((folder / "reached2").exists, "two batches are stored")
    crew.kill(first)
    assert (runs()[0].done, look(connection_id).cursor) == (2, {"next": 2})
    (folder / "hold2").unlink()
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE job SET lease_until = now() WHERE state = 'running'"))
    crew.start()
    wait_until(lambda: runs()[0].state == SyncState.DONE, "the sync is done")
    assert [each for each in log() if each != "check"] == [f"batch {number}" for number in range(5)]
    assert sum_of() == -510
    with db.system_transaction() as tx:
        assert tx.scalar(select(Job.state).where(Job.kind == tasks.SYNC)) == "done"

"""What a key may read is known within moments, stays true, and is never taken for more than it is."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from hub.connectors import keys, service, tasks
from hub.connectors.models import ConnectionFinding, ConnectionState, SyncState
from hub.models import Job
from hub.patience import MAX_FAILURES
from hub.queue import execution, registry
from hub.sdk.secrets import Secret
from hub.sentinel import tasks as sentinel
from hub.sentinel.tasks import EXAMINE
from tests.hub.connectors.shelf import GOOD_KEY, ShelfConnector


@pytest.fixture
def examine(jobs, equipped):
    """Do the examinations that wait, and nothing else."""

    def do() -> None:
        for job in jobs():
            if job.kind == EXAMINE:
                execution.perform(job.id)

    return do


@pytest.fixture
def found(db, place):
    def read() -> dict[str, ConnectionFinding]:
        with db.transaction(place.tenant_id) as tx:
            return {each.code: each for each in tx.scalars(select(ConnectionFinding))}

    return read


@pytest.fixture
def ask(db, place):
    def ask(connection_id) -> None:
        with db.transaction(place.tenant_id) as tx:
            sentinel.begin(tx, place.tenant_id, connection_id)

    return ask


@pytest.fixture
def replace_key(db, place, folder):
    def replace(connection_id, key: str = GOOD_KEY) -> None:
        with db.transaction(place.tenant_id) as tx:
            connection = service.find(tx, connection_id)
            service.replace_key(tx, connection, ShelfConnector(), {"key": Secret(key), "folder": str(folder)})
            tasks.begin(tx, place.tenant_id, connection_id)

    return replace


def test_a_key_is_examined_by_the_quick_workers_before_any_sync(place, attach, examine, found, folder, look, jobs):
    (folder / "findings").write_text("payroll_hidden")
    connection_id = attach(place)
    assert not registry.tasks[EXAMINE].slow
    assert look(connection_id).examined_at is None
    examine()
    assert set(found()) == {"payroll_hidden"}
    assert datetime.now(UTC) - look(connection_id).examined_at < timedelta(minutes=1)
    assert [job.kind for job in jobs()] == [tasks.SYNC]


def test_an_answer_that_cannot_be_read_is_asked_for_again(place, attach, examine, folder, look, jobs, db):
    (folder / "fault_connect").write_text("GiveUp")
    connection_id = attach(place)
    examine()
    assert look(connection_id).examined_at is None
    with db.system_transaction() as tx:
        assert tx.scalar(select(Job.state).where(Job.kind == EXAMINE)) == "pending"
        tx.execute(text("UPDATE job SET run_after = now()"))
    (folder / "fault_connect").unlink()
    examine()
    assert look(connection_id).examined_at is not None
    assert [job.kind for job in jobs()] == [tasks.SYNC]


def test_an_answer_that_can_never_be_read_is_not_asked_for_for_ever(place, attach, examine, folder, look, jobs, db):
    (folder / "fault_connect").write_text("GiveUp")
    connection_id = attach(place)
    for _ in range(MAX_FAILURES):
        examine()
    assert look(connection_id).examined_at is None
    assert EXAMINE not in [job.kind for job in jobs()]
    with db.system_transaction() as tx:
        assert tx.scalar(select(Job.state).where(Job.kind == EXAMINE)) == "dead"


def test_a_new_key_is_not_known_until_it_was_examined(place, attach, work_off, look, replace_key, examine):
    connection_id = attach(place)
    work_off()
    replace_key(connection_id)
    assert look(connection_id).examined_at is None
    examine()
    assert look(connection_id).examined_at is not None


def test_what_is_found_again_keeps_the_day_it_was_first_found(place, attach, work_off, folder, found, ask, db):
    (folder / "findings").write_text("payroll_hidden")
    connection_id = attach(place)
    work_off()
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE connection_finding SET found_at = now() - interval '3 days'"))
    since = found()["payroll_hidden"].found_at
    ask(connection_id)
    work_off()
    assert found()["payroll_hidden"].found_at == since


def test_what_was_mended_marks_until_a_sync_after_it_is_done(place, attach, work_off, folder, found, ask, examine, db):
    (folder / "findings").write_text("payroll_hidden")
    connection_id = attach(place)
    work_off()
    (folder / "findings").write_text("")
    ask(connection_id)
    examine()
    mended = found()["payroll_hidden"]
    assert mended.mended_at is not None
    assert mended.title == "By now the key may read more. Until that has been read: Found payroll_hidden."
    with db.system_transaction() as tx:
        tasks.start_what_is_due(tx)
    work_off()
    assert found() == {}


def test_a_sync_that_had_begun_before_does_not_end_the_mark(place, attach, folder, found, examine, jobs, ask, db):
    (folder / "findings").write_text("payroll_hidden")
    (folder / "fault1").write_text("TryLater")
    connection_id = attach(place)
    examine()
    [sync] = jobs()
    execution.perform(sync.id)
    (folder / "findings").write_text("")
    ask(connection_id)
    examine()
    (folder / "fault1").unlink()
    execution.perform(sync.id)
    assert set(found()) == {"payroll_hidden"}, "half of the books were read without the right"
    with db.system_transaction() as tx:
        tasks.start_what_is_due(tx)
    assert tasks.SYNC in {job.kind for job in jobs()}, "nobody waits a quarter of an hour for it"


def test_a_sync_that_fails_after_the_mending_is_not_begun_over_and_over(
    place, attach, work_off, folder, found, ask, db, jobs, runs
):
    (folder / "findings").write_text("payroll_hidden")
    connection_id = attach(place)
    work_off()
    (folder / "findings").write_text("")
    (folder / "batches").write_text("4")
    (folder / "fault3").write_text("GiveUp")
    ask(connection_id)
    work_off()
    for _ in range(3):
        with db.system_transaction() as tx:
            tasks.start_what_is_due(tx)
        work_off()
    assert [run.state for run in runs()] == [SyncState.DONE, SyncState.FAILED]
    assert set(found()) == {"payroll_hidden"}


def test_what_is_no_warning_goes_at_once(place, attach, work_off, folder, found, ask, examine, db):
    (folder / "findings").write_text("dimensions")
    connection_id = attach(place)
    work_off()
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE connection_finding SET severity = 'notice'"))
    (folder / "findings").write_text("")
    ask(connection_id)
    examine()
    assert found() == {}


def test_found_again_after_it_was_mended_it_is_told_as_before(place, attach, work_off, folder, found, ask, examine):
    (folder / "findings").write_text("payroll_hidden")
    connection_id = attach(place)
    work_off()
    for findings in ("", "payroll_hidden"):
        (folder / "findings").write_text(findings)
        ask(connection_id)
        examine()
    assert (found()["payroll_hidden"].title, found()["payroll_hidden"].mended_at) == ("Found payroll_hidden.", None)


def test_a_source_that_lets_nobody_in_is_a_finding(place, attach, examine, folder, found, look):
    (folder / "fault_connect").write_text("Refused")
    connection_id = attach(place)
    examine()
    assert found()["refused"].remedy == "The shelf says Refused."
    assert "nothing new is read" in found()["refused"].title
    assert look(connection_id).state == ConnectionState.ACTIVE


def test_a_refused_key_ends_the_sync_that_waits_and_is_told(place, attach, examine, folder, look, runs, ears):
    (folder / "key").write_text("another")
    connection_id = attach(place)
    examine()
    assert (look(connection_id).state, runs()[0].state) == (ConnectionState.NEEDS_KEY, SyncState.FAILED)
    assert look(connection_id).last_error == runs()[0].message == "The shelf no longer takes this key."
    assert [outcome.succeeded for _, outcome in ears.heard] == [False]


@pytest.mark.parametrize("answer", ["findings", "refusal"])
def test_a_verdict_on_a_key_that_was_replaced_meanwhile_does_not_count(
    answer, place, attach, examine, folder, found, look, replace_key, monkeypatch
):
    (folder / "findings").write_text("payroll_hidden")
    connection_id = attach(place, key=GOOD_KEY if answer == "findings" else "old")
    connect = ShelfConnector.connect

    def and_meanwhile(self, settings):
        monkeypatch.setattr(ShelfConnector, "connect", connect)
        (folder / "findings").write_text("")
        replace_key(connection_id)
        return connect(self, settings)

    monkeypatch.setattr(ShelfConnector, "connect", and_meanwhile)
    examine()
    assert (look(connection_id).examined_at, look(connection_id).state) == (None, ConnectionState.ACTIVE)
    examine()
    assert look(connection_id).examined_at is not None
    assert found() == {}


def test_a_key_that_cannot_be_opened_is_left_to_the_sync(place, attach, examine, look, jobs):
    connection_id = attach(place)
    keys.unlock([keys.new_key()])
    examine()
    assert look(connection_id).examined_at is None
    assert [job.kind for job in jobs()] == [tasks.SYNC]


def test_what_was_detached_is_not_examined(place, attach, examine, folder, db):
    connection_id = attach(place)
    with db.transaction(place.tenant_id) as tx:
        service.detach(service.find(tx, connection_id))
    examine()
    assert not (folder / "log").exists()


@pytest.mark.parametrize("last", ["now() - interval '25 hours'", "now() + interval '30 hours'", "NULL"])
def test_every_key_is_examined_once_a_day_and_when_the_clock_was_set_back(last, place, attach, work_off, db, jobs):
    attach(place)
    work_off()

    def look_after() -> list[Job]:
        with db.system_transaction() as tx:
            sentinel.examine_what_is_due(tx)
        return jobs()

    assert look_after() == []
    with db.system_transaction() as tx:
        tx.execute(text(f"UPDATE connection SET examined_at = {last}"))
    assert [job.kind for job in look_after()] == [EXAMINE]
    assert len(look_after()) == 1

"""Admins see what waits, runs, failed or was given up, in plain words, and have it tried at once."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from hub import queue
from hub.connectors import tasks
from hub.models import Job, JobState
from hub.queue import execution, registry
from hub.sdk.errors import TryLater
from hub.work import words


@pytest.fixture
def job(jobs, connection_id, equipped) -> Job:
    """The sync that waits, once the key has been examined."""
    examination, job = jobs()
    execution.perform(examination.id)
    return job


@pytest.fixture
def state(db):
    def read(job_id: UUID) -> Job | None:
        with db.system_transaction() as tx:
            return tx.get(Job, job_id)

    return read


def break_down(monkeypatch, fault: Exception | None = None) -> None:
    def fail(lease) -> None:
        raise fault or ValueError("password=hunter2")

    broken = registry.Task("sync_connection", fail, slow=True)
    monkeypatch.setitem(registry.tasks, "sync_connection", broken)


def test_what_waits_is_told_with_whose_books_it_is_about(admin, job):
    page = admin.get("/work").text
    assert "Read the books of Shelf Oy" in page
    assert "waits for its turn" in page
    assert "Try now" not in page


def test_what_runs_is_told_with_its_progress(admin, job, folder, work_off, db):
    (folder / "fault2").write_text("TryLater")
    work_off()
    with db.system_transaction() as tx:
        tx.execute(text("UPDATE job SET state = 'running', lease_until = now() + interval '15 s'"))
        tx.execute(text("UPDATE sync_run SET message = '\"\"'"))
    page = admin.get("/work").text
    assert "under way" in page
    assert "Batch 1: 2 of 3 receipts" in page
    assert "<dt>Attempts</dt><dd>1</dd>" in page


def test_what_failed_is_told_with_its_last_error_its_attempts_and_its_next_try(admin, job, monkeypatch):
    break_down(monkeypatch)
    for _ in range(2):
        execution.perform(job.id)
    page = admin.get("/work").text
    for expected in ("comes again", "Something unexpected went wrong (ValueError)", "2 failures in a row", "Next try"):
        assert expected in page
    assert "hunter2" not in page
    assert '<span class="badge danger">1</span>' in admin.get("/connections").text


def test_what_was_put_off_is_tried_at_once_on_an_admins_word(admin, job, monkeypatch, state):
    break_down(monkeypatch, TryLater("The shelf rests.", after=3600))
    execution.perform(job.id)
    assert "The shelf rests." in admin.get("/work").text
    assert admin.post(f"/work/{job.id}/try").status_code == 303
    waiting = state(job.id)
    assert waiting.state == JobState.PENDING
    assert waiting.run_after - waiting.created_at < timedelta(minutes=10), "it was put off by an hour"


def test_what_was_given_up_begins_anew_on_an_admins_word(
    admin,
    job,
    monkeypatch,
    state,
    jobs,
    work_off,
    runs,
):
    whole = registry.tasks["sync_connection"]
    break_down(monkeypatch)
    for _ in range(execution.MAX_FAILURES):
        execution.perform(job.id)
    assert "given up" in admin.get("/work").text
    monkeypatch.setitem(registry.tasks, "sync_connection", whole)
    for _ in range(2):  # twice is once
        admin.post(f"/work/{job.id}/try")
    [anew] = jobs()
    assert (anew.kind, anew.dedupe_key, anew.failures) == (job.kind, job.dedupe_key, 0)
    assert state(job.id) is None
    work_off()
    assert [run.state for run in runs()] == ["done"]
    assert "Everything is done" in admin.get("/work").text
    assert '<span class="badge danger">' not in admin.get("/connections").text


def test_what_was_given_up_is_not_shown_when_the_same_was_done_since(
    admin,
    job,
    monkeypatch,
    db,
    tenant,
    connection_id,
    work_off,
):
    with monkeypatch.context() as patch:
        break_down(patch)
        for _ in range(execution.MAX_FAILURES):
            execution.perform(job.id)
    with db.transaction(tenant.id) as tx:
        tasks.begin(tx, tenant.id, connection_id)
    work_off()
    assert "Everything is done" in admin.get("/work").text


def test_members_neither_see_the_work_nor_try_it(member, job):
    assert member.get("/work").status_code == 403
    assert member.post(f"/work/{job.id}/try").status_code == 403
    assert "/work" not in member.get("/connections").text


def test_work_of_another_environment_is_not_there(admin, db, job, make_tenant):
    other = make_tenant("other", "Other Oy")
    with db.transaction(other.id) as tx:
        theirs = queue.later(tx, "sync_connection", tenant_id=other.id, dedupe_key="x")
    assert admin.post(f"/work/{theirs}/try").status_code == 404
    assert str(theirs) not in admin.get("/work").text


def test_every_kind_of_an_environments_work_has_words(app):
    registry.load()
    of_nobody = {"fetch", "finish_activation", "send_mail"}
    made_up = {kind for kind, task in registry.tasks.items() if task.run.__module__.startswith("tests.")}
    with app.test_request_context():
        for kind in set(registry.tasks) - of_nobody - made_up:
            assert kind not in words.title(kind, "Leipä Oy"), kind
        assert "knitting" in words.title("knitting", "Leipä Oy")

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from hub import audit, queue
from hub.models import JobState
from hub.patience import MAX_FAILURES, wait_after
from hub.queue import execution, relay
from hub.queue.lease import Lease, claim
from tests.hub.queue.conftest import wait_until
from tests.hub.queue.crew import NOTED


@pytest.fixture
def written(db, tenant_id):
    def write(kind: str, **args):
        with db.transaction(tenant_id) as tx:
            return queue.later(tx, kind, tenant_id=tenant_id, args=args)

    return write


@pytest.fixture
def lend(equipped):
    """Claim a job and stop there, as a worker does whose process stands still."""

    def take(job_id) -> Lease:
        return Lease(claim(job_id), *execution._equipment[0])

    return take


def test_a_job_is_done_for_the_tenant_of_its_row(written, equipped, notes, tenant_id, state_of):
    job_id = written("note", text="hello")
    execution.perform(job_id)
    assert notes() == [(tenant_id, "hello")]
    assert state_of(job_id).state == JobState.DONE


def test_a_job_that_comes_twice_is_done_once(written, equipped, notes):
    job_id = written("note")
    execution.perform(job_id)
    execution.perform(job_id)
    assert len(notes()) == 1


def test_of_many_that_take_a_job_at_once_one_gets_it(written, equipped, notes):
    job_id = written("note")
    threads = [threading.Thread(target=execution.perform, args=(job_id,)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(notes()) == 1


@pytest.mark.parametrize("final", [False, True])
def test_a_worker_that_lost_its_lease_commits_nothing(
    final, written, lend, time_out, transport, notes, tenant_id, state_of
):
    job_id = written("note", text="by the second")
    late = lend(job_id)
    with pytest.raises(queue.LeaseLost), late.transaction(final=final) as db:  # noqa: PT012 (lost meanwhile)
        audit.record(db, tenant_id, NOTED, "by the first")
        time_out(job_id)
        relay.reconcile(transport)
        execution.perform(job_id)
    assert notes() == [(tenant_id, "by the second")]
    assert state_of(job_id).attempts == 2


def test_a_worker_that_lost_its_lease_cannot_put_the_job_back(written, lend, time_out, transport, state_of):
    job_id = written("note")
    late = lend(job_id)
    time_out(job_id)
    relay.reconcile(transport)
    execution.perform(job_id)
    with pytest.raises(queue.LeaseLost), late.requeue():
        pass
    with pytest.raises(queue.LeaseLost):
        late.extend()
    assert state_of(job_id).state == JobState.DONE


def test_a_job_is_not_taken_away_in_the_middle_of_the_last_commit(written, lend, time_out, transport, state_of):
    job_id = written("note")
    lease = lend(job_id)
    with lease.transaction(final=True) as db:
        db.execute(text("SELECT 1 FROM job WHERE id = :id FOR UPDATE"), {"id": job_id})
        assert relay.reconcile(transport) == 0
    assert state_of(job_id).state == JobState.DONE


def test_long_work_goes_to_the_end_of_the_line_with_what_it_has_done(written, lend, state_of, notes, tenant_id):
    job_id = written("note")
    with lend(job_id).requeue() as db:
        audit.record(db, tenant_id, NOTED, "half")
    assert notes() == [(tenant_id, "half")]
    assert (state_of(job_id).state, state_of(job_id).failures) == (JobState.PENDING, 0)
    assert lend(job_id).attempt == 2


def test_work_that_cannot_be_done_now_comes_again_later(written, equipped, state_of, notes):
    job_id = written("note_later")
    execution.perform(job_id)
    job = state_of(job_id)
    assert (job.state, job.failures, job.last_error) == (JobState.PENDING, 0, "The source rests")
    assert job.run_after > job.created_at
    execution.perform(job_id)
    assert state_of(job_id).state == JobState.DONE
    assert len(notes()) == 1


def test_a_refusal_ends_a_job_with_its_reason(written, equipped, state_of):
    job_id = written("refuse")
    execution.perform(job_id)
    assert (state_of(job_id).state, state_of(job_id).last_error) == (JobState.DEAD, "The source says no.")


def test_a_fault_is_tried_again_a_few_times_and_never_tells_a_secret(written, equipped, state_of, caplog):
    job_id = written("break")
    for expected in [JobState.PENDING] * (MAX_FAILURES - 1) + [JobState.DEAD]:
        execution.perform(job_id)
        assert state_of(job_id).state == expected
    assert "ValueError" in state_of(job_id).last_error
    assert "hunter2" not in state_of(job_id).last_error


def test_a_database_that_is_away_for_a_moment_does_not_leave_a_job_to_its_lease(
    written, equipped, state_of, monkeypatch, db
):
    job_id, whole, away = written("break"), db.transaction, [1, 1]

    def broken(*scope, **more):
        if away:
            away.pop()
            raise OperationalError("SELECT 1", {}, Exception("the server closed the connection"))
        return whole(*scope, **more)

    monkeypatch.setattr(execution, "AWAY", (0.01, 0.01))
    monkeypatch.setattr(db, "transaction", broken)
    execution.perform(job_id)
    assert away == []
    assert (state_of(job_id).state, state_of(job_id).failures) == (JobState.PENDING, 1)


def test_the_wait_after_failures_grows_to_ten_minutes():
    assert 3 <= wait_after(0) <= 5
    assert 360 <= wait_after(30) <= 600


def test_a_poisoned_job_does_not_go_round_forever(written, lend, time_out, transport, state_of):
    job_id = written("note")
    for _ in range(MAX_FAILURES):
        lend(job_id)
        time_out(job_id)
        relay.reconcile(transport)
    assert state_of(job_id).state == JobState.DEAD
    assert "stopped in the middle" in state_of(job_id).last_error


def test_an_unknown_kind_of_work_waits_for_somebody_who_knows_it(written, equipped, state_of):
    job_id = written("of_a_newer_version")
    execution.perform(job_id)
    assert state_of(job_id).state == JobState.PENDING


def test_the_lease_is_renewed_while_the_work_goes_on(written, equipped, monkeypatch, state_of, tmp_path):
    monkeypatch.setattr(execution, "LEASE", 0.2)
    job_id = written("note_in_two", began=str(tmp_path / "began"), go=str(tmp_path / "go"))
    worker = threading.Thread(target=execution.perform, args=(job_id,))
    worker.start()
    wait_until((tmp_path / "began").exists, "the work has begun")
    first = state_of(job_id).lease_until
    wait_until(lambda: state_of(job_id).lease_until > first, "the lease is renewed")
    (tmp_path / "go").touch()
    worker.join()
    assert state_of(job_id).state == JobState.DONE

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
import redis
from rq import Queue
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from hub import queue
from hub.models import Job, JobState
from hub.queue import execution, registry, relay
from hub.queue.transport import QUICK, SLOW, Transport
from tests.hub.queue.conftest import wait_until


def queued(transport) -> list[str]:
    return [job_id for name in (QUICK, SLOW) for job_id in Queue(name, connection=transport.connection).job_ids]


def test_v2_3_3_work_of_a_transaction_that_fails_is_never_done(db, transport):
    with pytest.raises(RuntimeError), db.transaction() as tx:  # noqa: PT012 (fails after the writing)
        queue.later(tx, "note")
        raise RuntimeError
    assert relay.send_due(transport) == 0


def test_while_work_waits_the_same_work_is_not_written_again(db, tenant_id, make_tenant):
    other = make_tenant()
    with db.transaction(tenant_id) as tx:
        first = queue.later(tx, "note", tenant_id=tenant_id, dedupe_key="a")
        assert queue.later(tx, "note", tenant_id=tenant_id, dedupe_key="a") == first
        assert queue.later(tx, "note", tenant_id=tenant_id, dedupe_key="b") != first
        assert queue.later(tx, "break", tenant_id=tenant_id, dedupe_key="a") != first
        assert queue.later(tx, "note", tenant_id=tenant_id) != queue.later(tx, "note", tenant_id=tenant_id)
    with db.transaction(other) as tx:
        assert queue.later(tx, "note", tenant_id=other, dedupe_key="a") != first


def test_of_many_that_write_the_same_work_at_once_one_wins(db, tenant_id):
    written = []

    def write():
        with db.transaction(tenant_id) as tx:
            written.append(queue.later(tx, "note", tenant_id=tenant_id, dedupe_key="a"))

    threads = [threading.Thread(target=write) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(written) == 12
    assert len(set(written)) == 1


def test_work_that_is_done_may_be_written_again(db, equipped, tenant_id):
    def write():
        with db.transaction(tenant_id) as tx:
            return queue.later(tx, "note", tenant_id=tenant_id, dedupe_key="a")

    first = write()
    execution.perform(first)
    assert write() != first


def test_a_tenant_neither_sees_nor_writes_anothers_jobs(db, tenant_id, make_tenant):
    other = make_tenant()
    with db.transaction(tenant_id) as tx:
        queue.later(tx, "note", tenant_id=tenant_id)
    with db.transaction(other) as tx:
        assert tx.scalars(select(Job)).all() == []
    with pytest.raises(ProgrammingError, match="row-level security"), db.transaction(other) as tx:
        queue.later(tx, "note", tenant_id=tenant_id)


def test_work_for_later_is_not_sent_before_its_time(db, transport):
    with db.transaction() as tx:
        queue.later(tx, "note", run_after=datetime.now(UTC) + timedelta(hours=1))
        due = queue.later(tx, "note")
    assert relay.send_due(transport) == 1
    assert queued(transport) == [f"ob-{due}-0"]


def test_two_relays_send_everything_once(db, transport):
    with db.transaction() as tx:
        written = {str(queue.later(tx, "note")) for _ in range(150)}

    def send():
        while relay.send_due(transport):
            pass

    threads = [threading.Thread(target=send) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(queued(transport)) == sorted(f"ob-{each}-0" for each in written)


def test_slow_work_does_not_stand_in_the_way_of_quick(db, transport):
    with db.transaction() as tx:
        queue.later(tx, "note_in_two")
        queue.later(tx, "note")
    relay.send_due(transport)
    assert [len(Queue(name, connection=transport.connection)) for name in (QUICK, SLOW)] == [1, 1]


def test_without_redis_work_is_written_and_waits(db, free_port, state_of):
    with db.transaction() as tx:
        job_id = queue.later(tx, "note")
    nobody = Transport(f"redis://127.0.0.1:{free_port()}")
    with pytest.raises(redis.ConnectionError):
        relay.send_due(nobody)
    assert state_of(job_id).state == JobState.PENDING


def test_a_job_lost_in_redis_is_sent_again(db, transport, state_of, time_out):
    with db.transaction() as tx:
        job_id = queue.later(tx, "note")
    relay.send_due(transport)
    transport.connection.flushall()
    time_out(job_id)
    assert relay.reconcile(transport) == 1
    assert state_of(job_id).state == JobState.PENDING
    relay.send_due(transport)
    assert queued(transport) == [f"ob-{job_id}-0"]


def test_a_job_that_only_waits_long_is_left_where_it_is(db, transport, state_of, time_out):
    with db.transaction() as tx:
        job_id = queue.later(tx, "note")
    relay.send_due(transport)
    time_out(job_id)
    assert relay.reconcile(transport) == 0
    assert state_of(job_id).state == JobState.SENT
    assert queued(transport) == [f"ob-{job_id}-0"]


def test_a_job_popped_by_a_worker_that_died_is_sent_again(db, transport, time_out):
    with db.transaction() as tx:
        job_id = queue.later(tx, "note")
    relay.send_due(transport)
    transport.connection.lpop(f"rq:queue:{QUICK}")
    time_out(job_id)
    assert relay.reconcile(transport) == 1
    relay.send_due(transport)
    assert queued(transport) == [f"ob-{job_id}-0"]


def test_a_lease_from_before_the_clock_was_set_back_is_taken_back(db, transport, state_of):
    with db.transaction() as tx:
        running, sent, held = (queue.later(tx, "note") for _ in range(3))
    with db.system_transaction() as tx:
        leases = {running: ("running", "1 hour"), sent: ("sent", "1 hour"), held: ("running", "4 minutes")}
        for job_id, (state, length) in leases.items():
            change = "UPDATE job SET state = :state, lease_until = now() + CAST(:length AS interval) WHERE id = :id"
            tx.execute(text(change), {"id": job_id, "state": state, "length": length})
    assert relay.reconcile(transport) == 2
    assert [state_of(each).state for each in (running, sent, held)] == ["pending", "pending", "running"]


@pytest.mark.parametrize("commits", [True, False])
def test_work_of_a_process_that_dies_with_its_commit_is_done_and_that_of_none_is_not(
    crew, environment, notes, commits, tenant_id, written_by_the_dying
):
    written_by_the_dying(commits=commits)
    crew.start()
    with_word = written_by_the_dying(commits=True, text="last")
    expected = ["first", "last"] if commits else ["last"]
    wait_until(lambda: {(tenant_id, word) for word in expected} <= set(notes()), "the jobs are done, in any order")
    assert with_word == -signal.SIGKILL
    assert sorted(word for _, word in notes()) == expected


@pytest.fixture
def written_by_the_dying(environment, tenant_id):
    """Have a process write work and die, with or right before its commit: it has no time to send anything."""
    program = """
import os, signal, sys
from uuid import UUID
import hub.db
import hub.schema
from hub import queue

hub.db.connect(os.environ["HUB_DATABASE_URL"])
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
tenant, commits, word = UUID(sys.argv[1]), sys.argv[2] == "True", sys.argv[3]
with hub.db.transaction(tenant) as db:
    queue.later(db, "note", tenant_id=tenant, args={"text": word})
    if not commits:
        die()
die()
"""

    def write(*, commits: bool, text: str = "first") -> int:
        order = [sys.executable, "-c", program, str(tenant_id), str(commits), text]
        return subprocess.run(order, env={**os.environ, **environment}, check=False).returncode

    return write


def test_done_work_is_forgotten_after_a_week(db, equipped):
    with db.transaction() as tx:
        old, new = queue.later(tx, "refuse"), queue.later(tx, "refuse")
    with db.system_transaction() as tx:
        tx.get_one(Job, old).state = JobState.DONE
        tx.get_one(Job, old).finished_at = datetime.now(UTC) - timedelta(days=8)
    with db.system_transaction() as tx:
        relay.forget(tx)
        assert tx.get(Job, old) is None
        assert tx.get(Job, new) is not None


def test_one_kind_of_work_has_one_function():
    with pytest.raises(ValueError, match="'note'"):
        queue.task("note")(lambda lease: None)
    assert registry.tasks["note"].run.__name__ == "note_once"

import os
import signal
import subprocess
from uuid import uuid4

import pytest
from rq import Queue
from rq.job import Callback
from rq.serializers import JSONSerializer
from sqlalchemy import text

from hub import queue
from hub.models import JobState
from hub.queue.transport import ENTRY, QUICK
from tests.hub.queue.conftest import PATIENCE, descendants, kill, wait_until


@pytest.fixture
def written(db, tenant_id):
    def write(kind: str, **args):
        with db.transaction(tenant_id) as tx:
            return queue.later(tx, kind, tenant_id=tenant_id, args=args)

    return write


@pytest.fixture
def done(state_of):
    return lambda job_id: state_of(job_id).state == JobState.DONE


@pytest.fixture
def in_two(written, tmp_path):
    """Work that says when it has begun and waits for a word to end."""

    class InTwo:
        began, go = tmp_path / "began", tmp_path / "go"
        id = written("note_in_two", began=str(tmp_path / "began"), go=str(tmp_path / "go"), text="two")

        @classmethod
        def has_begun(cls) -> bool:
            return cls.began.exists() and cls.began.read_text() != ""

    return InTwo


def test_what_was_written_is_done(crew, written, done, notes, tenant_id):
    before = written("note", text="before")
    crew.start()
    wait_until(lambda: done(before), "the first job is done")
    after = written("note", text="after")
    wait_until(lambda: done(after), "the second job is done")
    assert sorted(notes()) == sorted([(tenant_id, "before"), (tenant_id, "after")])


def test_two_workers_do_every_job_once(crew, written, done, notes):
    jobs = [written("note", text=str(number)) for number in range(30)]
    crew.start()
    crew.start()
    wait_until(lambda: all(map(done, jobs)), "all jobs are done")
    assert sorted(text for _, text in notes()) == sorted(map(str, range(30)))


def test_a_job_whose_process_is_killed_is_done_once(crew, in_two, done, notes, tenant_id):
    crew.start()
    wait_until(in_two.has_begun, "the work has begun")
    os.kill(int(in_two.began.read_text().split()[1]), signal.SIGKILL)
    in_two.go.touch()
    wait_until(lambda: done(in_two.id), "the job is done")
    assert in_two.began.read_text().split()[0] == "2"
    assert notes() == [(tenant_id, "two")]


def test_a_job_whose_machine_is_lost_is_done_once(crew, in_two, done, notes, tenant_id, time_out):
    first = crew.start()
    wait_until(in_two.has_begun, "the work has begun")
    crew.kill(first)
    in_two.go.touch()
    crew.start()
    time_out(in_two.id)
    wait_until(lambda: done(in_two.id), "the job is done")
    assert notes() == [(tenant_id, "two")]


def test_emptied_redis_loses_nothing(crew, written, done, notes, transport, db):
    jobs = [written("note", text=str(number)) for number in range(10)]
    with db.system_transaction() as tx:  # sent by a relay whose Redis was emptied right after
        tx.execute(text("UPDATE job SET state = 'sent', lease_until = now()"))
    transport.connection.flushall()
    crew.start()
    wait_until(lambda: all(map(done, jobs)), "all jobs are done")
    assert len(notes()) == 10


def test_a_stopped_worker_ends_its_processes(crew, written, done):
    job_id = written("note")
    worker = crew.start()
    wait_until(lambda: done(job_id), "the worker works")
    processes = descendants(worker.pid)
    worker.terminate()
    assert worker.wait(PATIENCE) == 0
    assert not any(map(alive, processes))


def test_the_processes_of_a_killed_worker_end_by_themselves(crew, written, done):
    job_id = written("note")
    worker = crew.start()
    wait_until(lambda: done(job_id), "the worker works")
    processes = descendants(worker.pid)
    worker.kill()
    worker.wait()
    wait_until(lambda: not any(map(alive, processes)), "its processes have ended")


def test_a_process_that_dies_is_started_again(crew, written, done):
    worker = crew.start()
    first = written("note")
    wait_until(lambda: done(first), "the worker works")
    for pid in descendants(worker.pid):
        kill(pid)
    second = written("note")
    wait_until(lambda: done(second), "the job is done all the same")


def test_v1_5_2_whoever_can_write_to_redis_cannot_make_us_run_anything(
    crew, written, done, notes, transport, tmp_path, tenant_id
):
    mark = tmp_path / "mark"
    foreign = Queue(QUICK, connection=transport.connection, serializer=JSONSerializer)
    foreign.enqueue("os.system", f"touch {mark}", job_id="forged-1")
    foreign.enqueue("os.mkdir", str(mark), job_id=f"ob-{uuid4()}-0")
    shell = Callback("os.mkdir")
    forged = foreign.create_job(
        ENTRY, args=(str(uuid4()),), job_id="forged-2", on_success=shell, on_failure=shell, on_stopped=shell
    )
    foreign.enqueue_job(forged)
    for arguments in ((), ("no id",), ({"tenant": str(tenant_id)},), (str(uuid4()), str(uuid4()))):
        foreign.enqueue(ENTRY, args=arguments, job_id=f"forged-{uuid4()}")
    transport.connection.lpush(f"rq:queue:{QUICK}", "no-such-job")
    honest = written("note", text="honest")
    crew.start()
    wait_until(lambda: done(honest) and not foreign.job_ids, "the queue is empty")
    assert not mark.exists()
    assert notes() == [(tenant_id, "honest")]


def test_an_id_edited_in_redis_does_nobody_elses_work_twice(crew, db, written, done, notes, transport, make_tenant):
    """The id is all that Redis carries: whose work it is, and whether it is due, the row tells."""
    other = make_tenant()
    with db.transaction(other) as tx:
        theirs = queue.later(tx, "note", tenant_id=other, args={"text": "theirs"})
    ours = written("note", text="ours")
    forged = Queue(QUICK, connection=transport.connection, serializer=JSONSerializer)
    forged.enqueue(ENTRY, args=(str(theirs),), job_id=f"ob-{ours}-0")
    crew.start()
    wait_until(lambda: done(theirs), "their job is done")
    assert notes().count((other, "theirs")) == 1


def alive(pid: int) -> bool:
    """Say whether a process still does something; one that nobody has buried yet does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return state != "" and not state.startswith("Z")

"""T20: whoever can write to Redis, or a fault of ours, gives a job arguments of another tenant.

That no function can be named is in ``tests/hub/queue/test_worker.py``, and what happens to a row whose arguments are
another tenant's in ``test_workers.py``. Here a real Valkey and real workers.
"""

import json

import pytest
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy import text

from hub import queue
from hub.connectors import keys
from hub.models import JobState
from hub.queue.transport import ENTRY, QUICK, Transport
from tests.attacks import hostile as _kinds_of_work  # noqa: F401 (registers them in this process too)
from tests.hub.queue.conftest import Crew, wait_until


@pytest.fixture
def environment(database_urls, redis_url) -> dict[str, str]:
    return {
        "HUB_DATABASE_URL": database_urls.app,
        "HUB_DATABASE_SYSTEM_URL": database_urls.system,
        "HUB_REDIS_URL": redis_url,
        "HUB_SECRET_KEYS": keys.new_key().reveal(),
    }


@pytest.fixture
def crew(environment, db):
    crew = Crew("tests.attacks.hostile", environment)
    yield crew
    crew.stop()


@pytest.fixture
def transport(redis_url):
    transport = Transport(redis_url)
    yield transport
    transport.close()


@pytest.fixture
def twins(make_tenant):
    return make_tenant("twin-a", "A Oy"), make_tenant("twin-b", "B Oy")


@pytest.fixture
def written(db):
    def written(tenant, kind: str = "honest", **args):
        with db.transaction(tenant.id) as session:
            return queue.later(session, kind, tenant_id=tenant.id, args=args)

    return written


@pytest.fixture
def done(db):
    def done(job_id) -> bool:
        with db.system_transaction() as session:
            state = session.execute(text("SELECT state FROM job WHERE id = :id"), {"id": job_id}).scalar_one()
        return state in (JobState.DONE, JobState.DEAD)

    return done


@pytest.fixture
def notes(db):
    def notes() -> set[tuple[object, str]]:
        with db.system_transaction() as session:
            return {tuple(each) for each in session.execute(text("SELECT tenant_id, subject FROM audit_event"))}

    return notes


def test_t20_a_job_whose_arguments_were_edited_does_the_work_of_its_row_for_the_tenant_of_its_row(
    crew, db, transport, twins, written, done, notes
):
    """The relay has sent both; then everything that Redis says about them is overwritten with the other's."""
    a, b = twins
    ours, theirs = written(a, text="of A"), written(b, text="of B")
    for each in (ours, theirs):
        transport.send(each, 0, slow=False)
    with db.system_transaction() as session:
        session.execute(text("UPDATE job SET state = 'sent'"))
    for each, other in ((ours, theirs), (theirs, ours)):
        key = Job.key_for(f"ob-{each}-0")
        edited = json.dumps([ENTRY, None, [str(other)], {}]).encode()
        transport.connection.hset(
            key, mapping={"data": edited, "meta": b'{"tenant": "%s"}' % str(a.id).encode(), "description": str(b.id)}
        )
    crew.start()
    wait_until(lambda: done(ours) and done(theirs), "both jobs are done")
    assert notes() == {(a.id, "of A"), (b.id, "of B")}


def test_t20_arguments_that_name_a_tenant_are_not_looked_at(crew, transport, twins, written, done, notes):
    a, b = twins
    ours = written(a, text="of A")
    forged = Queue(QUICK, connection=transport.connection, serializer=JSONSerializer)
    for number, more in enumerate(({"tenant_id": str(b.id)}, {"tenant": str(b.id)}, {"lease": {"tenant_id": "x"}})):
        forged.enqueue(ENTRY, args=(str(ours),), kwargs=more, job_id=f"forged-{number}")
        forged.enqueue(ENTRY, args=(str(ours), str(b.id)), job_id=f"forged-more-{number}")
    crew.start()
    wait_until(lambda: done(ours), "the job is done")
    assert notes() == {(a.id, "of A")}

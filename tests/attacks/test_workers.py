"""Work of one tenant that names another's things, and work and pages of two tenants at the same time."""

import contextvars
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from flask import has_app_context, has_request_context
from sqlalchemy import Engine, select, text

import hub.db
from hub import queue
from hub.config import HubSettings
from hub.connectors import keys
from hub.models import Job, JobState, Mail
from hub.queue import execution, registry
from tests.attacks.isolation.keeping import Snapshot
from tests.attacks.isolation.people import browser
from tests.attacks.isolation.rows import TENANT_TABLES
from tests.attacks.isolation.side import Side, canary_of
from tests.attacks.isolation.world import Twin, World, make_world
from tests.conftest import DatabaseUrls, empty
from tests.hub.conftest import BASE_URL

ARGUMENTS: dict[str, Callable[[Side], dict[str, object]]] = {
    "announce_environment": lambda side: {},
    "build_report_file": lambda side: {"file": side["failed_file"]},
    "close_tenant": lambda side: {"tenant": side["tenant"]},
    "examine_connection": lambda side: {"connection": side["connection"]},
    "subscribe_connection": lambda side: {"connection": side["connection"]},
    "tell_admins": lambda side: {},
    "fetch": lambda side: {"connector": "procountor"},
    "finish_activation": lambda side: {"activation": side["activation_ready"]},
    "release_connection": lambda side: {"connection": side["connection"], "erase": True},
    "send_mail": lambda side: {"mail_id": side["mail"]},
    "sync_connection": lambda side: {"connection": side["connection"]},
}
"""What each kind of work is told, with the ids of either twin. A kind that is missing here fails the build."""


@pytest.fixture(scope="module")
def world(database_urls: DatabaseUrls, owner: Engine) -> Iterator[World]:
    hub.db.connect(database_urls.app, database_urls.system)
    keys.unlock((keys.new_key(),))
    empty(owner)
    registry.load()
    world = make_world([])
    execution.equip(HubSettings.read({"HUB_BASE_URL": BASE_URL}), world.app.extensions["hub"].plugins)
    yield world
    hub.db.disconnect()
    empty(owner)


@pytest.fixture(scope="module")
def snapshot(world: World, owner: Engine) -> Snapshot:
    return Snapshot(owner, world.a.side["tenant"])


@pytest.fixture(autouse=True)
def as_it_was(snapshot: Snapshot) -> Iterator[None]:
    yield
    snapshot.restore()


def perform(twin: Twin, kind: str, arguments: dict[str, object]) -> Job:
    """Do work of a tenant, as its worker does."""
    tenant_id = UUID(twin.side["tenant"])
    with hub.db.transaction(tenant_id) as db:
        job_id = queue.later(db, kind, tenant_id=tenant_id, args=arguments)
    execution.perform(job_id)
    with hub.db.system_transaction() as db:
        return db.get_one(Job, job_id)


def everything_of(twin: Twin) -> str:
    """Write down all that a tenant's scope reaches."""
    with hub.db.transaction(UUID(twin.side["tenant"])) as db:
        rows = (
            db.execute(text(f"SELECT jsonb_agg(to_jsonb(t))::text FROM {table} t")).scalar() for table in TENANT_TABLES
        )
        return "\n".join(each or "" for each in rows if each)


def letters() -> dict[UUID, str]:
    """Write down every letter that waits or was sent, to whomever."""
    with hub.db.system_transaction() as db:
        return {each.id: f"{each.recipient} {each.subject} {each.body}" for each in db.scalars(select(Mail))}


def test_every_kind_of_work_is_tried():
    own = {name for name, each in registry.tasks.items() if each.run.__module__.startswith("hub.")}
    assert own == set(ARGUMENTS)


@pytest.mark.parametrize("kind", ARGUMENTS)
def test_work_that_names_anothers_things_does_nothing_to_them(world, snapshot, kind):
    perform(world.b, kind, ARGUMENTS[kind](world.a.side))
    assert snapshot.changed() == set()
    assert canary_of("a") not in everything_of(world.b)


@pytest.mark.parametrize("name", ["a", "b"])
@pytest.mark.parametrize("kind", ARGUMENTS)
def test_letters_that_come_of_work_tell_of_its_own_tenant_alone(world, kind, name):
    twin, other = (world.a, world.b) if name == "a" else (world.b, world.a)
    before = letters()
    perform(twin, kind, ARGUMENTS[kind](twin.side))
    written = [text for letter, text in letters().items() if letter not in before]
    assert len(written) == (kind == "announce_environment")
    for each in written:
        assert canary_of(twin.name) in each
        assert canary_of(other.name) not in each


@pytest.mark.parametrize("kind", ["sync_connection", "release_connection"])
def test_the_same_work_with_ones_own_things_is_done(world, snapshot, kind):
    if kind == "release_connection":
        with hub.db.system_transaction() as db:
            db.execute(text("UPDATE connection SET state = 'detached'"))
    job = perform(world.b, kind, ARGUMENTS[kind](world.b.side))
    assert job.state == JobState.DONE
    with hub.db.transaction(UUID(world.b.side["tenant"])) as db:
        secrets = db.execute(text("SELECT count(*) FROM connection_secret")).scalar_one()
        done = db.execute(text("SELECT count(*) FROM sync_run WHERE state = 'done'")).scalar_one()
    assert (secrets, done) == ((2, 2) if kind == "sync_connection" else (0, 1))


PAGES = ("/members", "/connections", "/audit", "/reports/general-ledger?from=2026-01&to=2026-12", "/access")


def test_pages_of_both_tenants_asked_for_at_once_keep_apart(world):
    together = threading.Barrier(8)

    def read(number: int) -> None:
        twin, other = (world.a, world.b) if number % 2 else (world.b, world.a)
        for page in (
            "/members",
            "/connections",
            "/audit",
            "/reports/general-ledger?from=2026-01&to=2026-12",
            "/access",
        ):
            together.wait(60)
            answer = browser(world.app, twin.address, twin.people["admin"]).get(page)
            assert canary_of(twin.name) in answer.text
            assert canary_of(other.name) not in answer.text

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(read, range(8)))


def test_nothing_of_a_request_or_a_job_stays_in_the_context(world):
    before = dict(contextvars.copy_context())
    perform(world.a, "sync_connection", ARGUMENTS["sync_connection"](world.a.side))
    browser(world.app, world.b.address, world.b.people["admin"]).get("/members")
    assert not has_request_context()
    assert not has_app_context()
    assert dict(contextvars.copy_context()) == before

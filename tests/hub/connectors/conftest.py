from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from hub import config, runtime
from hub.connectors import keys, service, tasks
from hub.connectors.models import Connection, SyncRun
from hub.identity.models import LinkedIdentity, Person
from hub.models import Job
from hub.pluginmanager import Plugins
from hub.queue import execution
from hub.sdk import http
from hub.sdk.http import Budget
from hub.sdk.refs import CompanyRef
from hub.sdk.secrets import Secret
from tenants.models import Membership, Role, Tenant
from tests.hub.connectors import shelf
from tests.hub.connectors.shelf import GOOD_KEY, ShelfConnector
from tests.hub.queue.conftest import Crew

COMPANY = CompanyRef("7", "Shelf Oy", business_id="12345671")


@dataclass(frozen=True)
class Place:
    """An environment with its Admin, and the Admin's account."""

    tenant_id: UUID
    admin: UUID
    identity: UUID


class Ears:
    """What listeners of the hub are told."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, object]] = []

    def attach_to(self, plugins: Plugins) -> None:
        tell = plugins.tell

        def heard(hook: str, **facts: object) -> None:
            self.heard.append((hook, facts.get("outcome", facts.get("connection"))))
            tell(hook, **facts)

        plugins.tell = heard  # type: ignore[method-assign]

    def names(self) -> list[str]:
        return [name for name, _ in self.heard]


@pytest.fixture
def environment(database_urls, redis_url) -> dict[str, str]:
    return {
        "HUB_DATABASE_URL": database_urls.app,
        "HUB_DATABASE_SYSTEM_URL": database_urls.system,
        "HUB_REDIS_URL": redis_url,
        "HUB_SECRET_KEYS": keys.new_key().reveal(),
    }


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def equipped(environment, db, ears) -> Iterator[None]:
    """This process as a worker is equipped, with the shelf's plugin."""
    settings, plugins = config.load(environment), shelf.plugins()
    ears.attach_to(plugins)
    runtime.prepare(settings)
    execution.equip(settings, plugins)
    yield
    http.use_gate(lambda _: None)


@pytest.fixture
def crew(environment, db) -> Iterator[Crew]:
    crew = Crew("tests.hub.connectors.shelf", environment)
    yield crew
    crew.stop()


@pytest.fixture
def make_place(db) -> Callable[[], Place]:
    def make() -> Place:
        tenant_id = uuid4()
        with db.transaction(tenant_id) as tx:
            person = Person(name="Aino", email="aino@example.com")
            tx.add_all(
                [person, Tenant(id=tenant_id, name="Shelf Oy", email="a@b.fi", subdomain=f"t{tenant_id.hex[:9]}")]
            )
            tx.flush()
            linked = LinkedIdentity(
                person_id=person.id, provider="shelf", authority="shelf", subject=tenant_id.hex, kind="work"
            )
            tx.add_all([Membership(tenant_id=tenant_id, person_id=person.id, role=Role.ADMIN), linked])
        return Place(tenant_id, person.id, linked.id)

    return make


@pytest.fixture
def place(make_place) -> Place:
    return make_place()


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path


@pytest.fixture
def attach(db, equipped, folder) -> Callable[..., UUID]:
    """Attach the shelf, and have it synced."""

    def attach(place: Place, company: CompanyRef = COMPANY, key: str = GOOD_KEY) -> UUID:
        with db.transaction(place.tenant_id) as tx:
            connection = service.attach(
                tx,
                tenant_id=place.tenant_id,
                company=company,
                connector=ShelfConnector(),
                settings={"key": Secret(key), "folder": str(folder)},
                origin="pasted",
                person_id=place.admin,
            )
            tasks.begin(tx, place.tenant_id, connection.id)
        return connection.id

    return attach


@pytest.fixture
def look(db) -> Callable[[UUID], Connection]:
    def read(connection_id: UUID) -> Connection:
        with db.system_transaction() as tx:
            return tx.get_one(Connection, connection_id)

    return read


@pytest.fixture
def runs(db) -> Callable[[], list[SyncRun]]:
    def read() -> list[SyncRun]:
        with db.system_transaction() as tx:
            return list(tx.scalars(select(SyncRun).order_by(SyncRun.created_at)))

    return read


@pytest.fixture
def jobs(db) -> Callable[..., list[Job]]:
    def read(state: str = "pending") -> list[Job]:
        with db.system_transaction() as tx:
            return list(tx.scalars(select(Job).where(Job.state == state).order_by(Job.created_at)))

    return read


@pytest.fixture
def work_off(jobs, equipped) -> Callable[[], None]:
    """Do once every job that waits, as a worker does."""

    def do() -> None:
        for job in jobs():
            execution.perform(job.id)

    return do


@pytest.fixture
def budget() -> Budget:
    return Budget(f"test-{uuid4().hex}", 20)

"""The whole chain without a browser: store and source over HTTP, jobs, ledger, pages."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from types import ModuleType

import pytest
from sqlalchemy import select

from hub import config, runtime
from hub.connectors import keys, service, tasks
from hub.connectors.models import SyncRun
from hub.fetching import keeping
from hub.fetching.asking import Desk
from hub.fetching.claims import Claim, claim
from hub.models import Job
from hub.pluginmanager import Plugins
from hub.queue import execution
from hub.sdk import http
from hub.sdk.refs import CompanyRef
from plugins.procountor.sandbox.books.model import Book
from plugins.procountor.sandbox.personas import Persona
from tenants.models import Role, Tenant
from tests.hub.conftest import HubClient
from tests.plugins.procountor.conftest import BOOKKEEPER, Sandbox


@dataclass(frozen=True)
class Company:
    """A connected company: its environment, a browser signed in to it, and how its sync ended."""

    tenant: Tenant
    browser: HubClient
    run: SyncRun

    def csv(self, report: str, query: str = "") -> list[list[str]]:
        """Read the table of a report's file."""
        answer = self.browser.get(f"/reports/{report}.csv?{query}")
        assert answer.status_code == 200
        lines = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""))
        return list(takewhile(bool, lines))


@pytest.fixture
def plugins() -> Plugins:
    return Plugins.discover()


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Sandbox]]:
    """Start a sandbox with some books and point the plugin's settings at it."""
    running: list[Sandbox] = []

    def start(*books: Book) -> Sandbox:
        running.append(Sandbox(*books))
        for name, value in running[-1].environ.items():
            monkeypatch.setenv(name, value)
        return running[-1]

    yield start
    for sandbox in running:
        sandbox.stop()


@pytest.fixture
def equipped(database_urls, redis_url: str, plugins: Plugins, db: ModuleType) -> Iterator[None]:
    """This process as a worker is equipped."""
    told = {
        "HUB_DATABASE_URL": database_urls.app,
        "HUB_DATABASE_SYSTEM_URL": database_urls.system,
        "HUB_REDIS_URL": redis_url,
        "HUB_SECRET_KEYS": keys.new_key().reveal(),
    }
    settings = config.load(told)
    runtime.prepare(settings)
    execution.equip(settings, plugins)
    http.use_gate(lambda _: None)
    yield
    http.use_gate(lambda _: None)


@pytest.fixture
def attach(
    equipped, db, plugins, start, browse, sign_in, make_person, make_tenant, make_member
) -> Callable[..., tuple[Tenant, HubClient, Sandbox]]:
    """Serve a book, attach it so that its sync waits, and sign somebody in to read it."""

    def attach(book: Book, whose: Persona = BOOKKEEPER) -> tuple[Tenant, HubClient, Sandbox]:
        sandbox = start(book)
        tenant, person = make_tenant("real-ledger", book.company.name), make_person()
        make_member(tenant, person, Role.ADMIN)
        company = CompanyRef(
            str(book.company.id), book.company.name, business_id=book.company.business_id.replace("-", "")
        )
        with db.transaction(tenant.id) as tx:
            connection = service.attach(
                tx,
                tenant_id=tenant.id,
                company=company,
                connector=plugins.connectors["procountor"],
                settings={"api_key": sandbox.key(book.company.id, whose), "company_id": company.source_id},
                origin="pasted",
                person_id=person.person_id,
            )
            tasks.begin(tx, tenant.id, connection.id)
        browser = browse(tenant)
        sign_in(browser, person, tenant)
        return tenant, browser, sandbox

    return attach


@pytest.fixture
def connect(attach, db) -> Callable[..., Company]:
    """Serve a book, attach it, sync it as a worker does, and sign somebody in to read it."""

    def connect(book: Book, whose: Persona = BOOKKEEPER) -> Company:
        tenant, browser, _ = attach(book, whose)
        work_off(db)
        with db.transaction(tenant.id) as tx:
            run = tx.scalars(select(SyncRun).order_by(SyncRun.created_at)).first()
        assert run is not None
        return Company(tenant, browser, run)

    return connect


def work_off(db: ModuleType) -> None:
    """Do every job that waits, as a worker does, until none is left."""
    for _ in range(20):
        if not take_turn(db):
            return
    raise AssertionError("The sync does not end")


def take_turn(db: ModuleType, *kinds: str) -> bool:
    """Do every examination, sync and fetching that waits, once; tell whether there was any."""
    with db.system_transaction() as tx:
        is_reading = Job.kind.in_(kinds or ("examine_connection", "sync_connection", "fetch"))
        waiting = list(tx.scalars(select(Job.id).where(Job.state == "pending", is_reading).order_by(Job.created_at)))
    for job_id in waiting:
        execution.perform(job_id)
    return bool(waiting)


class SlowLoop:
    """Does what the loops do, one unit at a time."""

    def __init__(self, plugins: Plugins) -> None:
        self._plugins = plugins
        connector = plugins.connectors["procountor"]
        assert connector.fetching is not None
        self._budget = connector.fetching.budget
        self._desk = Desk(connector, connector.fetching)

    def step(self) -> Claim:
        claimed = claim("procountor", self._budget)
        assert claimed is not None, "nothing is left to be asked"
        keeping.keep(self._plugins, claimed, self._desk.do(claimed))
        return claimed

"""Somebody with a long ledger, and workers that build its files."""

from collections.abc import Callable, Iterator
from datetime import date
from types import ModuleType
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from hub import config
from hub.connectors import keys
from hub.identity.models import LinkedIdentity
from hub.models import Job
from hub.pluginmanager import Plugins
from hub.queue import execution
from hub.reports import length
from hub.reports.models import ReportFile, ReportFilePart
from tenants.models import Membership, Role, Tenant
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, Shelf, receipt
from tests.hub.queue.conftest import Crew

ROWS = 40
LEDGER = "/reports/general-ledger/files?from=2025-01&to=2025-12"


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let some twenty receipts be a long report."""
    monkeypatch.setattr(length, "LONG", ROWS - 1)


@pytest.fixture
def shelf(shelf: Shelf) -> Shelf:
    """A year of sales, and a slip."""
    sales = [
        receipt(f"s{n}", date(2025, 1 + n % 12, 5), ("1910", 100 + n), ("3000", -100 - n)) for n in range(ROWS // 2)
    ]
    slip = receipt(
        "pay", date(2025, 6, 30), ("5000", 9_000), ("1910", -9_000), type="SALARY", private=True, name="Eero"
    )
    shelf.store(*sales, slip, covered=(WHOLE_2025,))
    return shelf


@pytest.fixture
def environment(database_urls, redis_url, tmp_path) -> dict[str, str]:
    return {
        "HUB_DATABASE_URL": database_urls.app,
        "HUB_DATABASE_SYSTEM_URL": database_urls.system,
        "HUB_REDIS_URL": redis_url,
        "HUB_SECRET_KEYS": keys.new_key().reveal(),
        "HUB_TEST_FOLDER": str(tmp_path),
    }


@pytest.fixture
def crew(environment, db) -> Iterator[Crew]:
    crew = Crew("tests.hub.reports.files.crew", environment)
    yield crew
    crew.stop()


@pytest.fixture
def work_off(environment, db, plugins: Plugins) -> Callable[[], None]:
    """Do the jobs that wait as a worker does, in this process."""
    execution.equip(config.load({k: v for k, v in environment.items() if k != "HUB_TEST_FOLDER"}), plugins)

    def work_off() -> None:
        with db.system_transaction() as tx:
            waiting = tx.scalars(select(Job.id).where(Job.kind == "build_report_file", Job.state == "pending")).all()
        for job_id in waiting:
            execution.perform(job_id)

    return work_off


@pytest.fixture
def tenant(db: ModuleType, shelf: Shelf) -> Tenant:
    with db.transaction(shelf.tenant_id) as tx:
        return tx.get_one(Tenant, shelf.tenant_id)


@pytest.fixture
def colleague(tenant: Tenant, browse, sign_in, make_person, make_member) -> HubClient:
    """Another Admin of the same environment."""
    client, eero = browse(tenant), make_person("Eero", "eero@leipa.example")
    make_member(tenant, eero, Role.ADMIN, payroll_detail=True)
    sign_in(client, eero, tenant)
    return client


@pytest.fixture
def files(db: ModuleType) -> Callable[[], list[ReportFile]]:
    def read() -> list[ReportFile]:
        with db.system_transaction() as tx:
            return list(tx.scalars(select(ReportFile).order_by(ReportFile.asked_at)))

    return read


@pytest.fixture
def parts(db: ModuleType) -> Callable[[], int]:
    """Count the pieces of files in the database."""

    def count() -> int:
        with db.system_transaction() as tx:
            return tx.scalar(select(func.count()).select_from(ReportFilePart)) or 0

    return count


@pytest.fixture
def payroll_detail(db: ModuleType, shelf: Shelf) -> Callable[[bool], None]:
    """Give the reader the right to see salaries by name, or take it."""

    def change(granted: bool) -> None:
        with db.transaction(shelf.tenant_id) as tx:
            who = tx.scalars(select(LinkedIdentity).where(LinkedIdentity.email_seen.like("anna@%"))).one()
            tx.get_one(Membership, (shelf.tenant_id, who.person_id)).payroll_detail = granted

    return change


@pytest.fixture
def change(db: ModuleType) -> Callable[[str], None]:
    """Change rows from outside."""

    def change(statement: str) -> None:
        with db.system_transaction() as tx:
            tx.execute(text(statement))

    return change


def ask(client: HubClient, form: str = "csv", address: str = LEDGER) -> UUID:
    """Ask for a long file, as the menu does; tells its id."""
    sent = client.post(address, data={"format": form})
    assert sent.status_code == 303, sent.text
    return UUID(sent.location.partition("?")[0].rpartition("/")[2])

from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from hub import config, runtime
from hub.connectors import service, tasks
from hub.connectors.models import Connection, SyncRun
from hub.fetching.models import FetchStretch, FetchUnit
from hub.ledger.models import MonthBalance
from hub.models import Job
from hub.queue import execution
from hub.sdk import http
from hub.sdk.accounting import VAT_CLEARING
from hub.sdk.http import Budget
from hub.sdk.refs import CompanyRef
from hub.sdk.secrets import Secret
from tests.hub.connectors.conftest import Ears, Place
from tests.hub.connectors.conftest import ears as ears
from tests.hub.connectors.conftest import environment as environment
from tests.hub.connectors.conftest import make_place as make_place
from tests.hub.connectors.conftest import place as place
from tests.hub.fetching import paper
from tests.hub.fetching.paper import PaperConnector, Source

RATE = 200.0


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def connector(source: Source) -> PaperConnector:
    return PaperConnector(source, Budget(f"paper-{uuid4().hex}", RATE))


@pytest.fixture
def equipped(environment, db, ears: Ears, connector: PaperConnector) -> Iterator[None]:
    """This process as a worker is equipped, with the paper's plugin."""
    settings, plugins = config.load(environment), paper.plugins(connector)
    ears.attach_to(plugins)
    runtime.prepare(settings)
    execution.equip(settings, plugins)
    yield
    http.use_gate(lambda _: None)


@pytest.fixture
def attach(db, equipped, connector) -> Callable[..., UUID]:
    """Attach the source to an environment, and have it synced."""

    def attach(place: Place, key: str = "good", business_id: str = "12345671") -> UUID:
        with db.transaction(place.tenant_id) as tx:
            connection = service.attach(
                tx,
                tenant_id=place.tenant_id,
                company=CompanyRef("7", "Paper Oy", business_id=business_id),
                connector=connector,
                settings={"key": Secret(key)},
                origin="pasted",
                person_id=place.admin,
            )
            tasks.begin(tx, place.tenant_id, connection.id)
        return connection.id

    return attach


@pytest.fixture
def do(db, equipped) -> Callable[..., int]:
    """Do once every job of some kinds that is due; tell how many there were."""

    def do(*kinds: str) -> int:
        with db.system_transaction() as tx:
            due = (Job.state == "pending", Job.kind.in_(kinds), Job.run_after <= func.now())
            waiting = list(tx.scalars(select(Job.id).where(*due).order_by(Job.created_at)))
        for job in waiting:
            execution.perform(job)
        return len(waiting)

    return do


@pytest.fixture
def read(do) -> Callable[[], None]:
    """Sync and fetch until nothing is due any more."""

    def read() -> None:
        while do("sync_connection") + do("fetch"):
            pass

    return read


@pytest.fixture
def come_due(db) -> Callable[[], None]:
    """Let the time pass for which units were put off or claimed."""

    def come_due() -> None:
        with db.system_transaction() as tx:
            tx.execute(text("UPDATE fetch_unit SET ready_at = now(), claimed_until = NULL"))

    return come_due


@pytest.fixture
def look(db) -> Callable[[UUID], Connection]:
    def look(connection_id: UUID) -> Connection:
        with db.system_transaction() as tx:
            return tx.get_one(Connection, connection_id)

    return look


@pytest.fixture
def runs(db) -> Callable[[], list[SyncRun]]:
    def runs() -> list[SyncRun]:
        with db.system_transaction() as tx:
            return list(tx.scalars(select(SyncRun).order_by(SyncRun.created_at)))

    return runs


@pytest.fixture
def left(db) -> Callable[[], tuple[int, int]]:
    """How many stretches and units are left to be read."""

    def left() -> tuple[int, int]:
        with db.system_transaction() as tx:
            return tuple(tx.scalar(select(func.count()).select_from(each)) for each in (FetchStretch, FetchUnit))

    return left


@pytest.fixture
def ledger(db) -> Callable[[], dict[str, int]]:
    """What the books say, by account."""

    def ledger() -> dict[str, int]:
        with db.system_transaction() as tx:
            sums = select(MonthBalance.account, func.sum(MonthBalance.net)).group_by(MonthBalance.account)
            return {account: int(net) for account, net in tx.execute(sums) if net and account != VAT_CLEARING}

    return ledger

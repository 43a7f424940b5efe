"""The whole hub to be measured: its servers and workers, and a source that answers as slowly as the real one may."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from alembic import command

from bench.place import folder
from bench.slots import keep_slots
from hub import config, db, runtime
from hub.connectors import keys, service, tasks
from hub.embedded import postgres, valkey
from hub.embedded.process import GuardedProcess, Order
from hub.identity.models import Person
from hub.pluginmanager import Plugins
from hub.sdk.errors import TryLater
from hub.sdk.http import Client
from hub.sdk.secrets import Secret
from tenants.models import Tenant
from tests.ports import free_port

__all__ = ["LATENCIES", "RATE", "Attached", "Stage", "bound", "stage"]

RATE = 20.0
"""Requests a second that the source allows."""

LATENCIES = {"latency": 0.25, "list_latency": 0.05, "batch_latency": 1.25}
"""Seconds: 0.25 for a single answer, 0.3 for a page of a list, 1.5 for a batch of 200 receipts."""

HUB = (sys.executable, "-P", "-m", "hub.cli")
SIZED_COMPANY = 8001
CLERK = "liisa@tilitoimisto.example"
WAIT = 300
"""Seconds for a process to come up; making a large book takes some."""


def bound(receipts: int) -> float:
    """Give the seconds that a first load takes at the least: a list page and a batch for 200 receipts, and eight more.

    Source: what the API's batch rules allow, at :data:`RATE` requests a second.
    """
    return (2 * -(-receipts // 200) + 8) / RATE


@dataclass(frozen=True, slots=True)
class Attached:
    """A company whose books are being read, and when that was confirmed (monotonic)."""

    tenant_id: UUID
    connection_id: UUID
    begun: float


class Stage:
    """A running hub with its source; everything ends with :func:`stage`."""

    def __init__(self, place: Path, environment: dict[str, str], source: Client, connector_key: str) -> None:
        self.place = place
        self.environment = environment
        self.source = source
        self.connector = Plugins.discover().connectors[connector_key]
        self._processes: list[GuardedProcess] = []

    def start_worker(self) -> GuardedProcess:
        """Start one more worker."""
        process = GuardedProcess(Order([*HUB, "worker"], self.place / "worker.log", self.environment))
        self._processes.append(process)
        return process

    def key_of(self, company: int) -> Secret:
        """Make an API key for somebody who may read all of a company."""
        made = self.source.send("POST", f"/sandbox/companies/{company}/keys", json={"email": CLERK})
        return Secret(made.json()["apiKey"])

    def attach(self, company: int = SIZED_COMPANY) -> Attached:
        """Connect a company, as the confirmation of an activation does."""
        settings: dict[str, str | Secret] = {"api_key": self.key_of(company), "company_id": str(company)}
        whose = self.connector.company(self.connector.connect(settings))
        tenant_id = uuid4()
        with db.transaction(tenant_id) as session:
            person = Person(name="Bench", email="bench@example.com")
            tenant = Tenant(id=tenant_id, name=whose.name, email="a@b.example", subdomain=f"b{tenant_id.hex[:12]}")
            session.add_all([person, tenant])
            session.flush()
            connection = service.attach(
                session,
                tenant_id=tenant_id,
                company=whose,
                connector=self.connector,
                settings=settings,
                origin="bench",
                person_id=person.id,
            )
            tasks.begin(session, tenant_id, connection.id)
        return Attached(tenant_id, connection.id, time.monotonic())

    def counters(self) -> dict[str, object]:
        """Read what the source was asked."""
        counted: dict[str, object] = self.source.send("GET", "/sandbox/counters").json()
        return counted

    def arrivals(self) -> list[float]:
        """Read when requests came to the source (monotonic)."""
        visits: list[dict[str, float]] = self.source.send("GET", "/sandbox/requests").json()
        return [each["at"] for each in visits]

    def stop(self) -> None:
        """End the workers."""
        for each in self._processes:
            each.stop()


@contextmanager
def stage(arguments: Sequence[str], *, rate: float = RATE, workers: int = 1) -> Iterator[Stage]:
    """Set everything up, with a source that is started with these arguments.

    :param rate: the limit that the hub keeps and the source enforces
    """
    with ExitStack() as stack:
        place = stack.enter_context(folder())
        database, redis = stack.enter_context(postgres.start(place)), stack.enter_context(valkey.start(place))
        command.upgrade(db.migrations(database.owner_url), "head")
        keep_slots(database.owner_url)
        port = free_port()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        switches = [f"--set={name}={value}" for name, value in LATENCIES.items()]
        served = [*HUB, "sandbox", f"--port={port}", f"--rate={rate}", *switches, *arguments]
        process = GuardedProcess(Order(served, place / "sandbox.log", inherited))
        stack.callback(process.stop)
        source = Client(f"http://127.0.0.1:{port}", set_by_operator=True)
        _await(source)
        environment = inherited | {
            "HUB_DATA_DIR": str(place),
            "HUB_DATABASE_URL": database.app_url,
            "HUB_DATABASE_SYSTEM_URL": database.system_url,
            "HUB_REDIS_URL": redis.url,
            "HUB_SECRET_KEYS": keys.new_key().reveal(),
            "HUB_PROCOUNTOR_API_URL": f"{source.base_url}/api",
            "HUB_PROCOUNTOR_LOGIN_URL": source.base_url,
            "HUB_PROCOUNTOR_CLIENT_ID": "hub-demo",
            "HUB_PROCOUNTOR_CLIENT_SECRET": "hub-demo-secret",
            "HUB_PROCOUNTOR_RATE": str(rate),
        }
        os.environ.update({name: value for name, value in environment.items() if name.startswith("HUB_")})
        stack.callback(lambda: [os.environ.pop(name) for name in list(os.environ) if name.startswith("HUB_")])
        db.connect(database.app_url, database.system_url)
        stack.callback(db.disconnect)
        runtime.prepare(config.load(environment))
        set_up = Stage(place, environment, source, "procountor")
        stack.callback(set_up.stop)
        for _ in range(workers):
            set_up.start_worker()
        yield set_up


def _await(source: Client) -> None:
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        try:
            if source.send("GET", "/sandbox/health").ok:
                return
        except TryLater:
            time.sleep(0.1)
    raise SystemExit("The sandbox does not come up")

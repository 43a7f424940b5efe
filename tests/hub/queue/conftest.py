import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from hub import config
from hub.connectors import keys
from hub.models import Job
from hub.pluginmanager import Plugins
from hub.queue import execution
from hub.queue.transport import Transport
from tenants.models import Tenant
from tests.hub.queue import crew as _kinds_of_work  # noqa: F401 (registers them in this process too)

PATIENCE = 120


@pytest.fixture
def environment(database_urls, redis_url) -> dict[str, str]:
    return {
        "HUB_DATABASE_URL": database_urls.app,
        "HUB_DATABASE_SYSTEM_URL": database_urls.system,
        "HUB_REDIS_URL": redis_url,
        "HUB_SECRET_KEYS": keys.new_key().reveal(),
    }


@pytest.fixture
def transport(redis_url) -> Iterator[Transport]:
    transport = Transport(redis_url)
    yield transport
    transport.close()


@pytest.fixture
def equipped(environment) -> None:
    execution.equip(config.load(environment), Plugins())


class Crew:
    """Worker processes of this test; whoever is left at the end is stopped."""

    def __init__(self, module: str, environment: dict[str, str]) -> None:
        self._module = module
        self._environment = environment
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-m", self._module]
        process = subprocess.Popen(program, env={**os.environ, **self._environment})
        self._running.append(process)
        return process

    def stop(self) -> None:
        for process in self._running:
            process.terminate()
        for process in self._running:
            process.wait(PATIENCE)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a worker and everything it started as a power cut would."""
        for pid in (process.pid, *descendants(process.pid)):
            kill(pid)
        process.wait()


def kill(pid: int) -> None:
    """Kill one process; one that has ended meanwhile, as those do whose parent is gone, is as good."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """List the processes below a process, the nearest first."""
    found = []
    for line in subprocess.check_output(["ps", "-eo", "pid=,ppid="], text=True).splitlines():
        child, parent = map(int, line.split())
        if parent == pid:
            found += [child, *descendants(child)]
    return found


@pytest.fixture
def crew(environment, db) -> Iterator[Crew]:
    crew = Crew("tests.hub.queue.crew", environment)
    yield crew
    crew.stop()


@pytest.fixture
def make_tenant(db) -> Callable[[], UUID]:
    def make() -> UUID:
        with db.transaction() as tx:
            tenant = Tenant(name="Leipä Oy", email="a@example.com", subdomain=f"t{uuid4().hex[:12]}")
            tx.add(tenant)
        return tenant.id

    return make


@pytest.fixture
def tenant_id(make_tenant) -> UUID:
    return make_tenant()


@pytest.fixture
def notes(db) -> Callable[[], list[tuple[UUID, str]]]:
    """What jobs have noted, whoever's it is."""

    def read() -> list[tuple[UUID, str]]:
        with db.system_transaction() as tx:
            return [tuple(row) for row in tx.execute(text("SELECT tenant_id, subject FROM audit_event"))]

    return read


@pytest.fixture
def state_of(db) -> Callable[[UUID], Job]:
    def read(job_id: UUID) -> Job:
        with db.system_transaction() as tx:
            return tx.get_one(Job, job_id)

    return read


@pytest.fixture
def time_out(db) -> Callable[[UUID], None]:
    """Let the time go by for which a job was lent or put off."""

    def let(job_id: UUID) -> None:
        with db.system_transaction() as tx:
            change = "UPDATE job SET lease_until = now() - interval '1 second', run_after = now() WHERE id = :id"
            tx.execute(text(change), {"id": job_id})

    return let


def wait_until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.05)

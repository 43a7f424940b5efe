import sys
from collections.abc import Callable
from pathlib import Path

import redis
from rq import Worker

from hub.config import HubSettings
from hub.demo import environment
from hub.demo.settings import DemoSettings
from hub.demo.supervisor import Service
from hub.embedded.process import GuardedProcess, Order
from hub.sdk.errors import TryLater
from hub.sdk.http import Client

HUB = (sys.executable, "-P", "-m", "hub.cli")
LOGS = ("store", "issuer", "web", "worker")


def make(demo: DemoSettings, settings: HubSettings) -> list[Service]:
    """List the processes of the demo in the order of their start."""
    folder = settings.data_dir

    def process(name: str, arguments: list[str], told: dict[str, str]) -> Callable[[], GuardedProcess]:
        order = Order([*HUB, *arguments], log_of(folder, name), told)
        return lambda: recorded(folder, name, GuardedProcess(order))

    strangers = environment.of_strangers(demo)
    store = ["sandbox", f"--port={demo.store_port}", f"--hub-url={demo.hub_url}", f"--data-dir={folder / 'sandbox'}"]
    return [
        Service("store", process("store", store, strangers), lambda: answers(demo.store_port, "127.0.0.1")),
        Service(
            "issuer",
            process("issuer", ["issuer", f"--port={demo.issuer_port}"], strangers),
            lambda: answers(demo.issuer_port, "localhost"),
        ),
        Service(
            "web",
            process("web", ["serve"], environment.of_web(demo, settings)),
            lambda: answers(demo.port, "127.0.0.1", "/healthz"),
        ),
        Service(
            "worker",
            process("worker", ["worker"], environment.of_worker(demo, settings)),
            lambda: somebody_works(settings),
        ),
    ]


def log_of(folder: Path, name: str) -> Path:
    """Give the file that a process's output is appended to."""
    return folder / "logs" / f"{name}.log"


def recorded(folder: Path, name: str, process: GuardedProcess) -> GuardedProcess:
    """Write down a process's number, for whoever has to look at it or to kill it."""
    (folder / "pids").mkdir(mode=0o700, exist_ok=True)
    (folder / "pids" / f"{name}.pid").write_text(f"{process.pid}\n")
    return process


def answers(port: int, host: str, path: str = "/") -> bool:
    """Say whether a web server of this machine answers, whatever it says but that it is broken."""
    try:
        server = Client(f"http://127.0.0.1:{port}", set_by_operator=True, timeout=10)
        return server.send("GET", path, headers={"Host": f"{host}:{port}"}).status_code < 500
    except TryLater:
        return False


def somebody_works(settings: HubSettings) -> bool:
    """Say whether a worker has told the queue that it is there."""
    with redis.Redis.from_url(settings.redis_url or "") as connection:
        return Worker.count(connection=connection) > 0

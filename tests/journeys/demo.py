"""A running `hub demo` of our own: real processes, a data folder and ports that nobody else uses."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import requests

from tests.ports import free_port

__all__ = ["Demo", "eventually", "running_demo"]

LOGS = Path(__file__).parents[2] / "artifacts" / "logs"
"""Where the logs of demos are left: a page that says that something went wrong says why only there."""
PATIENCE = 120.0  # seconds until the demo must be ready
PORTS = ("HUB_DEMO_PORT", "HUB_DEMO_STORE_PORT", "HUB_DEMO_ISSUER_PORT")
Found = TypeVar("Found")


def eventually(ask: Callable[[], Found], what: str, patience: float = 120) -> Found:
    """Ask again and again until the answer is true, and give it.

    :raises AssertionError: it never came true; the text says what was waited for
    """
    deadline = time.monotonic() + patience
    while not (found := ask()):
        assert time.monotonic() < deadline, f"waited {patience:.0f} s in vain for: {what}"
        time.sleep(0.1)
    return found


class Demo:
    """One `hub demo` process and where it is; it can be stopped and started again on the same data."""

    def __init__(self, folder: Path, ports: Sequence[int]) -> None:
        self.folder = folder
        self._ports = dict(zip(PORTS, ports, strict=True))
        self.hub, self.store = "", ""
        self.cookies: set[str] = set()
        """What browsers were left with when they were closed."""
        self._process: subprocess.Popen[str] | None = None

    @property
    def port(self) -> int:
        """The port of the hub, on its own address and on those of all environments."""
        return self._ports["HUB_DEMO_PORT"]

    @property
    def issuer(self) -> str:
        """The address of the identity providers."""
        return f"http://localhost:{self._ports['HUB_DEMO_ISSUER_PORT']}"

    @property
    def settings(self) -> dict[str, str]:
        """What this demo is told that others are not."""
        return {**{name: str(port) for name, port in self._ports.items()}, **self._data_dir}

    def start(self) -> None:
        """Start it, and wait for `Ready` and the two addresses.

        :raises AssertionError: it ended, or said nothing, before it was ready
        """
        with (self.folder / "demo.err").open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "hub.cli", "demo"],
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                env={**os.environ, **self.settings},
            )
        self._until_ready(self._process)

    def _until_ready(self, process: subprocess.Popen[str]) -> None:
        said: list[str] = []
        assert process.stdout is not None
        for line in process.stdout:  # ends with the process; the demo itself gives up on a part that does not answer
            said.append(line.strip())
            if line.strip().startswith("Hub:"):
                break
        addresses = dict(line.split(": ", 1) for line in said if ": " in line)
        if "Ready" not in said or not {"Store", "Hub"} <= addresses.keys():
            self._process = None
            process.wait(PATIENCE)
            process.stdout.close()
            raise AssertionError(f"the demo did not start:\n{self.log()}")
        self.store, self.hub = addresses["Store"].strip(), addresses["Hub"].strip()

    def stop(self) -> None:
        """Ask it to end as an operator would, and make sure that nothing of it is left."""
        process, self._process = self._process, None
        if process is None:
            return
        family = [process.pid, *descendants(process.pid)]
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        if process.stdout:
            process.stdout.close()
        left = {pid: name for pid in family if (name := command_of(pid))}
        assert not left, f"these processes of the demo outlived it: {left}"
        assert process.returncode == 0, f"the demo ended with {process.returncode}:\n{self.log()}"

    def kill(self, service: str) -> None:
        """End one process of the demo as a crash would, and wait until another one is there instead."""
        number = self.folder / "pids" / f"{service}.pid"
        pid = int(number.read_text())
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: int(number.read_text() or pid) != pid, f"a new {service}")

    def log(self, name: str = "") -> str:
        """Give the end of what the demo, or one of its processes, has said."""
        path = self.folder / "logs" / f"{name}.log" if name else self.folder / "demo.err"
        return path.read_text(errors="replace")[-8000:] if path.exists() else ""

    def tenant(self, subdomain: str) -> str:
        """Give the address of an environment."""
        return f"http://{subdomain}.hub.localhost:{self.port}"

    def ask(
        self, path: str, *, host: str = "hub.localhost", cookies: dict[str, str] | None = None
    ) -> requests.Response:
        """Ask the hub without a browser, as any of its hosts; redirects are not followed."""
        carried = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        headers = {"Host": f"{host}:{self.port}", **({"Cookie": carried} if carried else {})}
        return requests.get(f"http://127.0.0.1:{self.port}{path}", headers=headers, timeout=60, allow_redirects=False)

    def serves(self) -> bool:
        """Tell whether the hub answers."""
        try:
            return self.ask("/healthz").ok
        except requests.ConnectionError:
            return False

    def turn(self, method: str, path: str, **body: Any) -> Any:
        """Turn one of the sandbox's controls (`/sandbox/...`) and give its answer."""
        answer = requests.request(method, f"{self.store}/sandbox{path}", json=body or None, timeout=60)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return json.loads(answer.text)

    @property
    def _data_dir(self) -> dict[str, str]:
        config = str(self.folder / "config")  # where the sealing key is kept apart from the data
        return {"HUB_DATA_DIR": str(self.folder), "XDG_CONFIG_HOME": config, "PYTHONUNBUFFERED": "1"}


@contextmanager
def running_demo(ports: Sequence[int] = ()) -> Iterator[Demo]:
    """Run a demo in a folder that is thrown away.

    :param ports: of hub, store and issuer; by default free ones
    """
    folder = Path(tempfile.mkdtemp(prefix="hub-demo-"))
    demo = Demo(folder, ports or [free_port() for _ in PORTS])
    try:
        demo.start()
        yield demo
    finally:
        try:
            demo.stop()
        finally:
            if (folder / "logs").is_dir():
                shutil.copytree(folder / "logs", LOGS / folder.name)
            if (folder / "home").is_symlink():  # started by root, the servers keep their data where they may write
                shutil.rmtree((folder / "home").readlink())
            shutil.rmtree(folder)


def descendants(pid: int) -> list[int]:
    """List the processes that a process has started, and those that they have started."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found = [pid]
    for parent in found:
        found += [child for child, of in pairs if of == parent]
    return found[1:]


def command_of(pid: int) -> str:
    """Give the command line of a process that is still running; empty when there is none, or only its exit status."""
    told = subprocess.run(["ps", "-o", "stat=,args=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return "" if told.startswith("Z") else told

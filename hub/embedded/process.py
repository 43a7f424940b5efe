import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from hub.embedded import guard
from hub.embedded.service_user import ServiceUser


@dataclass(frozen=True)
class Order:
    """A program to run: how it is asked to stop, how many seconds it then has, and as whom it runs."""

    command: Sequence[str | Path]
    log: Path
    environment: Mapping[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10
    user: ServiceUser | None = None


class GuardedProcess:
    """A running program in a session of its own, which ends with us: a Ctrl-C does not reach it, our death does.

    It lives as long as this object is kept.
    """

    def __init__(self, order: Order) -> None:
        with order.log.open("ab") as log:
            self._guard = subprocess.Popen(
                [sys.executable, "-I", "-S", guard.__file__, _as_json(order)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=dict(order.environment),
                cwd="/",
                start_new_session=True,
            )
        with cast(IO[bytes], self._guard.stdout) as answer:
            self.pid = int(answer.readline() or 0)

    @property
    def running(self) -> bool:
        """Whether the program has not ended yet."""
        return self._guard.poll() is None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the program's end and give its exit status (128 and more: ended by a signal)."""
        status = self._guard.wait(timeout)
        cast(IO[bytes], self._guard.stdin).close()
        return status

    def stop(self) -> None:
        """Ask the program to end and wait until it has."""
        cast(IO[bytes], self._guard.stdin).close()
        self.wait()


def name_of(pid: int) -> str:
    """Give the name of a running process, empty when there is none: process ids are used again after a restart."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        if Path("/proc/self/comm").exists():
            return ""
    ps = ["ps", "-o", "comm=", "-p", str(pid)]
    found = subprocess.run(ps, capture_output=True, text=True)
    return os.path.basename(found.stdout.strip())


def _as_json(order: Order) -> str:
    return json.dumps(
        {
            "command": [str(part) for part in order.command],
            "signal": int(order.stop_signal),
            "patience": order.patience,
            "uid": order.user.uid if order.user else None,
            "gid": order.user.gid if order.user else None,
        }
    )

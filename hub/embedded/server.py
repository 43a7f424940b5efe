"""What both embedded servers have in common: found running or started, waited for, stopped by whoever started them."""

import time
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from hub.embedded.errors import EmbeddedFault
from hub.embedded.folders import Home
from hub.embedded.process import GuardedProcess, name_of

__all__ = ["PATIENCE", "EmbeddedServer", "is_running"]

PATIENCE = 60  # seconds a server has to start, and to write everything down when it stops; as pg_ctl gives it


class EmbeddedServer(ABC):
    """A server of a data folder; stopped by whoever started it, left alone by whoever found it running.

    :cvar title: what people call it
    :cvar name: its folder and its log, and what its process's name begins with
    :cvar record: the file in its folder that holds the number of its process
    """

    title: ClassVar[str]
    name: ClassVar[str]
    record: ClassVar[str]

    def __init__(self, home: Home, process: GuardedProcess | None = None) -> None:
        self._home, self._process = home, process

    @abstractmethod
    def answers(self) -> bool:
        """Ask the server for something small."""

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
        return self._home.root / self.name

    def is_found(self) -> bool:
        """Say whether the server of this folder answers; waits for one that is starting or stopping.

        :raises EmbeddedFault: it is there and does not answer
        """
        deadline = time.monotonic() + PATIENCE
        while pid := self._pid():
            if self.answers():
                return True
            if time.monotonic() > deadline:
                raise EmbeddedFault(
                    f"A {self.title} server (process {pid}) holds {self.folder} but does not answer. "
                    "Stop it and try again."
                )
            time.sleep(0.05)
        return False

    def await_start(self) -> None:
        """Wait until the server that we started answers.

        :raises EmbeddedFault: it ended, or does not answer in time
        """
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if not self.running or time.monotonic() > deadline:
                self.stop()
                raise EmbeddedFault(f"{self.title} did not start; see the end of {self._home.log(self.name)}.")
            time.sleep(0.02)

    def stop(self) -> None:
        """Let the server write everything down and end, if it is ours."""
        if self._process:
            self._process.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _pid(self) -> int | None:
        """Read which process holds the folder; a record left behind by a killed server is removed."""
        record = self.folder / self.record
        pid = _recorded_pid(record)
        if pid is None or is_running(record, self.name):
            return pid
        record.unlink(missing_ok=True)  # the number is a stranger's meanwhile, over which PostgreSQL would stumble
        return None


def is_running(record: Path, name: str) -> bool:
    """Say whether the process that a server's record names is that server."""
    pid = _recorded_pid(record)
    return pid is not None and name_of(pid).startswith(name)


def _recorded_pid(record: Path) -> int | None:
    try:
        return int(record.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None

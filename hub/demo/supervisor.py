"""Start services in order, bring back one that dies, stop all in the opposite order."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from hub.demo.errors import DemoFault

PATIENCE = 60.0  # seconds a service has until it answers
LONGEST_PAUSE = 30.0  # seconds between two attempts to bring a service back
STEADY = 60.0  # seconds after which a service counts as well again
BEAT = 0.2


class Running(Protocol):
    """What has been started."""

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        ...

    def stop(self) -> None:
        """End it and wait until it has ended."""
        ...


@dataclass(frozen=True)
class Service:
    """Something to keep running: how to start it and how to tell that it answers."""

    name: str
    start: Callable[[], Running]
    answers: Callable[[], bool]


class _Kept:
    """One service under our care."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.process = service.start()
        self.since = time.monotonic()
        self.failures = 0
        self.again_at: float | None = None


class Supervisor:
    """Keeps services running until it is told to stop."""

    def __init__(self, say: Callable[[str], None], stop: threading.Event) -> None:
        self._say, self._stop = say, stop
        self._kept: list[_Kept] = []

    def start(self, service: Service) -> None:
        """Start a service; it need not answer yet."""
        self._kept.append(_Kept(service))

    def wait(self) -> None:
        """Wait until every service answers, or until we are told to stop.

        :raises DemoFault: a service ended or kept silent
        """
        for kept in self._kept:
            self._wait_for(kept)

    def watch(self, at_each_beat: Callable[[], None]) -> None:
        """Bring back what dies, until we are told to stop."""
        while not self._stop.wait(BEAT):
            for kept in self._kept:
                self._look_after(kept)
            at_each_beat()

    def stop(self) -> None:
        """Stop every service, the last one started first."""
        for kept in reversed(self._kept):
            kept.process.stop()

    def _wait_for(self, kept: _Kept) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self._stop.is_set() and not kept.service.answers():
            if not kept.process.running:
                raise DemoFault(f"{kept.service.name} did not start; the end of its log says why.")
            if time.monotonic() > deadline:
                raise DemoFault(f"{kept.service.name} does not answer after {PATIENCE:.0f} seconds; look at its log.")
            self._stop.wait(BEAT)

    def _look_after(self, kept: _Kept) -> None:
        now = time.monotonic()
        if kept.process.running:
            if now - kept.since > STEADY:
                kept.failures = 0
        elif kept.again_at is None:
            pause = min(2**kept.failures / 2, LONGEST_PAUSE)
            self._say(f"{kept.service.name} has ended and is started again in {pause:g} s")
            kept.again_at = now + pause
        elif now >= kept.again_at:
            kept.process.stop()
            kept.process, kept.since, kept.again_at = kept.service.start(), now, None
            kept.failures += 1

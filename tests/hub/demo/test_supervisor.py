import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from hub.demo.errors import DemoFault
from hub.demo.supervisor import Service, Supervisor
from hub.embedded.process import GuardedProcess, Order
from tests.hub.queue.conftest import PATIENCE

SLEEPER = "import time; time.sleep(600)"


class Sleepers:
    """Services that sleep, and what was said about them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.stop = threading.Event()
        self.started: dict[str, list[GuardedProcess]] = {}
        self.supervisor = Supervisor(self.said.append, self.stop)

    def service(self, name: str, code: str = SLEEPER, answers: bool = True) -> Service:
        def start() -> GuardedProcess:
            command = [sys.executable, "-c", code]
            process = GuardedProcess(Order(command, self.folder / "log", dict(os.environ)))
            self.started.setdefault(name, []).append(process)
            return process

        return Service(name, start, lambda: answers)

    def watch_until(self, condition) -> None:
        """Let the supervisor watch until something is true."""
        deadline = time.monotonic() + PATIENCE

        def beat() -> None:
            if condition() or time.monotonic() > deadline:
                self.stop.set()

        self.supervisor.watch(beat)
        assert condition()


@pytest.fixture
def sleepers(tmp_path):
    sleepers = Sleepers(tmp_path)
    yield sleepers
    sleepers.supervisor.stop()


def alive(process: GuardedProcess) -> bool:
    try:
        os.kill(process.pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_service_comes_back_and_a_line_says_so(sleepers):
    sleepers.supervisor.start(sleepers.service("web"))
    sleepers.supervisor.wait()
    os.kill(sleepers.started["web"][0].pid, signal.SIGKILL)
    sleepers.watch_until(lambda: len(sleepers.started["web"]) == 2)
    assert alive(sleepers.started["web"][1])
    assert sleepers.said == ["web has ended and is started again in 0.5 s"]


def test_a_service_that_dies_again_is_given_longer_pauses(sleepers):
    sleepers.supervisor.start(sleepers.service("web", code="pass"))
    sleepers.watch_until(lambda: len(sleepers.said) == 3)
    assert [line.rsplit(" ", 2)[1] for line in sleepers.said] == ["0.5", "1", "2"]


def test_the_others_are_left_alone_while_one_comes_back(sleepers):
    for name in ("web", "worker"):
        sleepers.supervisor.start(sleepers.service(name))
    os.kill(sleepers.started["worker"][0].pid, signal.SIGKILL)
    sleepers.watch_until(lambda: len(sleepers.started["worker"]) == 2)
    assert len(sleepers.started["web"]) == 1


def test_stopping_ends_every_service(sleepers):
    for name in ("web", "worker"):
        sleepers.supervisor.start(sleepers.service(name))
    sleepers.supervisor.stop()
    assert not [name for name, (process,) in sleepers.started.items() if alive(process)]


def test_a_service_that_ends_before_it_answers_is_named(sleepers):
    sleepers.supervisor.start(sleepers.service("issuer", code="raise SystemExit(1)", answers=False))
    with pytest.raises(DemoFault, match="issuer did not start"):
        sleepers.supervisor.wait()


def test_a_stop_is_heeded_while_a_service_does_not_answer_yet(sleepers):
    sleepers.supervisor.start(sleepers.service("web", answers=False))
    threading.Timer(0.3, sleepers.stop.set).start()
    sleepers.supervisor.wait()
    assert sleepers.stop.is_set()

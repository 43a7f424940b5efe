"""Which function does which kind of work, and what is looked after regularly."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeVar

from hub.db import Db

if TYPE_CHECKING:
    from hub.queue.lease import Lease

__all__ = ["FEATURES", "Schedule", "Task", "load", "schedule", "schedules", "task", "tasks"]

FEATURES = (
    "activation",
    "closing",
    "connectors",
    "fetching",
    "identity",
    "ledger",
    "notices",
    "reports",
    "sentinel",
    "webhooks",
)
"""Features whose ``tasks`` module, where there is one, registers kinds of work; besides them ``hub.mail``."""

Handler = Callable[["Lease"], None]
_F = TypeVar("_F", bound=Callable[..., None])


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of work.

    :param slow: may take minutes; kept away from the workers that answer to people
    """

    kind: str
    run: Handler
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """Something to look after every so many seconds, in a transaction of the system role."""

    name: str
    every: float
    run: Callable[[Db], None]


tasks: dict[str, Task] = {}
schedules: dict[str, Schedule] = {}


def task(kind: str, *, slow: bool = False) -> Callable[[_F], _F]:
    """Register the function that does a kind of work; it gets a :class:`hub.queue.Lease` and may be called again.

    :raises ValueError: the kind is taken
    """

    def register(function: _F) -> _F:
        if kind in tasks:
            raise ValueError(f"Two functions want to do jobs of the kind {kind!r}")
        tasks[kind] = Task(kind, function, slow)
        return function

    return register


def schedule(*, every: float) -> Callable[[_F], _F]:
    """Register a function of a system transaction that is called about every so many seconds.

    It asks the database what is due and writes jobs with dedupe keys: called twice it must do no harm.
    """

    def register(function: _F) -> _F:
        name = f"{function.__module__}.{function.__qualname__}"
        schedules[name] = Schedule(name, every, function)
        return function

    return register


def load() -> None:
    """Import the modules that register kinds of work."""
    for feature in FEATURES:
        name = f"hub.{feature}.tasks"
        if find_spec(name):
            import_module(name)
    if find_spec("hub.mail"):
        import_module("hub.mail")

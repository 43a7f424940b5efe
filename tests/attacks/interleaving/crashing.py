"""A process that dies in the middle: at any statement, with nothing tidied up but what the database undoes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

import hub.db

__all__ = ["Killed", "dying_at", "watch"]

_left = threading.local()


class Killed(BaseException):
    """The process is gone: nothing catches it."""


def watch() -> None:
    """Let every statement and commit of this process be one at which it may die."""
    for role in ("app", "system"):
        event.listen(hub.db.engine(role), "before_cursor_execute", _count)
        event.listen(hub.db.engine(role), "commit", _count)


@contextmanager
def dying_at(statement: int | None) -> Iterator[None]:
    """Die at the so manieth statement of this thread, if it gets so far.

    :param statement: from 1; None to live
    """
    _left.statements = statement
    try:
        yield
    except Killed:
        pass
    finally:
        _left.statements = None


def _count(*_: Any) -> None:
    left = getattr(_left, "statements", None)
    if left is None:
        return
    _left.statements = left - 1
    if left <= 1:
        raise Killed

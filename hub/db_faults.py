"""Faults of the database, told without what was in its rows.

PostgreSQL quotes the row that it refuses, the line of a COPY that it cannot read and the value that is no number. An
exception is written into logs, kept by queues and shown by consoles that ask nobody; so it never holds them.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Engine, ExceptionContext, event

__all__ = ["silence_about_rows", "silent_about_rows"]

DATA = "22"
"""The class of SQLSTATEs whose first line may quote a value; those of others quote names of tables and constraints."""
QUOTED = re.compile(r'".*"', re.DOTALL)


def silence_about_rows(engine: Engine) -> None:
    """Take what was in rows out of every fault that the connections of an engine raise."""
    event.listen(engine, "handle_error", _silence)


@contextmanager
def silent_about_rows() -> Iterator[None]:
    """Do the same for statements that go to the driver past the engine."""
    try:
        yield
    except psycopg.Error as error:
        error.args = (_told(error),)
        raise


def _silence(context: ExceptionContext) -> None:
    error = context.original_exception
    if isinstance(error, psycopg.Error):
        said, error.args = str(error), (_told(error),)
        if (outer := context.sqlalchemy_exception) is not None:
            outer.args = (str(outer.args[0]).replace(said, str(error)), *outer.args[1:])


def _told(error: psycopg.Error) -> str:
    """Give the first line of what the server says, without the values in it; what the driver says stays."""
    first = error.diag.message_primary
    if first is None:
        return str(error)
    return QUOTED.sub('"…"', first) if (error.sqlstate or "").startswith(DATA) else first

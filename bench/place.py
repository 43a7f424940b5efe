"""A place to measure in: servers of its own in a folder that is thrown away."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command

from hub import db
from hub.embedded import postgres
from hub.embedded.postgres import RunningPostgres


@contextmanager
def folder() -> Iterator[Path]:
    """Give a data folder; it goes with all it points to."""
    place = Path(tempfile.mkdtemp(prefix="hub-bench-"))
    try:
        yield place
    finally:
        if (place / "home").is_symlink():
            shutil.rmtree((place / "home").readlink())
        shutil.rmtree(place)


@contextmanager
def database() -> Iterator[RunningPostgres]:
    """Give a database with this version's tables, as durable as a real one, and connect :mod:`hub.db` to it."""
    with folder() as place, postgres.start(place) as server:
        command.upgrade(db.migrations(server.owner_url), "head")
        db.connect(server.app_url, server.system_url)
        try:
            yield server
        finally:
            db.disconnect()

"""How the database gets empty again after a test."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, text

__all__ = ["empty", "quickly_emptied"]

FEW = 256 * 1024
"""Bytes of a table that are swept row by row; TRUNCATE makes all files anew, which takes ten times as long."""
SIZES = text(
    "SELECT quote_ident(relname), pg_relation_size(oid) FROM pg_class "
    "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'"
)
USED = text("SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL")

_superusers: dict[str, Engine] = {}


@contextmanager
def quickly_emptied(owner_url: str, superuser_url: str) -> Iterator[None]:
    """Let :func:`empty` work as the superuser on one database: it alone may pass by the keys between tables."""
    _superusers[owner_url] = create_engine(superuser_url, pool_pre_ping=True)
    yield
    _superusers.pop(owner_url).dispose()


def empty(owner: Engine) -> None:
    """Remove every row; a test that left a transaction open is told instead of waited for."""
    superuser = _superusers.get(owner.url.render_as_string(hide_password=False))
    with (superuser or owner).begin() as connection:
        sizes = dict(connection.execute(SIZES).all())
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        if superuser and max(sizes.values()) < FEW:
            connection.execute(text(f"LOCK TABLE {', '.join(sizes)} IN ACCESS EXCLUSIVE MODE"))
            _sweep(connection, [name for name, size in sizes.items() if size])
        else:
            connection.execute(text(f"TRUNCATE {', '.join(sizes)} RESTART IDENTITY"))


def _sweep(connection: Connection, tables: list[str]) -> None:
    restarted = connection.execute(USED).scalars()
    statements = (
        "SET LOCAL session_replication_role = replica",
        *(f"DELETE FROM {table}" for table in tables),
        *(f"ALTER SEQUENCE {sequence} RESTART" for sequence in restarted),
    )
    connection.execute(text("; ".join(statements)))

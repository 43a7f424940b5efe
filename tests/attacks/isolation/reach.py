"""Whether a verb reaches a tenant's row of a table, as the application's role in some scope."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from psycopg import errors
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.orm import Session

import hub.db
from tests.attacks.isolation.rows import Planted
from tests.conftest import DatabaseUrls

__all__ = ["VERBS", "is_reached", "undone", "use_one_connection"]

VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def use_one_connection(urls: DatabaseUrls) -> Engine:
    """Connect this process as both roles; the application's pool has a single connection for everybody."""
    hub.db.connect(urls.app, urls.system)
    pool = hub.db.guard_pool(create_engine(urls.app, pool_size=1, max_overflow=0, pool_timeout=5))
    hub.db._engines["app"] = pool
    return pool


class _Undone(Exception):
    """Ends a transaction whose effects nobody wants."""


@contextmanager
def undone(tenant_id: UUID | None, person_id: UUID | None = None) -> Iterator[Session]:
    """Open a transaction of the application role that is rolled back in the end."""
    with suppress(_Undone), hub.db.transaction(tenant_id, person_id=person_id) as db:
        yield db
        raise _Undone


def is_reached(db: Session, verb: str, table: str, planted: Planted) -> bool:
    """Try a verb on the row that a tenant has in a table.

    An UPDATE that changes nothing and an INSERT of a row that is there already are let through or refused as any other.
    """
    try:
        if verb == "INSERT":
            db.execute(_insert(table), {"row": _as_json(planted, table)})
            return True
        statement = {
            "SELECT": f"SELECT 1 FROM {table} WHERE tenant_id = :tenant",
            "UPDATE": f"UPDATE {table} SET tenant_id = tenant_id WHERE tenant_id = :tenant RETURNING 1",
            "DELETE": f"DELETE FROM {table} WHERE tenant_id = :tenant RETURNING 1",
        }[verb]
        return db.execute(text(statement), {"tenant": planted.tenant_id}).first() is not None
    except IntegrityError as refused:  # a row that others refer to was reached all the same
        return _is(refused, errors.ForeignKeyViolation)
    except ProgrammingError as refused:
        return not _is(refused, errors.InsufficientPrivilege)


def _is(refused: DBAPIError, wanted: type[Exception]) -> bool:
    if not isinstance(refused.orig, wanted):
        raise refused
    return True


def _insert(table: str):
    return text(
        f"INSERT INTO {table} OVERRIDING SYSTEM VALUE "
        f"SELECT (jsonb_populate_record(NULL::{table}, CAST(:row AS jsonb))).* ON CONFLICT DO NOTHING"
    )


def _as_json(planted: Planted, table: str) -> str:
    with hub.db.system_transaction() as db:
        row = text(f"SELECT to_jsonb(t) FROM {table} t WHERE tenant_id = :tenant")
        return json.dumps(db.execute(row, {"tenant": planted.tenant_id}).scalars().first())

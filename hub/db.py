"""The database: engines, and transactions in the scope of a tenant.

Three roles reach PostgreSQL. Web and jobs use the application role, which row-level security confines; the relay,
the sweeper and the reconciler use the system role; migrations alone use the owner. Nothing connects on import:
a process calls :func:`connect` once when it starts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, func, select, text
from sqlalchemy.orm import Session

from hub.db_faults import silence_about_rows
from tenants.scope import KEY, Scope, guard

__all__ = [
    "Db",
    "LeakedScope",
    "NotAtHead",
    "UnsafeRole",
    "check",
    "connect",
    "disconnect",
    "engine",
    "forgettable",
    "guard_pool",
    "migrations",
    "system_transaction",
    "transaction",
]

Db = Session
"""The handle that services take: an open transaction in a scope."""


class ScopedSession(Session):
    """A session that the guard confines."""


guard(ScopedSession)

_engines: dict[str, Engine] = {}


class LeakedScope(Exception):
    """A connection came out of the pool with somebody's scope still on it. It is closed; a fault in the program."""


class NotAtHead(Exception):
    """The database's tables are not those of this version; the message names the command that mends it."""


class UnsafeRole(Exception):
    """The application's role could look past row-level security; the message says which right to take away."""


def connect(app_url: str, system_url: str | None = None) -> None:
    """Make the engines of this process; connections open with the first use."""
    disconnect()
    _engines["app"] = guard_pool(_engine(app_url, pool_size=5, max_overflow=10))
    if system_url:
        _engines["system"] = _engine(system_url, pool_size=2, max_overflow=4)


def _engine(url: str, *, pool_size: int, max_overflow: int) -> Engine:
    engine = create_engine(
        url, pool_pre_ping=True, pool_size=pool_size, max_overflow=max_overflow, hide_parameters=True
    )
    silence_about_rows(engine)
    return engine


def guard_pool(engine: Engine) -> Engine:
    """Look at every connection of the application role before it is lent: none may remember a tenant or a person.

    The scope is set for a transaction only, so it ends with it; this holds that rule against a forgotten ``SET``.
    """
    event.listen(engine, "checkout", _refuse_leaked_scope)
    return engine


def _refuse_leaked_scope(connection: Any, *_: Any) -> None:
    was, connection.autocommit = connection.autocommit, True  # to look must not begin a transaction
    leaked = connection.execute(_REMEMBERED).fetchone() != ("",)
    connection.autocommit = was
    if leaked:
        raise LeakedScope("A database connection still had a tenant or a person set when it was lent again")


def disconnect() -> None:
    """Close every connection of this process."""
    for each in _engines.values():
        each.dispose()
    _engines.clear()


def engine(role: str = "app") -> Engine:
    """Give the engine of a role, ``app`` or ``system``.

    :raises RuntimeError: the process has not connected as that role
    """
    try:
        return _engines[role]
    except KeyError:
        raise RuntimeError(f"This process is not connected to the database as {role}") from None


@contextmanager
def transaction(tenant_id: UUID | None = None, *, person_id: UUID | None = None) -> Iterator[Db]:
    """Open a transaction of the application role: committed at the end, rolled back by an exception.

    :param tenant_id: the only tenant whose rows can be reached; None reaches none
    :param person_id: whose memberships can be read besides
    """
    with _session("app", Scope(tenant_id=tenant_id, person_id=person_id)) as db, db.begin():
        yield db


@contextmanager
def system_transaction() -> Iterator[Db]:
    """Open a transaction of the system role, which reaches every tenant. For relay, sweeper and reconciler only."""
    with _session("system", Scope(system=True)) as db, db.begin():
        yield db


@contextmanager
def _session(role: str, scope: Scope) -> Iterator[Db]:
    with ScopedSession(engine(role), expire_on_commit=False, info={KEY: scope}) as db:
        yield db


def forgettable(db: Db) -> None:
    """Let a transaction's commit not wait for the disk: a crash of the server just after it undoes all of it.

    Only for what is then done again by itself. A later commit that waits takes it to the disk, too.
    """
    db.execute(select(func.set_config("synchronous_commit", "off", True)))


def migrations(owner_url: str | None = None) -> Config:
    """Give Alembic's configuration of our migrations."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    if owner_url:
        config.attributes["url"] = owner_url
    return config


def check() -> None:
    """Refuse to work on a database that is not ours or not safe.

    :raises NotAtHead: a migration is missing, or the database is newer than the program
    :raises UnsafeRole: the application role, or one it is a member of, is a superuser, owns tables, bypasses row-level
        security, or has a policy of its own that shows every tenant
    """
    with engine().connect() as connection:
        current = MigrationContext.configure(connection).get_current_heads()
        wanted = ScriptDirectory.from_config(migrations()).get_heads()
        if set(current) != set(wanted):
            raise NotAtHead("The database is not at this version's tables. Run: hub db upgrade")
        role = connection.execute(_ROLE).one()
    if role.powerful:
        raise UnsafeRole(
            f"The database role {role.name} is a superuser or bypasses row-level security. "
            "HUB_DATABASE_URL needs the role hub_app of `hub db roles`."
        )
    if role.sees_all:
        raise UnsafeRole(
            f"The database role {role.name} is let past row-level security by a policy, as hub_system is. "
            "HUB_DATABASE_URL needs the role hub_app of `hub db roles`."
        )
    if role.owns:
        raise UnsafeRole(f"The database role {role.name} owns tables. HUB_DATABASE_URL needs the role hub_app.")


_REMEMBERED = """
    SELECT coalesce(current_setting('hub.tenant_id', true), '') || coalesce(current_setting('hub.person_id', true), '')
    """
_ROLE = text(
    """
    SELECT current_user AS name,
           EXISTS (SELECT FROM pg_roles
                    WHERE pg_has_role(current_user, oid, 'MEMBER')
                      AND (rolsuper OR rolbypassrls OR rolcreaterole)) AS powerful,
           EXISTS (SELECT FROM pg_policy, unnest(polroles) AS named
                    WHERE named <> 0 AND pg_has_role(current_user, named, 'MEMBER')) AS sees_all,
           EXISTS (SELECT FROM pg_class
                    WHERE pg_has_role(current_user, relowner, 'MEMBER')
                      AND relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace) AS owns
    """
)

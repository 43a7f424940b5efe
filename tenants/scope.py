"""The scope of a database session: one tenant, one person, or none; and the guard that keeps statements inside it.

The scope is handed to PostgreSQL for each transaction (``hub.tenant_id``, ``hub.person_id``), where row-level
security stands on it; the guard here is the second wall, which turns a mistake into an error instead of no rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, event, false, text
from sqlalchemy.orm import (
    LoaderCriteriaOption,
    ORMExecuteState,
    Session,
    SessionTransaction,
    UOWTransaction,
    with_loader_criteria,
)

from tenants.orm import TenantScoped
from tenants.unwalled import unbounded

__all__ = ["OutsideScope", "Scope", "guard", "reaching", "scope_of"]

KEY = "hub.scope"
_SET = text("SELECT set_config('hub.tenant_id', :tenant, true), set_config('hub.person_id', :person, true)")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a session may reach: a tenant's rows, a person's own memberships, or, for system work, every tenant."""

    tenant_id: UUID | None = None
    person_id: UUID | None = None
    system: bool = False


class OutsideScope(Exception):
    """A statement touched a tenant's table without a tenant, or could meet a row of another. The program's fault."""


def scope_of(session: Session) -> Scope:
    """Tell the scope of a session."""
    scope: Scope = session.info[KEY]
    return scope


@contextmanager
def reaching(session: Session, scope: Scope) -> Iterator[None]:
    """Do a part of a transaction in another scope, and come back to its own.

    For what has to be true of several tenants at once, e.g. of all that one person manages. What fails in it is undone.
    """
    own = scope_of(session)
    session.flush()
    session.info[KEY] = scope
    try:
        with session.begin_nested():  # which tells the database
            yield
    finally:
        session.info[KEY] = own
        _tell(session.connection(), own)


def guard(session_class: type[Session]) -> None:
    """Confine every session of a class to its scope."""
    event.listen(session_class, "after_begin", _tell_database)
    event.listen(session_class, "do_orm_execute", _confine)
    event.listen(session_class, "before_flush", _refuse_foreign_rows)


def _tell_database(session: Session, _: SessionTransaction, connection: Connection) -> None:
    _tell(connection, scope_of(session))


def _tell(connection: Connection, scope: Scope) -> None:
    if not scope.system:
        connection.execute(_SET, {"tenant": str(scope.tenant_id or ""), "person": str(scope.person_id or "")})


def _confine(state: ORMExecuteState) -> None:
    scope = scope_of(state.session)
    if scope.system:
        return
    touched = [mapper for mapper in state.all_mappers if issubclass(mapper.class_, TenantScoped)]
    tenant_id = scope.tenant_id
    if tenant_id is None and touched:
        raise OutsideScope(f"{touched[0].class_.__name__} was asked for outside a tenant")
    if not state.is_insert and (name := unbounded(state.statement)):
        raise OutsideScope(f"Nothing points out which rows of {name} are asked for")
    state.statement = state.statement.options(_NOBODYS if tenant_id is None else _own_rows(tenant_id))


@lru_cache(maxsize=1024)
def _own_rows(tenant_id: UUID) -> LoaderCriteriaOption:
    return with_loader_criteria(
        TenantScoped, lambda table: table.tenant_id == tenant_id, include_aliases=True, propagate_to_loaders=True
    )


_NOBODYS = with_loader_criteria(TenantScoped, lambda _: false(), include_aliases=True, propagate_to_loaders=True)
"""For what a statement asks only in passing, in a subquery: outside a tenant it finds nothing there."""


def _refuse_foreign_rows(session: Session, _: UOWTransaction, __: Any) -> None:
    scope = scope_of(session)
    if scope.system:
        return
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, TenantScoped) and row.tenant_id != scope.tenant_id:
            raise OutsideScope(f"{type(row).__name__} of tenant {row.tenant_id} in the scope of {scope.tenant_id}")

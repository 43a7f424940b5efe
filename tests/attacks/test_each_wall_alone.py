"""Each of the three walls holds by itself: look-ups through the tenant, the guard of the ORM, row-level security.

The guard does not see everything; what passes it by is listed here, and meets the database's own wall.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, aliased, sessionmaker

import hub.db
from hub.activation.models import ActivationCompany
from hub.connectors.models import Connection, TenantKey
from hub.db import ScopedSession
from hub.identity.models import WebSession
from hub.ledger.models import Book
from hub.schema import metadata
from tenants.models import Company, Label, LabelState, Tenant, TermsAcceptance
from tenants.orm import TenantScoped
from tenants.scope import KEY, OutsideScope, Scope
from tests.attacks.isolation.rows import TENANT_TABLES, Planted
from tests.conftest import DatabaseUrls, empty

Statement = Callable[[Session, UUID], Any]
BOOK = Book.__table__
COMPANY, SESSION = aliased(Company), aliased(WebSession)


@pytest.fixture(scope="module")
def planted(database_urls: DatabaseUrls, owner: Engine) -> Iterator[tuple[Planted, Planted]]:
    """Two tenants with a row in every table each."""
    hub.db.connect(database_urls.app, database_urls.system)
    with hub.db.system_transaction() as db:
        found = Planted(db, uuid4()), Planted(db, uuid4())
        for each in found:
            for table in (*TENANT_TABLES, "identity"):
                each.row(table)
    yield found
    hub.db.disconnect()
    empty(owner)


@pytest.fixture(scope="module")
def tenants(planted: tuple[Planted, Planted]) -> tuple[UUID, UUID]:
    """The ids of the two."""
    ours, theirs = planted
    return ours.tenant_id, theirs.tenant_id


@pytest.fixture
def without_the_database(tenants: tuple[UUID, UUID]) -> Iterator[Callable[[UUID | None], Session]]:
    """Open sessions that the guard confines and the database does not: as the role that sees every tenant."""
    opened: list[Session] = []

    def open_in(tenant_id: UUID | None) -> Session:
        make = sessionmaker(hub.db.engine("system"), class_=ScopedSession, info={KEY: Scope(tenant_id=tenant_id)})
        opened.append(make())
        return opened[-1]

    yield open_in
    for each in opened:
        each.rollback()
        each.close()


READS: dict[str, Statement] = {
    "select": lambda db, _: db.scalars(select(Book)).all(),
    "get": lambda db, other: [db.get(Book, other)] if db.get(Book, other) else [],
    "columns": lambda db, _: db.execute(select(Book.tenant_id)).all(),
    "count": lambda db, _: [1] * (db.scalar(select(text("count(*)")).select_from(Book)) or 0),
    "alias": lambda db, _: db.scalars(select(aliased(Book))).all(),
    "join": lambda db, _: db.execute(select(Connection, Book).join(Book, Book.id == Connection.book_id)).all(),
    "exists": lambda db, other: [1] * (db.scalar(select(select(Book).where(Book.tenant_id == other).exists())) or 0),
    "subquery": lambda db, _: db.execute(select(select(Book).subquery())).all(),
    "union": lambda db, _: db.execute(select(Book.id).union(select(Book.id))).all(),
    "legacy query": lambda db, _: db.query(Book).all(),
}


@pytest.mark.parametrize("how", READS)
def test_the_guard_alone_reads_own_rows_only(without_the_database, tenants, how):
    ours, theirs = tenants
    found = READS[how](without_the_database(ours), theirs)
    assert len(found) == (0 if how in ("get", "exists") else 1)


IN_PASSING = {"count", "exists", "subquery", "union"}
"""What names a table only inside: the guard is not told, and lets nothing be found."""


@pytest.mark.parametrize("how", sorted(READS.keys() - IN_PASSING))
def test_the_guard_alone_refuses_what_is_asked_outside_a_tenant(without_the_database, tenants, how):
    with pytest.raises(OutsideScope):
        READS[how](without_the_database(None), tenants[0])


@pytest.mark.parametrize("how", sorted(IN_PASSING))
def test_the_guard_alone_finds_nothing_for_what_is_asked_in_passing_outside_a_tenant(
    without_the_database, tenants, how
):
    assert READS[how](without_the_database(None), tenants[0]) == []


def test_the_guard_alone_changes_and_removes_own_rows_only(without_the_database, tenants):
    db = without_the_database(tenants[0])
    assert db.execute(update(Book).values(name="ours")).rowcount == 1
    assert db.execute(delete(TermsAcceptance)).rowcount == 1
    assert db.execute(update(Book).where(Book.tenant_id == tenants[1]).values(name="theirs")).rowcount == 0


def test_the_guard_alone_refuses_to_write_a_row_of_another(without_the_database, tenants):
    db = without_the_database(tenants[0])
    db.add(TenantKey(tenant_id=tenants[1], kek_id="k", wrapped=b""))
    with pytest.raises(OutsideScope):
        db.flush()


ANYBODYS: dict[str, Statement] = {
    "select": lambda db, _: db.scalars(select(Company)).all(),
    "first by age": lambda db, _: db.scalars(select(Company).order_by(Company.created_at, Company.id)).first(),
    "by what many have": lambda db, _: db.scalars(select(Company).where(Company.country == "FI")).all(),
    "by what it is not": lambda db, own: db.scalars(select(Company).where(Company.tenant_id != own)).all(),
    "columns": lambda db, _: db.execute(select(Label.label)).all(),
    "count": lambda db, _: db.scalar(select(func.count()).select_from(Company)),
    "alias": lambda db, _: db.scalars(select(aliased(Company))).all(),
    "join": lambda db, _: db.execute(select(Tenant).join(Company, Company.tenant_id == Tenant.id)).all(),
    "join of itself": lambda db, _: db.scalars(
        select(WebSession).join(SESSION, SESSION.parent_id == WebSession.id)
    ).all(),
    "subquery": lambda db, _: db.scalars(select(Tenant).where(Tenant.id.in_(select(Company.tenant_id)))).all(),
    "exists": lambda db, _: db.scalar(select(select(Company).where(Company.name == "Oy").exists())),
    "legacy query": lambda db, _: db.query(ActivationCompany).all(),
    "update": lambda db, _: db.execute(update(Tenant).values(name="x")),
    "delete": lambda db, _: db.execute(delete(Label).where(Label.state == LabelState.RESERVED)),
}
"""What would reach rows of anybody, in tables that name a tenant and have no wall in the database."""
POINTED_OUT: dict[str, Statement] = {
    "own": lambda db, own: db.scalars(select(Company).where(Company.tenant_id == own)).all(),
    "get": lambda db, own: [db.get_one(Tenant, own)],
    "one of several": lambda db, own: db.scalars(select(Tenant).where(Tenant.id.in_([own]))).all(),
    "through own rows": lambda db, _: db.scalars(select(Company).join(Book, Book.company_id == Company.id)).all(),
    "through what is pointed out": lambda db, own: db.scalars(
        select(Tenant).join(Company, Company.tenant_id == Tenant.id).where(Company.tenant_id == own)
    ).all(),
    "alias": lambda db, own: db.scalars(select(COMPANY).where(COMPANY.tenant_id == own)).all(),
}


@pytest.mark.parametrize("how", ANYBODYS)
@pytest.mark.parametrize("inside", [True, False])
def test_the_guard_refuses_what_would_reach_rows_of_anybody_where_no_wall_stands(tenants, how, inside):
    with pytest.raises(OutsideScope, match="points out"), hub.db.transaction(tenants[0] if inside else None) as db:
        ANYBODYS[how](db, tenants[0])


@pytest.mark.parametrize("how", POINTED_OUT)
def test_where_no_wall_stands_rows_are_found_that_are_pointed_out(tenants, how):
    with hub.db.transaction(tenants[0]) as db:
        assert len(POINTED_OUT[how](db, tenants[0])) == 1


# forms of statements that the guard does not see (SQLAlchemy tells it nothing of them, or nothing of the mapped class)
PAST_THE_GUARD: dict[str, Statement] = {
    "text": lambda db, _: db.execute(text("SELECT tenant_id FROM book")).all(),
    "from_statement": lambda db, _: db.scalars(select(Book).from_statement(text("SELECT * FROM book"))).all(),
    "core select": lambda db, _: db.execute(select(BOOK)).all(),
    "connection": lambda db, _: db.connection().execute(select(BOOK)).all(),
    "driver": lambda db, _: db.connection().connection.driver_connection.execute("SELECT * FROM book").fetchall(),
}


@pytest.mark.parametrize("how", PAST_THE_GUARD)
def test_the_database_alone_reads_own_rows_only(tenants, how):
    ours, theirs = tenants
    for scope, expected in ((ours, 1), (None, 0)):
        with pytest.MonkeyPatch.context() as unguarded, hub.db.transaction(scope) as db:
            unguarded.setattr("tenants.scope.TenantScoped", _Nothing)
            assert len(PAST_THE_GUARD[how](db, theirs)) == expected


class _Nothing(TenantScoped):
    """A mark that no table carries."""


def _key(tenant_id: UUID) -> dict[str, object]:
    return {"id": uuid4(), "tenant_id": tenant_id, "kek_id": "k", "wrapped": b""}


WRITES: dict[str, Statement] = {
    "insert": lambda db, other: db.execute(insert(TenantKey).values(**_key(other))),
    "bulk insert": lambda db, other: db.execute(insert(TenantKey), [_key(other), _key(other)]),
    "bulk mappings": lambda db, other: db.bulk_insert_mappings(TenantKey, [_key(other)]),
    "insert on conflict": lambda db, other: db.execute(
        upsert(TenantKey).values(**_key(other)).on_conflict_do_nothing()
    ),
    "core insert": lambda db, other: db.execute(TenantKey.__table__.insert().values(**_key(other))),
    "text": lambda db, other: db.execute(
        text("INSERT INTO tenant_key (id, tenant_id, kek_id, wrapped) VALUES (:id, :tenant_id, :kek_id, :wrapped)"),
        _key(other),
    ),
    "given another tenant": lambda db, other: db.execute(update(Book).values(tenant_id=other)),
}


@pytest.mark.parametrize("how", WRITES)
def test_rows_of_another_are_refused_by_the_database(tenants, how):
    with pytest.raises(DBAPIError, match=r"row-level security|cannot change its tenant"):
        _write(how, tenants[0], tenants[1])


@pytest.mark.parametrize("how", WRITES)
def test_rows_are_refused_outside_a_tenant_by_the_guard_or_the_database(tenants, how):
    with pytest.raises((DBAPIError, OutsideScope)):
        _write(how, None, tenants[1])


def _write(how: str, scope: UUID | None, other: UUID) -> None:
    with hub.db.transaction(scope) as db:
        WRITES[how](db, other)


POINTING = [
    (name, column)
    for name in TENANT_TABLES
    for column in sorted(
        {
            column
            for key in metadata.tables[name].foreign_key_constraints
            for column in key.column_keys
            if key.referred_table.name in TENANT_TABLES and column != "tenant_id"
        }
    )
]


@pytest.mark.parametrize(("name", "column"), POINTING)
def test_a_reference_to_another_tenants_row_is_refused_although_its_id_is_known(planted, name, column):
    """Foreign keys are checked past row-level security: they carry the tenant, so the pair is not there."""
    ours, theirs = planted
    table = metadata.tables[name]
    [(key, there)] = [
        (key, each.column.name)
        for key in table.foreign_key_constraints
        for each in key.elements
        if each.parent.name == column
    ]
    known = {column: theirs.row(key.referred_table.name)[there]}
    if column == "acceptor_id":  # a check wants the rest of an acceptance, too
        known |= {"accepted_at": datetime.now(UTC), "identity_id": theirs.row("identity")["id"]}
    with pytest.raises(DBAPIError, match="foreign key"), hub.db.transaction(ours.tenant_id) as db:
        db.execute(table.update().values(known))

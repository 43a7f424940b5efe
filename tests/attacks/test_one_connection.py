"""A pool of one connection that two tenants take turns on: nothing of a scope outlives its transaction."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

import hub.db
from hub.ledger import statements
from tenants.models import Membership
from tests.attacks.isolation.reach import use_one_connection
from tests.attacks.isolation.rows import Planted
from tests.conftest import DatabaseUrls, empty

REMEMBERED = text("SELECT coalesce(current_setting(:name, true), '')")


@pytest.fixture(scope="module")
def pool(database_urls: DatabaseUrls, owner: Engine) -> Iterator[Engine]:
    yield use_one_connection(database_urls)
    hub.db.disconnect()
    empty(owner)


@pytest.fixture(scope="module")
def twins(pool: Engine) -> list[UUID]:
    """Two tenants with a member each."""
    tenants = [uuid4(), uuid4()]
    with hub.db.system_transaction() as db:
        for each in tenants:
            Planted(db, each).row("membership")
    return tenants


def seen(db: hub.db.Db) -> set[UUID]:
    """Tell whose rows a session reaches when nothing but the database holds it."""
    return set(db.execute(text("SELECT tenant_id FROM membership")).scalars())


def commits(tenant_id: UUID | None) -> None:
    with hub.db.transaction(tenant_id) as db:
        assert seen(db) == ({tenant_id} if tenant_id else set())


def raises(tenant_id: UUID | None) -> None:
    with pytest.raises(KeyError), hub.db.transaction(tenant_id) as db:
        {}[str(seen(db))]


def fails_in_the_database(tenant_id: UUID | None) -> None:
    with pytest.raises(DBAPIError), hub.db.transaction(tenant_id) as db:
        db.execute(text("SELECT 1 / 0"))


def change_scope_and_fail(db: hub.db.Db) -> None:
    db.execute(text("SELECT set_config('hub.tenant_id', gen_random_uuid()::text, true)"))
    db.execute(text("SELECT 1 / 0"))


def goes_on_after_a_savepoint(tenant_id: UUID | None) -> None:
    with hub.db.transaction(tenant_id) as db:
        with pytest.raises(DBAPIError), db.begin_nested():
            change_scope_and_fail(db)
        assert seen(db) == ({tenant_id} if tenant_id else set())
        with db.begin_nested():
            assert seen(db) == ({tenant_id} if tenant_id else set())


def is_left_in_the_middle(tenant_id: UUID | None) -> None:
    """A generator that nobody asks again: closed with its transaction open, as a streamed answer may be."""

    def rows() -> Iterator[object]:
        with hub.db.transaction(tenant_id) as db:
            yield from db.execute(text("SELECT generate_series(1, 3)"))

    left = rows()
    next(left)
    left.close()


def loses_its_connection(tenant_id: UUID | None) -> None:
    with pytest.raises(DBAPIError), hub.db.transaction(tenant_id) as db:
        db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def begins_again(tenant_id: UUID | None) -> None:
    """A session that commits and goes on is told its scope anew."""
    with hub.db._session("app", hub.db.Scope(tenant_id=tenant_id)) as db:
        for _ in range(2):
            assert seen(db) == ({tenant_id} if tenant_id else set())
            db.commit()


ENDINGS = (
    commits,
    raises,
    fails_in_the_database,
    goes_on_after_a_savepoint,
    is_left_in_the_middle,
    loses_its_connection,
    begins_again,
)


@settings(max_examples=40, deadline=None)
@given(turns=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(ENDINGS)), min_size=2, max_size=12))
def test_however_a_transaction_ends_the_next_one_reaches_its_own_rows_only(pool, twins, turns):
    for whose, take_turn in turns:
        take_turn([*twins, None][whose])
        with pool.connect() as connection:
            for name in ("hub.tenant_id", "hub.person_id"):
                assert connection.execute(REMEMBERED, {"name": name}).scalar_one() == ""
            assert connection.execute(text("SELECT count(*) FROM membership")).scalar_one() == 0


@pytest.mark.parametrize("name", ["hub.tenant_id", "hub.person_id"])
def test_a_connection_that_remembers_somebody_is_never_lent(pool, twins, name):
    """What our code never does: a setting for the session instead of for the transaction."""
    with pool.begin() as connection:
        connection.execute(text("SELECT set_config(:name, :tenant, false)"), {"name": name, "tenant": str(twins[0])})
    with pytest.raises(hub.db.LeakedScope), hub.db.transaction(twins[1]) as db:
        seen(db)
    commits(twins[1])


def test_what_was_read_in_lies_in_no_temporary_table_for_the_next(pool, twins):
    """Incoming receipts go through temporary tables of the connection, which outlive the transaction; rows do not."""
    incoming = text("INSERT INTO incoming_receipt (source_id) VALUES ('theirs')")
    with hub.db.transaction(twins[0]) as db:
        db.connection().connection.driver_connection.execute(statements.TEMPORARY)  # type: ignore[union-attr]
        columns = db.execute(text("SELECT * FROM incoming_receipt")).keys()
        assert "source_id" in columns
        with db.begin_nested():
            db.execute(incoming)
    with hub.db.transaction(twins[1]) as db:
        assert db.execute(text("SELECT count(*) FROM incoming_receipt")).scalar_one() == 0


def test_tenants_in_many_threads_never_see_each_other(pool, twins, database_urls):
    """Threads that hold their transactions open at the same time, each in a scope of its own."""
    hub.db.connect(database_urls.app, database_urls.system)
    together = threading.Barrier(8)

    def look(number: int) -> None:
        tenant_id = [*twins, None][number % 3]
        for _ in range(10):
            with hub.db.transaction(tenant_id) as db:
                together.wait(30)
                assert seen(db) == ({tenant_id} if tenant_id else set())
                rows = db.scalars(select(Membership)).all() if tenant_id else []
                assert {row.tenant_id for row in rows} <= {tenant_id}
                together.wait(30)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(look, range(8)))
    use_one_connection(database_urls)

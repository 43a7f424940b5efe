"""What the application's role can reach, whatever Python forgets: every table and verb, over one connection.

The tables come from the schema, their grants, policies and triggers from the database's own catalogue: a new table is
in every test without a word here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

import hub.db
from hub import queue
from tests.attacks.isolation.reach import VERBS, is_reached, undone, use_one_connection
from tests.attacks.isolation.rows import OF_TENANTS, TENANT_TABLES, Planted
from tests.conftest import DatabaseUrls, empty

STANDINGS = ("right tenant", "other tenant", "no tenant")
APPEND_ONLY = {("audit_event", "UPDATE"), ("audit_event", "DELETE")}
TAKES_ITS_TENANT = {"activation_company", "label"}
"""Their rows have a tenant only once they are used."""


@dataclass(frozen=True)
class Twins:
    """Two tenants with a row in every table."""

    ours: Planted
    theirs: Planted


@pytest.fixture(scope="module")
def one_connection(database_urls: DatabaseUrls) -> Iterator[Engine]:
    yield use_one_connection(database_urls)
    hub.db.disconnect()


@pytest.fixture(scope="module")
def twins(one_connection: Engine, owner: Engine) -> Iterator[Twins]:
    with hub.db.system_transaction() as db:
        planted = Twins(Planted(db, uuid4()), Planted(db, uuid4()))
        for each in (planted.ours, planted.theirs):
            for table in OF_TENANTS:
                each.row(table)
    yield planted
    empty(owner)


@pytest.fixture
def after_an_error(twins: Twins) -> None:
    """Whoever had the connection just before was in the other tenant's scope, and failed."""
    with pytest.raises(DBAPIError), hub.db.transaction(twins.theirs.tenant_id) as db:
        db.execute(text("SELECT 1 / 0"))


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("table", TENANT_TABLES)
@pytest.mark.usefixtures("after_an_error")
def test_a_row_is_reached_in_its_own_tenants_scope_only(twins, table, verb, standing):
    scopes = {"right tenant": twins.ours.tenant_id, "other tenant": twins.theirs.tenant_id, "no tenant": None}
    with undone(scopes[standing]) as db:
        reached = is_reached(db, verb, table, twins.ours)
    assert reached == (standing == "right tenant" and (table, verb) not in APPEND_ONLY)


@pytest.mark.parametrize("verb", VERBS)
def test_a_person_reads_their_own_memberships_everywhere_and_changes_none(twins, verb):
    with undone(twins.theirs.tenant_id, twins.ours.row("person")["id"]) as db:
        assert is_reached(db, verb, "membership", twins.ours) == (verb == "SELECT")
    with undone(None, twins.theirs.row("person")["id"]) as db:
        assert not is_reached(db, verb, "membership", twins.ours)


@pytest.mark.parametrize("scope", ["application", "system"])
@pytest.mark.parametrize("table", OF_TENANTS)
def test_a_row_never_moves_to_another_tenant(twins, table, scope):
    open_scope = undone(twins.ours.tenant_id) if scope == "application" else hub.db.system_transaction()
    move = text(f"UPDATE {table} SET tenant_id = :theirs WHERE tenant_id = :ours")
    with pytest.raises(ProgrammingError, match=r"cannot change its tenant|denied"), open_scope as db:
        db.execute(move, {"theirs": twins.theirs.tenant_id, "ours": twins.ours.tenant_id})


@pytest.fixture(scope="module")
def nobodys_job(twins) -> UUID:
    """Work that belongs to no tenant, written by one."""
    with hub.db.transaction(twins.ours.tenant_id) as db:
        return queue.later(db, "send_mail", args={"mail_id": str(uuid4())})


@pytest.mark.parametrize("change", ["UPDATE job SET state = 'done'", "DELETE FROM job"])
def test_work_of_no_tenant_is_seen_by_all_and_done_in_no_tenants_scope(twins, nobodys_job, change):
    one = text("SELECT 1 FROM job WHERE id = :id"), {"id": nobodys_job}
    for tenant_id in (twins.ours.tenant_id, twins.theirs.tenant_id):
        with undone(tenant_id) as db:
            assert db.execute(*one).all() == [(1,)]
            assert db.execute(text(f"{change} WHERE id = :id"), {"id": nobodys_job}).rowcount == 0
    with undone(None) as db:
        changed = db.execute(text(f"{change} WHERE id = :id"), {"id": nobodys_job}).rowcount
        assert changed == ("UPDATE" in change)


def test_a_tenants_job_cannot_be_disowned(twins):
    with pytest.raises(ProgrammingError, match="cannot change its tenant"), undone(twins.ours.tenant_id) as db:
        db.execute(text("UPDATE job SET tenant_id = NULL WHERE id = :id"), {"id": twins.ours.row("job")["id"]})


@pytest.fixture(scope="module")
def catalogue(owner: Engine) -> Callable[..., list[tuple[object, ...]]]:
    def ask(statement: str, **given: object) -> list[tuple[object, ...]]:
        with owner.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), given)]

    return ask


@pytest.mark.parametrize("table", OF_TENANTS)
def test_the_tenant_of_every_table_is_kept_by_a_trigger(catalogue, table):
    triggers = catalogue(
        "SELECT tgenabled, pg_get_triggerdef(oid) FROM pg_trigger "
        "WHERE tgrelid = to_regclass(:table) AND tgname = 'keep_tenant'",
        table=table,
    )
    [(enabled, definition)] = triggers
    assert enabled == "O"
    assert "BEFORE UPDATE OF tenant_id" in definition
    assert ("IS NOT NULL" in definition) == (table in TAKES_ITS_TENANT)


def test_every_view_asks_as_whoever_reads_it(catalogue):
    views = catalogue(
        "SELECT relname, coalesce(reloptions::text, '') FROM pg_class "
        "WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
    )
    assert [name for name, options in views if "security_invoker=true" not in str(options)] == []


def test_nothing_is_granted_to_everybody(catalogue):
    to_everybody = catalogue(
        "SELECT relname FROM pg_class, aclexplode(relacl) WHERE relnamespace = 'public'::regnamespace AND grantee = 0 "
        "UNION ALL SELECT attname FROM pg_attribute, aclexplode(attacl) WHERE grantee = 0 "
        "   AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace) "
        "UNION ALL SELECT proname FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) "
        "   WHERE pronamespace = 'public'::regnamespace AND grantee = 0 "
        "UNION ALL SELECT nspname FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'public' AND grantee = 0 "
        "UNION ALL SELECT datname FROM pg_database, aclexplode(datacl) "
        "   WHERE datname = current_database() AND grantee = 0"
    )
    assert to_everybody == []


def test_what_row_level_security_does_not_cover_is_not_granted(catalogue):
    """TRUNCATE empties every tenant's rows, REFERENCES tells whether a key exists, a TRIGGER runs as whoever writes."""
    granted = catalogue(
        "SELECT relname, privilege_type FROM pg_class, aclexplode(relacl) "
        "WHERE relnamespace = 'public'::regnamespace AND relkind <> 'S' AND grantee <> relowner"
    )
    assert {privilege for _, privilege in granted} == set(VERBS)


def test_a_function_that_runs_as_its_owner_looks_nowhere_it_is_not_told(catalogue):
    functions = catalogue(
        "SELECT proname, proconfig::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    )
    assert {name for name, _ in functions} == {"analyze_ledger"}
    assert all("search_path=pg_temp" in str(config) for _, config in functions)


@pytest.mark.parametrize("statement", ["CREATE TABLE mine (id int)", "CREATE SCHEMA mine", "TRUNCATE receipt"])
@pytest.mark.usefixtures("after_an_error")
def test_the_application_makes_and_empties_nothing(twins, statement):
    with pytest.raises(ProgrammingError, match="denied"), undone(twins.ours.tenant_id) as db:
        db.execute(text(statement))


@pytest.mark.parametrize("role", ["hub_owner", "hub_system", "postgres"])
@pytest.mark.usefixtures("after_an_error")
def test_the_application_cannot_become_another_role(twins, role):
    with pytest.raises(ProgrammingError), undone(twins.ours.tenant_id) as db:
        db.execute(text(f"SET ROLE {role}"))

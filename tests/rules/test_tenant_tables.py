"""Every table is behind row-level security, or outside the tenants with a reason; none points into another tenant."""

import pytest
from sqlalchemy import ForeignKeyConstraint, Table, text

from hub.schema import OUTSIDE_TENANTS, metadata
from tenants.orm import NamesTenant

TENANT_TABLES = sorted(set(metadata.tables) - set(OUTSIDE_TENANTS))
VERBS = {"SELECT", "INSERT", "UPDATE", "DELETE"}
ROLES = ("hub_app", "hub_system")
# a job without a tenant is nobody's, and a membership is also the person's; neither policy lets anything be removed
ALSO_REACHED = {
    "job": {"of_nobody": "SELECT", "of_nobody_written": "INSERT", "of_nobody_done": "UPDATE"},
    "membership": {"own_person": "SELECT", "own_person_held": "UPDATE"},
}

# ids of rows that we have no table for, besides each source_id: what the source calls the same thing
REFERS_TO_NOTHING = {
    "audit_event.person_id": "what was done stays said, whatever becomes of the person",
    "audit_event.request_id": "a request leaves a line in the log and no row",
    "receipt.invoice_id": "the source's own id of an invoice, which comes later, or may not be read",
    "receipt_change.invoice_id": "the same, of a receipt that came, changed or went",
    "tenant_key.kek_id": "tells keys of HUB_SECRET_KEYS apart, which are in no database",
}


@pytest.fixture(scope="module")
def catalogue(owner) -> dict[str, object]:
    with owner.connect() as connection:
        walls = connection.execute(
            text(
                "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
                "WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
            )
        ).all()
        policies = connection.execute(
            text("SELECT tablename, policyname, cmd, roles::text[], qual, with_check FROM pg_policies")
        ).all()
        grants = connection.execute(
            text(
                "SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), acl.privilege_type FROM pg_class c "
                "CROSS JOIN LATERAL aclexplode(c.relacl) acl LEFT JOIN pg_roles r ON r.oid = acl.grantee "
                "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
            )
        ).all()
    return {"walls": {name: tuple(how) for name, *how in walls}, "policies": policies, "grants": grants}


def policies_of(catalogue, table: str) -> dict[str, tuple]:
    return {name: tuple(rest) for of, name, *rest in catalogue["policies"] if of == table}


def test_every_table_of_the_database_is_known(catalogue):
    assert set(catalogue["walls"]) - {"alembic_version"} == set(metadata.tables)


def test_tables_outside_the_tenants_have_a_reason():
    assert set(OUTSIDE_TENANTS) <= set(metadata.tables)
    assert all(OUTSIDE_TENANTS.values())


def test_a_table_outside_the_tenants_that_names_one_says_how_its_rows_are_found():
    """Else the guard would not know it: a look-up without a condition shows rows of strangers."""
    named = {name for name in OUTSIDE_TENANTS if name == "tenant" or points_at_a_tenant(metadata.tables[name])}
    assert {each.__tablename__ for each in NamesTenant.__subclasses__()} == named
    for each in NamesTenant.__subclasses__():
        columns = metadata.tables[each.__tablename__].columns
        assert each.found_by <= set(columns.keys())
        assert {column.name for column in columns if column.primary_key} <= each.found_by


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_a_tenants_table_is_behind_a_wall_for_its_owner_too(catalogue, table):
    assert catalogue["walls"][table] == (True, True)


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_the_wall_stands_for_every_verb_on_what_is_read_and_what_is_written(catalogue, table):
    policies = policies_of(catalogue, table)
    verb, roles, readable, writable = policies.pop("own_tenant")
    assert (verb, roles) == ("ALL", ["public"])
    for rule in (readable, writable):
        assert "hub.tenant_id" in rule
        assert " OR " not in rule
    assert policies.pop("system")[1] == ["hub_system"]
    assert {name: verb for name, (verb, *_) in policies.items()} == ALSO_REACHED.get(table, {})


@pytest.mark.parametrize("table", TENANT_TABLES)
def test_a_reference_between_tenants_tables_carries_the_tenant(table):
    for key in references(metadata.tables[table]):
        if key.referred_table.name in TENANT_TABLES and key.referred_table.name != "job":
            assert "tenant_id" in key.column_keys, key.name
            assert any(each.column.name == "tenant_id" for each in key.elements), key.name


def test_every_id_in_a_tenants_table_refers_to_the_row_that_it_names():
    columns = {
        f"{name}.{column.name}": column
        for name in TENANT_TABLES
        for column in metadata.tables[name].columns
        if column.name.endswith("_id")
    }
    bare = {
        name
        for name, column in columns.items()
        if not any(column.name in key.column_keys for key in column.table.foreign_key_constraints)
    }
    assert bare - {name for name in columns if name.endswith(".source_id")} == set(REFERS_TO_NOTHING)
    assert all(REFERS_TO_NOTHING.values())


@pytest.mark.parametrize("table", [name for name in TENANT_TABLES if name not in ALSO_REACHED])
def test_a_tenants_table_always_names_its_tenant(table):
    assert not metadata.tables[table].columns["tenant_id"].nullable


def test_roles_have_the_four_verbs_at_most_and_the_public_has_none(catalogue):
    for table, role, privilege in catalogue["grants"]:
        if role != "hub_owner":
            assert role in ROLES, (table, role)
            assert privilege in VERBS, (table, role, privilege)


@pytest.mark.parametrize(
    ("table", "readers"), [("audit_event", {"hub_app", "hub_system"}), ("hub_event", {"hub_system"})]
)
def test_what_was_done_can_only_be_added(catalogue, table, readers):
    allowed = {(role, verb) for of, role, verb in catalogue["grants"] if of == table and role in ROLES}
    assert allowed == {(role, "INSERT") for role in ROLES} | {(role, "SELECT") for role in readers}


def points_at_a_tenant(table: Table) -> bool:
    return any(each.referred_table.name == "tenant" for each in table.foreign_key_constraints)


def references(table: Table) -> list[ForeignKeyConstraint]:
    return sorted(table.foreign_key_constraints, key=lambda each: str(each.name))

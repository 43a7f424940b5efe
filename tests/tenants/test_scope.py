"""A part of a transaction in another scope: what it reaches, and that nothing of it stays behind."""

import pytest
from sqlalchemy import func, select, text

from hub.access.models import AllowedOrganisation
from tenants.models import Tenant
from tenants.scope import OutsideScope, Scope, reaching, scope_of


@pytest.fixture
def two(db):
    """Two environments with a row each."""
    two = [Tenant(name=name, email="info@a.example", subdomain=name) for name in ("one", "two")]
    with db.transaction() as session:
        session.add_all(two)
    for each in two:
        with db.transaction(each.id) as session:
            session.add(row(each))
    return two


def row(tenant: Tenant, organisation: str | None = None) -> AllowedOrganisation:
    name = organisation or f"{tenant.name}.example"
    return AllowedOrganisation(tenant_id=tenant.id, provider="google", organisation=name)


def told(session) -> str:
    return session.scalar(text("SELECT current_setting('hub.tenant_id', true)"))


def seen(session) -> list[str]:
    return list(session.scalars(select(AllowedOrganisation.organisation)))


def test_each_part_reaches_its_own_and_afterwards_nothing_is_reached(db, two):
    with db.transaction() as session:
        for each in two:
            with reaching(session, Scope(tenant_id=each.id)):
                assert seen(session) == [f"{each.name}.example"]
                assert told(session) == str(each.id)
        assert scope_of(session) == Scope()
        assert told(session) == ""
        with pytest.raises(OutsideScope):
            seen(session)


def test_the_wall_below_moves_with_it(db, two):
    one, other = two
    with db.transaction(one.id) as session:
        with reaching(session, Scope(tenant_id=other.id)):
            assert session.scalar(text("SELECT count(*) FROM allowed_organisation")) == 1
            session.add(row(one, "third.example"))
            with pytest.raises(OutsideScope):
                session.flush()
            session.expunge_all()
        assert seen(session) == ["one.example"]
        assert told(session) == str(one.id)


def test_what_fails_in_it_is_undone_and_the_own_scope_is_back(db, two):
    one, other = two
    with db.transaction(one.id) as session:
        with pytest.raises(ZeroDivisionError):
            fail_in(session, other)
        assert (scope_of(session), told(session)) == (Scope(tenant_id=one.id), str(one.id))
        session.add(row(one, "fourth.example"))
    with db.system_transaction() as session:
        assert session.scalar(select(func.count()).select_from(AllowedOrganisation)) == 3


def fail_in(session, tenant) -> None:
    with reaching(session, Scope(tenant_id=tenant.id)):
        session.add(row(tenant, "third.example"))
        session.flush()
        raise ZeroDivisionError


def test_what_was_begun_before_it_is_written_in_its_own_scope(db, two):
    one, other = two
    with db.transaction(one.id) as session:
        session.add(row(one, "third.example"))
        with reaching(session, Scope(tenant_id=other.id)):
            session.add(row(other, "fourth.example"))
    with db.transaction(one.id) as session:
        assert sorted(seen(session)) == ["one.example", "third.example"]

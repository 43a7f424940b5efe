"""Operators shut a person out of the whole hub, and let them in again."""

from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from hub.audit.models import AuditEvent
from hub.cli import cli
from hub.identity.models import Person
from hub.invitations.models import Invitation
from tenants.models import Membership, Role, Tenant


@pytest.fixture
def hub(db, database_urls, valkey, monkeypatch):
    """Call ``hub person``."""
    monkeypatch.setenv("HUB_DATABASE_URL", database_urls.app)
    monkeypatch.setenv("HUB_REDIS_URL", valkey)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["person", *arguments])

    return call


@pytest.fixture
def make(db):
    def make(name: str, email: str) -> Person:
        with db.transaction() as session:
            person = Person(name=name, email=email)
            session.add(person)
        return person

    return make


def is_shut_out(db, person: Person) -> bool:
    with db.transaction() as session:
        return session.get_one(Person, person.id).disabled_at is not None


@pytest.mark.parametrize("by", ["email", "id"])
def test_a_person_is_shut_out_and_let_in_again(hub, make, db, by):
    anna = make("Anna", "anna@example.com")
    who = str(getattr(anna, by))
    shut = hub("disable", who)
    assert (shut.exit_code, shut.output) == (
        0,
        "Anna (anna@example.com) is shut out; every session has ended, and no invitation of theirs works any more.\n",
    )
    assert is_shut_out(db, anna)
    assert hub("enable", who).output == "Anna (anna@example.com) can sign in again.\n"
    assert not is_shut_out(db, anna)


def test_what_they_had_sent_as_an_admin_is_withdrawn_for_good(hub, make, db):
    anna = make("Anna", "anna@example.com")
    invited = [invited_by(db, anna, subdomain) for subdomain in ("one", "two")]
    hub("disable", str(anna.id))
    hub("enable", str(anna.id))
    for tenant_id in invited:
        with db.transaction(tenant_id) as session:
            assert session.scalars(select(Invitation)).one().withdrawn_at is not None
            (event,) = session.scalars(select(AuditEvent))
        assert (event.action, event.subject, event.actor_kind) == (
            "invitation.withdrawn",
            "guest@example.com",
            "operator",
        )


def invited_by(db, admin: Person, subdomain: str) -> UUID:
    """Open an environment in which somebody has invited a guest as its Admin."""
    with db.transaction() as session:
        tenant = Tenant(name="Oy", email="info@example.com", subdomain=subdomain)
        session.add(tenant)
    guest = {"token_hash": subdomain.encode(), "email": "guest@example.com", "role": Role.ADMIN}
    with db.transaction(tenant.id) as session:
        session.add(Membership(tenant_id=tenant.id, person_id=admin.id, role=Role.ADMIN))
        session.flush()
        session.add(Invitation(tenant_id=tenant.id, inviter_id=admin.id, expires_at=func.now(), **guest))
    return tenant.id


@pytest.mark.parametrize("who", ["nobody@example.com", "6f1f3f0e-2f5c-4a53-9d53-8b0a4d1c7e55"])
def test_somebody_unknown_is_told(hub, who):
    answer = hub("disable", who)
    assert (answer.exit_code, answer.output) == (1, f"Error: Nobody here has the address or id {who}.\n")


def test_of_several_with_one_address_none_is_guessed(hub, make, db):
    people = [make(name, "anna@example.com") for name in ("Anna", "Mallory")]
    answer = hub("disable", "anna@example.com")
    assert answer.exit_code == 1
    assert all(str(each.id) in answer.output for each in people)
    assert not any(is_shut_out(db, each) for each in people)

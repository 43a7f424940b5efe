"""T26: somebody did it and says they did not; or the trace of it is to disappear."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from hub.audit.chain import Broken, read, verify
from hub.audit.documents import document_of
from hub.audit.models import AuditEvent
from tenants.models import Role


@pytest.fixture
def tenant(make_tenant):
    return make_tenant()


@pytest.fixture
def anna(make_person, make_member, tenant):
    anna = make_person()
    make_member(tenant, anna, Role.ADMIN)
    return anna


@pytest.fixture
def matti(make_person, make_member, tenant):
    matti = make_person("Matti Member", "matti@kapylanleipa.example")
    make_member(tenant, matti)
    return matti


@pytest.fixture
def deeds(browse, sign_in, tenant, anna, matti):
    """Let an Admin do some things that they may later not want to have done."""
    client = browse(tenant)
    sign_in(client, anna, tenant)
    client.post(f"/members/{matti.person_id}/payroll-detail", data={"granted": "1"})
    client.post(f"/members/{matti.person_id}/role", data={"role": "admin"})
    client.post("/members/invite", data={"email": "salla@elsewhere.example", "role": "member"})
    client.post(f"/members/{matti.person_id}/remove")
    return client


@pytest.fixture
def chain(db, tenant):
    def read() -> list[dict]:
        with db.transaction(tenant.id) as session:
            found = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence))
            return [document_of(each) for each in found]

    return read


def test_t26_a_deed_says_who_did_it_with_which_account_how_surely_and_in_which_request(deeds, chain, anna):
    done = [each["action"] for each in chain()]
    assert done == ["member.payroll_detail_granted", "member.role_changed", "invitation.sent", "member.removed"]
    for each in chain():
        assert each["actor"]["name"] == "Anna Kirjanpitäjä"
        assert str(anna.subject) in str(each["actor"])
        assert each["actor"]["assurance"] == "fresh"
        assert each["request"]
    assert chain()[1]["before"] == {"role": "member"}
    assert chain()[1]["after"] == {"role": "admin"}


def test_t26_a_chain_proves_itself_from_the_exported_file_alone(deeds, chain):
    answer = deeds.post("/audit/export", data={"format": "jsonl"})
    assert answer.status_code == 200
    events = list(read(answer.data.splitlines(keepends=True)))
    assert verify(events).sequence == len(events) >= 4


@pytest.mark.parametrize("role", ["app", "system"])
@pytest.mark.parametrize("kept", ["audit_event", "hub_event"])
@pytest.mark.parametrize("change", ["UPDATE {} SET subject = 'nothing happened'", "DELETE FROM {}", "TRUNCATE {}"])
def test_t26_no_role_of_the_hub_changes_or_removes_it(db, deeds, tenant, chain, role, kept, change):
    before = chain()
    opened = db.transaction(tenant.id) if role == "app" else db.system_transaction()
    with pytest.raises(ProgrammingError, match="permission denied"), opened as session:
        session.execute(text(change.format(kept)))
    assert chain() == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_event SET actor_name = 'Matti Member' WHERE sequence = 2",
        'UPDATE audit_event SET after = \'{"role": "member"}\' WHERE sequence = 2',
        "DELETE FROM audit_event WHERE sequence = 2",
    ],
)
def test_t26_what_the_owner_of_the_tables_does_to_it_is_found(deeds, chain, owner, change):
    verify(chain())
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE audit_event NO FORCE ROW LEVEL SECURITY"))
        connection.execute(text(change))
        connection.execute(text("ALTER TABLE audit_event FORCE ROW LEVEL SECURITY"))
    with pytest.raises(Broken, match="event 2"):
        verify(chain())

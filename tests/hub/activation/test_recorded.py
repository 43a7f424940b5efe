"""Whatever becomes of an activation is in the audit: outside of environments, and in the one that it opens."""

import pytest
from sqlalchemy import select

from hub.audit.chain import verify
from hub.audit.documents import document_of
from hub.audit.models import AuditEvent, HubEvent
from tenants.models import Membership, Role, Tenant
from tests.hub.activation.conftest import FORM
from tests.hub.activation.store import KONE, LEIPA
from tests.hub.activation.test_several_companies import company_ids, confirm, open_form


@pytest.fixture
def outside(db):
    def read() -> list[HubEvent]:
        with db.system_transaction() as session:
            return list(session.scalars(select(HubEvent).order_by(HubEvent.sequence)))

    return read


@pytest.fixture
def inside(db):
    def read() -> list[AuditEvent]:
        with db.system_transaction() as session:
            tenant = session.scalars(select(Tenant)).one()
            found = select(AuditEvent).where(AuditEvent.tenant_id == tenant.id)
            return list(session.scalars(found.order_by(AuditEvent.sequence)))

    return read


def names(events) -> list[str]:
    return [each.action for each in events]


def test_a_finished_activation_names_its_initiator_and_how_surely_they_were_signed_in(
    store, sign_in, visitor, anna, outside, inside
):
    browser = visitor(None)
    sign_in(browser.client, anna, assurance="fresh")
    browser.go(store.offer("1", LEIPA, KONE))
    leipa, kone = company_ids(browser)
    open_form(browser, leipa)
    browser.send("/form", **FORM)
    browser.send(f"{kone}/leave-out")
    confirm(browser)

    assert names(outside()) == [
        "activation.arrived",
        "activation.identified",
        "activation.confirmed",
        "activation.company_rejected",
    ]
    opened, attached = inside()
    assert (opened.action, opened.subject) == ("tenant.opened", FORM["name"])
    assert (attached.action, attached.subject) == ("connection.attached", LEIPA.name)
    for each in (opened, attached, *outside()):
        assert (each.provider, each.authority, each.account) == (anna.provider, anna.authority, anna.subject)
        assert (each.actor_name, each.assurance) == ("Anna Kirjanpitäjä", "fresh")
        assert each.auth_time
        assert each.request_id
    assert (opened.address, outside()[0].address) == ("", "127.0.0.1")
    verify(map(document_of, outside()))
    verify(map(document_of, inside()))


def test_a_declined_activation_is_recorded_with_every_company(store, visitor, anna, outside):
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.client.post(browser.at.split("/companies")[0] + "/decline")
    assert names(outside())[-2:] == ["activation.declined", "activation.company_rejected"]


def test_an_arrival_in_another_persons_session_is_recorded(store, visitor, anna, make_person, outside):
    visitor(anna).go(store.offer("1"))
    mallory = make_person("Mallory", "mallory@elsewhere.example")
    visitor(mallory).go(store.offer("1"))
    foreign = outside()[-1]
    assert (foreign.action, foreign.account) == ("activation.foreign_arrival", mallory.subject)


@pytest.mark.parametrize("address", ["/activate/corner?order=x", "/activate/corner?order=404"])
def test_an_arrival_that_the_store_does_not_vouch_for_is_recorded(visitor, anna, outside, address):
    visitor(anna).go(address)
    assert names(outside()) == ["activation.arrival_refused"]


def test_codes_and_wrong_tries_are_recorded(store, visitor, unvouched, outside):
    browser = visitor(unvouched)
    browser.go(store.offer("1"))
    browser.send("/prove/code")
    browser.send("/prove", code="000000")
    assert names(outside())[-2:] == ["activation.code_sent", "activation.code_refused"]


def test_asking_the_admins_is_in_their_environments_log_once(
    store, visitor, anna, make_environment, make_person, inside
):
    make_environment(LEIPA, make_person("Olli Omistaja", "olli@vanha.example"))
    browser = visitor(anna)
    browser.go(store.offer("1"))
    asked = browser.action("/ask")
    for _ in range(2):
        browser.client.post(asked)
    (event,) = inside()
    assert (event.action, event.subject, event.account) == ("company.attach_asked", LEIPA.name, anna.subject)


def test_a_lost_right_to_attach_is_recorded(store, visitor, anna, make_environment, db, outside):
    tenant = make_environment(LEIPA, anna)
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/attach")
    before = store.decide

    def demoted(reference, decisions):
        with db.transaction(tenant.id) as session:
            session.get_one(Membership, (tenant.id, anna.person_id)).role = Role.MEMBER
        return before(reference, decisions)

    store.decide = demoted
    browser.send("/confirm")
    assert (outside()[-1].action, outside()[-1].details["reason"]) == ("activation.company_refused", "not_admin")

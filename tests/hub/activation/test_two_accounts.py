"""One person with two accounts: what one of them began is confirmed with it, and nobody gets lost on the way."""

import re

import pytest
from sqlalchemy import select

from hub.access.models import AllowedOrganisation
from hub.audit.models import AuditEvent, HubEvent
from hub.identity.models import LinkedIdentity
from hub.models import Mail
from hub.pluginmanager import Plugins
from tenants.models import Role
from tests.hub.activation.conftest import FORM, NOTHING
from tests.hub.activation.store import KONE, LEIPA
from tests.hub.identity.conftest import Offering, google_at, microsoft_at

PRIVATE = "anna.private@gmail.example"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def plugins(plugins: Plugins) -> Plugins:
    plugins.register(Offering(google_at(NOWHERE), microsoft_at(NOWHERE)), "both")
    return plugins


@pytest.fixture
def private(db, anna) -> LinkedIdentity:
    """Anna's own account, which she has linked."""
    private = LinkedIdentity(
        person_id=anna.person_id,
        provider="microsoft",
        authority="https://login.microsoftonline.example",
        subject="private",
        email_seen=PRIVATE,
        kind="personal",
    )
    with db.transaction() as session:
        session.add(private)
    return private


@pytest.fixture
def at_confirm(store, visitor, anna):
    """Anna's browser in front of *Confirm*, where her work account has led her."""
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    assert browser.place == "confirm"
    return browser


def as_other(browser, sign_in, account) -> None:
    """Sign in with another account in the same browser."""
    sign_in(browser.client, account)
    browser.go(browser.at)


def test_the_other_account_is_told_which_one_began_and_confirms_nothing(
    store, at_confirm, private, sign_in, rows, anna
):
    sent = at_confirm.action("/confirm")
    as_other(at_confirm, sign_in, private)
    for _ in range(2):
        for answer in at_confirm.client.get(at_confirm.at), at_confirm.client.post(sent):
            assert answer.status_code == 403
            assert "Use the account you began with" in answer.text
            assert "anna@kapylanleipa.example" in answer.text
    assert store.told == []
    assert rows() == NOTHING


def test_one_click_leads_to_its_provider_and_back_to_the_page(db, at_confirm, private, sign_in, anna):
    as_other(at_confirm, sign_in, private)
    link = re.search(r'<a class="button primary[^"]*" href="([^"]+)"', at_confirm.text)
    assert link[1] == "/auth/google"
    assert "Continue as anna@kapylanleipa.example with Google" in at_confirm.text
    with at_confirm.client.session_transaction(base_url=at_confirm.client.address) as flow:
        assert (flow["wanted"]["path"], flow["wanted"]["occasion"]) == (at_confirm.at, "activation")
    sign_in(at_confirm.client, anna)
    at_confirm.go(at_confirm.at)
    at_confirm.send("/confirm")
    assert at_confirm.place == "done"


def test_the_account_at_every_step_is_the_one_of_this_session(at_confirm, anna, private, sign_in):
    as_other(at_confirm, sign_in, private)
    assert f"Signed in as Anna Kirjanpitäjä ({PRIVATE})." in at_confirm.text
    sign_in(at_confirm.client, anna)
    assert "Signed in as Anna Kirjanpitäjä (anna@kapylanleipa.example)." in at_confirm.go(at_confirm.at)


@pytest.mark.parametrize("how", ["get", "post"])
def test_an_account_taken_away_meanwhile_keeps_nobody_from_proving_it_anew(
    db, store, at_confirm, anna, private, sign_in, rows, how
):
    """By the code that goes to the initiator's mailbox; what was entered is there still."""
    with db.transaction() as session:
        row = session.get_one(LinkedIdentity, anna.id)
        row.unlinked_at = row.first_seen_at
    sent = at_confirm.action("/confirm")
    sign_in(at_confirm.client, private)
    answer = at_confirm.client.get(at_confirm.at) if how == "get" else at_confirm.client.post(sent)
    at_confirm.go(answer.location)
    assert at_confirm.place == "prove"
    at_confirm.send("/prove/code")
    with db.transaction() as session:
        code = re.search(r"\d{6}", session.scalars(select(Mail)).one().body)[0]
    at_confirm.send("/prove", code=code)
    assert at_confirm.place == "confirm"
    assert FORM["subdomain"] in at_confirm.text
    at_confirm.send("/confirm")
    assert at_confirm.place == "done"


def test_declining_is_recorded_with_the_account_that_declined(db, at_confirm, private, sign_in):
    decline = at_confirm.action("/decline")
    sign_in(at_confirm.client, private)
    assert at_confirm.client.post(decline).status_code == 303
    with db.system_transaction() as session:
        told = session.scalars(select(HubEvent).where(HubEvent.action.in_(DECLINING))).all()
    assert {each.action for each in told} == DECLINING
    assert {each.account for each in told} == {"private"}


DECLINING = {"activation.declined", "activation.company_rejected"}


@pytest.fixture
def admins(make_person, make_member, make_environment, anna):
    """Two environments that Anna manages, each with a second Admin."""
    admins = []
    for company, subdomain in (LEIPA, "one"), (KONE, "two"):
        tenant, other = make_environment(company, anna, subdomain), make_person("Aino", f"aino@{subdomain}.example")
        make_member(tenant, other, Role.ADMIN)
        admins.append((tenant, other))
    return admins


@pytest.fixture
def mails(db):
    def mails() -> list[str]:
        with db.transaction() as session:
            return sorted(session.scalars(select(Mail.recipient)))

    return mails


def attach_both(store, browser) -> None:
    browser.go(store.offer("1", LEIPA, KONE))
    companies = browser.at
    for address in re.findall(r'href="([^"]+/attach)"', browser.text):
        browser.go(address)
        browser.send("/attach")
    browser.go(companies.replace("/companies", "/confirm"))


def test_attaching_after_an_unproved_sign_in_is_told_to_the_other_admins_of_each(
    store, visitor, sign_in, anna, admins, mails, db
):
    browser = visitor(None)
    sign_in(browser.client, anna, assurance="round_trip")
    attach_both(store, browser)
    assert mails() == []
    browser.send("/confirm")
    assert browser.place == "done"
    assert mails() == ["aino@one.example", "aino@two.example"]
    with db.system_transaction() as session:
        attached = session.scalars(select(AuditEvent).where(AuditEvent.action == "connection.attached")).all()
    assert [each.assurance for each in attached] == ["round_trip"] * 2


def test_after_a_proved_one_nobody_is_told(store, visitor, anna, admins, mails):
    browser = visitor(anna)
    attach_both(store, browser)
    browser.send("/confirm")
    assert browser.place == "done"
    assert mails() == []


def test_in_a_restricted_environment_the_private_account_attaches_nothing(
    store, visitor, sign_in, anna, private, make_environment, db, count
):
    """Open to the work account alone; the private one of the same person presses *Confirm* (T23)."""
    tenant = make_environment(LEIPA, anna)
    with db.transaction(tenant.id) as session:
        session.add(AllowedOrganisation(tenant_id=tenant.id, provider="google", organisation="kapylanleipa.example"))
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/attach")
    sent = browser.action("/confirm")
    sign_in(browser.client, private)
    for _ in range(2):
        assert browser.client.post(sent).status_code == 403
    assert store.told == []
    assert count("connection") == 0

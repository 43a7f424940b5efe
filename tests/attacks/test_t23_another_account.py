"""T23: somebody begins with one account and goes on with another: a private one, or a colleague's at the same desk."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from hub.access.models import AllowedOrganisation
from hub.audit.models import AuditEvent
from hub.identity.models import LinkedIdentity
from hub.web.cookies import SESSION
from tenants.models import Company, Role
from tests.attacks.market import ANNA, LEIPA
from tests.hub.activation.conftest import Visitor
from tests.hub.conftest import person_of
from tests.hub.identity.conftest import arrive

LONG_AGO = datetime.now(UTC) - timedelta(hours=1)


def token_of(client) -> str:
    return client.get_cookie(SESSION, domain=urlsplit(client.address).hostname).value


@pytest.mark.parametrize(("provider", "persona"), [("google", "matti"), ("google", "aino"), ("microsoft", "anna")])
def test_v16_3_1_v16_3_2_t23_a_second_account_does_not_confirm_what_the_first_one_began(
    client, db, make_tenant, make_member, told_outside, owner, provider, persona
):
    """X is asked to sign in again for an act of consequence and Y comes back: it stops, says so, and X stays X."""
    arrive(client, "google", "anna")
    anna, tenant = person_of(db, client), make_tenant()

    class Anna:
        person_id, id = anna.person_id, anna.identity_id

    make_member(tenant, Anna, Role.ADMIN)
    with client.session_transaction(base_url=client.address) as flow:
        flow["wanted"] = {"path": "/account", "occasion": "step_up"}
    before = token_of(client)
    for _ in range(2):
        answer = arrive(client, provider, persona)
        assert answer.status_code == 403
        assert "Anna Kirjanpitäjä" in answer.text
        assert "another account, so nothing was done" in answer.text
        assert token_of(client) == before
    assert person_of(db, client).identity_id == anna.identity_id
    assert told_outside() == ["session.began"] + ["session.refused"] * 2


@pytest.mark.usefixtures("equipped")
def test_t23_an_activation_begun_by_one_is_not_gone_on_with_by_another(market, visitor, make_person, sign_in, kept):
    """At one browser: Anna leaves the form open, Matti signs in and sends it."""
    anna, matti = make_person("Anna", ANNA), make_person("Matti", "matti@elsewhere.example")
    browser: Visitor = visitor(anna)
    browser.go(market.offer(ANNA))
    form = browser.at
    sign_in(browser.client, matti)
    for _ in range(2):
        browser.go(form)
        assert browser.place == "prove"
        assert LEIPA.name not in browser.text
        answer = browser.client.post(form, data={"name": "X", "email": ANNA, "subdomain": "mine-now", "terms": "1"})
        assert answer.location.endswith("/prove")
    assert set(kept().values()) == {0}
    assert market.answers() == []


@pytest.fixture
def private(db, make_person):
    """Anna, and the private account that she has linked to her work account; nobody stands behind its address."""
    anna = make_person("Anna Kirjanpitäjä", ANNA)
    own = LinkedIdentity(
        person_id=anna.person_id,
        provider="microsoft",
        authority="https://login.microsoftonline.example",
        subject="private",
        email_seen="anna@home.example",
        kind="personal",
    )
    with db.transaction() as session:
        session.add(own)
    return anna, own


@pytest.mark.usefixtures("equipped")
@pytest.mark.parametrize("target", ["new", "restricted"])
def test_t23_nor_confirmed_by_another_account_of_the_same_person(
    market, visitor, private, sign_in, kept, db, make_tenant, make_member, told_inside, target
):
    """Neither in the name of the work account, nor into an environment that only the work account may enter."""
    work, own = private
    browser: Visitor = visitor(work)
    if target == "restricted":
        restricted_environment(db, make_tenant, make_member, work)
    browser.go(market.offer(ANNA))
    if target == "restricted":
        browser.send("/attach")
    else:
        browser.send("/form", name="Leipä", email="info@leipa.example", subdomain="leipa-uusi", terms="1")
    assert browser.place == "confirm"
    sent, before = browser.action("/confirm"), kept()
    sign_in(browser.client, own)
    for _ in range(2):
        answer = browser.client.post(sent)
        assert answer.status_code == 403
        assert "Use the account you began with" in answer.text
        assert ANNA in answer.text
        assert browser.client.get(browser.at).status_code == 403
    assert (kept(), market.answers(), told_inside()) == (before, [], [])
    sign_in(browser.client, work)
    browser.go(browser.at)
    browser.send("/confirm")
    assert browser.place == "done"
    with db.system_transaction() as session:
        (attached,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "connection.attached"))
    assert attached.email == ANNA


def restricted_environment(db, make_tenant, make_member, admin) -> None:
    tenant = make_tenant("leipa", "Leipä")
    make_member(tenant, admin, Role.ADMIN)
    with db.transaction(tenant.id) as session:
        digits = LEIPA.business_id.replace("-", "")
        session.add(Company(tenant_id=tenant.id, name=LEIPA.name, country="FI", business_id=digits))
        session.add(AllowedOrganisation(tenant_id=tenant.id, provider="google", organisation=ANNA.partition("@")[2]))


@pytest.mark.usefixtures("equipped")
def test_t23_every_step_names_the_account_that_is_used(market, visitor, make_person):
    browser: Visitor = visitor(make_person("Anna Kirjanpitäjä", ANNA))
    browser.go(market.offer(ANNA))
    assert ANNA in browser.text
    browser.send("/form", name="Käpylän Leipä Oy", email="info@kapylanleipa.example", subdomain="leipa-uusi", terms="1")
    assert browser.place == "confirm"
    assert ANNA in browser.text

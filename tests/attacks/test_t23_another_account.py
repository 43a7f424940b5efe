"""T23: somebody begins with one account and goes on with another: a private one, or a colleague's at the same desk."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from hub.web.cookies import SESSION
from tenants.models import Role
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


@pytest.mark.usefixtures("equipped")
def test_t23_every_step_names_the_account_that_is_used(market, visitor, make_person):
    browser: Visitor = visitor(make_person("Anna Kirjanpitäjä", ANNA))
    browser.go(market.offer(ANNA))
    assert ANNA in browser.text
    browser.send("/form", name="Käpylän Leipä Oy", email="info@kapylanleipa.example", subdomain="leipa-uusi", terms="1")
    assert browser.place == "confirm"
    assert ANNA in browser.text

"""A key that comes from signing in at the source, for whoever began it and nobody else."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from hub.connectors import service
from hub.connectors.models import ConnectionState
from hub.identity import flows
from hub.web.cookies import FLOW
from tenants.models import Role
from tests.hub.conftest import person_of
from tests.hub.identity.conftest import Offering, arrive, google_at, issuer, microsoft_at

__all__ = ["issuer"]


def begin(client, **form):
    answer = client.post("/connect/shelf", data={"environment": "shelf", **form})
    assert answer.status_code == 303, answer.text
    return parse_qs(urlsplit(answer.location).query)["state"][0]


def test_signing_in_at_the_source_brings_the_key(at_apex, login, connections, acts):
    page = at_apex.get("/connect/shelf?environment=shelf")
    assert "Shelf Group" in page.text
    assert "https://shelf.example" in page.headers["Content-Security-Policy"]
    state = begin(at_apex, another="1")
    answer = at_apex.get(f"/connect/shelf/callback?code=good&state={state}")
    assert answer.status_code == 303
    assert re.fullmatch(r"http://shelf\.hub\.localhost:8000/connections#[0-9a-f-]{36}", answer.location)
    assert [each.origin for each in connections()] == ["key_login"]
    assert acts() == ["connection.attached"]


def test_what_was_begun_elsewhere_redeems_nothing(at_apex, browse, sign_in, anna, make_person, login, connections):
    """Whoever finishes must be who began, in the same browser, once (cross-user session fixation)."""
    state = begin(at_apex, another="1")
    elsewhere = browse()
    sign_in(elsewhere, anna)
    assert elsewhere.get(f"/connect/shelf/callback?code=good&state={state}").status_code == 403
    assert at_apex.get("/connect/shelf/callback?code=good&state=made-up").status_code == 403
    stranger = make_person("Mallory", "mallory@example.com")
    sign_in(at_apex, stranger)
    assert at_apex.get(f"/connect/shelf/callback?code=good&state={state}").status_code == 403
    sign_in(at_apex, anna)
    assert at_apex.get(f"/connect/shelf/callback?code=good&state={state}").status_code == 403
    assert login.redeemed == []
    assert connections() == []


def test_a_sign_in_that_was_cancelled_offers_another_try(at_apex, connections):
    state = begin(at_apex)
    answer = at_apex.get(f"/connect/shelf/callback?state={state}&error=access_denied")
    assert answer.status_code == 403
    assert "The shelf sent no key." in answer.text
    assert "Try again" in answer.text
    assert connections() == []


def test_another_company_than_the_environments_own_is_not_attached_unasked(at_apex, connections):
    answer = at_apex.get(f"/connect/shelf/callback?code=good&state={begin(at_apex)}")
    assert answer.status_code == 403
    assert "not a company of" in answer.text
    assert connections() == []


def test_signing_in_again_replaces_the_key(at_apex, connection_id, connections, acts, db, tenant):
    with db.transaction(tenant.id) as tx:
        service.find(tx, connection_id).state = ConnectionState.NEEDS_KEY
    state = begin(at_apex, connection=str(connection_id))
    assert at_apex.get(f"/connect/shelf/callback?code=good&state={state}").status_code == 303
    assert [each.state for each in connections()] == [ConnectionState.ACTIVE]
    assert acts() == ["connection.key_replaced"]


def test_an_environment_one_is_no_admin_of_is_not_there(browse, sign_in, make_person, make_member, tenant):
    client, eero = browse(), make_person("Eero", "eero@example.com")
    make_member(tenant, eero)
    sign_in(client, eero)
    for subdomain in ("shelf", "nobody"):
        assert client.get(f"/connect/shelf?environment={subdomain}").status_code == 404
        assert client.post("/connect/shelf", data={"environment": subdomain}).status_code == 404
    assert client.get("/connect/shelf?environment=shelf&connection=x").status_code == 404


def test_a_former_admin_does_not_finish_what_was_begun(at_apex, login, connections, db, tenant):
    state = begin(at_apex, another="1")
    with db.transaction(tenant.id) as tx:
        tx.execute(text("UPDATE membership SET role = 'member'"))
    assert at_apex.get(f"/connect/shelf/callback?code=good&state={state}").status_code == 404
    assert login.redeemed == []
    assert connections() == []


def test_a_connector_without_its_own_sign_in_or_plugin_is_not_found(at_apex, admin, monkeypatch):
    assert at_apex.get("/connect/unknown?environment=shelf").status_code == 404
    assert admin.get("/connections/new/unknown").status_code == 404


class TestAStaleSignIn:
    """Ten minutes at the accounting system, and the sign-in before it is no recent one any more."""

    @pytest.fixture
    def plugins(self, plugins, issuer):
        plugins.register(Offering(google_at(issuer), microsoft_at(issuer)), "both")
        return plugins

    @pytest.fixture
    def admin(self, browse, db, tenant, make_member, equipped):
        """Somebody who signed in with Microsoft at the hub."""
        client = browse()
        arrive(client, "microsoft", "anna")
        who = person_of(db, client)

        class Who:
            person_id, id = who.person_id, who.identity_id

        make_member(tenant, Who, Role.ADMIN)
        step_up(client)
        client.csrf_token = person_of(db, client).session.csrf_token
        return client

    @pytest.fixture
    def callback(self, admin, owner):
        """What the accounting system sends the browser back to, three hours later."""
        address = f"/connect/shelf/callback?code=good&state={begin(admin, another='1')}"
        with owner.begin() as connection:
            connection.execute(text("UPDATE web_session SET auth_time = auth_time - interval '3 hours'"))
        return address

    def test_connects_nothing_and_redeems_no_code(self, admin, callback, login, connections):
        for _ in range(2):
            assert admin.get(callback).location == "/sign-in"
        assert login.redeemed == []
        assert connections() == []

    def test_is_made_anew_and_goes_on_where_it_was(self, admin, callback, login, connections):
        admin.get(callback)
        answer = arrive(admin, "microsoft", "anna")
        assert answer.location == callback
        assert admin.get(answer.location).status_code == 303
        assert login.redeemed == ["good"]
        assert [each.origin for each in connections()] == ["key_login"]
        assert admin.get(callback).status_code == 403

    def test_of_somebody_else_finds_nothing_of_it(self, admin, callback, login, connections, browse):
        """A new sign-in that is no repetition of the one before forgets what was begun."""
        admin.get("/auth/google")
        arrive(admin, "google", "matti")
        assert admin.get(callback).location == "/sign-in" or admin.get(callback).status_code == 403
        assert login.redeemed == []
        assert connections() == []

    def test_leaves_what_was_begun_to_nobody_who_knew_its_cookie(self, admin, callback, browse, db):
        old = admin.get_cookie(FLOW, domain="hub.localhost").value
        admin.get(callback)
        arrive(admin, "microsoft", "anna")
        assert admin.get_cookie(FLOW, domain="hub.localhost").value != old
        with db.transaction() as session:
            assert flows.read(session, old, "hub.localhost:8000") is None


def step_up(client) -> None:
    with client.session_transaction(base_url=client.address) as flow:
        flow["wanted"] = {"path": "/", "occasion": "step_up"}
    arrive(client, "microsoft", "anna")

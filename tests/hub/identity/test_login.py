"""Signing in over a real issuer."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select, text

from hub.app import create_app
from hub.identity.models import LinkedIdentity, Person, WebFlow, WebSession
from hub.pluginmanager import Plugins
from hub.sdk import hookimpl
from hub.web.cookies import FLOW, SESSION
from tests.hub.conftest import HubClient, person_of
from tests.hub.identity.conftest import (
    Offering,
    arrive,
    ask_provider,
    choose,
    google_at,
    microsoft_at,
    query_of,
)

PROVIDERS = ("google", "microsoft")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_person_signs_in_and_is_known_by_the_providers_own_id(client, db, provider):
    answer = arrive(client, provider, "anna")
    assert (answer.status_code, answer.location) == (303, "/")
    person = person_of(db, client)
    assert (person.name, person.email) == ("Anna Kirjanpitäjä", "anna@kapylanleipa.example")
    assert (person.identity.provider, person.identity.email_vouched, person.identity.kind) == (provider, True, "work")
    assert "@" not in person.identity.subject


def test_the_sign_in_page_offers_each_provider(client):
    page = client.get("/sign-in").text
    assert 'href="/auth/google"' in page
    assert 'href="/auth/microsoft"' in page


@pytest.mark.parametrize("provider", PROVIDERS)
def test_v10_2_1_v10_2_3_every_request_to_a_provider_carries_pkce_state_and_nonce(client, provider):
    asked = [query_of(ask_provider(client, provider)) for _ in range(2)]
    for query in asked:
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        assert query["scope"] == "openid email profile"
        assert query["redirect_uri"] == f"http://hub.localhost:8000/auth/{provider}/callback"
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]


@pytest.mark.parametrize(
    ("occasion", "provider", "wanted"),
    [
        ("sign_in", "google", {}),
        ("sign_in", "microsoft", {}),
        ("activation", "google", {"prompt": "select_account"}),
        ("activation", "microsoft", {"prompt": "select_account", "max_age": "300"}),
        ("step_up", "google", {"prompt": "select_account", "max_age": "300"}),
        ("step_up", "microsoft", {"prompt": "login", "max_age": "300"}),
    ],
)
def test_the_occasion_decides_what_is_asked_of_the_provider(client, occasion, provider, wanted):
    begin(client, occasion)
    query = query_of(ask_provider(client, provider))
    assert {name: query.get(name) for name in ("prompt", "max_age")} == {"prompt": None, "max_age": None} | wanted


def begin(client: HubClient, occasion: str, path: str = "/") -> None:
    with client.session_transaction(base_url=client.address) as flow:
        flow["wanted"] = {"path": path, "occasion": occasion}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_fresh_sign_in_is_recorded_as_one(client, db, provider):
    begin(client, "step_up")
    arrive(client, provider, "anna")
    assert person_of(db, client).session.assurance == "fresh"


def test_a_plain_sign_in_is_not_taken_for_a_fresh_one(client, db):
    arrive(client, "microsoft", "anna")
    assert person_of(db, client).session.assurance == "signed_in"


def test_a_provider_that_cannot_prove_freshness_is_recorded_as_a_round_trip(client, db, faults):
    faults("no_auth_time")
    begin(client, "step_up")
    arrive(client, "google", "anna")
    assert person_of(db, client).session.assurance == "round_trip"


def test_one_goes_where_one_wanted_to_go_and_the_address_does_not_tell_where(client):
    asked = client.get("/auth/handoff?host=acme&state=s&challenge=c")
    assert (asked.status_code, asked.location) == (303, "/sign-in")
    assert "handoff" not in ask_provider(client, "google")
    assert arrive(client, "google", "anna").location == "/auth/handoff?host=acme&state=s&challenge=c"


def test_a_sign_in_leaves_one_session_and_no_flow(client, db):
    arrive(client, "google", "anna")
    with db.system_transaction() as session:
        assert session.scalar(select(func.count()).select_from(WebFlow)) == 0
        assert session.scalar(select(func.count()).select_from(WebSession)) == 1
    assert client.get_cookie(FLOW, domain="hub.localhost") is None


def test_the_cookies_are_bound_to_the_host_and_hidden_from_scripts(client):
    begun = client.get("/auth/google").headers.getlist("Set-Cookie")
    ended = arrive(client, "google", "anna").headers.getlist("Set-Cookie")
    for name, told in (FLOW, begun), (SESSION, ended):
        cookie = next(each for each in told if each.startswith(f"{name}="))
        assert all(part in cookie for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
        assert "Domain" not in cookie
    assert {each.partition("=")[0] for each in begun + ended} == {FLOW, SESSION}


def test_the_database_knows_only_hashes_of_the_tokens(client, owner):
    begun = client.get("/auth/google")
    arrive(client, "google", "anna")
    token = client.get_cookie(SESSION, domain="hub.localhost").value
    with owner.connect() as connection:
        rows = str(connection.execute(text("SELECT * FROM web_session")).all())
    assert token not in rows
    assert begun.headers["Set-Cookie"].split("=")[1].split(";")[0] not in rows


def test_the_same_account_is_the_same_person_again(client, browse, db):
    arrive(client, "google", "anna")
    other = browse()
    arrive(other, "google", "anna")
    assert person_of(db, client).person_id == person_of(db, other).person_id


def test_v6_8_1_the_same_address_at_two_providers_is_two_people(client, browse, db):
    arrive(client, "google", "anna")
    other = browse()
    arrive(other, "microsoft", "anna")
    assert person_of(db, client).person_id != person_of(db, other).person_id


def test_an_account_that_claims_anothers_address_is_another_person_and_not_vouched_for(client, browse, db):
    arrive(client, "microsoft", "anna")
    thief = browse()
    arrive(thief, "microsoft", "mallory")
    anna, mallory = person_of(db, client), person_of(db, thief)
    assert mallory.email == anna.email
    assert mallory.person_id != anna.person_id
    assert not mallory.identity.email_vouched


@pytest.mark.parametrize(("provider", "persona"), [("google", "aino"), ("microsoft", "kalle")])
def test_a_private_account_is_known_as_one(client, db, provider, persona):
    arrive(client, provider, persona)
    assert person_of(db, client).identity.kind == "personal"
    assert person_of(db, client).identity.organisation is None


def test_a_provider_that_cannot_be_reached_is_tried_again_later(db, settings, free_port):
    for make in google_at, microsoft_at:
        provider = make(f"http://127.0.0.1:{free_port()}")
        answer = client_for(settings, provider).get(f"/auth/{provider.key}")
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0


def client_for(settings, provider) -> HubClient:
    plugins = Plugins()
    plugins.register(Offering(provider), "one")
    app = create_app(settings, plugins)
    app.test_client_class = HubClient
    client = app.test_client()
    assert isinstance(client, HubClient)
    return client


def test_a_provider_that_breaks_off_is_tried_again_from_the_start(client, faults, db):
    back = choose(ask_provider(client, "google"), "anna")
    faults("token_500")
    assert client.get(back).status_code == 503
    faults()
    assert client.get(back).status_code == 403
    assert arrive(client, "google", "anna").status_code == 303


@pytest.mark.parametrize("fault", ["metadata_issuer", "metadata_host"])
def test_v10_5_3_a_provider_that_publishes_foreign_addresses_is_not_used(settings, issuer, faults, db, fault):
    faults(fault)
    for make in google_at, microsoft_at:
        provider = make(issuer)
        client = client_for(settings, provider)
        for _ in range(2):
            assert client.get(f"/auth/{provider.key}").status_code == 502


def test_a_page_to_sign_out_at_must_be_the_providers_own(settings, issuer, faults, db):
    faults("sign_out_host")
    client = client_for(settings, microsoft_at(issuer))
    for _ in range(2):
        assert client.get("/auth/microsoft").status_code == 502
        assert "elsewhere.example" not in client.get("/signed-out").text


def test_a_provider_is_not_asked_without_encryption(settings, db):
    client = client_for(settings, google_at("http://provider.example"))
    assert client.get("/auth/google").status_code == 502


def test_what_a_provider_publishes_is_fetched_anew_when_it_is_old(settings, issuer, faults, db, monkeypatch):
    client = client_for(settings, google_at(issuer))
    ask_provider(client, "google")
    faults("metadata_issuer")
    ask_provider(client, "google")
    monkeypatch.setattr("hub.identity.discovery.REFRESH", -1)
    assert client.get("/auth/google").status_code == 502


def test_a_provider_without_a_client_id_is_not_offered(settings, issuer, db):
    client = client_for(settings, replace(google_at(issuer), client_id=""))
    assert "/auth/google" not in client.get("/sign-in").text
    assert client.get("/auth/google").status_code == 400


class Doorkeeper:
    @hookimpl
    def allow_sign_in(self, identity, tenant):
        return identity.kind == "work"


def test_a_plugin_may_refuse_a_sign_in(app, client, db, plugins):
    plugins.register(Doorkeeper(), "doorkeeper")
    assert arrive(client, "google", "aino").status_code == 403
    assert client.get_cookie(SESSION, domain="hub.localhost") is None
    assert arrive(client, "google", "anna").status_code == 303


def test_a_closed_account_does_not_get_in(client, browse, db):
    arrive(client, "google", "anna")
    with db.transaction() as session:
        session.query(Person).update({"disabled_at": func.now()})
    assert client.get("/").location == "/sign-in"
    again = browse()
    for _ in range(2):
        answer = arrive(again, "google", "anna")
        assert answer.status_code == 403
        assert "closed" in answer.text


def test_what_the_provider_says_now_replaces_what_it_said_before(client, db):
    arrive(client, "google", "anna")
    with db.transaction() as session:
        session.query(LinkedIdentity).update({"email_seen": "old@kapylanleipa.example", "email_vouched": False})
    arrive(client, "google", "anna")
    assert person_of(db, client).identity.email == "anna@kapylanleipa.example"
    assert person_of(db, client).identity.email_vouched

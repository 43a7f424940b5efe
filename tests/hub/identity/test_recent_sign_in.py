"""Signing in again for an act of consequence: with the same account, on both hosts anew, and proved or told of."""

from urllib.parse import urlsplit

import pytest
from flask import request
from sqlalchemy import select, text

from hub.app import create_app
from hub.audit import Actor
from hub.identity.models import Person
from hub.members import service as members
from hub.models import Mail
from hub.pluginmanager import Plugins
from hub.web.cookies import SESSION
from hub.web.security import any_host, recent_sign_in
from plugins.sso_google.provider import Google
from plugins.sso_google.settings import GoogleSettings
from tenants.directory import by_label
from tenants.models import Role
from tests.hub.conftest import HubClient, person_of
from tests.hub.identity.conftest import Offering, arrive, ask_provider, query_of

PAGE = "/a-form"


@pytest.fixture
def done(app) -> list[str]:
    """A page with a form of consequence, at every host; what was sent and accepted."""
    done: list[str] = []

    def form() -> str:
        if request.method == "POST":
            done.append(request.form.get("words", ""))
        return "the form"

    app.add_url_rule(PAGE, "a_form", any_host(recent_sign_in(form)), methods=["GET", "POST"])
    return done


@pytest.fixture
def grown_old(owner):
    """Let every sign-in be an hour old."""

    def age() -> None:
        with owner.begin() as connection:
            connection.execute(text("UPDATE web_session SET auth_time = auth_time - interval '1 hour'"))

    return age


@pytest.fixture
def environment(make_tenant):
    return make_tenant()


@pytest.fixture
def enter(browse, db, make_member, environment):
    """Sign somebody in at the apex and hand them over to the environment; gives both browsers."""

    def enter(provider: str, persona: str = "anna", role: Role = Role.ADMIN) -> tuple[HubClient, HubClient]:
        apex, inside = browse(), browse(environment)
        arrive(apex, provider, persona)
        who = person_of(db, apex)

        class Who:
            person_id, id = who.person_id, who.identity_id

        make_member(environment, Who, role)
        come_back(apex, inside, inside.get("/"))
        for client, tenant in (apex, None), (inside, environment):
            client.csrf_token = person_of(db, client, tenant).session.csrf_token
        return apex, inside

    return enter


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def come_back(apex, inside, sent_away):
    """Go from the environment to the apex and back."""
    return inside.get(path_of(apex.get(path_of(sent_away.location)).location))


def token_of(client: HubClient) -> str:
    return client.get_cookie(SESSION, domain=urlsplit(client.address).hostname).value


def test_one_signs_in_again_and_is_back_on_the_page_with_new_sessions_on_both_hosts(enter, done, grown_old, browse):
    apex, inside = enter("microsoft")
    grown_old()
    old = {client: token_of(client) for client in (apex, inside)}
    asked = inside.get(PAGE)
    assert query_of(asked.location)["recent"] == "1"
    assert apex.get(path_of(asked.location)).location == "/sign-in"
    page = apex.get("/sign-in").text
    assert "Sign in again" in page
    assert "Continue with Microsoft" in page
    assert "Continue with Google" not in page
    back = arrive(apex, "microsoft", "anna")
    answer = inside.get(path_of(apex.get(back.location).location))
    assert answer.location == PAGE
    assert inside.get(PAGE).text == "the form"
    for client, token in old.items():
        assert token_of(client) != token
        thief = browse()
        thief.address = client.address
        thief.set_cookie(SESSION, token, domain=urlsplit(client.address).hostname)
        assert thief.get("/").location != "/analytics"
        assert thief.get("/account").status_code in (303, 404)


def test_the_step_up_is_told_to_the_audit_with_what_was_reached(enter, done, grown_old, owner, faults):
    apex, inside = enter("google")
    faults("no_auth_time")
    grown_old()
    again(apex, inside, "google")
    with owner.connect() as connection:
        events = connection.execute(text("SELECT action, assurance FROM hub_event ORDER BY sequence")).all()
    assert [tuple(each) for each in events] == [
        ("session.began", "signed_in"),
        ("session.stepped_up", "round_trip"),
    ]


def again(apex, inside, provider: str, persona: str = "anna"):
    """Be sent away from the form, sign in again and come back."""
    asked = inside.get(PAGE)
    assert apex.get(path_of(asked.location)).location == "/sign-in"
    back = arrive(apex, provider, persona)
    return inside.get(path_of(apex.get(back.location).location))


def test_a_recent_sign_in_at_the_apex_is_enough_to_come_back_at_once(enter, done, owner):
    apex, inside = enter("microsoft")
    arrive_again = ask_with(apex, "microsoft")
    assert arrive_again.status_code == 303
    with owner.begin() as connection:
        connection.execute(
            text("UPDATE web_session SET auth_time = auth_time - interval '1 hour' WHERE kind = 'tenant'")
        )
    assert come_back(apex, inside, inside.get(PAGE)).location == PAGE
    assert inside.get(PAGE).text == "the form"


def ask_with(client: HubClient, provider: str):
    with client.session_transaction(base_url=client.address) as flow:
        flow["wanted"] = {"path": "/", "occasion": "step_up"}
    return arrive(client, provider, "anna")


def test_a_form_that_meets_an_old_sign_in_is_not_done_and_its_page_says_so(enter, done, grown_old):
    apex, inside = enter("google")
    grown_old()
    sent = inside.post(PAGE, data={"words": "many"}, headers={"Referer": f"{inside.address}{PAGE}"})
    assert (sent.status_code, done) == (303, [])
    apex.get(path_of(sent.location))
    back = arrive(apex, "google", "anna")
    answer = inside.get(path_of(apex.get(back.location).location))
    assert answer.location == PAGE
    assert "was not done" in inside.get("/members").text
    assert "was not done" not in inside.get("/members").text


def test_the_page_to_come_back_to_is_one_of_ours(enter, done, grown_old, db):
    apex, _inside = enter("google")
    grown_old()
    for referrer in "https://evil.example/a-form", "http://hub.localhost:8000/no-such-page", "":
        assert apex.post(PAGE, headers={"Referer": referrer}).location == "/sign-in"
        with apex.session_transaction(base_url=apex.address) as flow:
            assert flow["wanted"]["path"] == "/"


@pytest.mark.parametrize(("provider", "persona"), [("google", "matti"), ("microsoft", "anna")])
def test_another_account_is_refused_with_an_explanation(enter, done, grown_old, db, provider, persona):
    """T23: the last sign-in must be by the same identity as the first."""
    apex, inside = enter("google")
    grown_old()
    before = token_of(apex)
    asked = inside.get(PAGE)
    apex.get(path_of(asked.location))
    for _ in range(2):
        answer = arrive(apex, provider, persona)
        assert answer.status_code == 403
        assert "another account, so nothing was done" in answer.text
        assert token_of(apex) == before
    assert apex.get(path_of(asked.location)).location == "/sign-in"
    assert arrive(apex, "google", "anna").location == path_of(asked.location)


@pytest.mark.parametrize("fault", ["no_auth_time", "stale_auth_time"])
def test_v7_6_1_a_strict_provider_has_to_prove_it(enter, done, grown_old, faults, fault):
    apex, inside = enter("microsoft")
    grown_old()
    faults(fault)
    apex.get(path_of(inside.get(PAGE).location))
    for _ in range(2):
        answer = arrive(apex, "microsoft", "anna")
        assert answer.status_code == 403
        assert "did not confirm that you signed in just now" in answer.text
    assert inside.get(PAGE).status_code == 303


def test_a_strict_provider_has_to_prove_it_even_right_after_a_plain_sign_in(enter, done):
    _apex, inside = enter("microsoft")
    assert inside.get(PAGE).status_code == 303


def test_a_new_round_trip_is_enough_where_the_policy_is_best_effort(enter, done, grown_old, faults):
    apex, inside = enter("google")
    faults("no_auth_time")
    assert inside.get(PAGE).text == "the form"
    grown_old()
    assert again(apex, inside, "google").location == PAGE
    assert inside.get(PAGE).text == "the form"


def test_what_google_says_is_old_is_no_recent_sign_in_under_best_effort_either(enter, done, grown_old, faults):
    apex, inside = enter("google")
    grown_old()
    faults("stale_auth_time")
    apex.get(path_of(inside.get(PAGE).location))
    assert arrive(apex, "google", "anna").status_code == 403


def test_the_other_admins_are_told_once_of_an_unproved_sign_in(enter, done, grown_old, faults, db):
    apex, inside = enter("google")
    enter("google", "matti")
    enter("google", "salla", Role.MEMBER)
    faults("no_auth_time")
    grown_old()
    again(apex, inside, "google")
    renew_token(inside, db)
    assert mails(db) == []
    for _ in range(2):
        assert inside.post(PAGE, data={"words": "x"}).text == "the form"
    assert mails(db) == ["matti@kapylanleipa.example"]
    grown_old()
    again(apex, inside, "google")
    renew_token(inside, db)
    inside.post(PAGE)
    assert mails(db) == ["matti@kapylanleipa.example"] * 2


def test_nobody_is_told_of_a_proved_one(enter, done, grown_old, db):
    apex, inside = enter("google")
    enter("google", "matti")
    grown_old()
    again(apex, inside, "google")
    renew_token(inside, db)
    inside.post(PAGE)
    assert (done, mails(db)) == ([""], [])


def renew_token(inside: HubClient, db) -> None:
    with db.transaction() as session:
        tenant = by_label(session, urlsplit(inside.address).hostname.partition(".")[0])
    inside.csrf_token = person_of(db, inside, tenant).session.csrf_token


def mails(db) -> list[str]:
    with db.transaction() as session:
        return list(session.scalars(select(Mail.recipient).order_by(Mail.created_at)))


def test_the_policy_of_a_provider_is_a_setting(issuer, settings, db, faults):
    told = {
        "HUB_GOOGLE_CLIENT_ID": "hub-demo",
        "HUB_GOOGLE_CLIENT_SECRET": "hub-demo-secret",
        "HUB_GOOGLE_METADATA_URL": f"{issuer}/google/.well-known/openid-configuration",
        "HUB_GOOGLE_STEP_UP": "strict",
    }
    plugins = Plugins()
    plugins.register(Offering(Google.told(GoogleSettings.read(told))), "google")
    app = create_app(settings, plugins)
    app.test_client_class = HubClient
    client = app.test_client()
    client.get("/activate/nothing")
    faults("no_auth_time")
    with client.session_transaction(base_url=client.address) as flow:
        flow["wanted"] = {"path": "/", "occasion": "step_up"}
    assert arrive(client, "google", "anna").status_code == 403
    faults()
    assert arrive(client, "google", "anna").status_code == 303


def test_whoever_signs_in_for_an_activation_is_not_asked_twice(client, app, done):
    for provider in "google", "microsoft":
        with client.session_transaction(base_url=client.address) as flow:
            flow["wanted"] = {"path": PAGE, "occasion": "activation"}
        assert arrive(client, provider, "anna").location == PAGE
        assert client.get(PAGE).text == "the form"


def test_somebody_without_a_session_is_asked_for_a_recent_sign_in_at_once(client, browse, environment, done):
    assert client.get(PAGE).location == "/sign-in"
    assert query_of(ask_provider(client, "microsoft"))["max_age"] == "300"
    inside, apex = browse(environment), browse()
    apex.get(path_of(inside.get(PAGE).location))
    assert query_of(ask_provider(apex, "microsoft"))["max_age"] == "300"


def test_the_mark_in_the_address_is_not_believed(enter, done, grown_old):
    apex, inside = enter("google")
    grown_old()
    asked = path_of(inside.get(PAGE).location).replace("&recent=1", "")
    inside.get(path_of(apex.get(asked).location))
    assert inside.get(PAGE).status_code == 303


@pytest.mark.parametrize(("provider", "fault"), [("microsoft", ()), ("google", ()), ("google", ("no_auth_time",))])
def test_v7_4_5_whoever_an_admin_signed_out_signs_in_once_and_is_back(enter, environment, db, faults, provider, fault):
    apex, inside = enter(provider)
    who = person_of(db, apex)
    with db.transaction(environment.id) as session:
        assert members.end_sessions(session, environment.id, who.person_id, Actor(who.person_id))
    faults(*fault)
    for _ in range(2):
        asked = inside.get("/content?book=1")
        assert apex.get(path_of(asked.location)).location == "/sign-in"
    assert "An Admin of Käpylän Leipä Oy has signed you out there." in apex.get("/sign-in").text
    back = arrive(apex, provider, "anna")
    assert inside.get(path_of(apex.get(back.location).location)).location == "/content?book=1"
    assert inside.get("/members").status_code == 200


def test_signing_in_again_does_not_disturb_other_browsers(enter, done, grown_old, browse, db):
    apex, inside = enter("google")
    elsewhere = browse()
    arrive(elsewhere, "google", "anna")
    grown_old()
    again(apex, inside, "google")
    assert elsewhere.get("/account").status_code == 200
    with db.transaction() as session:
        assert len(session.scalars(select(Person)).all()) == 1

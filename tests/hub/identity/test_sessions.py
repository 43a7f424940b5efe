"""Sessions: worth nothing before a sign-in, worth nothing after it was ended."""

from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import text

from hub.app import create_app
from hub.config import HubSettings
from hub.sdk.settings import InvalidSetting
from hub.web.cookies import FLOW, SESSION
from hub.web.signed_in import is_unattended
from tenants.models import TenantState
from tests.hub.conftest import HubClient, person_of
from tests.hub.identity.conftest import arrive


def is_in(client) -> bool:
    return client.get("/").location != "/sign-in"


def change(owner, what: str) -> None:
    with owner.begin() as connection:
        connection.execute(text(f"UPDATE web_session SET {what}"))


def test_a_planted_cookie_is_worth_nothing_after_the_sign_in(client, browse):
    """T17: session fixation."""
    client.set_cookie(SESSION, "planted", domain="hub.localhost")
    arrive(client, "google", "anna")
    attacker = browse()
    attacker.set_cookie(SESSION, "planted", domain="hub.localhost")
    assert is_in(client)
    assert not is_in(attacker)


def test_a_planted_flow_is_worth_nothing_after_the_sign_in(client, browse):
    client.get("/auth/google")
    planted = client.get_cookie(FLOW, domain="hub.localhost").value
    arrive(client, "google", "anna")
    attacker = browse()
    attacker.set_cookie(FLOW, planted, domain="hub.localhost")
    assert not is_in(attacker)
    assert attacker.get("/auth/google/callback?state=x&code=y").status_code == 403


def test_v7_2_4_each_sign_in_gives_a_new_token_and_ends_the_old_session(client, browse):
    arrive(client, "google", "anna")
    first = client.get_cookie(SESSION, domain="hub.localhost").value
    arrive(client, "google", "anna")
    old = browse()
    old.set_cookie(SESSION, first, domain="hub.localhost")
    assert is_in(client)
    assert not is_in(old)


def test_a_session_ends_after_half_an_hour_of_rest(client, owner):
    arrive(client, "google", "anna")
    change(owner, "last_seen_at = now() - interval '29 minutes'")
    assert is_in(client)
    change(owner, "last_seen_at = now() - interval '31 minutes'")
    assert not is_in(client)


def test_a_session_ends_after_twelve_hours(client, owner):
    arrive(client, "google", "anna")
    change(owner, "expires_at = expires_at - interval '719 minutes'")
    assert is_in(client)
    change(owner, "expires_at = expires_at - interval '2 minutes'")
    assert not is_in(client)


def test_use_is_noted_at_most_once_a_minute(client, owner):
    arrive(client, "google", "anna")

    def seen():
        with owner.connect() as connection:
            return connection.execute(text("SELECT last_seen_at FROM web_session")).scalar_one()

    before = seen()
    client.get("/")
    assert seen() == before
    change(owner, "last_seen_at = now() - interval '61 seconds'")
    client.get("/")
    assert seen() > before


def test_v7_4_1_a_copied_cookie_is_dead_after_the_sign_out(client, browse, db):
    arrive(client, "google", "anna")
    token = client.get_cookie(SESSION, domain="hub.localhost").value
    client.csrf_token = person_of(db, client).session.csrf_token
    assert client.post("/sign-out").location == "/signed-out"
    assert client.get_cookie(SESSION, domain="hub.localhost") is None
    thief = browse()
    thief.set_cookie(SESSION, token, domain="hub.localhost")
    assert not is_in(thief)


def test_signing_out_at_the_apex_ends_the_environments_sessions_of_this_browser_only(
    browse, make_person, make_tenant, make_member, sign_in
):
    anna, tenant = make_person(), make_tenant()
    make_member(tenant, anna)
    apex, inside, elsewhere = browse(), browse(tenant), browse(tenant)
    parent = sign_in(apex, anna)
    sign_in(inside, anna, tenant, parent_id=parent)
    sign_in(elsewhere, anna, tenant)
    apex.post("/sign-out")
    assert inside.get("/").location.startswith("http://hub.localhost:8000/auth/handoff")
    assert elsewhere.get("/").location == "/analytics"


def test_signing_out_of_an_environment_asks_whether_everywhere(browse, make_person, make_tenant, make_member, sign_in):
    anna, tenant = make_person(), make_tenant()
    make_member(tenant, anna)
    apex, inside = browse(), browse(tenant)
    sign_in(inside, anna, tenant, parent_id=sign_in(apex, anna))
    assert inside.post("/sign-out").location == "http://hub.localhost:8000/sign-out"
    assert inside.get("/").location.startswith("http://hub.localhost:8000/auth/handoff")
    assert "Sign out everywhere" in apex.get("/sign-out").text


def test_somebody_else_signing_in_ends_what_the_first_had_open(browse, db, make_tenant, make_member, sign_in):
    tenant, apex, inside = make_tenant(), browse(), browse(make_tenant(subdomain="twin"))
    inside.address = f"http://{tenant.subdomain}.hub.localhost:8000"
    arrive(apex, "google", "anna")
    anna = person_of(db, apex)

    class Anna:
        person_id, id = anna.person_id, anna.identity_id

    make_member(tenant, Anna)
    sign_in(inside, Anna, tenant, parent_id=anna.session.id)
    arrive(apex, "google", "anna")
    assert inside.get("/").location == "/analytics"
    arrive(apex, "google", "matti")
    assert inside.get("/").location.startswith("http://hub.localhost:8000/auth/handoff")


def test_v3_5_4_a_cookie_of_one_host_is_nobody_on_another(browse, make_person, make_tenant, make_member, sign_in):
    anna, one, two = make_person(), make_tenant(), make_tenant("twin", "Twin Oy")
    for each in one, two:
        make_member(each, anna)
    home = browse(one)
    sign_in(home, anna, one)
    token = home.get_cookie(SESSION, domain="kapylan-leipa.hub.localhost").value
    for foreign in browse(two), browse():
        foreign.set_cookie(SESSION, token, domain=foreign.address[7:-5])
        assert foreign.get("/").location != "/analytics"


def test_the_end_of_a_membership_ends_the_session_there(browse, make_person, make_tenant, make_member, sign_in, owner):
    anna, tenant = make_person(), make_tenant()
    make_member(tenant, anna)
    apex, inside = browse(), browse(tenant)
    sign_in(apex, anna)
    sign_in(inside, anna, tenant)
    with owner.begin() as connection:
        connection.execute(text("SELECT set_config('hub.tenant_id', :id, true)"), {"id": str(tenant.id)})
        assert connection.execute(text("UPDATE membership SET ended_at = now()")).rowcount == 1
    assert inside.get("/").location != "/analytics"
    assert is_in(apex)


def test_a_closed_environment_is_gone(browse, make_person, make_tenant, make_member, sign_in):
    anna, tenant = make_person(), make_tenant(state=TenantState.CLOSED)
    make_member(tenant, anna)
    inside = browse(tenant)
    sign_in(inside, anna, tenant)
    assert inside.get("/").status_code == 404


@pytest.mark.parametrize("name", ["remember_token", "session", SESSION])
def test_no_other_cookie_signs_anybody_in_or_out(client, browse, name):
    stranger = browse()
    stranger.set_cookie(name, f"{uuid4()}|{'0' * 128}", domain="hub.localhost")
    assert not is_in(stranger)
    arrive(client, "google", "anna")
    if name != SESSION:
        client.set_cookie(name, f"{uuid4()}|{'0' * 128}", domain="hub.localhost")
    assert is_in(client)


def shorter(db, plugins, **told: str):
    app = create_app(HubSettings.read({"HUB_BASE_URL": "http://hub.localhost:8000", **told}), plugins)
    app.test_client_class = HubClient
    return app.test_client()


def test_operators_may_shorten_the_rest(db, plugins, owner):
    client = shorter(db, plugins, HUB_SESSION_IDLE_MINUTES="5")
    arrive(client, "google", "anna")
    change(owner, "last_seen_at = now() - interval '4 minutes'")
    assert is_in(client)
    change(owner, "last_seen_at = now() - interval '6 minutes'")
    assert not is_in(client)


def test_operators_may_shorten_the_whole_of_sessions_that_go_on_already(client, db, plugins, owner):
    arrive(client, "google", "anna")
    change(owner, "created_at = now() - interval '121 minutes'")
    assert is_in(client)
    strict = shorter(db, plugins, HUB_SESSION_HOURS="2")
    strict.set_cookie(SESSION, client.get_cookie(SESSION, domain="hub.localhost").value, domain="hub.localhost")
    assert not is_in(strict)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUB_SESSION_IDLE_MINUTES", "31"),
        ("HUB_SESSION_IDLE_MINUTES", "0"),
        ("HUB_SESSION_IDLE_MINUTES", "-5"),
        ("HUB_SESSION_HOURS", "13"),
        ("HUB_SESSION_HOURS", "1.5"),
        ("HUB_STEP_UP_MINUTES", "16"),
        ("HUB_STEP_UP_MINUTES", "4"),
    ],
)
def test_but_not_lengthen_them(name, value):
    with pytest.raises(InvalidSetting, match=f"{name} cannot be used: it must be a whole number from"):
        HubSettings.read({name: value})


@pytest.fixture
def handed_over(browse, make_person, make_tenant, make_member, sign_in):
    """A browser at the apex and in an environment."""
    anna, tenant = make_person(), make_tenant()
    make_member(tenant, anna)
    apex, inside = browse(), browse(tenant)
    sign_in(inside, anna, tenant, parent_id=sign_in(apex, anna))
    return apex, inside


def test_whoever_works_in_an_environment_is_not_idle_at_the_apex(handed_over, owner):
    apex, inside = handed_over
    change(owner, "last_seen_at = now() - interval '20 minutes'")
    assert inside.get("/content").status_code == 200
    change(owner, "last_seen_at = last_seen_at - interval '20 minutes'")
    assert apex.get("/account").status_code == 200


@pytest.mark.parametrize(
    "asked", ["/sync", "/files/progress", "/content?unattended=1", "/analytics?by=total&unattended=1"]
)
def test_v7_3_1_a_page_that_is_left_alone_uses_no_session(handed_over, owner, asked):
    """It asks how far the reading is, and loads itself again when there are new figures: nobody is there for that."""
    apex, inside = handed_over
    for _ in range(2):
        change(owner, "last_seen_at = last_seen_at - interval '14 minutes'")
        assert inside.get(asked).status_code == 200
    change(owner, "last_seen_at = last_seen_at - interval '3 minutes'")
    assert inside.get("/sync", headers={"Accept": "application/json"}).status_code == 401
    assert inside.get("/content").location.startswith("http://hub.localhost:8000/auth/handoff")
    assert apex.get("/account").location == "/sign-in"


def test_v7_3_1_nor_does_one_that_waits_for_the_store(handed_over, owner):
    apex, _inside = handed_over
    change(owner, "last_seen_at = last_seen_at - interval '29 minutes'")
    assert apex.get(f"/activations/{uuid4()}/status").status_code == 404  # of nobody: it is about the session
    change(owner, "last_seen_at = last_seen_at - interval '2 minutes'")
    assert apex.get("/account").location == "/sign-in"


def test_what_asks_by_itself_is_this(app):
    """Each is asked by a script of ours with nobody doing anything. Another one is a decision: write it down here."""
    asked = {name for name, view in app.view_functions.items() if is_unattended(view)}
    assert asked == {"connectors.sync_progress", "activation.status", "reports.files_progress"}


def test_but_a_session_at_the_apex_that_has_rested_too_long_stays_over(handed_over, owner):
    apex, inside = handed_over
    change(owner, "last_seen_at = now() - interval '31 minutes' WHERE kind = 'apex'")
    change(owner, "last_seen_at = now() - interval '20 minutes' WHERE kind = 'tenant'")
    assert inside.get("/content").status_code == 200
    assert apex.get("/account").location == "/sign-in"


def test_no_session_outlives_the_one_it_was_handed_off_from(client, browse, db, owner, make_tenant, make_member):
    arrive(client, "google", "anna")
    who = person_of(db, client)

    class Anna:
        person_id, id = who.person_id, who.identity_id

    tenant = make_tenant()
    make_member(tenant, Anna)
    change(owner, "expires_at = now() + interval '1 hour'")
    inside = browse(tenant)
    asked = urlsplit(inside.get("/").location)
    back = urlsplit(client.get(f"{asked.path}?{asked.query}").location)
    inside.get(f"{back.path}?{back.query}")
    assert person_of(db, inside, tenant).session.expires_at == person_of(db, client).session.expires_at


class TestFlaskLogin:
    """What Flask-Login 0.6 leaves to its user."""

    def test_it_protects_no_session_by_address_and_browser(self, app, client):
        assert app.login_manager.session_protection is None
        arrive(client, "google", "anna")
        assert client.get("/account", headers={"User-Agent": "other"}).status_code == 200
        assert client.get("/account", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200

    def test_it_never_remembers_anybody(self, client, db):
        told = [client.get("/auth/google"), arrive(client, "google", "anna"), client.get("/account")]
        client.csrf_token = person_of(db, client).session.csrf_token
        told.append(client.post("/sign-out"))
        names = {each.partition("=")[0] for answer in told for each in answer.headers.getlist("Set-Cookie")}
        assert names == {SESSION, FLOW}

    def test_it_keeps_nothing_of_its_own_in_the_flow(self, client):
        client.get("/auth/google")
        arrive(client, "google", "anna")
        with client.session_transaction(base_url=client.address) as flow:
            assert dict(flow) == {}

    def test_it_names_the_session_and_not_the_person(self, client, db):
        arrive(client, "google", "anna")
        person = person_of(db, client)
        assert person.get_id() == str(person.session.id)

    def test_a_next_in_the_address_is_not_looked_at(self, client):
        assert client.get("/account?next=https://evil.example/").location == "/sign-in"
        assert arrive(client, "google", "anna").location == "/account?next=https://evil.example/"
        assert client.get("/sign-in?next=https://evil.example/").location == "/"

    @pytest.mark.parametrize(
        "end",
        [
            "UPDATE person SET disabled_at = now()",
            "UPDATE web_session SET revoked_at = now()",
            "UPDATE web_session SET host = 'other.localhost:8000'",
            "UPDATE identity SET unlinked_at = now()",
        ],
    )
    def test_nobody_is_loaded_who_is_shut_out_ended_or_of_another_host(self, client, owner, end):
        arrive(client, "google", "anna")
        with owner.begin() as connection:
            connection.execute(text(end))
        assert not is_in(client)


def test_signing_out_at_the_provider_is_offered_and_never_forced(client, db, faults):
    arrive(client, "microsoft", "anna")
    client.csrf_token = person_of(db, client).session.csrf_token
    answer = client.post("/sign-out")
    assert answer.location == "/signed-out"
    page = client.get("/signed-out").text
    back = "post_logout_redirect_uri=http%3A%2F%2Fhub.localhost%3A8000%2Fsigned-out"
    assert f"/microsoft/common/signed-out?{back}" in page
    assert "Sign out at Microsoft, too" in page
    assert "Sign out at Google" not in page

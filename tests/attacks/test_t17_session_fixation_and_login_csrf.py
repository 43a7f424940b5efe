"""T17: somebody is made to use a session that the attacker knows, or is signed in as the attacker without noticing.

At the sign-in and at the hand-off, with the real issuer in between; what the parts do by themselves is held by
``tests/hub/identity``.
"""

from urllib.parse import urlsplit

import pytest

from hub.web.cookies import FLOW, SESSION
from tests.hub.conftest import person_of
from tests.hub.identity.conftest import arrive, ask_provider, choose, query_of

APEX = "hub.localhost"
INSIDE = "kapylan-leipa.hub.localhost"


@pytest.fixture
def tenant(make_tenant):
    return make_tenant()


@pytest.fixture
def member(make_person, make_member, tenant, browse, sign_in):
    """Open a browser of a member at the hub's own address."""

    def member(name: str, email: str):
        who, client = make_person(name, email), browse()
        make_member(tenant, who)
        sign_in(client, who)
        return client

    return member


def token_of(client, domain: str) -> str | None:
    cookie = client.get_cookie(SESSION, domain=domain)
    return cookie.value if cookie else None


def path_of(address: str) -> str:
    return f"{urlsplit(address).path}?{urlsplit(address).query}"


@pytest.mark.parametrize("provider", ["google", "microsoft"])
def test_t17_a_session_planted_before_the_sign_in_is_worth_nothing_after_it(browse, provider):
    """The attacker's own, live session is put into the victim's browser: after the sign-in it is nobody's of theirs."""
    attacker, victim = browse(), browse()
    arrive(attacker, provider, "matti")
    planted = token_of(attacker, APEX)
    victim.set_cookie(SESSION, planted, domain=APEX)
    victim.set_cookie(SESSION, "made-up", domain=INSIDE)
    arrive(victim, provider, "anna")
    assert token_of(victim, APEX) not in (planted, None)
    for _ in range(2):
        assert attacker.get("/account").status_code == 303, "what was planted ended with the victim's sign-in"
    assert victim.get("/account").status_code == 200


def test_v7_2_4_t17_the_flow_that_an_attacker_began_does_not_know_the_victims_session(browse, db):
    attacker, victim = browse(), browse()
    attacker.get("/auth/google")
    planted = attacker.get_cookie(FLOW, domain=APEX).value
    victim.set_cookie(FLOW, planted, domain=APEX)
    arrive(victim, "google", "anna")
    attacker.set_cookie(FLOW, planted, domain=APEX)
    for path in "/", "/account", "/auth/google/callback?state=x&code=y":
        assert attacker.get(path).status_code in (303, 403)
    assert person_of(db, victim).name == "Anna Kirjanpitäjä"


@pytest.mark.parametrize("provider", ["google", "microsoft"])
def test_v10_1_2_t17_an_attackers_answer_signs_nobody_in_as_the_attacker(browse, provider):
    attacker, victim = browse(), browse()
    for begun in (False, True):
        link = choose(ask_provider(attacker, provider), "matti")
        if begun:
            ask_provider(victim, provider)
        for _ in range(2):
            assert victim.get(link).status_code == 403
        assert token_of(victim, APEX) is None
    assert arrive(victim, provider, "anna").status_code == 303


def test_v10_1_2_t17_an_attackers_answer_does_not_replace_who_is_signed_in(browse, db):
    attacker, victim = browse(), browse()
    arrive(victim, "google", "anna")
    before = token_of(victim, APEX)
    ask_provider(victim, "google")
    for _ in range(2):
        assert victim.get(choose(ask_provider(attacker, "google"), "matti")).status_code == 403
    assert token_of(victim, APEX) == before
    assert person_of(db, victim).name == "Anna Kirjanpitäjä"


def test_t17_an_attackers_code_does_not_open_the_environment_as_the_attacker(browse, tenant, member, db):
    """Mallory is a member too, and would like Anna to work in Mallory's session."""
    mallory, anna = member("Mallory", "mallory@kapylanleipa.example"), member("Anna", "anna@kapylanleipa.example")
    begun, victim = browse(tenant), browse(tenant)
    stolen = path_of(mallory.get(path_of(begun.get("/").location)).location)
    asked = victim.get("/")
    state = query_of(asked.location)["state"]
    for _ in range(2):
        for path in (stolen, f"/auth/handoff/callback?code={query_of(stolen)['code']}&state=made-up"):
            assert victim.get(path).status_code == 403
        assert token_of(victim, INSIDE) is None
    assert victim.get(path_of(anna.get(path_of(asked.location)).location)).status_code == 303
    assert state in asked.location
    assert person_of(db, victim, tenant).name == "Anna"


def test_t17_a_code_with_the_victims_own_state_is_burnt_and_opens_nothing(browse, tenant, member):
    mallory = member("Mallory", "mallory@kapylanleipa.example")
    begun, victim = browse(tenant), browse(tenant)
    code = query_of(mallory.get(path_of(begun.get("/").location)).location)["code"]
    state = query_of(victim.get("/").location)["state"]
    for _ in range(2):
        assert victim.get(f"/auth/handoff/callback?code={code}&state={state}").status_code == 403
    assert token_of(victim, INSIDE) is None

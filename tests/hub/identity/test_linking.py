"""Linking a second account: by a whole sign-in with it, seen and confirmed, and never somebody else's."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from hub.audit import Actor
from hub.identity import accounts
from hub.identity.accounts import SomebodyElses
from hub.identity.models import LinkedIdentity, Person
from hub.sdk.identity import Identity
from hub.web.cookies import SESSION
from tests.hub.conftest import HubClient, person_of
from tests.hub.identity.conftest import arrive, choose


@pytest.fixture
def anna(client, db) -> HubClient:
    """Anna, who signed in with Google a moment ago."""
    arrive(client, "google", "anna")
    client.csrf_token = person_of(db, client).session.csrf_token
    return client


def prove(client: HubClient, provider: str = "microsoft", persona: str = "anna"):
    """Sign in with the account that is to be linked."""
    asked = client.get(f"/account/link/{provider}")
    assert asked.status_code == 303
    return client.get(choose(asked.location, persona))


def test_a_proved_account_is_linked_after_it_was_shown(anna, browse, db):
    before = anna.get_cookie(SESSION, domain="hub.localhost").value
    assert prove(anna).location == "/account/link"
    assert anna.get_cookie(SESSION, domain="hub.localhost").value == before
    assert linked(db) == 1
    assert "anna@kapylanleipa.example" in anna.get("/account/link").text
    assert anna.post("/account/link").location == "/account"
    assert linked(db) == 2
    elsewhere = browse()
    arrive(elsewhere, "microsoft", "anna")
    assert person_of(db, elsewhere).person_id == person_of(db, anna).person_id
    page = anna.get("/account").text
    assert ("Google" in page, "Microsoft" in page, "The account was linked" in page) == (True, True, True)


def linked(db) -> int:
    with db.transaction() as session:
        return session.scalar(
            select(func.count()).select_from(LinkedIdentity).where(LinkedIdentity.unlinked_at.is_(None))
        )


def test_the_same_address_alone_links_nothing(anna, browse, db):
    arrive(browse(), "microsoft", "anna")
    with db.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 2


@pytest.mark.parametrize("persona", ["anna", "matti"])
def test_an_account_of_somebody_else_is_refused_plainly(anna, browse, db, owner, persona):
    arrive(browse(), "microsoft", persona)
    for _ in range(2):
        prove(anna, persona=persona)
        answer = anna.post("/account/link")
        assert answer.status_code == 403
        assert "belongs to somebody in this hub already" in answer.text
    with owner.connect() as connection:
        refused = "SELECT count(*) FROM hub_event WHERE action = 'identity.link_refused'"
        assert connection.execute(text(refused)).scalar_one() == 2
        assert connection.execute(text("SELECT count(DISTINCT person_id) FROM identity")).scalar_one() == 2


def test_without_a_recent_sign_in_nothing_is_begun_shown_or_linked(anna, owner, db):
    prove(anna)
    with owner.begin() as connection:
        connection.execute(text("UPDATE web_session SET auth_time = auth_time - interval '1 hour'"))
    asked = [anna.get("/account/link/microsoft"), anna.get("/account/link"), anna.post("/account/link")]
    assert {each.location for each in asked} == {"/sign-in"}
    assert linked(db) == 1


def test_the_account_is_linked_to_whoever_began_and_nobody_else(anna, browse, db):
    """T01: who starts must be who ends, in the same browser."""
    asked = anna.get("/account/link/microsoft")
    back = choose(asked.location, "matti")
    other = browse()
    arrive(other, "google", "salla")
    assert other.get(back).status_code == 403
    arrive(anna, "google", "pekka")
    assert anna.get(back).status_code == 403
    assert linked(db) == 3


def test_somebody_who_signs_in_between_does_not_get_the_account(anna, db):
    prove(anna)
    arrive(anna, "google", "pekka")
    anna.csrf_token = person_of(db, anna).session.csrf_token
    assert anna.get("/account/link").location == "/account"
    assert anna.post("/account/link").location == "/account"
    assert linked(db) == 2


@pytest.mark.parametrize("fault", ["nonce", "aud", "foreign_issuer", "alg_none", "hs256", "kid", "expired"])
def test_a_faulty_proof_links_nothing_every_time(anna, faults, db, fault):
    faults(fault)
    for _ in range(2):
        assert prove(anna).status_code == 403
        assert anna.get("/account/link").location == "/account"
    assert linked(db) == 1
    faults()
    assert prove(anna).location == "/account/link"


def test_an_account_is_taken_away_with_its_sessions_and_is_nobodys_afterwards(anna, browse, db, owner):
    prove(anna)
    anna.post("/account/link")
    elsewhere = browse()
    arrive(elsewhere, "microsoft", "anna")
    second = person_of(db, elsewhere)
    assert anna.post(f"/account/linked/{second.identity_id}/unlink").location == "/account"
    assert elsewhere.get("/account").location == "/sign-in"
    arrive(elsewhere, "microsoft", "anna")
    assert person_of(db, elsewhere).person_id != second.person_id
    with owner.connect() as connection:
        done = "SELECT action FROM hub_event WHERE action LIKE 'identity.%' ORDER BY sequence"
        assert connection.execute(text(done)).scalars().all() == ["identity.linked", "identity.unlinked"]


def test_the_last_account_and_the_one_in_use_stay(anna, db):
    mine = person_of(db, anna).identity_id
    answer = anna.post(f"/account/linked/{mine}/unlink")
    assert (answer.status_code, "only account" in answer.text) == (403, True)
    prove(anna)
    anna.post("/account/link")
    answer = anna.post(f"/account/linked/{mine}/unlink")
    assert (answer.status_code, "signed in with this account" in answer.text) == (403, True)
    assert linked(db) == 2


def test_anothers_account_is_not_there(anna, browse, db):
    other = browse()
    arrive(other, "google", "matti")
    for identity_id in person_of(db, other).identity_id, uuid4():
        assert anna.post(f"/account/linked/{identity_id}/unlink").status_code == 404


def test_one_account_wanted_by_many_at_once_is_one_persons(make_person, db):
    people = [make_person(f"Person {number}") for number in range(8)]
    wanted = Identity("google", "https://accounts.google.com", "wanted", "Wanted", None, False, "personal")

    def take(person) -> bool:
        try:
            with db.transaction() as session:
                accounts.link(session, person.person_id, wanted, Actor(person.person_id))
        except SomebodyElses:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, people)) == 1


def test_two_tabs_that_each_take_one_away_leave_one(make_person, db, browse, sign_in):
    who = make_person()
    client = browse()
    with db.transaction() as session:
        other = Identity("microsoft", str(uuid4()), "other", "Other", None, False, "personal")
        second = accounts.link(session, who.person_id, other, Actor(who.person_id))
    sign_in(client, who)
    first = person_of(db, client)

    class Second:
        person_id, id = who.person_id, second.id

    there = browse()
    sign_in(there, Second)
    tabs = [(first, second.id), (person_of(db, there), first.identity_id)]

    def take_away(tab) -> bool:
        try:
            with db.transaction() as session:
                return accounts.unlink(session, tab[0], tab[1], Actor(who.person_id))
        except (accounts.LastAccount, accounts.InUse):
            return False

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(take_away, tabs)) == 1
    assert linked(db) == 1

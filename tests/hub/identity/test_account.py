"""The page *Account*: one's own sessions, and ending them."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from hub.audit import Operator
from hub.identity import people, sessions
from hub.identity.sessions import Browser
from hub.web.cookies import SESSION
from tests.hub.conftest import person_of
from tests.hub.identity.conftest import arrive

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
def anna(make_person):
    return make_person()


@pytest.fixture
def tenant(make_tenant, make_member, anna):
    tenant = make_tenant()
    make_member(tenant, anna)
    return tenant


@pytest.fixture
def here(client, browse, sign_in, anna, tenant):
    """Anna's browser at the apex, and the same browser in the environment."""
    inside = browse(tenant)
    parent = sign_in(client, anna, browser=Browser(FIREFOX, "192.0.2.7"))
    sign_in(inside, anna, tenant, parent_id=parent, browser=Browser(FIREFOX, "192.0.2.7"))
    return client, inside


@pytest.fixture
def phone(browse, sign_in, anna, tenant):
    """Anna's telephone, in both places."""
    apex, inside = browse(), browse(tenant)
    parent = sign_in(apex, anna, browser=Browser(SAFARI, "198.51.100.9"))
    sign_in(inside, anna, tenant, parent_id=parent, browser=Browser(SAFARI, "198.51.100.9"))
    return apex, inside, parent


def is_in(client) -> bool:
    return client.get("/sync" if "kapylan" in client.address else "/account").status_code == 200


def test_ones_sessions_are_listed_with_browser_place_and_environment(here, phone, make_person, browse, sign_in):
    sign_in(browse(), make_person("Matti Muu"), browser=Browser("Firefox/1 Windows", "203.0.113.1"))
    page = here[0].get("/account").text
    for told in "Firefox, Linux", "192.0.2.7", "Safari, iPhone", "198.51.100.9", "Käpylän Leipä Oy":
        assert told in page
    assert page.count("This page") == 1
    assert page.count("This browser") == 2  # the badge of the environment's session, and the sentence under the button
    assert "203.0.113.1" not in page


def test_a_session_of_ones_own_can_be_ended_and_what_was_handed_off_from_it_ends_with_it(here, phone):
    apex, inside, parent = phone
    assert here[0].post(f"/account/sessions/{parent}/end").location == "/account"
    assert [is_in(each) for each in (*here, apex, inside)] == [True, True, False, False]
    assert here[0].post(f"/account/sessions/{parent}/end").status_code == 404


def test_v7_5_2_what_is_ended_in_another_browser_does_not_come_back_there_by_itself(here, phone, tenant, db):
    """The environment's session alone would be handed over anew with the next page."""
    apex, inside, _parent = phone
    child = person_of(db, inside, tenant).session.id
    assert here[0].post(f"/account/sessions/{child}/end").location == "/account"
    assert "That browser is signed out." in here[0].get("/account").text
    assert [is_in(each) for each in (*here, apex, inside)] == [True, True, False, False]


def test_an_environment_is_left_in_this_browser_alone(here, phone, db, tenant):
    child = person_of(db, here[1], tenant).session.id
    here[0].post(f"/account/sessions/{child}/end")
    assert "Your next visit there" in here[0].get("/account").text
    assert [is_in(each) for each in (*here, *phone[:2])] == [True, False, True, True]


def test_v7_5_2_all_others_can_be_ended_at_once_and_this_browser_stays(here, phone, make_person, browse, sign_in):
    stranger = browse()
    sign_in(stranger, make_person("Matti Muu"))
    assert "End all others" in here[0].get("/account").text
    here[0].post("/account/sessions/end-others")
    assert [is_in(each) for each in (*here, *phone[:2], stranger)] == [True, True, False, False, True]
    assert "End all others" not in here[0].get("/account").text


def test_anothers_session_is_not_there(here, make_person, browse, sign_in):
    other = browse()
    foreign = sign_in(other, make_person("Matti Muu"))
    for session_id in foreign, uuid4():
        assert here[0].post(f"/account/sessions/{session_id}/end").status_code == 404
    assert is_in(other)


def test_the_account_is_at_the_apex_only(here):
    assert here[1].get("/account").status_code == 404


@pytest.fixture
def there(anna, make_tenant, make_member, browse, sign_in):
    """Anna in another environment."""
    twin = make_tenant("twin", "Twin Oy")
    make_member(twin, anna)
    client = browse(twin)
    sign_in(client, anna, twin)
    return client


def test_a_member_loses_the_sessions_of_that_environment_only(db, anna, tenant, here, phone, there):
    with db.transaction() as session:
        sessions.end_of_member(session, tenant.id, anna.person_id)
    assert [is_in(each) for each in (*here, *phone[:2])] == [True, False, True, False]
    assert there.get("/sync").status_code == 200


def test_whoever_is_shut_out_loses_every_session_and_cannot_come_back(client, browse, db, owner):
    arrive(client, "google", "anna")
    token = client.get_cookie(SESSION, domain="hub.localhost").value
    shut_out(db, "anna@kapylanleipa.example")
    assert not is_in(client)
    assert arrive(browse(), "google", "anna").status_code == 403
    with owner.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM web_session WHERE revoked_at IS NULL")).scalar_one() == 0
        known = "SELECT actor_kind, action FROM hub_event WHERE action LIKE 'person.%'"
        assert connection.execute(text(known)).all() == [("operator", "person.disabled")]
    shut_out(db, "anna@kapylanleipa.example", disabled=False)
    thief = browse()
    thief.set_cookie(SESSION, token, domain="hub.localhost")
    assert not is_in(thief)
    assert arrive(client, "google", "anna").status_code == 303


def shut_out(db, who: str, *, disabled: bool = True) -> None:
    with db.transaction() as session:
        found = people.find(session, who)
        people.shut_out(session, found[0], disabled=disabled, actor=Operator("operator"))


def test_people_of_one_address_are_told_apart_by_id(client, browse, db):
    arrive(client, "google", "anna")
    arrive(browse(), "microsoft", "anna")
    with db.transaction() as session:
        found = people.find(session, " ANNA@kapylanleipa.example")
        assert len(found) == 2
        assert people.find(session, found[0].id) == [found[0]]
        assert people.find(session, uuid4()) == []
    assert person_of(db, client).person_id in {each.id for each in found}

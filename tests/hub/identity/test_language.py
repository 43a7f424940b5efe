"""The language of the pages: the browser's until somebody chooses, and then theirs, wherever they are."""

import re

import pytest
from sqlalchemy import select

from hub.identity.models import Person
from hub.web.cookies import LANGUAGE
from tenants.models import Role
from tests.hub.conftest import person_of
from tests.hub.identity.conftest import arrive

SIGN_IN = {"fi": "Kirjaudu sisään", "sv": "Logga in", "en": "Sign in"}


@pytest.fixture
def anna(make_person):
    return make_person()


def language_of(answer) -> str:
    return re.search(r'<html lang="([^"]*)"', answer.text)[1]


def asking(client, path: str, browser: str = "en-GB"):
    return client.get(path, headers={"Accept-Language": browser})


def choose(client, code: str, back: str = "/sign-in"):
    """Choose as the form of the page does."""
    page = client.get("/sign-in").text
    found = re.search(r'name="csrf_token" value="([^"]*)"', page)
    client.csrf_token = client.csrf_token or (found[1] if found else "")
    return client.post("/language", data={"language": code, "back": back})


@pytest.mark.parametrize(
    ("browser", "language"),
    [
        ("fi", "fi"),
        ("fi-FI,fi;q=0.9,en;q=0.8", "fi"),
        ("sv-FI,sv;q=0.9,fi;q=0.8", "sv"),
        ("en-GB", "en"),
        ("de-DE,de;q=0.9,sv;q=0.5", "sv"),
        ("de", "en"),
        ("*", "en"),
        ("", "en"),
        ("fi;q=nonsense", "en"),
    ],
)
def test_until_somebody_chooses_the_browser_says_the_language(client, browser, language):
    page = asking(client, "/sign-in", browser)
    assert language_of(page) == language
    assert f"<h1>{SIGN_IN[language]}</h1>" in page.text


def test_a_choice_before_the_sign_in_is_kept_for_the_visit(client):
    answer = choose(client, "fi")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert [language_of(asking(client, path)) for path in ("/sign-in", "/terms", "/nowhere")] == ["fi"] * 3


def test_a_persons_choice_holds_on_every_page(browse, sign_in, anna, make_tenant, make_member):
    tenant = make_tenant()
    make_member(tenant, anna, Role.ADMIN)
    apex, inside = browse(), browse(tenant)
    for client, place in (apex, None), (inside, tenant):
        sign_in(client, anna, place)
    inside.post("/language", data={"language": "sv", "back": "/members"})
    asked = [asking(inside, path, "fi") for path in ("/members", "/analytics", "/connections", "/terms", "/nowhere")]
    asked += [asking(apex, path, "fi") for path in ("/account", "/sign-out", "/terms", "/privacy", "/nowhere")]
    assert {language_of(page) for page in asked} == {"sv"}
    assert "<h1>Medlemmar</h1>" in asked[0].text


def test_a_persons_choice_holds_after_they_sign_in_again(browse, db):
    first, second = browse(), browse()
    arrive(first, "google", "anna")
    first.csrf_token = person_of(db, first).session.csrf_token
    choose(first, "fi", "/account")
    arrive(second, "google", "anna")
    assert language_of(asking(second, "/account", "sv")) == "fi"


def test_who_signs_in_takes_over_the_language_of_the_visit(client, db):
    choose(client, "sv")
    arrive(client, "google", "anna")
    with db.transaction() as tx:
        assert tx.scalars(select(Person.language)).all() == ["sv"]
    assert client.get_cookie(LANGUAGE, domain="hub.localhost") is None, "it is nobody else's who uses this browser"


def test_a_language_of_the_visit_does_not_replace_what_somebody_has_chosen(browse, db):
    first, second = browse(), browse()
    for client, code in (first, "fi"), (second, "sv"):
        choose(client, code)
        arrive(client, "google", "anna")
    assert language_of(asking(second, "/account")) == "fi"


def test_the_choice_of_one_is_not_the_choice_of_another(browse, sign_in, anna, make_person):
    matti = make_person("Matti Muu", "matti@example.com")
    clients = browse(), browse()
    for client, who in zip(clients, (anna, matti), strict=True):
        sign_in(client, who)
    clients[0].post("/language", data={"language": "fi", "back": "/account"})
    assert [language_of(asking(client, "/account")) for client in clients] == ["fi", "en"]


@pytest.mark.parametrize("sent", [{}, {"language": ""}, {"language": "de"}, {"language": "../../etc"}])
def test_a_language_that_there_is_not_is_refused(client, sign_in, anna, sent):
    sign_in(client, anna)
    assert client.post("/language", data=sent).status_code == 400


def test_a_cookie_that_names_no_language_is_not_believed(client):
    client.set_cookie(LANGUAGE, "../../etc", domain="hub.localhost")
    assert language_of(asking(client, "/sign-in", "sv")) == "sv"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/nowhere", "/static/hub.css", ""])
def test_the_choice_leads_to_pages_of_ours_only(client, sign_in, anna, back):
    sign_in(client, anna)
    assert client.post("/language", data={"language": "fi", "back": back}).location == "/"


def test_the_choice_shows_the_same_page_again_with_its_question(client, sign_in, anna):
    sign_in(client, anna)
    page = client.get("/account?unattended=1")
    assert 'name="back" value="/account?unattended=1"' in page.text
    assert choose(client, "fi", "/account?unattended=1").location == "/account?unattended=1"


def test_the_choice_is_not_offered_where_it_would_lose_what_was_entered(
    browse, sign_in, anna, make_tenant, make_member
):
    tenant = make_tenant()
    make_member(tenant, anna, Role.ADMIN)
    inside = browse(tenant)
    sign_in(inside, anna, tenant)
    asked = inside.get("/members/invite")
    refused = inside.post("/members/invite", data={"email": "nobody", "role": "member"})
    assert 'action="/language"' in asked.text
    assert refused.status_code == 422
    assert 'action="/language"' not in refused.text

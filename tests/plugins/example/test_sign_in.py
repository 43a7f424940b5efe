"""People sign in at the example's provider, through a real issuer."""

from dataclasses import replace

import pytest

from hub.issuer.people import PEOPLE
from hub.web.cookies import SESSION
from tests.hub.conftest import person_of
from tests.hub.identity.conftest import arrive


@pytest.fixture
def barred(monkeypatch):
    """Somebody with an account at the issuer whom the example does not let in."""
    persona = replace(PEOPLE[0], key="barred", name="Bertil Barred", email="barred@example.com")
    monkeypatch.setattr("hub.issuer.people.PEOPLE", (*PEOPLE, persona))
    return persona.key


def test_somebody_signs_in_at_the_examples_provider(client, db):
    page = client.get("/sign-in").text
    assert 'href="/auth/example"' in page
    assert "Example Login" in page
    answer = arrive(client, "example", "anna")
    assert (answer.status_code, answer.location) == (303, "/")
    person = person_of(db, client)
    assert (person.name, person.identity.provider) == ("Anna Kirjanpitäjä", "example")
    assert person.identity.authority.endswith("/google")


def test_whom_the_example_does_not_let_in_stays_outside(client, barred):
    answer = arrive(client, "example", barred)
    assert answer.status_code == 403
    assert client.get_cookie(SESSION, domain="hub.localhost") is None
    assert arrive(client, "example", "anna").status_code == 303


def test_the_provider_is_not_offered_without_a_client_id(monkeypatch, plugins):
    monkeypatch.delenv("HUB_EXAMPLE_CLIENT_ID")
    again = type(plugins).discover()
    assert "example" in again.known_providers
    assert "example" not in again.providers

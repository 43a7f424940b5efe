"""Operators shut a person out of the whole hub, and let them in again."""

import pytest
from click.testing import CliRunner, Result

from hub.cli import cli
from hub.identity.models import Person


@pytest.fixture
def hub(db, database_urls, valkey, monkeypatch):
    """Call ``hub person``."""
    monkeypatch.setenv("HUB_DATABASE_URL", database_urls.app)
    monkeypatch.setenv("HUB_REDIS_URL", valkey)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["person", *arguments])

    return call


@pytest.fixture
def make(db):
    def make(name: str, email: str) -> Person:
        with db.transaction() as session:
            person = Person(name=name, email=email)
            session.add(person)
        return person

    return make


def is_shut_out(db, person: Person) -> bool:
    with db.transaction() as session:
        return session.get_one(Person, person.id).disabled_at is not None


@pytest.mark.parametrize("by", ["email", "id"])
def test_a_person_is_shut_out_and_let_in_again(hub, make, db, by):
    anna = make("Anna", "anna@example.com")
    who = str(getattr(anna, by))
    shut = hub("disable", who)
    assert (shut.exit_code, shut.output) == (0, "Anna (anna@example.com) is shut out; every session has ended.\n")
    assert is_shut_out(db, anna)
    assert hub("enable", who).output == "Anna (anna@example.com) can sign in again.\n"
    assert not is_shut_out(db, anna)


@pytest.mark.parametrize("who", ["nobody@example.com", "6f1f3f0e-2f5c-4a53-9d53-8b0a4d1c7e55"])
def test_somebody_unknown_is_told(hub, who):
    answer = hub("disable", who)
    assert (answer.exit_code, answer.output) == (1, f"Error: Nobody here has the address or id {who}.\n")


def test_of_several_with_one_address_none_is_guessed(hub, make, db):
    people = [make(name, "anna@example.com") for name in ("Anna", "Mallory")]
    answer = hub("disable", "anna@example.com")
    assert answer.exit_code == 1
    assert all(str(each.id) in answer.output for each in people)
    assert not any(is_shut_out(db, each) for each in people)

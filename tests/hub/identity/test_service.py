"""Whom an identity belongs to."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from hub.identity import service
from hub.identity.models import LinkedIdentity, Person
from hub.sdk.identity import Identity

ANNA = Identity("google", "https://accounts.google.com", "1", "Anna", "anna@example.com", True, "work", "example.com")


def recognise(db, identity: Identity) -> LinkedIdentity:
    with db.transaction() as session:
        return service.recognise(session, identity)


def test_a_changed_address_is_still_the_same_person(db):
    assert recognise(db, ANNA).person_id == recognise(db, replace(ANNA, email="new@example.com")).person_id


@pytest.mark.parametrize("other", [{"provider": "x"}, {"authority": "x"}, {"subject": "x"}])
def test_another_provider_authority_or_subject_is_another_person(db, other):
    assert recognise(db, ANNA).person_id != recognise(db, replace(ANNA, **other)).person_id


def test_many_browsers_at_once_make_one_person(db):
    with ThreadPoolExecutor(8) as pool:
        found = {each.person_id for each in pool.map(lambda _: recognise(db, ANNA), range(8))}
    assert len(found) == 1
    with db.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Anna\r\nBcc: x@evil.example", "Anna Bcc: x@evil.example"),
        ("", "anna"),
        ("\x00", "anna"),
        ("x" * 500, "x" * 120),
    ],
)
def test_a_name_is_kept_on_one_line_and_never_empty(db, name, kept):
    linked = recognise(db, replace(ANNA, name=name))
    with db.transaction() as session:
        assert session.get_one(Person, linked.person_id).name == kept


def test_an_address_that_cannot_be_one_is_not_vouched_for(db):
    linked = recognise(db, replace(ANNA, email="x" * 300))
    assert (linked.email_seen, linked.email_vouched) == (None, False)

"""The people around the twins, and browsers in which they are signed in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from flask import Flask

import hub.db
from hub.identity import sessions
from hub.identity.models import LinkedIdentity, Person, WebSession
from hub.identity.sessions import NewSession
from hub.web.cookies import SESSION
from tests.hub.conftest import HubClient

__all__ = ["Human", "browser", "make_human", "sign_in"]


@dataclass(frozen=True)
class Key:
    """A session: what the cookie holds, and what forms carry."""

    token: str
    csrf: str
    id: UUID


@dataclass(frozen=True)
class Human:
    """Somebody with one account, and their session by host."""

    person_id: UUID
    identity_id: UUID
    email: str
    keys: dict[str, Key] = field(default_factory=dict)


def make_human(name: str, email: str, organisation: str) -> Human:
    """Let somebody have signed in once."""
    with hub.db.transaction() as db:
        person = Person(name=name, email=email)
        db.add(person)
        db.flush()
        linked = LinkedIdentity(
            person_id=person.id,
            provider="google",
            authority="https://accounts.google.com",
            subject=str(uuid4()),
            email_seen=email,
            email_vouched=True,
            kind="work",
            organisation=organisation,
        )
        db.add(linked)
        db.flush()
        return Human(person.id, linked.id, email)


def sign_in(human: Human, address: str, tenant_id: UUID | None = None) -> None:
    """Begin a session of somebody at an address; what asks for a recent sign-in is satisfied with it."""
    host = urlsplit(address).netloc
    new = NewSession(
        person_id=human.person_id,
        identity_id=human.identity_id,
        host=host,
        auth_time=datetime.now(UTC),
        assurance="fresh",
        tenant_id=tenant_id,
    )
    with hub.db.transaction(tenant_id) as db:
        token, session_id = sessions.begin(db, new)
        csrf = db.get_one(WebSession, session_id).csrf_token
    human.keys[host] = Key(token, csrf, session_id)


def browser(app: Flask, address: str, human: Human | None = None, *, stolen: str | None = None) -> HubClient:
    """Open a browser at an address, with somebody's session there.

    :param stolen: the address whose cookie is brought along instead
    """
    client = app.test_client()
    assert isinstance(client, HubClient)
    client.address = address
    host = urlsplit(address)
    key = human.keys.get(urlsplit(stolen or address).netloc) if human else None
    if key is not None:
        client.csrf_token = key.csrf
        client.set_cookie(SESSION, key.token, domain=host.hostname or "")
    return client

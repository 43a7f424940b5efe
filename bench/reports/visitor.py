"""Somebody who reads a book's pages in the whole web application."""

import gzip
from datetime import UTC, datetime
from typing import Self
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient

from bench.reports.shelf import Held
from hub import db
from hub.app import create_app
from hub.config import HubSettings
from hub.identity import sessions
from hub.identity.models import LinkedIdentity, Person
from hub.identity.sessions import NewSession
from hub.pluginmanager import Plugins
from hub.web.cookies import SESSION
from hub.web.limits import TABLE
from tenants.models import Membership, Role, Tenant

__all__ = ["Visitor", "application"]

HUB = "hub.localhost:8000"
NEVER = dict.fromkeys(TABLE, ())


def application() -> Flask:
    """Put the application together, without limits on how often somebody may ask."""
    return create_app(HubSettings.read({"HUB_BASE_URL": f"http://{HUB}"}), Plugins.discover(), NEVER)


class Visitor:
    """A member of a book's environment, signed in."""

    def __init__(self, client: FlaskClient, address: str) -> None:
        self._client = client
        self._address = address

    @classmethod
    def of(cls, app: Flask, held: Held) -> Self:
        """Sign somebody in."""
        with db.transaction(held.tenant_id) as session:
            host = f"{session.get_one(Tenant, held.tenant_id).subdomain}.{HUB}"
        person, identity = _somebody()
        now = datetime.now(UTC)
        new = NewSession(person, identity, host, auth_time=now, assurance="fresh", tenant_id=held.tenant_id)
        with db.transaction(held.tenant_id) as session:
            session.add(Membership(tenant_id=held.tenant_id, person_id=person, role=Role.MEMBER))
        with db.transaction() as session:
            token, _ = sessions.begin(session, new)
        client = app.test_client()
        client.set_cookie(SESSION, token, domain=host.partition(":")[0])
        return cls(client, f"http://{host}")

    def page(self, path: str, **query: str) -> bytes:
        """Ask for a page.

        :raises SystemExit: it is not given
        """
        answer = self._client.get(f"{path}?{urlencode(query)}", base_url=self._address)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}: {answer.text[:500]}")
        return answer.data

    def kilobytes(self, path: str, **query: str) -> float:
        """Weigh a page as it goes through the net, in thousands of bytes."""
        return len(gzip.compress(self.page(path, **query))) / 1000


def _somebody() -> tuple[UUID, UUID]:
    with db.transaction() as session:
        person = Person(name="Anna", email=f"{uuid4()}@example.com")
        session.add(person)
        session.flush()
        facts = {"provider": "google", "authority": "https://accounts.google.com", "subject": str(uuid4())}
        seen = {"email_seen": person.email, "email_vouched": True, "kind": "work", "organisation": "example.com"}
        linked = LinkedIdentity(person_id=person.id, **facts, **seen)
        session.add(linked)
        session.flush()
        return person.id, linked.id

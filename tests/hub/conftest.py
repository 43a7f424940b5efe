"""The web application on the real database, and people who are signed in to it."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hub.app import create_app
from hub.config import HubSettings
from hub.identity import sessions
from hub.identity.models import LinkedIdentity, Person, WebSession
from hub.identity.sessions import NewSession, SignedIn
from hub.languages import Catalogues
from hub.pluginmanager import Plugins
from hub.web.cookies import SESSION
from hub.web.limits import TABLE, Limits
from tenants.models import Membership, Role, Tenant
from tests.compiled import TEMPLATES
from tests.hub.marked import Marked

BASE_URL = "http://hub.localhost:8000"


class HubClient(FlaskClient):
    """A browser at one address of the hub: sends Host and Origin, and the token of its session with forms."""

    address = BASE_URL
    csrf_token = ""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", self.address)
        kwargs.setdefault("buffered", True)
        if kwargs.get("method", "GET") not in ("GET", "HEAD", "OPTIONS"):
            kwargs["headers"] = {"Origin": self.address, "X-CSRF-Token": self.csrf_token, **kwargs.get("headers", {})}
        return super().open(*args, **kwargs)


@pytest.fixture
def settings() -> HubSettings:
    return HubSettings.read({"HUB_BASE_URL": BASE_URL})


@pytest.fixture
def plugins() -> Plugins:
    return Plugins()


@pytest.fixture
def table() -> Limits:
    """How often somebody may ask for what: the product's own limits, unless a test is about them."""
    return TABLE


@pytest.fixture
def app(db: ModuleType, settings: HubSettings, plugins: Plugins, table: Limits) -> Flask:
    app = create_app(settings, plugins, table)
    app.test_client_class = HubClient
    app.jinja_env.bytecode_cache = TEMPLATES
    return app


@pytest.fixture
def browse(app: Flask, settings: HubSettings) -> Callable[..., HubClient]:
    """Open a fresh browser at the apex, or at an environment's address."""

    def browse(tenant: Tenant | None = None) -> HubClient:
        client = app.test_client()
        assert isinstance(client, HubClient)
        client.address = settings.tenant_url(tenant.subdomain) if tenant else settings.base_url
        return client

    return browse


@pytest.fixture
def client(browse: Callable[..., HubClient]) -> HubClient:
    return browse()


@pytest.fixture
def make_person(db: ModuleType) -> Callable[..., LinkedIdentity]:
    """Make a person with one identity."""

    def make(name: str = "Anna Kirjanpitäjä", email: str = "anna@kapylanleipa.example") -> LinkedIdentity:
        with db.transaction() as session:
            person = Person(name=name, email=email)
            session.add(person)
            session.flush()
            linked = LinkedIdentity(
                person_id=person.id,
                provider="google",
                authority="https://accounts.google.com",
                subject=str(uuid4()),
                email_seen=email,
                email_vouched=True,
                kind="work",
                organisation=email.rpartition("@")[2],
            )
            session.add(linked)
        return linked

    return make


@pytest.fixture
def make_tenant(db: ModuleType) -> Callable[..., Tenant]:
    """Open an environment."""

    def make(subdomain: str = "kapylan-leipa", name: str = "Käpylän Leipä Oy", **facts: Any) -> Tenant:
        with db.transaction() as session:
            tenant = Tenant(name=name, email=f"info@{subdomain}.example", subdomain=subdomain, **facts)
            session.add(tenant)
        return tenant

    return make


@pytest.fixture
def make_member(db: ModuleType) -> Callable[..., None]:
    """Make somebody a member of an environment."""

    def make(tenant: Tenant, who: LinkedIdentity, role: Role = Role.MEMBER, **facts: Any) -> None:
        with db.transaction(tenant.id) as session:
            session.add(Membership(tenant_id=tenant.id, person_id=who.person_id, role=role, **facts))

    return make


@pytest.fixture
def sign_in(db: ModuleType) -> Callable[..., UUID]:
    """Give a browser a session at its address; returns the session's id."""

    def sign_in(client: HubClient, who: LinkedIdentity, tenant: Tenant | None = None, **facts: Any) -> UUID:
        host = urlsplit(client.address)
        new = NewSession(
            person_id=who.person_id,
            identity_id=who.id,
            host=host.netloc,
            auth_time=facts.pop("auth_time", None) or datetime.now(UTC),
            assurance=facts.pop("assurance", "fresh"),
            tenant_id=tenant.id if tenant else None,
            **facts,
        )
        with db.transaction() as session:
            token, session_id = sessions.begin(session, new)
            client.csrf_token = session.get_one(WebSession, session_id).csrf_token
        client.set_cookie(SESSION, token, domain=host.hostname or "")
        return session_id

    return sign_in


def person_of(db: ModuleType, client: HubClient, tenant: Tenant | None = None) -> SignedIn:
    """Tell who the browser's cookie stands for."""
    host = urlsplit(client.address)
    cookie = client.get_cookie(SESSION, domain=host.hostname or "")
    assert cookie is not None
    with db.transaction(tenant.id if tenant else None) as session:
        found = sessions.find(session, cookie.value, host.netloc, tenant.id if tenant else None)
    assert found is not None
    return found


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on, every reader's language is the one that puts messages in brackets."""
    return lambda: monkeypatch.setattr(Catalogues, "get_translations", lambda _: Marked())

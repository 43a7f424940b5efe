"""An environment with people in it, and browsers in which they are signed in there."""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

from hub.audit.models import AuditEvent
from hub.identity.models import LinkedIdentity
from hub.pluginmanager import Plugins
from tenants import membership
from tenants.models import Membership, Role, Tenant
from tests.hub.conftest import HubClient
from tests.hub.identity.conftest import Offering, google_at, microsoft_at

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def plugins() -> Plugins:
    plugins = Plugins()
    plugins.register(Offering(google_at(NOWHERE), microsoft_at(NOWHERE)), "both")
    return plugins


@pytest.fixture
def tenant(make_tenant: Callable[..., Tenant]) -> Tenant:
    return make_tenant()


@pytest.fixture
def anna(make_person: Callable[..., Any], make_member: Callable[..., None], tenant: Tenant) -> LinkedIdentity:
    """An Admin."""
    anna = make_person()
    make_member(tenant, anna, Role.ADMIN)
    return anna


@pytest.fixture
def matti(make_person: Callable[..., Any], make_member: Callable[..., None], tenant: Tenant) -> LinkedIdentity:
    """A member who is no Admin."""
    matti = make_person("Matti Member", "matti@kapylanleipa.example")
    make_member(tenant, matti)
    return matti


@pytest.fixture
def enter(browse: Callable[..., HubClient], sign_in: Callable[..., Any], tenant: Tenant) -> Callable[..., HubClient]:
    """Open a browser in which somebody is signed in to the environment."""

    def enter(who: LinkedIdentity, **facts: Any) -> HubClient:
        client = browse(tenant)
        sign_in(client, who, tenant, **facts)
        return client

    return enter


@pytest.fixture
def membership_of(db: ModuleType, tenant: Tenant) -> Callable[[LinkedIdentity], Membership | None]:
    """Look a present membership up."""

    def look(who: LinkedIdentity) -> Membership | None:
        with db.transaction(tenant.id) as session:
            return membership.of(session, tenant.id, who.person_id)

    return look


@pytest.fixture
def events(db: ModuleType, tenant: Tenant) -> Callable[[], Sequence[AuditEvent]]:
    """Read what was recorded in the environment."""

    def read() -> Sequence[AuditEvent]:
        with db.transaction(tenant.id) as session:
            return session.scalars(select(AuditEvent).order_by(AuditEvent.sequence)).all()

    return read

"""An environment with an Admin and a member, and a source that has a sign-in page of its own."""

import pytest
from sqlalchemy import select

from hub.audit.models import AuditEvent
from hub.connectors.models import Connection
from hub.identity.models import LinkedIdentity
from hub.pluginmanager import Plugins
from hub.sdk import hookimpl
from hub.sdk.accounting import Approval, KeyLogin
from hub.sdk.errors import Refused
from hub.sdk.secrets import Secret
from tenants.models import Role, Tenant
from tests.hub.connectors.conftest import Place
from tests.hub.connectors.shelf import GOOD_KEY, ShelfConnector


class ShelfLogin(KeyLogin):
    """The shelf's own sign-in page, and how often a code was redeemed there."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.redeemed: list[str] = []

    def begin(self, redirect_uri, state):
        return Approval(f"https://shelf.example/keylogin?redirect_uri={redirect_uri}&state={state}", state)

    def finish(self, redirect_uri, query):
        self.redeemed.append(query.get("code", ""))
        if query.get("code") != "good":
            raise Refused("The shelf sent no key.")
        return {"key": Secret(GOOD_KEY), "folder": str(self.folder)}


@pytest.fixture
def login(folder) -> ShelfLogin:
    return ShelfLogin(folder)


@pytest.fixture
def plugins(login) -> Plugins:
    class WithLogin(ShelfConnector):
        key_login = login

    class Plugin:
        @hookimpl
        def register_connectors(self):
            return [WithLogin()]

    plugins = Plugins()
    plugins.register(Plugin(), "shelf")
    return plugins


@pytest.fixture
def tenant(make_tenant) -> Tenant:
    return make_tenant("shelf", "Shelf Group")


@pytest.fixture
def anna(make_person, make_member, tenant) -> LinkedIdentity:
    anna = make_person()
    make_member(tenant, anna, Role.ADMIN)
    return anna


@pytest.fixture
def admin(browse, sign_in, tenant, anna, equipped):
    client = browse(tenant)
    sign_in(client, anna, tenant)
    return client


@pytest.fixture
def member(browse, sign_in, tenant, make_person, make_member):
    client, eero = browse(tenant), make_person("Eero", "eero@example.com")
    make_member(tenant, eero)
    sign_in(client, eero, tenant)
    return client


@pytest.fixture
def at_apex(browse, sign_in, anna, equipped):
    client = browse()
    sign_in(client, anna)
    return client


@pytest.fixture
def connection_id(attach, tenant, anna):
    return attach(Place(tenant.id, anna.person_id, anna.id))


@pytest.fixture
def connections(db):
    def read():
        with db.system_transaction() as tx:
            return list(tx.scalars(select(Connection).order_by(Connection.created_at)))

    return read


@pytest.fixture
def acts(db):
    def read():
        with db.system_transaction() as tx:
            return list(tx.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))

    return read

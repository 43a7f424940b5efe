"""A store that sends people, and what there is to be seen afterwards."""

import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from hub.connectors import keys
from hub.identity.models import LinkedIdentity
from hub.pluginmanager import Plugins
from tenants.models import Company, Label, LabelState, Role, Tenant
from tests.hub.activation.store import Store, StorePlugin
from tests.hub.conftest import HubClient

FORM = {"name": "Käpylän Leipä Oy", "email": "info@kapylanleipa.example", "subdomain": "kapylan-leipa", "terms": "1"}
TABLES = ("tenant", "company", "membership", "connection", "connection_secret", "book", "terms_acceptance", "sync_run")


@pytest.fixture(autouse=True)
def unlocked() -> None:
    keys.unlock((keys.new_key(),))


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def plugin(store: Store) -> StorePlugin:
    return StorePlugin(store)


@pytest.fixture
def plugins(plugin: StorePlugin) -> Plugins:
    plugins = Plugins()
    plugins.register(plugin, "corner")
    return plugins


@pytest.fixture
def anna(make_person: Callable[..., LinkedIdentity]) -> LinkedIdentity:
    """The person whom the store names."""
    return make_person()


@pytest.fixture
def unvouched(make_person: Callable[..., LinkedIdentity], db: ModuleType) -> LinkedIdentity:
    """An account with the initiator's address that nobody stands behind."""
    who = make_person()
    with db.transaction() as session:
        session.get_one(LinkedIdentity, who.id).email_vouched = False
    return who


@pytest.fixture
def make_environment(make_tenant, make_member, db: ModuleType) -> Callable[..., Tenant]:
    """Open an environment that has a company and, if given, an Admin."""

    def make(company: Any, admin: LinkedIdentity | None = None, subdomain: str = "old-place") -> Tenant:
        tenant = make_tenant(subdomain, "Vanha paikka")
        with db.transaction() as session:
            facts = {"name": company.name, "country": company.country, "business_id": company.business_id}
            session.add(Company(tenant_id=tenant.id, **facts))
            session.add(Label(label=subdomain, state=LabelState.LIVE, tenant_id=tenant.id))
        if admin is not None:
            make_member(tenant, admin, Role.ADMIN)
        return tenant

    return make


class Visitor:
    """Somebody in a browser who follows the pages of an activation."""

    def __init__(self, client: HubClient) -> None:
        self.client = client
        self.at = ""
        self.page: TestResponse | None = None

    def go(self, address: str) -> str:
        """Open an address and follow to where it leads; gives the page's text."""
        return self._followed(self.client.get(address))

    def send(self, action: str, **values: str) -> str:
        """Send the form whose address ends so, as it stands on the page."""
        return self._followed(self.client.post(self.action(action), data=values))

    def action(self, ending: str) -> str:
        """Find the form on the page whose address ends so."""
        found = re.findall(r'action="([^"]+)"', self.text)
        return next(each for each in found if each.endswith(ending))

    @property
    def text(self) -> str:
        assert self.page is not None
        return self.page.text

    @property
    def place(self) -> str:
        """The last part of the address."""
        return self.at.rstrip("/").rsplit("/", 1)[-1]

    @property
    def status(self) -> int:
        assert self.page is not None
        return self.page.status_code

    def _followed(self, answer: TestResponse) -> str:
        while answer.status_code in (302, 303):
            answer = self.client.get(answer.location)
        self.page, self.at = answer, answer.request.path
        return answer.text


@pytest.fixture
def visitor(browse, sign_in) -> Callable[..., Visitor]:
    """Let somebody sign in with a fresh browser."""

    def visitor(who: LinkedIdentity | None) -> Visitor:
        client = browse()
        if who is not None:
            sign_in(client, who)
        return Visitor(client)

    return visitor


@pytest.fixture
def count(owner: Engine) -> Callable[..., int]:
    """Count the rows of a table, past every wall."""

    def count(table: str, where: str = "true") -> int:
        with owner.begin() as connection:
            connection.execute(text(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"))
            found = connection.execute(text(f"SELECT count(*) FROM {table} WHERE {where}")).scalar_one()
            connection.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))
        return found

    return count


@pytest.fixture
def rows(count) -> Callable[[], dict[str, int]]:
    """Count what an activation makes."""
    return lambda: {table: count(table) for table in TABLES}


ONE_OF_EACH = dict.fromkeys(TABLES, 1)
NOTHING = dict.fromkeys(TABLES, 0)

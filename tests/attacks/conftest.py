"""The real application in front of the real store and the real issuer."""

from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from sqlalchemy import Engine, select, text

import hub.db
from hub.audit.models import AuditEvent, HubEvent
from hub.connectors import keys
from hub.pluginmanager import Plugins
from tests.attacks.isolation.keeping import Snapshot
from tests.attacks.isolation.world import World, make_world
from tests.attacks.market import Market, many_companies
from tests.conftest import DatabaseUrls, empty
from tests.hub.activation.conftest import visitor
from tests.hub.chain.conftest import equipped
from tests.hub.conftest import app, browse, client, make_member, make_person, make_tenant, settings, sign_in, table
from tests.hub.identity.conftest import faults, google_at, issuer
from tests.hub.sdk.http.conftest import certificate, tls_vendor, trusted, vendor

__all__ = [
    "app",
    "browse",
    "certificate",
    "client",
    "equipped",
    "faults",
    "issuer",
    "make_member",
    "make_person",
    "make_tenant",
    "settings",
    "sign_in",
    "table",
    "tls_vendor",
    "trusted",
    "vendor",
    "visitor",
]

KEPT = ("tenant", "company", "membership", "connection", "connection_secret", "book", "terms_acceptance", "sync_run")
"""Tables that an attack on an activation must leave as they are."""


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> Iterator[Market]:
    """The store, which the plugin's settings point at."""
    market = Market(many_companies(24))
    for name, value in market.environ.items():
        monkeypatch.setenv(name, value)
    yield market
    market.stop()


@pytest.fixture
def plugins(issuer: str, monkeypatch: pytest.MonkeyPatch) -> Plugins:
    """Everything that is installed, told where the issuer is."""
    told = {
        "HUB_GOOGLE_METADATA_URL": f"{issuer}/google/.well-known/openid-configuration",
        "HUB_MICROSOFT_METADATA_URL": f"{issuer}/microsoft/common/v2.0/.well-known/openid-configuration",
    }
    for side in ("GOOGLE", "MICROSOFT"):
        told |= {f"HUB_{side}_CLIENT_ID": "hub-demo", f"HUB_{side}_CLIENT_SECRET": "hub-demo-secret"}
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    return Plugins.discover()


@pytest.fixture
def rows(owner: Engine) -> Callable[..., int]:
    """Count the rows of a table, past every wall."""
    return lambda table, where="true": counted(owner, {table: where})[table]


@pytest.fixture
def kept(owner: Engine) -> Callable[[], dict[str, int]]:
    """Count what an activation could have made."""
    return lambda: counted(owner, dict.fromkeys(KEPT, "true"))


def counted(owner: Engine, wanted: dict[str, str]) -> dict[str, int]:
    """Count rows, by table and condition, as the owner without the walls that hold for it, too."""
    with owner.connect() as connection:
        connection.execute(text(";".join(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in wanted)))
        columns = ", ".join(f"(SELECT count(*) FROM {table} WHERE {where})" for table, where in wanted.items())
        found = connection.execute(text(f"SELECT {columns}")).one()
        connection.rollback()
    return dict(zip(wanted, found, strict=True))


@pytest.fixture
def told_outside(db: ModuleType) -> Callable[[], list[str]]:
    """List the deeds that are recorded outside of environments."""

    def told() -> list[str]:
        with db.system_transaction() as session:
            return list(session.scalars(select(HubEvent.action).order_by(HubEvent.sequence)))

    return told


@pytest.fixture
def told_inside(db: ModuleType) -> Callable[[], list[str]]:
    """List the deeds that are recorded in all environments."""

    def told() -> list[str]:
        with db.system_transaction() as session:
            return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)))

    return told


@pytest.fixture(scope="module")
def world(database_urls: DatabaseUrls, owner: Engine, issuer: str) -> Iterator[World]:
    """Two environments that are alike in everything, for all tests of a module; not to be mixed with ``db``."""
    hub.db.connect(database_urls.app, database_urls.system)
    keys.unlock((keys.new_key(),))
    empty(owner)
    yield make_world([google_at(issuer)])
    hub.db.disconnect()
    empty(owner)


@pytest.fixture(scope="module")
def snapshot(world: World, owner: Engine) -> Snapshot:
    """Everything in the database as the twins were made."""
    return Snapshot(owner, world.a.side["tenant"])

"""A book with the reports of Procountor, and somebody who reads it."""

from types import ModuleType

import pytest

from hub.pluginmanager import Plugins
from tenants.models import Role, Tenant
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import Shelf, calendar_years


@pytest.fixture
def plugins() -> Plugins:
    return Plugins.discover()


@pytest.fixture
def shelf(db: ModuleType) -> Shelf:
    shelf = Shelf.make(db)
    shelf.store(fiscal_years=calendar_years(2025, 2025))
    return shelf


@pytest.fixture
def reader(db: ModuleType, shelf: Shelf, browse, sign_in, make_person, make_member) -> HubClient:
    with db.transaction(shelf.tenant_id) as session:
        tenant = session.get_one(Tenant, shelf.tenant_id)
    anna = make_person()
    make_member(tenant, anna, Role.ADMIN)
    client = browse(tenant)
    sign_in(client, anna, tenant)
    return client

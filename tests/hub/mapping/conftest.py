"""A book with figures of two years, an Admin and a member who read it."""

from collections.abc import Callable
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from hub.identity.models import LinkedIdentity
from hub.pluginmanager import Plugins
from hub.sdk.accounting import Account
from tenants.models import Role, Tenant
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, WHOLE_2026, Shelf, calendar_years, receipt
from tests.hub.members.conftest import enter, events

__all__ = ["enter", "events"]

CHART = {
    "1910": "Bank",
    "1560": "Goods on the way",
    "3000": "Sales",
    "4990": "Repairs",
    "7680": "Rent",
    "9890": "Group contribution paid",
}


@pytest.fixture
def plugins() -> Plugins:
    return Plugins.discover()


@pytest.fixture
def shelf(db: ModuleType) -> Shelf:
    shelf = Shelf.make(db)
    shelf.store(
        receipt("1", date(2025, 3, 5), ("1910", 1000_00), ("3000", -1000_00)),
        receipt("2", date(2025, 4, 5), ("4990", 300_00), ("1910", -300_00)),
        receipt("3", date(2026, 2, 5), ("4990", 20_00), ("1910", -20_00)),
        receipt("4", date(2026, 3, 5), ("9890", 7_00), ("1910", -7_00)),
        fiscal_years=calendar_years(2025, 2026),
        accounts=tuple(Account(code, name) for code, name in CHART.items()),
        covered=(WHOLE_2025, WHOLE_2026),
    )
    return shelf


@pytest.fixture
def tenant(shelf: Shelf) -> Tenant:
    with shelf.open() as db:
        return db.get_one(Tenant, shelf.tenant_id)


@pytest.fixture
def anna(make_person: Callable[..., Any], make_member: Callable[..., None], tenant: Tenant) -> LinkedIdentity:
    """An Admin."""
    anna = make_person()
    make_member(tenant, anna, Role.ADMIN)
    return anna


@pytest.fixture
def bea(make_person: Callable[..., Any], make_member: Callable[..., None], tenant: Tenant) -> LinkedIdentity:
    """Another Admin."""
    bea = make_person("Bea Tilintarkastaja", "bea@kapylanleipa.example")
    make_member(tenant, bea, Role.ADMIN)
    return bea


@pytest.fixture
def matti(make_person: Callable[..., Any], make_member: Callable[..., None], tenant: Tenant) -> LinkedIdentity:
    """A member who is no Admin."""
    matti = make_person("Matti Member", "matti@kapylanleipa.example")
    make_member(tenant, matti)
    return matti


@pytest.fixture
def admin(enter: Callable[..., HubClient], anna: LinkedIdentity) -> HubClient:
    return enter(anna)

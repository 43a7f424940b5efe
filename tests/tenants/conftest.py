from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

import pytest

import hub.schema  # noqa: F401 (tables refer to each other)
from hub.identity.models import Person
from tenants import provisioning
from tenants.models import Company, Tenant
from tenants.provisioning import NewCompany, NewTenant

LEIPA = NewCompany(name="Käpylän Leipä Oy", country="FI", business_id="12345671")
KONE = NewCompany(name="Kone ja Terä Oy", country="FI", business_id="20774740")


@pytest.fixture
def make_founder(db: ModuleType) -> Callable[[], UUID]:
    def make() -> UUID:
        with db.transaction() as session:
            person = Person(name="Anna", email="anna@example.fi")
            session.add(person)
        return person.id

    return make


@pytest.fixture
def open_tenant(db: ModuleType, make_founder: Callable[[], UUID]) -> Callable[..., tuple[Tenant, Company]]:
    """Open an environment as an activation does."""

    def open_tenant(**facts: Any) -> tuple[Tenant, Company]:
        order = {
            "name": "Käpylän Leipä Oy",
            "email": "info@example.fi",
            "subdomain": "kapylan-leipa",
            "company": LEIPA,
            "founder": facts.get("founder") or make_founder(),
            "holder": uuid4(),
            "terms_version": "7",
            "terms_accepted_at": datetime.now(UTC),
            **facts,
        }
        tenant_id = uuid4()
        with db.transaction(tenant_id) as session:
            return provisioning.open_tenant(session, NewTenant(**order))

    return open_tenant

"""The whole way in and out, in a real browser."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from hub.app import create_app
from hub.config import HubSettings
from hub.identity.models import Person
from tenants.models import Membership, Role, Tenant
from tests.serving import serving


@pytest.fixture
def address(db, plugins, free_port) -> Iterator[str]:
    """The apex address of a hub that runs in this process."""
    port = free_port()
    settings = HubSettings.read({"HUB_BASE_URL": f"http://hub.localhost:{port}"})
    with serving(create_app(settings, plugins), port):
        yield settings.base_url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("console", lambda told: told.type == "error" and page.complaints.append(told.text))  # type: ignore[attr-defined]
    yield page
    context.close()


def cookies_of(page: Page) -> set[tuple[str, str]]:
    told: list[dict[str, Any]] = list(page.context.cookies())  # type: ignore[arg-type]
    assert all(each["secure"] and each["httpOnly"] and each["sameSite"] == "Lax" for each in told)
    assert all(not each["domain"].startswith(".") for each in told)
    return {(each["name"], each["domain"]) for each in told}


def make_tenant(db, subdomain: str, name: str) -> UUID:
    with db.transaction() as session:
        tenant = Tenant(name=name, email="info@example.com", subdomain=subdomain)
        session.add(tenant)
        session.flush()
        return tenant.id


def join(db, tenant_id: UUID) -> None:
    with db.transaction(tenant_id) as session:
        person_id = session.scalars(select(Person.id)).one()
        session.add(Membership(tenant_id=tenant_id, person_id=person_id, role=Role.ADMIN))


@pytest.mark.parametrize("provider", ["Google", "Microsoft"])
def test_in_to_the_environment_and_out_again(address, page, db, provider):
    page.goto(address)
    page.click(f"text=Continue with {provider}")
    page.click("text=Anna Kirjanpitäjä")
    page.wait_for_selector("text=No environment yet")
    assert cookies_of(page) == {("__Host-hub", "hub.localhost")}

    for label, name in ("kapylan-leipa", "Käpylän Leipä Oy"), ("twin", "Twin Oy"):
        join(db, make_tenant(db, label, name))
    page.goto(address)
    page.click("text=Twin Oy")
    inside = address.replace("hub.localhost", "twin.hub.localhost")
    page.wait_for_url(f"{inside}/analytics")
    assert cookies_of(page) == {("__Host-hub", "hub.localhost"), ("__Host-hub", "twin.hub.localhost")}

    page.click("summary:has-text('Anna')")
    page.click("text=Sign out")
    page.wait_for_url(f"{address}/sign-out")
    page.click("button:has-text('Sign out everywhere')")
    page.wait_for_selector("text=You are signed out")
    assert cookies_of(page) == set()
    page.goto(f"{inside}/analytics")
    page.wait_for_url(f"{address}/sign-in")
    assert page.complaints == []


def test_a_deep_link_leads_through_the_sign_in_to_its_page(address, page, db):
    join_id = make_tenant(db, "kapylan-leipa", "Käpylän Leipä Oy")
    page.goto(address)
    page.click("text=Continue with Microsoft")
    page.click("text=Anna Kirjanpitäjä")
    page.wait_for_selector("text=No environment yet")
    join(db, join_id)
    page.context.clear_cookies()
    inside = address.replace("hub.localhost", "kapylan-leipa.hub.localhost")
    page.goto(f"{inside}/content?from=2024-01")
    page.click("text=Continue with Microsoft")
    page.click("text=Anna Kirjanpitäjä")
    page.wait_for_url(f"{inside}/content?from=2024-01")
    assert page.complaints == []


def test_somebody_who_goes_back_at_the_provider_can_try_again(address, page):
    page.goto(address)
    page.click("text=Continue with Google")
    page.click("text=Cancel and go back")
    page.wait_for_selector("text=You are not signed in")
    page.click("a:has-text('Try again')")
    page.click("text=Continue with Google")
    page.click("text=Anna Kirjanpitäjä")
    page.wait_for_selector("text=No environment yet")

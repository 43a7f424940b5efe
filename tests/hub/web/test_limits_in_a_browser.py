"""What somebody typed before they were told to come back later is still there."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from hub.app import create_app
from hub.config import HubSettings
from hub.web.cookies import SESSION
from hub.web.limits import TABLE, By, Limit, Limits
from tenants.models import Role
from tests.hub.conftest import HubClient
from tests.serving import serving


@pytest.fixture
def settings(free_port) -> HubSettings:
    return HubSettings.read({"HUB_BASE_URL": f"http://hub.localhost:{free_port()}"})


@pytest.fixture
def table() -> Limits:
    return {**TABLE, "invitation": (Limit(1, timedelta(minutes=30), By.PERSON),)}


@pytest.fixture
def app(db, settings, plugins, table) -> Iterator[Flask]:
    app = create_app(settings, plugins, table)
    app.test_client_class = HubClient
    with serving(app, urlsplit(settings.base_url).port):
        yield app


@pytest.fixture
def page(browser: Browser, app, browse, sign_in, make_person, make_tenant, make_member) -> Iterator[Page]:
    """A window in which an Admin is signed in to an environment."""
    tenant, anna = make_tenant(), make_person()
    make_member(tenant, anna, Role.ADMIN)
    client = browse(tenant)
    sign_in(client, anna, tenant)
    cookie = client.get_cookie(SESSION, domain=urlsplit(client.address).hostname)
    context = browser.new_context(base_url=client.address, locale="en-GB")
    address = client.address.replace("http:", "https:")
    context.add_cookies([{"name": SESSION, "value": cookie.value, "url": address, "secure": True}])
    yield context.new_page()
    context.close()


def test_what_was_entered_is_kept_and_can_be_sent_later(page, app, owner):
    for email, told in (("bertta@example.com", "is on its way"), ("cecilia@example.com", "Too many attempts")):
        page.goto("/members/invite")
        page.locator("input[name=email]").fill(email)
        page.locator("input[name=role][value=admin]").check()
        page.locator("form.form-card button").click()
        expect(page.locator("main")).to_contain_text(told)
    expect(page.get_by_role("heading", name="Too many attempts")).to_be_visible()
    expect(page.get_by_text("You can do it again in 30 minutes.")).to_be_visible()
    expect(page.get_by_text("What you entered is kept on this page")).to_be_visible()

    app.extensions["hub.limits"] = TABLE
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("heading", name="Members")).to_be_visible()
    row = page.locator("tr, li", has_text="cecilia@example.com")
    expect(row.get_by_text("Admin")).to_be_visible()

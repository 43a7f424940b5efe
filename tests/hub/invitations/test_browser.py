"""An invitation from the Admin who sends it to the person who uses it, in real browsers."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from hub.app import create_app
from hub.config import HubSettings
from hub.identity.models import Person
from hub.pluginmanager import Plugins
from tenants.models import Membership, Role, Tenant
from tests.hub.identity.conftest import Offering, google_at, microsoft_at
from tests.hub.identity.conftest import issuer as issuer
from tests.hub.people import last_link
from tests.serving import serving
from tests.widths import fits_the_width

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def plugins(issuer) -> Plugins:
    plugins = Plugins()
    plugins.register(Offering(google_at(issuer), microsoft_at(issuer)), "both")
    return plugins


@pytest.fixture
def address(db, plugins, free_port, valkey) -> Iterator[str]:
    """The apex address of a hub that runs in this process, with one environment."""
    port = free_port()
    settings = HubSettings.read({"HUB_BASE_URL": f"http://hub.localhost:{port}", "HUB_REDIS_URL": valkey})
    with db.transaction() as session:
        session.add(Tenant(name="Käpylän Leipä Oy", email="info@example.com", subdomain="kapylan-leipa"))
    with serving(create_app(settings, plugins), port):
        yield settings.base_url


@pytest.fixture
def open_browser(browser: Browser) -> Iterator[object]:
    """Open browsers that know nothing of each other; complaints of their consoles are kept."""
    contexts = []

    def open_browser(**options) -> Page:
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.complaints = []
        page.on("console", lambda told: told.type == "error" and page.complaints.append(told.text))
        return page

    yield open_browser
    for each in contexts:
        each.close()


def sign_in(page: Page, name: str, provider: str = "Google") -> None:
    page.click(f"text=Continue with {provider}")
    page.click(f"text={name}")


def make_admin(db) -> None:
    with db.system_transaction() as session:
        tenant_id = session.scalars(select(Tenant.id)).one()
        person_id = session.scalars(select(Person.id)).one()
    with db.transaction(tenant_id) as session:
        session.add(Membership(tenant_id=tenant_id, person_id=person_id, role=Role.ADMIN))


def test_from_the_mail_to_the_reports(address, open_browser, db):
    inside = address.replace("hub.localhost", "kapylan-leipa.hub.localhost")
    admin, guest = open_browser(), open_browser(viewport=PHONE)
    admin.goto(address)
    sign_in(admin, "Anna Kirjanpitäjä")
    admin.wait_for_selector("text=No environment yet")
    make_admin(db)

    admin.goto(f"{inside}/members")
    fits_the_width(admin)
    admin.click("text=Invite somebody")
    admin.wait_for_url(re.compile(r"/(members/invite|sign-in)"))
    if "/sign-in" in admin.url:  # the provider did not prove when she signed in
        sign_in(admin, "Anna Kirjanpitäjä")
    admin.fill("#email", "salla@kapylanleipa.example")
    admin.click("text=Send the invitation")
    expect(admin.locator("main")).to_contain_text("The invitation to salla@kapylanleipa.example is on its way")

    link = address + last_link(db, address)
    guest.goto(link)
    expect(guest.locator("h1")).to_have_text("You have an invitation")
    fits_the_width(guest)
    guest.click("text=Sign in to see the invitation")
    sign_in(guest, "Aino Yksityinen")
    expect(guest.locator("h1")).to_have_text("Join Käpylän Leipä Oy")
    expect(guest.locator("main")).to_contain_text("personal account")
    fits_the_width(guest)
    guest.click(".card >> text=Use another account")
    sign_in(guest, "Salla Saaja", "Microsoft")
    expect(guest.locator("main")).to_contain_text("salla@kapylanleipa.example · Microsoft")
    guest.click("button:has-text('Join')")
    guest.wait_for_url(f"{inside}/analytics")

    guest.goto(link)
    expect(guest.locator("h1")).to_have_text("You have joined already")
    admin.goto(f"{inside}/members")
    card = admin.locator(".person", has_text="Salla Saaja")
    expect(card).to_contain_text("Microsoft, work account")
    card.locator("summary").click()
    card.get_by_role("link", name="Remove").click()
    admin.wait_for_url(re.compile(r"/(remove|sign-in)"))
    if "/sign-in" in admin.url:
        sign_in(admin, "Anna Kirjanpitäjä")
    admin.click("button:has-text('Remove Salla Saaja')")
    expect(admin.locator("main")).to_contain_text("Salla Saaja is removed")
    guest.goto(f"{inside}/analytics")
    expect(guest.locator("h1")).to_have_text("No access with this account")
    assert admin.complaints == []
    refusals = ("410 (GONE)", "403 (FORBIDDEN)")
    assert [each for each in guest.complaints if not each.endswith(refusals)] == []


def test_the_menu_of_a_member_stays_on_a_phone(address, open_browser, db):
    inside = address.replace("hub.localhost", "kapylan-leipa.hub.localhost")
    page = open_browser(viewport=PHONE)
    page.goto(address)
    sign_in(page, "Anna Kirjanpitäjä", "Microsoft")
    page.wait_for_selector("text=No environment yet")
    make_admin(db)
    page.goto(f"{inside}/members")
    page.locator(".person summary").first.click()
    box = page.locator(".person .menu > div").first.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert page.complaints == []

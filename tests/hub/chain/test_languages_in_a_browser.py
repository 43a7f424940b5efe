"""The longer words of Finnish and Swedish fit the pages, on a desk and on a phone."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.config import HubSettings
from hub.web.cookies import SESSION
from plugins.procountor.reports import BUILDERS
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Company
from tests.hub.connectors.test_in_the_browser import Door
from tests.looks import Watch
from tests.plugins.procountor.conftest import CLERK
from tests.serving import serving
from tests.widths import fits_the_width

PICTURES = os.environ.get("HUB_TEST_PICTURES")
LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")
PAGES = (
    "analytics",
    "content",
    "connections",
    "connections/new",
    "members",
    "members/invite",
    "audit",
    "access",
    "analytics/proof",
    "work",
    *(f"reports/{each.key}?from=2026-05&to=2026-09" for each in BUILDERS),
)
NAMES = {"fi": "Suomi", "sv": "Svenska"}
TAB = {"fi": "Yhteydet", "sv": "Anslutningar"}


@pytest.fixture
def settings(free_port) -> HubSettings:
    return HubSettings.read({"HUB_BASE_URL": f"http://hub.localhost:{free_port()}"})


@pytest.fixture
def company(connect):
    first, last = dt.date(2026, 5, 1), dt.date(2026, 9, 30)
    return connect(generate(LEIPA, months=4, receipts=120, first_month=first, until=last, seed=5), CLERK)


@pytest.fixture
def served(app, settings) -> Iterator[None]:
    with serving(Door(app), urlsplit(settings.base_url).port):
        yield


@pytest.fixture
def page(company, served, browser: Browser) -> Iterator[Page]:
    """A browser that speaks English, in which Anna is signed in."""
    token = company.browser.get_cookie(SESSION, domain=urlsplit(company.browser.address).hostname).value
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{company.browser.address}/test-door?{token}")
    yield page
    context.close()


def picture(page: Page, name: str, width: int) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


def choose(page: Page, language: str) -> None:
    page.locator("summary:has-text('Anna')").click()
    page.get_by_role("button", name=NAMES[language]).click()
    expect(page.get_by_role("link", name=TAB[language])).to_be_visible()


@pytest.mark.parametrize("language", NAMES)
def test_every_page_fits_in_the_language_that_was_chosen_from_the_menu(page, company, language):
    watch = Watch(page)
    choose(page, language)
    for path in PAGES:
        page.set_viewport_size({"width": 1280, "height": 800})
        answer = page.goto(f"{company.browser.address}/{path}")
        assert answer.status == 200, path
        assert page.locator("html").get_attribute("lang") == language
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            fits_the_width(page)
            picture(page, f"{language}-{path.partition('?')[0].replace('/', '-')}", width)
    assert watch.complaints == []


@pytest.mark.parametrize("language", NAMES)
def test_the_menu_of_languages_fits_a_phone(page, settings, language):
    choose(page, language)
    page.set_viewport_size({"width": 390, "height": 800})
    page.locator("summary:has-text('A')").last.click()
    fits_the_width(page)
    picture(page, f"{language}-menu", 390)


def test_somebody_who_is_not_signed_in_chooses_without_scripts(served, settings, browser: Browser):
    context = browser.new_context(locale="en-GB", java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{settings.base_url}/sign-in")
    page.locator("summary:has-text('English')").click()
    picture(page, "sign-in-menu", 390)
    page.get_by_role("button", name="Suomi").click()
    expect(page.get_by_role("heading", name="Kirjaudu sisään")).to_be_visible()
    expect(page.locator("summary")).to_have_text("Suomi")
    picture(page, "fi-sign-in", 390)
    context.close()

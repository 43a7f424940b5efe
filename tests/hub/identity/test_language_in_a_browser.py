"""Choosing a language in a browser. How every page looks in each, the walk of `tests/journeys/test_looks.py` says."""

from playwright.sync_api import Browser, Page, expect

from tests.hub.connectors.test_in_the_browser import (  # noqa: F401 (fixtures)
    anna,
    app,
    page,
    served,
    settings,
    tenant,
    token,
)

TAB = {"Suomi": "Yhteydet", "Svenska": "Anslutningar", "English": "Connections"}


def test_a_member_chooses_from_the_menu(page: Page):  # noqa: F811
    for language, tab in TAB.items():
        page.locator("details.menu.right > summary").click()
        page.get_by_role("button", name=language).click()
        expect(page.get_by_role("link", name=tab)).to_be_visible()


def test_somebody_who_is_not_signed_in_chooses_without_scripts(served, settings, browser: Browser):  # noqa: F811
    context = browser.new_context(locale="en-GB", java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()  # noqa: F811
    page.goto(f"{settings.base_url}/sign-in")
    page.locator("summary:has-text('English')").click()
    page.get_by_role("button", name="Suomi").click()
    expect(page.get_by_role("heading", name="Kirjaudu sisään")).to_be_visible()
    expect(page.locator("summary")).to_have_text("Suomi")
    context.close()

"""The pages of the store and of Procountor, as a person uses them."""

from playwright.sync_api import expect

from tests.journeys.visitor import Visitor

__all__ = [
    "accept_and_choose",
    "activate",
    "activate_signed_in",
    "find_hub",
    "integration_status",
    "open_api",
    "remove_integration",
    "sign_in",
]

LISTING = "activate-hub"


def find_hub(visitor: Visitor) -> None:
    """Search the store for reports, and open the page of our integration."""
    visitor.page.goto(f"{visitor.demo.store}/store")
    visitor.picture("store")
    visitor.page.fill("#search", "reports")
    visitor.page.click("#search-button")
    visitor.page.click(f"#listing-{LISTING}")
    visitor.picture("store-integration")


def sign_in(visitor: Visitor, email: str) -> None:
    """Be somebody in Procountor."""
    visitor.page.locator(f"[data-test='person-{email}']").click()


def activate(visitor: Visitor, email: str, *companies: int) -> None:
    """Activate from the integration's page to the redirect to the hub; without companies, the one that is chosen.

    Who is signed in to Procountor already is not asked again.
    """
    visitor.page.click("#activate")
    visitor.page.locator(".people, #accept-terms").wait_for()
    visitor.picture("store-sign-in")
    if visitor.page.locator(".people").count():
        sign_in(visitor, email)
    choose(visitor, *companies)


def activate_signed_in(visitor: Visitor, *companies: int) -> None:
    """Activate once more in a browser that Procountor still knows."""
    visitor.page.click("#activate")
    choose(visitor, *companies)


def choose(visitor: Visitor, *companies: int) -> None:
    """Accept the terms, choose the companies and confirm what will be read."""
    accept_and_choose(visitor, *companies)
    visitor.page.click("#confirm")


def accept_and_choose(visitor: Visitor, *companies: int) -> None:
    """Accept the terms and choose the companies, up to the page that says what will be read."""
    page = visitor.page
    page.check("#accept-terms")
    page.check("#accept-privacy")
    visitor.picture("store-terms")
    page.click("#continue")
    for company in companies:
        page.check(f"#company-{company}")
    visitor.picture("store-companies")
    page.click("#continue")
    visitor.picture("store-what-is-read")


def integration_status(visitor: Visitor, company: int) -> str:
    """Read on the company's own settings page how our integration stands, signed in to Procountor."""
    visitor.page.goto(f"{visitor.demo.store}/company/{company}/integrations")
    visitor.picture("store-integration-settings")
    return visitor.page.locator("[data-test='status']").inner_text()


def remove_integration(visitor: Visitor, company: int) -> None:
    """Take our integration out of a company."""
    visitor.page.goto(f"{visitor.demo.store}/company/{company}/integrations")
    visitor.page.click("#remove-integration")
    expect(visitor.page.locator("[data-test='status']")).to_have_text("Removed")


def open_api(visitor: Visitor, company: int) -> None:
    """Turn the switch that lets API clients in."""
    visitor.page.goto(f"{visitor.demo.store}/company/{company}/usage")
    visitor.page.check("#allow-api")
    visitor.page.click("#save")
    expect(visitor.page.locator("[data-test='saved']")).to_be_visible()

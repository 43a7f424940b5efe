"""The hub's own pages of an activation, as a person uses them."""

import re
from http import HTTPStatus

from playwright.sync_api import Locator, expect

from tests.journeys import issuer, store
from tests.journeys.visitor import Visitor

__all__ = [
    "arrive",
    "company_card",
    "confirm",
    "create_company",
    "decide",
    "ensure_environment",
    "fill_company_form",
    "to_hub",
]


def arrive(visitor: Visitor, person: str, domain: str, *companies: int, persona: str = "") -> None:
    """Come from the store as somebody, and sign in to the hub as the same or as another persona."""
    store.find_hub(visitor)
    store.activate(visitor, f"{person}@{domain}", *companies)
    issuer.sign_in(visitor, persona or person)


def fill_company_form(visitor: Visitor, subdomain: str = "") -> None:
    """Let the form suggest an address and choose another if one is given; stays on the form."""
    page = visitor.page
    page.focus("#subdomain")
    expect(page.locator("#subdomain")).not_to_have_value("")
    if subdomain:
        page.fill("#subdomain", subdomain)
    page.check("input[name='terms']")


def create_company(visitor: Visitor, subdomain: str = "") -> None:
    """Fill the company form in and send it."""
    fill_company_form(visitor, subdomain)
    visitor.picture("hub-company-form")
    visitor.press("Create company")
    expect(visitor.page).to_have_url(re.compile("/(confirm|companies)$"))


def confirm(visitor: Visitor) -> None:
    """Confirm the connection, and wait for its success."""
    visitor.picture("hub-confirm")
    visitor.press("Confirm connection")
    expect(visitor.page).to_have_url(re.compile("/done$"))
    visitor.picture("hub-success")


def to_hub(visitor: Visitor) -> None:
    """Press the green button, and land on the environment's own address."""
    visitor.press("To Hub")
    expect(visitor.page).to_have_url(re.compile(r"//[a-z0-9-]+\.hub\.localhost:\d+/analytics"))


def ensure_environment(visitor: Visitor, subdomain: str, person: str, domain: str, *companies: int) -> None:
    """Open an environment as somebody, unless a journey before has done so, and be signed in there."""
    address = visitor.demo.tenant(subdomain)
    if visitor.demo.ask("/", host=f"{subdomain}.hub.localhost").status_code == HTTPStatus.NOT_FOUND:
        arrive(visitor, person, domain, *companies)
        create_company(visitor, subdomain)
        confirm(visitor)
        to_hub(visitor)
    else:
        visitor.page.goto(f"{address}/analytics")
        issuer.sign_in(visitor, person)
    expect(visitor.page).to_have_url(f"{address}/analytics")


def company_card(visitor: Visitor, name: str) -> Locator:
    """Find what the page says of one company of several."""
    heading = visitor.page.get_by_role("heading", name=name, exact=True)
    return visitor.page.locator(".company-list > li").filter(has=heading)


def decide(card: Locator, decision: str) -> None:
    """Press a company's own button: attach, join, leave-out, ask."""
    card.locator(f"form[action$='/{decision}'] button").click()

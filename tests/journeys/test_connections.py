"""A second company in an environment: its key fetched at Procountor, its books read, and let go again."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys import activation, store
from tests.journeys.visitor import Visitor
from tests.looks import looks_right

KULTA, LASKU = 401, 501


def test_an_admin_connects_another_company_by_signing_in_to_procountor(demo, visit):
    liisa = visit(demo)
    liisa.page.goto(f"{demo.store}/signin")
    store.sign_in(liisa, "liisa@tilitoimisto.example")
    activation.ensure_environment(liisa, "kultakirja", "liisa", "tilitoimisto.example", KULTA)
    liisa.press("Connections")
    liisa.press("Attach a company")
    liisa.picture("hub-ways-to-attach")
    liisa.page.get_by_role("link", name="Sign in to Procountor").click()
    _fetch_key(liisa, LASKU)
    liisa.sees("Nothing was connected")
    liisa.sees("Laskuesimerkki Oy, which is not a company of")
    liisa.picture("hub-not-connected")
    looks_right(liisa.page, "hub-not-connected", lambda: _try_again(liisa.page))
    liisa.press("Try again")
    liisa.page.check("input[name='another']")
    _fetch_key(liisa, LASKU)
    expect(liisa.page).to_have_url(re.compile(r"//kultakirja\.hub\.localhost:\d+/connections#"))
    expect(_card(liisa, "Laskuesimerkki Oy").get_by_text(re.compile("receipts? new or changed"))).to_be_visible()
    liisa.picture("hub-two-connections")
    _detach(liisa, "Laskuesimerkki Oy")


def _fetch_key(visitor: Visitor, company: int) -> None:
    """Go to Procountor and come back with a key to a company."""
    visitor.picture("hub-connect")
    visitor.press("Continue to Procountor")
    visitor.page.check(f"#company-{company}")
    visitor.picture("procountor-keylogin")
    visitor.page.click("#allow")


def _try_again(page: Page) -> None:
    """Fetch the same key again, whatever the language: a page that a code led to cannot be loaded again."""
    page.locator("main .button.primary").click()
    page.locator("form .button.primary").click()
    page.check(f"#company-{LASKU}")
    page.click("#allow")


def _detach(visitor: Visitor, name: str) -> None:
    _card(visitor, name).get_by_role("link", name="Detach").click()
    visitor.picture("hub-detach")
    visitor.press("Detach")
    expect(_card(visitor, name)).to_have_count(0)
    visitor.sees("figures kept")


def _card(visitor: Visitor, name: str) -> Locator:
    heading = visitor.page.get_by_role("heading", name=name, exact=True)
    return visitor.page.locator("article.connection").filter(has=heading)

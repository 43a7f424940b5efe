"""A company that has an environment already: recognised by its business id, connected only by an Admin."""

import pytest
from playwright.sync_api import expect

from tests.journeys import activation, issuer, mail, store
from tests.journeys.demo import Demo
from tests.journeys.visitor import Visitor

KAPYLA, KULTA = 101, 401


@pytest.fixture
def bakery(demo: Demo, visit) -> None:
    """The bakery's environment, opened by Anna now or by a journey before."""
    ensure_environment(demo, visit, "kapylan-leipa", ("anna", "kapylanleipa.example"))


def ensure_environment(demo: Demo, visit, subdomain: str, who: tuple[str, str], *companies: int) -> Visitor:
    """Open an environment if no journey has done so yet; gives the browser of the person who did, or would."""
    visitor = visit(demo)
    if demo.ask("/healthz", host=f"{subdomain}.hub.localhost").status_code == 404:
        activation.arrive(visitor, *who, *companies)
        activation.create_company(visitor)
        activation.confirm(visitor)
    return visitor


def test_an_admin_connects_the_company_again_to_its_environment(demo, visit):
    liisa = ensure_environment(demo, visit, "kultakirja", ("liisa", "tilitoimisto.example"), KULTA)
    liisa = visit(demo)
    store.find_hub(liisa)
    store.activate(liisa, "liisa@tilitoimisto.example", KULTA)
    issuer.sign_in(liisa, "liisa", "Google")
    liisa.sees("Your company already has an environment")
    liisa.sees(demo.tenant("kultakirja"))
    liisa.picture("hub-attach")
    liisa.press("Connect to this environment")
    activation.confirm(liisa)
    liisa.sees('Procountor was successfully connected to "Kultakirja Oy" environment.')
    activation.to_hub(liisa)
    liisa.press("Connections")
    liisa.picture("hub-connections")
    expect(liisa.page.locator("[data-connection]")).to_have_count(1)


def test_who_is_not_an_admin_can_only_ask_admins_and_learns_nothing_of_them(demo, visit, bakery):
    matti = visit(demo)
    activation.arrive(matti, "matti", "kapylanleipa.example")
    matti.sees("This company already has an environment")
    matti.sees_not("anna@kapylanleipa.example", "Anna", "kapylan-leipa.")
    matti.picture("hub-not-an-admin")
    matti.press("Ask its admins")
    matti.sees("The Admins of the environment have a mail from you.")
    matti.sees_not("anna@kapylanleipa.example", "Anna", "kapylan-leipa.")
    matti.picture("hub-admins-asked")
    letter = mail.letters_to(demo, "anna@kapylanleipa.example")[0]
    assert "Matti Muu asks to connect Käpylän Leipä Oy" in letter
    assert demo.tenant("kapylan-leipa") in letter
    _nothing_can_be_forced(matti)
    matti.press("Decline")
    matti.sees("Declined")
    matti.page.goto(demo.tenant("kapylan-leipa"))
    matti.sees("No access with this account")


def _nothing_can_be_forced(matti: Visitor) -> None:
    """Post the Admin's own button without being one."""
    form = matti.page.locator("form[action$='/decline']")
    action = matti.page.url.replace("/blocked", "/confirm")
    form.evaluate("(form, action) => { form.action = action; }", action)
    form.locator("button").click()
    matti.sees("This company already has an environment")

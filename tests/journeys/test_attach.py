"""A company that has an environment already: recognised by its business id, connected only by an Admin."""

from playwright.sync_api import expect

from tests.journeys import activation, mail, store
from tests.journeys.visitor import Visitor
from tests.looks import looks_right

KAPYLA, KULTA = 101, 401


def test_an_admin_connects_the_company_again_to_its_environment(demo, visit):
    liisa = visit(demo)
    activation.ensure_environment(liisa, "kultakirja", "liisa", "tilitoimisto.example", KULTA)
    store.find_hub(liisa)
    store.activate_signed_in(liisa, KULTA)  # the hub knows her session, too: nothing is asked twice
    liisa.sees("Your company already has an environment")
    liisa.sees(demo.tenant("kultakirja"))
    liisa.picture("hub-attach")
    looks_right(liisa.page, "hub-attach")
    liisa.press("Connect to this environment")
    activation.confirm(liisa)
    liisa.sees('Procountor was successfully connected to "Kultakirja Oy" environment.')
    looks_right(liisa.page, "hub-success")
    activation.to_hub(liisa)
    liisa.press("Connections")
    liisa.picture("hub-connections")
    expect(liisa.page.locator("article.connection")).to_have_count(1)


def test_who_is_not_an_admin_can_only_ask_admins_and_learns_nothing_of_them(demo, visit):
    activation.ensure_environment(visit(demo), "kapylan-leipa", "anna", "kapylanleipa.example")
    matti = visit(demo)
    activation.arrive(matti, "matti", "kapylanleipa.example")
    matti.sees("This company already has an environment")
    matti.sees_not("anna@kapylanleipa.example", "Anna", "kapylan-leipa.")
    matti.picture("hub-not-an-admin")
    looks_right(matti.page, "hub-not-an-admin")
    matti.press("Ask its admins")
    matti.sees("The Admins of the environment have a mail from you.")
    matti.sees_not("anna@kapylanleipa.example", "Anna", "kapylan-leipa.")
    matti.picture("hub-admins-asked")
    looks_right(matti.page, "hub-admins-asked")
    letter = mail.letter_to(demo, "anna@kapylanleipa.example", "Matti Muu asks to connect Käpylän Leipä Oy")
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
    form.evaluate("(form, action) => { form.action = action; form.submit(); }", action)
    matti.sees("This company already has an environment")

"""The pages of an activation that few people ever see are for everybody, too."""

import pytest
from playwright.sync_api import Page, expect

from hub.pluginmanager import Plugins
from hub.sdk.errors import TryLater
from tests.hub.activation.store import KONE, LEIPA, NAMELESS, SVENSK, VALO
from tests.hub.activation.test_in_a_browser import app, settings, window  # noqa: F401 (fixtures)
from tests.hub.activation.test_plugin_steps import Size
from tests.hub.activation.test_two_accounts import private  # noqa: F401 (a fixture)
from tests.hub.identity.conftest import Offering, google_at, microsoft_at
from tests.looks import looks_right

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def plugins(plugins: Plugins) -> Plugins:
    """The store's plugin, and the two providers by name."""
    plugins.register(Offering(google_at(NOWHERE), microsoft_at(NOWHERE)), "both")
    return plugins


@pytest.fixture
def size() -> str:
    return "desk"


@pytest.fixture
def page(window, anna) -> Page:  # noqa: F811
    """A window in which Anna is signed in."""
    return window(anna)


def fill_in(page: Page) -> None:
    """Fill the company form in and send it."""
    page.get_by_label("Address").fill("kapylan-leipa")
    page.get_by_label("I accept the").check()
    page.get_by_role("button", name="Create company").click()


def test_a_page_of_a_plugin(store, page):
    store.create_steps = (Size(),)
    page.goto(store.offer("1"))
    fill_in(page)
    expect(page.get_by_role("heading", name="How big is it?")).to_be_visible()
    looks_right(page, "activation-step-of-a-plugin")


def test_the_page_that_waits_and_the_end_of_the_wait(store, page):
    def store_is_away(where: str) -> None:
        raise TryLater("The Corner Store does not answer.", after=60)

    page.goto(store.offer("1"))
    fill_in(page)
    store.fault = store_is_away
    page.get_by_role("button", name="Confirm connection").click()
    expect(page.get_by_text("The Corner Store does not answer.")).to_be_visible()
    looks_right(page, "activation-waiting")


def test_several_companies_decided_and_done(store, page, make_environment, make_person):
    make_environment(VALO, make_person("Aino", "aino@valo.example"))
    page.goto(store.offer("1", LEIPA, KONE, VALO, SVENSK, NAMELESS))
    page.get_by_role("link", name="New environment").first.click()
    fill_in(page)
    page.get_by_role("button", name="Join “Käpylän Leipä Oy”").click()
    page.get_by_role("button", name="Ask its admins").click()
    expect(page.get_by_text("The Admins of the environment have a mail from you.")).to_be_visible()
    looks_right(page, "activation-companies-decided")
    page.get_by_role("link", name="Go on").click()
    looks_right(page, "activation-confirm-group")
    page.get_by_role("button", name="Confirm connection").click()
    expect(page.get_by_role("link", name="To Hub")).to_have_count(2)
    looks_right(page, "activation-done-group")


@pytest.mark.parametrize("company", [SVENSK, NAMELESS], ids=["not-finnish", "nameless"])
def test_a_company_that_cannot_be_connected(store, page, company, request):
    page.goto(store.offer("1", company))
    looks_right(page, f"activation-{request.node.callspec.id}")


def test_a_wrong_code(store, unvouched, window):  # noqa: F811
    page = window(unvouched)
    page.goto(store.offer("1"))
    page.get_by_role("button", name="Send me the code").click()
    page.get_by_label("Code").fill("12")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("The code has six digits.")).to_be_visible()
    looks_right(page, "activation-wrong-code")


def test_the_way_without_the_store(store, page, make_environment, anna):
    make_environment(KONE, anna, "kone-ja-tera")
    page.goto(store.offer("1", initiator=None))
    expect(page.get_by_role("link", name="Vanha paikka")).to_be_visible()
    looks_right(page, "activation-without-the-store")


def test_an_activation_that_a_newer_one_replaces_and_one_that_waits(store, page):
    page.goto(store.offer("1"))
    fill_in(page)
    expect(page.get_by_role("heading", name="Confirm connection")).to_be_visible()
    earlier = page.url
    page.goto(store.offer("2"))
    page.goto(earlier)
    looks_right(page, "activation-replaced")
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_role("link", name="Continue")).to_have_count(1)
    looks_right(page, "environments-unfinished")


def test_the_other_account_of_the_same_person(store, page, private, window):  # noqa: F811
    page.goto(store.offer("1"))
    fill_in(page)
    expect(page.get_by_role("heading", name="Confirm connection")).to_be_visible()
    elsewhere = window(private)
    elsewhere.goto(page.url)
    expect(elsewhere.get_by_role("heading", name="Use the account you began with")).to_be_visible()
    looks_right(elsewhere, "activation-other-account")

"""The pages of an activation in a real browser, at a desk, in the store's pop-up and on a phone."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from flask import Flask, request
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import text

from hub.app import create_app
from hub.config import HubSettings
from hub.sdk.errors import Refused, TryLater
from hub.web.cookies import SESSION
from tenants.models import Role
from tests.hub.activation.store import KONE, LEIPA, VALO
from tests.hub.conftest import HubClient
from tests.serving import serving
from tests.widths import fits_the_width

SIZES = {"desk": (1280, 800), "pop-up": (600, 700), "phone": (390, 844)}


@pytest.fixture
def settings(free_port: Callable[[], int]) -> HubSettings:
    return HubSettings.read({"HUB_BASE_URL": f"http://hub.localhost:{free_port()}", "HUB_DEMO": "1"})


@pytest.fixture
def app(db, settings, plugins) -> Iterator[Flask]:
    app = create_app(settings, plugins)
    app.test_client_class = HubClient
    with serving(app, urlsplit(settings.base_url).port):
        yield app


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def window(browser: Browser, app, browse, sign_in, settings, size, tmp_path) -> Iterator[Callable[..., Page]]:
    """Open a window in which somebody is signed in; a page that is wider than the window or logs an error fails."""
    contexts = []
    troubles: list[str] = []

    def window(who) -> Page:
        client = browse()
        sign_in(client, who)
        cookie = client.get_cookie(SESSION, domain="hub.localhost")
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=settings.base_url, reduced_motion="reduce"
        )
        contexts.append(context)
        address = settings.base_url.replace("http:", "https:")
        context.add_cookies([{"name": SESSION, "value": cookie.value, "url": address, "secure": True}])
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        return page

    yield window
    for context in contexts:
        context.close()
    assert [each for each in troubles if "status of 4" not in each] == []


@pytest.fixture
def look(size, tmp_path) -> Callable[[Page, str], None]:
    """Keep a picture, and make sure that nothing sticks out."""

    def look(page: Page, name: str) -> None:
        page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
        fits_the_width(page)

    return look


def test_a_new_company_from_the_form_to_the_green_button(store, anna, window, look, settings):
    page = window(anna)
    page.goto(store.offer("1"))
    look(page, "form")

    page.get_by_label("Company name").fill("Käpylän Leipomo Oy")
    page.get_by_label("Address").focus()
    expect(page.get_by_label("Address")).to_have_value("kapylan-leipomo")
    expect(page.get_by_role("status")).to_have_text("kapylan-leipomo is free.")
    page.get_by_label("Address").fill("www")
    expect(page.get_by_text("This address is kept for the service itself.")).to_be_visible()
    look(page, "form-checked")
    page.get_by_role("button", name="Create company").click()
    look(page, "form-errors")
    page.get_by_label("Address").fill("Käpylän leipä")
    page.get_by_label("I accept the").check()
    expect(page.get_by_label("Address")).to_have_value("kapylan-leipa")
    page.get_by_role("button", name="Create company").click()

    expect(page.get_by_role("heading", name="Confirm connection")).to_be_visible()
    look(page, "confirm")
    page.get_by_role("button", name="Confirm connection").click()

    expect(page.get_by_text('Ledgers was successfully connected to "Käpylän Leipomo Oy" environment.')).to_be_visible()
    expect(page.get_by_role("link", name="To Hub")).to_have_attribute(
        "href", settings.tenant_url("kapylan-leipa") + "/"
    )
    look(page, "done")


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_an_address_settles_however_slow_the_answer(app, store, anna, window):
    @app.before_request
    def hesitate() -> None:
        if request.path.endswith("/subdomain"):
            time.sleep(0.8)

    page = window(anna)
    page.goto(store.offer("1"))
    page.get_by_label("Address").fill("Käpylän leipä")
    page.get_by_label("I accept the").check()
    expect(page.get_by_label("Address")).to_have_value("kapylan-leipa")
    expect(page.get_by_role("status")).to_have_text("kapylan-leipa is free.")


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_an_answer_that_comes_late_does_not_overwrite_what_is_typed_meanwhile(store, anna, window):
    page = window(anna)
    page.clock.install(time=datetime(2026, 1, 1))
    page.clock.pause_at(datetime(2026, 1, 2))  # nothing is asked about what is typed before the clock is turned
    page.goto(store.offer("1"))
    held: list[Route] = []
    page.route("**/subdomain?label=*", lambda route: held.append(route), times=1)
    field = page.get_by_label("Address")
    field.fill("Käpylän leipä")
    with page.expect_request("**/subdomain?label=*"):
        page.get_by_label("I accept the").check()
    field.press("End")
    field.press_sequentially("mo")
    with page.expect_response("**/subdomain?label=*"):
        held[0].continue_()
    page.clock.run_for(1_000)
    expect(page.get_by_role("status")).to_have_text("kapylan-leipamo is free.")
    expect(field).to_have_value("Käpylän leipämo")


def test_a_taken_address_is_offered_another_with_one_press(store, anna, window, look, make_environment):
    make_environment(KONE, subdomain="kapylan-leipa")
    page = window(anna)
    page.goto(store.offer("1"))
    page.get_by_label("Address").fill("kapylan-leipa")
    expect(page.get_by_text("The address kapylan-leipa is taken.")).to_be_visible()

    page.get_by_role("button", name="Use kapylan-leipa-2").click()

    expect(page.get_by_label("Address")).to_have_value("kapylan-leipa-2")
    expect(page.get_by_role("status")).to_have_text("kapylan-leipa-2 is free.")
    look(page, "taken")


def test_a_group_on_one_page(store, anna, window, look, make_environment, make_person):
    make_environment(VALO, make_person("Aino", "aino@valo.example"))
    page = window(anna)
    page.goto(store.offer("1", LEIPA, KONE, VALO))
    look(page, "companies")
    page.get_by_role("link", name="New environment").first.click()
    page.get_by_label("Address").focus()
    expect(page.get_by_label("Address")).to_have_value("kapylan-leipa")
    page.get_by_label("I accept the").check()
    page.get_by_role("button", name="Create company").click()
    page.get_by_role("button", name="Join “Käpylän Leipä Oy”").click()
    page.get_by_role("button", name="Ask its admins").click()
    expect(page.get_by_text("The Admins of the environment have a mail from you.")).to_be_visible()
    look(page, "companies-decided")
    page.get_by_role("link", name="Go on").click()
    look(page, "confirm-group")
    page.get_by_role("button", name="Confirm connection").click()

    expect(page.get_by_role("link", name="To Hub")).to_have_count(2)
    look(page, "done-group")


def test_proving_by_code(store, unvouched, window, look, db):
    page = window(unvouched)
    page.goto(store.offer("1"))
    look(page, "prove")
    page.get_by_role("button", name="Send me the code").click()
    look(page, "prove-code")
    page.get_by_label("Code").fill("12")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("The code has six digits.")).to_be_visible()
    look(page, "prove-wrong")
    mails = page.context.new_page()
    mails.goto("/demo/mails")
    look(mails, "mails")
    code = re.search(r"^ +(\d{6})$", mails.locator(".mail-body").first.inner_text(), re.MULTILINE)
    page.get_by_label("Code").fill(code[1])
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_role("heading", name="Create your company")).to_be_visible()


def test_what_is_in_the_way_is_told_and_the_page_goes_on_when_it_is_mended(
    store, anna, window, look, plugins, make_environment, make_member, db
):
    from hub.activation import tasks
    from hub.activation.models import Activation

    make_environment(LEIPA, anna)
    page = window(anna)
    page.goto(store.offer("1"))
    look(page, "attach")
    page.get_by_role("button", name="Connect to this environment").click()

    def closed(where: str) -> None:
        if where == "connect":
            raise Refused(
                "This company's API is not open. Open Management → Company info → Usage settings → Integration "
                "settings, tick “Allow the usage of invoiceable API clients” and save. Then try again."
            )

    store.fault = closed
    page.get_by_role("button", name="Confirm connection").click()
    expect(page.get_by_role("heading", name="Something is in the way")).to_be_visible()
    look(page, "in-the-way")

    store.fault = lambda _where: None
    with db.transaction() as session:
        activation_id = session.query(Activation).one().id
    tasks.finish(activation_id, plugins)

    expect(page.get_by_role("link", name="To Hub")).to_be_visible()


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_who_leaves_the_page_that_waits_alone_is_led_back_to_it(store, anna, window, look, owner):
    def store_is_away(where: str) -> None:
        raise TryLater("The Corner Store does not answer.", after=60)

    page, asked = window(anna), []
    page.goto(store.offer("1"))
    page.get_by_label("I accept the").check()
    page.get_by_label("Address").fill("kapylan-leipa")
    page.get_by_role("button", name="Create company").click()
    store.fault = store_is_away
    page.get_by_role("button", name="Confirm connection").click()
    expect(page.get_by_text("The Corner Store does not answer.")).to_be_visible()
    page.on("response", lambda answer: asked.append(answer.status) if answer.url.endswith("/status") else None)
    with owner.begin() as connection:
        connection.execute(text("UPDATE web_session SET last_seen_at = now() - interval '31 minutes'"))
    expect(page.get_by_text("You are not signed in here any more")).to_be_visible()
    page.wait_for_timeout(3_000)
    assert asked.count(401) == 1
    look(page, "signed-out")
    page.get_by_role("link", name="Sign in again").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_ends_of_the_road(store, anna, make_person, window, look, make_environment, make_tenant, make_member):
    make_member(make_environment(LEIPA, make_person("Aino", "aino@leipa.example")), anna, Role.MEMBER)
    page = window(anna)
    page.goto(store.offer("1"))
    look(page, "blocked")
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("heading", name="Declined")).to_be_visible()
    look(page, "declined")

    page.goto(store.offer("2", KONE, initiator=None))
    look(page, "no-initiator")
    store.expired.add("3")
    page.goto(store.offer("3", KONE))
    look(page, "expired")
    page.goto("/activate/corner?order=99")
    look(page, "unknown")


def test_the_way_without_the_store(store, anna, window, look, make_environment):
    make_environment(KONE, anna, "kone-ja-tera")
    page = window(anna)

    page.goto(store.offer("1", initiator=None))

    look(page, "untold")
    expect(page.get_by_role("link", name="Vanha paikka")).to_have_attribute("href", re.compile("/connections$"))
    expect(page.get_by_role("link", name="Ask the support")).to_be_visible()


def test_activating_again_in_a_browser(store, anna, window, look):
    page = window(anna)
    page.goto(store.offer("1"))
    page.get_by_label("Address").fill("leipomo")
    page.get_by_label("I accept the").check()
    page.get_by_role("button", name="Create company").click()
    expect(page.get_by_role("heading", name="Confirm connection")).to_be_visible()
    earlier = page.url

    page.goto(store.offer("2"))
    expect(page.get_by_text("leipomo.hub.localhost")).to_be_visible()
    page.goto(earlier)
    look(page, "superseded")
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_role("link", name="Continue")).to_have_count(1)
    look(page, "unfinished")

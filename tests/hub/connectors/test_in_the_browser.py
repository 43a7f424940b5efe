"""The pages as a person meets them: what moves by itself, and what fits on a phone."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import text

from hub.app import create_app
from hub.config import HubSettings
from hub.connectors import service, tasks
from hub.web.cookies import SESSION
from tenants.models import Role
from tests.conftest import PATIENCE
from tests.hub.conftest import HubClient
from tests.hub.connectors import shelf
from tests.hub.connectors.conftest import Place
from tests.looks import looks_right
from tests.serving import serving
from tests.widths import fits_the_width


@pytest.fixture
def settings(free_port) -> HubSettings:
    return HubSettings.read({"HUB_BASE_URL": f"http://hub.localhost:{free_port()}"})


@pytest.fixture
def app(db, settings):
    app = create_app(settings, shelf.plugins())
    app.test_client_class = HubClient
    return app


class Door:
    """Lets a test in, for browsers take ``__Host-`` cookies on plain http from a server only, not from a driver."""

    def __init__(self, app) -> None:
        self.app = app

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == "/test-door":
            cookie = f"{SESSION}={environ['QUERY_STRING']}; Path=/; Secure; HttpOnly; SameSite=Lax"
            start_response("303 See Other", [("Location", "/connections"), ("Set-Cookie", cookie)])
            return []
        return self.app.wsgi_app(environ, start_response)


@pytest.fixture
def served(app, settings) -> Iterator[None]:
    with serving(Door(app), urlsplit(settings.base_url).port):
        yield


@pytest.fixture
def tenant(make_tenant):
    return make_tenant("shelf", "Shelf Group")


@pytest.fixture
def anna(make_person, make_member, tenant):
    anna = make_person()
    make_member(tenant, anna, Role.ADMIN)
    return anna


@pytest.fixture
def token(sign_in, browse, anna, tenant) -> str:
    client = browse(tenant)
    sign_in(client, anna, tenant)
    return client.get_cookie(SESSION, domain=urlsplit(client.address).hostname).value


@pytest.fixture
def page(served, browser: Browser, settings, token, tenant) -> Iterator[Page]:
    """The list of connections, in a browser in which Anna is signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{settings.tenant_url(tenant.subdomain)}/test-door?{token}")
    yield page
    context.close()
    assert problems == []


def stop_the_clock(page: Page) -> None:
    """Let pages ask once when they are loaded, and again only when their clock is turned: none loads itself again."""
    page.clock.install(time=datetime(2026, 1, 1))
    page.clock.pause_at(datetime(2026, 1, 2))


def test_the_progress_of_a_sync_shows_by_itself(equipped, attach, page, folder, tenant, anna, work_off):
    (folder / "batches").write_text("40")
    (folder / "fault15").write_text("TryLater")
    attach(Place(tenant.id, anna.person_id, anna.id))
    page.reload()
    sentence = page.locator("[data-sync-text]")
    expect(sentence).to_have_text("Waiting to begin")
    work_off()
    expect(sentence).to_have_text("The shelf says TryLater.")
    assert page.locator("progress").get_attribute("value") == "15"
    looks_right(page, "syncing")
    (folder / "fault15").unlink()
    work_off()
    expect(page.get_by_text("40 receipts new or changed")).to_be_visible()
    expect(sentence).to_be_hidden()
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()


def test_a_sync_that_begins_while_one_looks_is_noticed(equipped, attach, page, folder, db, tenant, anna, work_off):
    connection_id = attach(Place(tenant.id, anna.person_id, anna.id))
    work_off()
    page.clock.install()
    page.reload()
    expect(page.locator("[data-sync]")).to_be_hidden()
    with db.transaction(tenant.id) as tx:
        service.expect_sync(tx, service.find(tx, connection_id))
        tasks.begin(tx, tenant.id, connection_id)
    page.clock.run_for(30_000)
    expect(page.locator("[data-sync-text]")).to_have_text("Waiting to begin")


def test_a_page_left_alone_says_that_it_is_signed_out_and_leads_back(equipped, attach, page, tenant, anna, owner):
    """It asks once more, and then no more: neither the log of the browser nor the hub's is filled."""
    attach(Place(tenant.id, anna.person_id, anna.id))
    errors, asked = [], []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url) if "/sync" in request.url else None)
    page.clock.install()
    page.reload()
    told = page.get_by_text("You are not signed in here any more")
    expect(page.locator("[data-sync-text]")).to_have_text("Waiting to begin")
    expect(told).to_be_hidden()
    with owner.begin() as connection:
        connection.execute(text("UPDATE web_session SET last_seen_at = now() - interval '31 minutes'"))
    page.clock.run_for(2_000)
    expect(told).to_be_visible()
    before = len(asked)
    page.clock.run_for(120_000)
    assert len(asked) == before
    assert len(errors) == 1
    assert "401" in errors[0]
    fits_the_width(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Sign in again").click()
    assert page.url.endswith("/sign-in")


def test_a_page_that_loads_itself_again_says_so_and_keeps_its_address(
    equipped, attach, page, folder, tenant, anna, work_off
):
    attach(Place(tenant.id, anna.person_id, anna.id))
    stop_the_clock(page)
    page.goto(page.url.partition("#")[0] + "?of=mine#there")
    loaded = []
    page.on("request", lambda request: loaded.append(request.url) if request.is_navigation_request() else None)
    work_off()
    page.clock.resume()
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()
    assert [each.partition("?")[2].partition("#")[0] for each in loaded] == ["of=mine&unattended=1"]
    expect(page).to_have_url(re.compile(r"/connections\?of=mine#there$"))


def test_a_page_that_would_load_itself_again_leaves_a_click_its_way(equipped, attach, page, tenant, anna, work_off):
    """The answer to the click takes its time, and meanwhile the sync ends."""
    attach(Place(tenant.id, anna.person_id, anna.id))
    page.clock.set_fixed_time(datetime(2026, 1, 2))  # however long the sync takes here, to the page it is no time
    page.reload()
    expect(page.locator("[data-sync-text]")).to_have_text("Waiting to begin")
    asked: list[Route] = []
    page.route("**/members", lambda route: asked.append(route))
    page.get_by_role("link", name="Members").click(no_wait_after=True)
    wait_for(page, lambda: bool(asked))
    work_off()
    for _ in range(2):  # the first answer may be from before
        with page.expect_response("**/sync"):
            pass
    asked[0].continue_()
    expect(page.get_by_role("heading", name="Members")).to_be_visible()


def test_a_page_that_is_loading_itself_again_stays_for_somebody_who_opens_a_menu_meanwhile(
    equipped, attach, page, tenant, anna, work_off
):
    attach(Place(tenant.id, anna.person_id, anna.id))
    page.clock.install()
    page.reload()
    expect(page.locator("[data-sync-text]")).to_have_text("Waiting to begin")
    menu = page.locator("summary[title='Account']").bounding_box()
    assert menu is not None
    loading: list[Route] = []
    page.route("**/connections?unattended=1", lambda route: loading.append(route), times=1)
    work_off()
    wait_for(page, lambda: bool(loading))
    page.mouse.click(menu["x"] + menu["width"] / 2, menu["y"] + menu["height"] / 2)
    with page.expect_response("**/sync"):
        loading[0].continue_()
    expect(page.locator("details.menu[open]")).to_have_count(1)
    expect(page).to_have_url(re.compile("/connections$"))
    page.keyboard.press("Escape")
    page.clock.fast_forward(10_000)
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()


def wait_for(page: Page, true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while not true():
        assert time.monotonic() < deadline
        page.wait_for_timeout(20)  # ms; what a page asks for comes in while Playwright waits


def test_a_connection_is_for_everybody_however_it_stands(
    equipped, attach, page, folder, tenant, anna, work_off, settings, db
):
    (folder / "findings").write_text("payroll_hidden")
    (folder / "finding1").write_text("A row is missing.")
    connection_id = attach(Place(tenant.id, anna.person_id, anna.id))
    work_off()
    page.reload()
    looks_right(page, "connection-incomplete")
    (folder / "findings").write_text("")
    (folder / "key").write_text("another")
    with db.transaction(tenant.id) as tx:
        tasks.begin(tx, tenant.id, connection_id)
    work_off()
    page.reload()
    looks_right(page, "connection-revoked")
    page.get_by_role("link", name="Attach a company").click()
    page.get_by_role("link", name="Paste a key").click()
    page.get_by_label("Key of the shelf").fill("wrong")
    page.get_by_label("Folder").fill(str(folder))
    page.get_by_role("button", name="Attach").click()
    expect(page.get_by_text("The shelf no longer takes this key.")).to_be_visible()
    looks_right(page, "paste-a-wrong-key")
    page.goto(f"{settings.tenant_url(tenant.subdomain)}/connections/{connection_id}/detach")
    page.get_by_role("button", name="Detach").click()
    expect(page.get_by_text("figures kept")).to_be_visible()
    looks_right(page, "connection-detached")

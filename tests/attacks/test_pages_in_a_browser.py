"""Every page of the hub in a real browser: nothing that its own rules refuse, nothing from elsewhere.

ASVS 5.0: 3.4.3 (the policy of pages, without a report).
"""

import time
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page
from sqlalchemy import Engine

import hub.db
from hub.connectors import keys
from hub.web.cookies import SESSION
from tests.attacks.browser.watch import Exchange, Watch, origin_of
from tests.attacks.isolation.asking import Asked, Request, rules_of
from tests.attacks.isolation.people import Human
from tests.attacks.isolation.world import World, make_world
from tests.conftest import DatabaseUrls, empty
from tests.hub.identity.conftest import google_at
from tests.ports import free_port
from tests.serving import serving

DOWNLOAD = "Download is starting"
PATIENCE = 30  # seconds


@pytest.fixture(scope="module")
def world(database_urls: DatabaseUrls, owner: Engine, issuer: str) -> Iterator[World]:
    """The twins' hub, behind a port of this machine."""
    port = free_port()
    hub.db.connect(database_urls.app, database_urls.system)
    keys.unlock((keys.new_key(),))
    empty(owner)
    world = make_world([google_at(issuer)], f"http://hub.localhost:{port}")
    with serving(world.app, port):
        yield world
    hub.db.disconnect()
    empty(owner)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(accept_downloads=True)
    yield context
    context.close()


@pytest.mark.parametrize("actor", ["admin", "member", "anonymous"])
def test_v3_4_3_no_page_breaks_its_own_policy_or_asks_anything_of_another_origin(world, context, actor, count):
    if actor != "anonymous":
        _sign_in(context, world, world.a.people[actor])
    watch, page = Watch(context), context.new_page()
    watch.follow(page)
    for asked in _pages(world):
        _open(page, _address(world, asked))
        count("pages in a browser")
        assert watch.complaints == [], asked
    assert _asked_elsewhere(watch, {world.apex, world.a.address}) == []


def test_the_watch_hears_what_a_page_does_wrong(world, context):
    watch, page = Watch(context), context.new_page()
    watch.follow(page)
    page.goto(f"{world.apex}/terms")
    for wrong, heard in {
        "document.body.setAttribute('style', 'color: red')": "style-src-attr inline",
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))": "script-src-elem inline",
        "document.body.append(Object.assign(new Image(), {src: 'http://localhost:1/pixel'}))": "img-src http://localhost:1",
        "console.error('broken')": "broken",
        "setTimeout(() => { throw new Error('thrown') })": "thrown",
    }.items():
        page.evaluate(f"() => {{ {wrong} }}")
        _wait_for(watch, page, heard)


def _wait_for(watch: Watch, page: Page, heard: str) -> None:
    """Stay on the page until it is heard: who leaves at once leaves before a timer of the page has run."""
    deadline = time.monotonic() + PATIENCE
    while not any(heard in told for told in watch.complaints):
        assert time.monotonic() < deadline, f"{heard!r} is not among {watch.complaints}"
        page.wait_for_timeout(20)  # ms; complaints come in while Playwright waits


def _asked_elsewhere(watch: Watch, ours: set[str]) -> list[Exchange]:
    """List what pages asked of other origins; pictures that Chromium's own controls have in them go over no network."""
    asked = [each for each in watch.exchanges() if each.kind != "Document" and origin_of(each.document) in ours]
    assert asked
    return [each for each in asked if origin_of(each.address) not in (origin_of(each.document), "data://")]


def _pages(world: World) -> list[Asked]:
    return [each for each in rules_of(world.app) if each.method == "GET"]


def _address(world: World, asked: Asked) -> str:
    request = Request.of(asked.sample, world.a.side)
    host = world.apex if asked.host == "apex" else world.a.address
    path = world.app.url_map.bind(urlsplit(host).netloc).build(asked.rule.endpoint, request.path, "GET")
    return f"{host}{path}?{urlencode(request.query)}"


def _open(page: Page, address: str) -> None:
    try:
        page.goto(address)
    except Error as error:
        if DOWNLOAD not in error.message:
            raise


def _sign_in(context: BrowserContext, world: World, human: Human) -> None:
    for address in map(urlsplit, (world.apex, world.a.address)):
        cookie = {"name": SESSION, "value": human.keys[address.netloc].token, "domain": address.hostname, "path": "/"}
        context.add_cookies([{**cookie, "secure": True, "httpOnly": True, "sameSite": "Lax"}])

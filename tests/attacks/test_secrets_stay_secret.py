"""A whole run of the product, with failures, and then a search for every secret of it wherever somebody might read.

ASVS 5.0: 3.3.1 to 3.3.5 (cookies), 3.4.3 (policy), 3.4.5 (referrer), 3.5.4 (hosts), 13.3.1 (secrets), 14.2.1
(addresses), 16.2.5 (logs).
"""

import base64
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import psycopg
import pytest
import redis
from playwright.sync_api import Browser
from rq import Queue
from rq.serializers import JSONSerializer

from hub.embedded import postgres, valkey
from hub.identity.flows import LIFE
from hub.web.cookies import FLOW, SESSION
from tests.attacks.browser.watch import origin_of, parts_of
from tests.attacks.leaks import collecting
from tests.attacks.leaks.canaries import Canaries
from tests.attacks.leaks.looking import canaries_of, left_by, searched
from tests.attacks.leaks.losing import REFUSALS
from tests.attacks.leaks.places import Place
from tests.attacks.leaks.postbox import Postbox, open_postbox
from tests.attacks.leaks.story import WRONG_KEY, Story
from tests.journeys.demo import Demo, running_demo

SMTP_PASSWORD = "smtp canary/&+" + secrets.token_urlsafe(12)
README = Path(__file__).parents[2] / "README.md"
EXPECTED = {"API key", "code of the store", "cookie __Host-flow", "cookie __Host-hub", "hand-off code", "invitation"}
EXPECTED |= {
    "HUB_PROCOUNTOR_CLIENT_SECRET",
    "HUB_PROCOUNTOR_OPERATOR_KEY",
    "HUB_SECRET_KEYS",
    "code of a lost letter",
    "one-time code",
    "wrong key",
}
EXPECTED |= {f"password of HUB_{name}_URL" for name in ("DATABASE", "DATABASE_SYSTEM", "REDIS", "SMTP")}


@pytest.fixture(scope="module")
def postbox() -> Iterator[Postbox]:
    with open_postbox() as postbox:
        yield postbox


@pytest.fixture(scope="module")
def told(postbox: Postbox) -> dict[str, str]:
    """The secrets that are settings."""
    port = postbox.server_address[1]
    smtp = f"smtp://hub:{quote(SMTP_PASSWORD, safe='')}@127.0.0.1:{port}"
    return {"HUB_SMTP_URL": smtp, "HUB_SECRET_KEYS": base64.b64encode(secrets.token_bytes(32)).decode()}


@pytest.fixture(scope="module")
def demo(told: dict[str, str]) -> Iterator[Demo]:
    """A demo of our own, which is told secrets of ours."""
    with ExitStack() as running:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in told.items():
                patch.setenv(name, value)
            demo = running.enter_context(running_demo())
        yield demo


@pytest.fixture(scope="module")
def story(demo: Demo, postbox: Postbox, browser: Browser) -> Iterator[Story]:
    """A run with everything in it."""
    story = Story(demo, postbox, browser)
    try:
        story.happen()
        yield story
    finally:
        story.close()


@pytest.fixture(scope="module")
def hosts(demo: Demo) -> str:
    """What the names of all hosts of the hub end with."""
    return f"hub.localhost:{demo.port}"


@pytest.fixture(scope="module")
def canaries(story: Story, demo: Demo, told: dict[str, str], hosts: str) -> Canaries:
    """Every secret of the run."""
    canaries = canaries_of(demo, told)
    collecting.plant_cookies(canaries, story.exchanges, hosts)
    collecting.plant_codes(canaries, story.exchanges, hosts)
    canaries.plant("wrong key", WRONG_KEY)
    for token in story.invitations:
        canaries.plant("invitation", token)
    for code in story.one_time_codes:
        canaries.plant_code("one-time code", code)
    for code in story.lost_codes:
        canaries.plant_code("code of a lost letter", code)
    return canaries


def everything(story: Story) -> Iterator[Place]:
    """Look everywhere."""
    hosts = f"hub.localhost:{story.demo.port}"
    yield from left_by(story.demo)
    pages = [f"{url}\n{source}" for person in story.people for url, source in person.pages if hosts in url]
    yield Place("pages", _struck("\n".join(pages)))
    yield Place("addresses", _struck("\n".join(each.address for each in story.exchanges)))
    yield Place("referrers", "\n".join(each.referer for each in story.exchanges).encode())


def _struck(text: str) -> bytes:
    """Take out what has to be in an address: the codes that come back with a browser, and an invitation's token."""
    text = re.sub(r"(/callback\?[^\s\"]*\bcode=)[^&\s\"]+", r"\1", text)
    return re.sub(r"(/invitations/[0-9a-f-]{36}/)[\w-]+", r"\1", text).encode()


def test_v13_3_1_v14_2_1_v16_2_5_no_secret_is_in_clear_anywhere(story, canaries, count):
    left = list(everything(story))
    count("secrets × places looked for them in", len(canaries) * len(left))
    assert canaries.kinds >= EXPECTED
    assert searched(canaries, left) == []


def test_the_database_was_lost_and_refused_something_in_the_middle(story):
    assert len(story.lost_codes) == len(REFUSALS)
    web = (story.demo.folder / "logs" / "web.log").read_text()
    assert "the database did not answer" in web
    assert "no_letters" in web


def test_the_mail_servers_password_was_in_use(story):
    assert any(SMTP_PASSWORD.encode() in base64.b64decode(each) for each in story.postbox.passwords)


def test_the_search_finds_what_is_planted_in_each_kind_of_place(story):
    words = {
        kind: secrets.token_urlsafe(24) for kind in ("log", "queue", "job", "table", "argument", "page", "address")
    }
    planted = Canaries()
    for kind, word in words.items():
        planted.plant(kind, word)
    superuser = postgres.start(story.demo.folder).superuser_url.replace("+psycopg", "")
    with (
        subprocess.Popen([sys.executable, "-c", "input()", words["argument"]], stdin=subprocess.PIPE) as process,
        (story.demo.folder / "logs" / "web.log").open("a") as log,
        redis.Redis.from_url(valkey.start(story.demo.folder).url) as queue,
        psycopg.connect(superuser, autocommit=True) as database,
    ):
        log.write(words["log"].encode().hex() + "\n")
        log.flush()
        queue.set("planted", base64.b64encode(b"." + words["queue"].encode()))
        Queue("nobody", connection=queue, serializer=JSONSerializer).enqueue("tests.planted", words["job"])
        database.execute("CREATE TABLE planted AS SELECT convert_to(%s, 'UTF8') AS word", [words["table"]])
        story.people[0].opens(f"{story.demo.hub}/terms?planted={words['address']}")
        story.people[0].page.evaluate("word => document.title = word", words["page"])
        story.people[0].picture("")
        found = {name for each in everything(story) for name in planted.found_in(each.content)}
        database.execute("DROP TABLE planted")
        process.communicate(b"\n")
    assert {name.partition(" ")[0] for name in found} == set(words)


def test_v3_3_1_v3_3_2_v3_3_3_v3_3_4_v3_3_5_the_cookies_are_the_two_that_are_documented(story, hosts):
    given = [(each.host, line) for each in story.exchanges if each.host.endswith(hosts) for line in each.set_cookies]
    assert len({host for host, _ in given}) >= 3
    for _, line in given:
        name, value, attributes = parts_of(line)
        assert name in (SESSION, FLOW)
        assert len(line) < 4096
        ends = {key: attributes.pop(key) for key in ("max-age", "expires") if key in attributes}
        assert attributes == {"path": "/", "secure": "True", "httponly": "True", "samesite": "Lax"}
        longest = LIFE.total_seconds() if name == FLOW and value else 0
        assert not (value and name == SESSION and ends)
        assert float(ends.get("max-age", 0)) <= longest
    kept = {
        each["name"] for context in story.contexts for each in context.cookies() if "hub.localhost" in each["domain"]
    }
    assert kept <= {SESSION, FLOW}
    readme = README.read_text()
    assert f"`{SESSION}`" in readme
    assert f"`{FLOW}`" in readme


def test_v3_5_4_a_cookie_goes_to_the_host_that_gave_it_and_to_no_other(story, hosts):
    for person in story.people:
        exchanges = list(person.watch.exchanges())
        given = {(each.host, parts_of(line)[1]) for each in exchanges for line in each.set_cookies}
        sent = {
            (each.host, value) for each in exchanges for value in each.cookies.values() if each.host.endswith(hosts)
        }
        assert sent <= given
        tokens = {value for host, value in given if host.endswith(hosts) and value}
        strangers = [each for each in exchanges if not each.host.endswith(hosts)]
        assert not [each for each in strangers if tokens & set(each.cookies.values())]
    liisas = {each.host for each in story.people[0].watch.exchanges() if SESSION in each.cookies}
    assert {host.removesuffix(hosts) for host in liisas} == {"", "kultakirja.", "laskuesimerkki."}


def test_v3_3_2_same_site_lets_providers_send_people_back_and_nobody_send_forms(story, hosts):
    exchanges = story.exchanges
    back = [each for each in exchanges if re.search(r"/auth/\w+/callback", each.address) and each.host.endswith(hosts)]
    assert [each for each in back if FLOW in each.cookies and each.sent.get("sec-fetch-site") == "cross-site"]
    lured = [each for each in exchanges if each.address.endswith("/sign-out") and each.sent.get("origin")]
    by_site = {each.sent["sec-fetch-site"]: each for each in lured}
    assert SESSION not in by_site["cross-site"].cookies
    assert SESSION in by_site["same-site"].cookies  # the prefix and Lax do not help here: the origin is looked at
    assert story.lured == [200, 403]  # without a cookie it is the sign-in page that is shown


def test_v3_4_5_no_code_is_left_in_the_address_bar_or_told_to_the_next_page(story, hosts, canaries):
    arrived = [url for person in story.people if person.name in ("liisa", "matti", "aino") for url, _ in person.pages]
    bare = {url for url in arrived if {"code", "state"} & parse_qs(urlsplit(url).query).keys() and hosts in url}
    assert bare == set()
    referrers = {each.referer for each in story.exchanges if hosts in origin_of(each.referer)}
    assert {origin_of(each) for each in referrers} > {story.demo.hub, story.inside}
    assert not [each for each in referrers if {"code", "state"} & parse_qs(urlsplit(each).query).keys()]
    assert canaries.found_in("\n".join(referrers).encode()) == set()


def test_v3_4_3_the_journey_breaks_no_policy_and_asks_nothing_of_another_origin(story, hosts):
    assert [each for person in story.people for each in person.watch.complaints if hosts in each] == []
    asked = [each for each in story.exchanges if each.kind != "Document" and hosts in origin_of(each.document)]
    # pictures in Chromium's own controls go over no network
    asked = [each for each in asked if not each.address.startswith("data:")]
    elsewhere = {(each.document, each.address) for each in asked if origin_of(each.address) != origin_of(each.document)}
    unknown = f"{story.demo.tenant('nobody-here')}/analytics"  # an address without files of its own
    assert {(document, origin_of(address)) for document, address in elsewhere} == {(unknown, story.demo.hub)}

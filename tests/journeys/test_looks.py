"""Every page of the hub, for every eye: light and dark, on a desk and on a phone, and with axe's rules for all others."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from plugins.procountor.reports import BUILDERS
from tests.journeys import activation, issuer, reports
from tests.journeys.conftest import someone
from tests.journeys.demo import Demo
from tests.journeys.visitor import Visitor
from tests.looks import Watch, looks_right

PEKKA = "pekka@pohjolanpuu.example"
PARENT, TRANSPORT, SERVICES = 201, 202, 203
CELL = ("reports/income-statement?by=total", "table.report tr.line td a")
CONNECTION = ("connections", "article.connection")
MEMBER = ("members", ".person .menu > summary")
PAGES: dict[str, tuple[str, ...]] = {
    "analytics": ("analytics",),
    "content": ("content",),
    **{f"report-{each.key}": (f"reports/{each.key}",) for each in BUILDERS},
    "report-without-rows": ("reports/income-statement?from=2001-01&to=2001-12",),
    "cell": CELL,
    "receipt": (*CELL, "table.ledger a"),
    "proof": ("analytics/proof",),
    "connections": ("connections",),
    "connection-syncs": ("connections", "article.connection a[href$='/syncs']"),
    "sync": ("connections", "article.connection a[href*='/syncs/']"),
    "connection-key": ("connections", "article.connection a[href$='/key']"),
    "connection-detach": ("connections", "article.connection a[href$='/detach']"),
    "ways-to-attach": ("connections/new",),
    "paste-a-key": ("connections/new/procountor",),
    "work": ("work",),
    "members": ("members",),
    "member-menu": MEMBER,
    "member-role": (*MEMBER, ".person a[href$='/role']"),
    "member-remove": (*MEMBER, ".person a[href$='/remove']"),
    "invite": ("members/invite",),
    "access": ("access",),
    "audit": ("audit",),
    "audit-event": ("audit", ".deeds summary"),
    "audit-nothing": ("audit?from=2001-01-01&to=2001-01-02",),
    "audit-export": ("audit/export",),
    "no-such-page": ("nothing",),
}
APEX = {
    "environments": "/",
    "account": "/account",
    "terms": "/terms",
    "privacy": "/privacy",
    "mails": "/demo/mails",
    "sign-out": "/sign-out",
    "connect": "/connect/procountor?environment=kapylan-leipa",
    "no-such-page-of-the-hub": "/nothing",
}


@pytest.fixture(scope="module")
def anna(demo: Demo, browser: Browser) -> Iterator[Visitor]:
    """An Admin of an environment whose books are read, who is signed in once for all pages."""
    with someone(demo, browser, "looks") as anna:
        activation.ensure_environment(anna, "kapylan-leipa", "anna", "kapylanleipa.example")
        reports.wait_for_all(anna)
        yield anna


@pytest.fixture
def watched(anna: Visitor) -> Iterator[Visitor]:
    watch = Watch(anna.page)
    yield anna
    assert watch.complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_an_environment_is_for_everybody(watched, name):
    path, *ways = PAGES[name]
    watched.page.goto(f"{watched.demo.tenant('kapylan-leipa')}/{path}")
    for way in ways:
        watched.page.locator(way).first.click()
    looks_right(watched.page, name)


@pytest.mark.parametrize("name", APEX)
def test_a_page_of_the_hub_itself_is_for_everybody(watched, name):
    watched.page.goto(f"{watched.demo.hub}{APEX[name]}")
    looks_right(watched.page, name)

"""Every page of the hub for everybody: in three languages, light and dark, on a desk and on a phone, by axe's rules."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from plugins.procountor.reports import BUILDERS
from tests.journeys import activation, issuer
from tests.journeys.conftest import someone
from tests.journeys.demo import Demo
from tests.journeys.operator import open_environment
from tests.journeys.visitor import Visitor
from tests.looks import looks_right

PEKKA = "pekka@pohjolanpuu.example"
PARENT, TRANSPORT, SERVICES = 201, 202, 203
CELL = ("reports/income-statement?by=month", "table.report tr.line td a")
CONNECTION = ("connections", "article.connection")
MEMBER = ("members", ".person .menu > summary")
ACCOUNT = "details.menu.right > summary"
PAGES: dict[str, tuple[str, ...]] = {
    "analytics": ("analytics",),
    "account-menu": ("work", ACCOUNT),
    "content": ("content",),
    "content-nothing-found": ("content?q=unicorn",),
    "save-view": ("reports/income-statement", "a[href*='/save']"),
    **{f"report-{each.key}": (f"reports/{each.key}",) for each in BUILDERS},
    "report-general-ledger": ("reports/general-ledger?account=3000",),
    "report-without-rows": ("reports/income-statement?from=2001-01&to=2001-12",),
    "cell": CELL,
    "cell-of-invoices": ("reports/receivables", "table.report tr.total td a"),
    "receipt": (*CELL, "table.ledger a"),
    "proof": ("analytics/proof",),
    "account-mapping": ("layouts/finnish-statements",),
    "account-mapping-nothing-found": ("layouts/finnish-statements?q=nothing+of+the+kind",),
    "account-mapping-account": ("layouts/finnish-statements", ".mapping a"),
    "account-mapping-preview": ("layouts/finnish-statements/3000?to=other-income",),
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
    "account": "/account",
    "terms": "/terms",
    "privacy": "/privacy",
    "mails": "/demo/mails",
    "sign-out": "/sign-out",
    "connect": "/connect/procountor?environment=kapylan-leipa",
    "no-such-page-of-the-hub": "/nothing",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_an_environment_is_for_everybody(anna, name):
    path, *ways = PAGES[name]

    def show() -> None:
        anna.page.goto(f"{anna.demo.tenant('kapylan-leipa')}/{path}")
        for way in ways:
            anna.page.locator(way).first.click()

    looks_right(anna.page, name, show)


@pytest.mark.parametrize("name", APEX)
def test_a_page_of_the_hub_itself_is_for_everybody(anna, name):
    looks_right(anna.page, name, lambda: anna.page.goto(f"{anna.demo.hub}{APEX[name]}"))


@pytest.fixture(scope="module")
def empty(anna: Visitor) -> str:
    """The address of an environment of the same Admin to which no company is connected."""
    return open_environment(anna.demo, "Tyhjä Oy", "tyhja", "anna@kapylanleipa.example")


@pytest.mark.parametrize("name", ["analytics", "content", "connections", "work"])
def test_a_page_that_has_nothing_to_show_yet_is_for_everybody(anna, empty, name):
    looks_right(anna.page, f"empty-{name}", lambda: anna.page.goto(f"{empty}/{name}"))


def test_the_choice_between_environments_is_for_everybody(anna, empty):
    anna.page.goto(anna.demo.hub)
    expect(anna.page.get_by_role("link", name="Tyhjä Oy")).to_be_visible()
    looks_right(anna.page, "environments")


@pytest.fixture
def pekka(demo: Demo, browser: Browser) -> Iterator[Visitor]:
    """Somebody who activates, at the door of the hub."""
    with someone(demo, browser, "looks-activating") as pekka:
        yield pekka


def test_every_step_of_an_activation_is_for_everybody(demo, pekka):
    page = pekka.page
    page.goto(_asked(demo, SERVICES))
    looks_right(page, "sign-in")
    issuer.sign_in(pekka, "pekka")
    looks_right(page, "company-form")
    page.fill("#name", "")
    pekka.press("Create company")
    looks_right(page, "company-form-with-errors")
    page.fill("#name", "Pohjolan Puu Palvelut Oy")
    activation.fill_company_form(pekka, "pohjolan-puu-palvelut")
    pekka.press("Create company")
    looks_right(page, "confirm")
    pekka.press("Decline")
    looks_right(page, "declined")


def test_what_is_in_the_way_of_an_activation_is_told_to_everybody(demo, pekka):
    page = pekka.page
    page.goto(_asked(demo, PARENT, TRANSPORT, SERVICES))
    issuer.sign_in(pekka, "pekka")
    looks_right(page, "companies")
    page.goto(f"{demo.tenant('kapylan-leipa')}/analytics")
    expect(page.get_by_role("heading", name="No access")).to_be_visible()
    looks_right(page, "no-access")
    page.goto(f"{demo.tenant('nobody')}/")
    looks_right(page, "no-such-environment")
    page.goto(f"{demo.hub}/signed-out")
    looks_right(page, "signed-out")


def _asked(demo: Demo, *companies: int) -> str:
    """Activate in the store, and give the address at which the hub hears of it."""
    return demo.turn("POST", "/activations", email=PEKKA, companies=companies)["callback"]


def test_linking_an_account_is_for_everybody(anna):
    anna.page.goto(f"{anna.demo.hub}/account/link/microsoft")
    anna.page.locator("button[name='persona'][value='kalle']").click()
    expect(anna.page.get_by_role("heading", name="Link this account?")).to_be_visible()
    looks_right(anna.page, "link-account")

"""T04: the business id is forged, to get into another company's environment or to squat on its name.

It comes from the store's server, never from the browser, and is held against what the accounting system says with the
key that the approval brought.
"""

import re
from dataclasses import replace

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text

from hub.cli import cli
from plugins.procountor.sandbox.shelf import Shelf
from tenants.models import Tenant
from tests.attacks.market import ANNA, LEIPA, LIISA, PUU
from tests.attacks.test_t01_t02_t03_swapped_approvals import begin

pytestmark = pytest.mark.usefixtures("equipped")
FORM = {"name": "Käpylän Leipä Oy", "email": "info@kapylanleipa.example", "subdomain": "kapylan-leipa", "terms": "1"}
FORGED = {"business_id": "20774740", "vat_id": "FI20774740", "vat": "FI20774740", "companyId": str(PUU.id)}


@pytest.fixture
def anna(make_person):
    return make_person("Anna Kirjanpitäjä", ANNA)


@pytest.fixture
def companies(owner):
    def read() -> list[tuple[str, str]]:
        with owner.begin() as connection:
            connection.execute(text("ALTER TABLE company NO FORCE ROW LEVEL SECURITY"))
            found = connection.execute(text("SELECT name, business_id FROM company")).all()
            connection.execute(text("ALTER TABLE company FORCE ROW LEVEL SECURITY"))
        return [tuple(row) for row in found]

    return read


def test_t04_an_id_in_address_form_json_or_header_changes_nothing(market, visitor, anna, companies):
    browser = visitor(anna)
    headers = {"X-Business-Id": FORGED["business_id"], "Cookie": "business_id=20774740"}
    query = "&".join(f"{name}={value}" for name, value in FORGED.items())
    browser.go(f"{market.offer(ANNA)}&{query}")
    form = browser.at
    browser.client.post(form, json=FORM | FORGED)
    browser.client.post(f"{form}?{query}", data=FORM | FORGED, headers=headers)
    browser.go(f"{form}?{query}")
    browser.send("/form", **FORM)
    browser.client.post(f"{browser.at}?{query}", data=FORGED, headers=headers)
    browser.go(browser.at)

    assert browser.place == "done"
    assert companies() == [(LEIPA.name, "12345671")]


def test_t04_a_field_that_the_form_does_not_have_is_refused_and_the_shown_id_stays(market, visitor, anna):
    browser = visitor(anna)
    browser.go(market.offer(ANNA))
    answer = browser.client.post(browser.at, data=FORM | FORGED)
    assert answer.status_code == 422
    assert "20774740" not in answer.text
    assert "FI12345671" in browser.go(browser.at.replace("/confirm", "/form"))
    assert market.answers() == []


def test_t04_another_company_of_the_request_cannot_be_named_in_its_place(market, visitor, make_person, companies):
    """Two activations of one clerk: the address of the one with the company of the other."""
    browsers = []
    for company in (LEIPA, PUU):
        browsers.append(visitor(make_person(f"Liisa {company.id}", LIISA)))
        browsers[-1].go(market.offer(LIISA, company.id))
    first, second = (each.at.split("/") for each in browsers)
    crossed = "/".join([*first[:3], *second[3:]])
    for answer in (browsers[0].client.get(crossed), browsers[0].client.post(crossed, data=FORM)):
        assert (answer.status_code, answer.location) == (303, browsers[0].at)
    assert companies() == []


@pytest.mark.parametrize("told", ["2077474-0", "", "1234567-2", "131052-308T"], ids=["other", "none", "wrong", "hetu"])
def test_v2_2_3_t04_books_of_another_id_than_the_requests_are_not_connected(
    market, visitor, anna, kept, told, told_outside, caplog
):
    """The store named one company, and the key it gave opens the books of another."""
    browser = visitor(anna)
    browser.go(market.offer(ANNA))
    browser.send("/form", **FORM)
    book = market.world.shelf(LEIPA.id).book
    market.world._shelves[LEIPA.id] = Shelf(replace(book, company=replace(LEIPA, business_id=told)), market.world.form)

    browser.send("/confirm")

    assert browser.place == "ended"
    assert "which is not the company of the activation" in browser.text
    assert "131052" not in browser.text + caplog.text
    assert set(kept().values()) == {0}
    assert "GET /company" in market.asked()
    assert "activation.company_refused" in told_outside()


def test_t04_without_consent_to_tell_the_id_it_stops_and_names_what_is_missing(market, visitor, anna, kept):
    market.turn(initiator_shared=False)
    for _ in range(2):
        browser = visitor(anna)
        browser.go(market.offer(ANNA))
        assert browser.place == "prove"
        assert "only with your consent" in browser.text
        assert "business id" in browser.text
    assert set(kept().values()) == {0}
    assert market.answers() == []


def test_t04_the_operator_opens_for_who_is_not_told_and_the_accounting_system_proves_the_right(
    market, visitor, browse, sign_in, anna, db, rows, database_urls, redis_url
):
    """The way that the page names: support, environment, and a sign-in to Procountor in the place of the store."""
    market.turn(initiator_shared=False)
    browser = visitor(anna)
    browser.go(market.offer(ANNA))
    assert f"that you sign in as {ANNA} (Google)" in browser.text
    told = {"HUB_DATABASE_URL": database_urls.app, "HUB_REDIS_URL": redis_url}
    opened = CliRunner(env=told).invoke(cli, ["open", LEIPA.business_id, LEIPA.name, "--admin", ANNA, "--yes"])
    assert opened.exit_code == 0, opened.output
    db.connect(database_urls.app, database_urls.system)  # the command has connected this process its own way

    browser.go(browser.at)
    (way,) = re.findall(r'href="(http://kapylan-leipa[^"]+/connections)"', browser.text)
    with db.system_transaction() as session:
        tenant = session.scalars(select(Tenant)).one()
    inside = browse(tenant)
    sign_in(inside, anna, tenant)
    page = inside.get(way.removeprefix(inside.address))
    assert page.status_code == 200
    assert "Sign in to Procountor" in inside.get("/connections/new").text
    connected = browser.client.get(market.approve(begin(browser.client, "kapylan-leipa"), ANNA))

    assert connected.status_code == 303, connected.text
    assert (rows("connection", "state = 'active'"), rows("company"), rows("book")) == (1, 1, 1)
    assert market.answers() == []


@pytest.mark.parametrize(
    "facts",
    [None, {"companyName": "Käpylän Leipä Oy"}, {"country": "FINLAND", "businessIdentifier": {"brnType": "FI"}}],
    ids=["nothing", "name only", "no code"],
)
def test_t04_a_company_without_an_id_is_not_guessed(market, visitor, anna, kept, owner, monkeypatch, facts):
    from plugins.procountor.sandbox.api import integrations

    untold = {"companyId": LEIPA.id} | ({"extraInfo": facts} if facts else {})
    monkeypatch.setattr(integrations, "_company", lambda _here, _id: untold)
    browser = visitor(anna)
    browser.go(market.offer(ANNA))

    assert browser.place == "blocked"
    assert "did not tell a valid Finnish business id" in browser.text
    assert "agree to share them" in browser.text
    base = browser.at.removesuffix("blocked")
    with owner.begin() as connection:
        company = connection.execute(text("SELECT id FROM activation_company")).scalar_one()
    for page in (f"companies/{company}/form", f"companies/{company}/attach", "confirm"):
        answer = browser.client.post(base + page, data=FORM)
        assert (answer.status_code, answer.location) == (303, f"{base}blocked")
    assert set(kept().values()) == {0}
    assert market.answers() == []

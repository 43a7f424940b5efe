import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from tenants.models import Tenant
from tests.hub.activation.conftest import FORM, NOTHING
from tests.hub.activation.store import KONE, LEIPA, NAMELESS, SVENSK, VALO

KONE_FORM = {**FORM, "name": "Kone ja Terä Oy", "subdomain": "kone-ja-tera"}


@pytest.fixture
def browser(visitor, anna):
    return visitor(anna)


def company_ids(browser) -> list[str]:
    """Give the companies of the page in their order."""
    found = re.findall(r"/companies/([0-9a-f-]{36})/", browser.text)
    return list(dict.fromkeys(found))


def open_form(browser, company_id: str) -> None:
    base = browser.at.partition("companies")[0].partition("confirm")[0]
    browser.go(f"{base}companies/{company_id}/form")


def confirm(browser) -> None:
    """Go on from the overview, and confirm."""
    assert browser.place == "companies"
    browser.go(browser.at.replace("companies", "confirm"))
    browser.send("/confirm")


def join(browser, company_id: str, target: str) -> None:
    browser.send(f"/companies/{company_id}/join", environment_of=target)


def test_each_company_of_a_group_is_created_joined_or_attached_with_its_own_result(
    store, browser, anna, make_environment, count, plugin
):
    make_environment(VALO, anna)
    browser.go(store.offer("1", LEIPA, KONE, VALO))
    assert browser.place == "companies"
    leipa, kone, valo = company_ids(browser)

    open_form(browser, leipa)
    browser.send("/form", **FORM)
    assert browser.place == "companies"
    join(browser, kone, leipa)
    browser.go(f"{browser.at}/{valo}/attach")
    browser.send("/attach")
    assert store.told == []
    confirm(browser)

    assert browser.place == "done"
    assert browser.text.count('was successfully connected to "Käpylän Leipä Oy" environment.') == 2
    assert browser.text.count('was successfully connected to "Vanha paikka" environment.') == 1
    assert len(store.told) == 1
    assert [(each.company, each.approve) for each in store.told[0][1]] == [("101", True), ("102", True), ("103", True)]
    assert (count("tenant"), count("connection"), count("membership"), count("book")) == (2, 3, 2, 3)
    assert [hook for hook, _ in plugin.heard].count("activation_finished") == 3


def test_the_way_to_each_company_of_an_environment_opens_that_company(store, browser, browse, sign_in, anna, db):
    browser.go(store.offer("1", LEIPA, KONE))
    leipa, kone = company_ids(browser)
    open_form(browser, leipa)
    browser.send("/form", **FORM)
    join(browser, kone, leipa)
    confirm(browser)

    ways = re.findall(r'href="(http://kapylan-leipa[^"]+)">To Hub', browser.text)

    with db.system_transaction() as session:
        tenant = session.scalars(select(Tenant)).one()
    inside = browse(tenant)
    sign_in(inside, anna, tenant)
    for way, company in zip(ways, (LEIPA, KONE), strict=True):
        page = inside.get(way.removeprefix(inside.address))
        assert page.status_code == 200
        assert f'<summary title="Company"><span>{company.name}</span>' in page.text


def test_two_companies_get_an_environment_each(store, browser, count):
    browser.go(store.offer("1", LEIPA, KONE))
    leipa, kone = company_ids(browser)
    open_form(browser, leipa)
    browser.send("/form", **FORM)
    open_form(browser, kone)
    browser.send("/form", **KONE_FORM)

    confirm(browser)

    assert browser.text.count('class="button success wide"') == 2
    assert (count("tenant"), count("connection")) == (2, 2)


def test_nothing_is_confirmed_while_one_company_is_undecided(store, browser):
    browser.go(store.offer("1", LEIPA, KONE))
    leipa, _kone = company_ids(browser)
    open_form(browser, leipa)
    browser.send("/form", **FORM)
    base = browser.at.removesuffix("companies")

    assert browser.place == "companies"
    assert browser.client.post(f"{base}confirm").status_code == 303
    assert store.told == []


def test_a_company_left_out_is_rejected_with_its_reason(store, browser, count):
    browser.go(store.offer("1", LEIPA, KONE))
    leipa, kone = company_ids(browser)
    open_form(browser, leipa)
    browser.send("/form", **FORM)
    browser.send(f"{kone}/leave-out")
    confirm(browser)

    assert browser.place == "done"
    assert "Not connected: Left out by the person who activated." in browser.text
    assert [(each.company, each.approve, each.reason) for each in store.told[0][1]] == [
        ("101", True, ""),
        ("102", False, "Left out by the person who activated."),
    ]
    assert count("connection") == 1


def test_companies_that_cannot_be_connected_are_rejected_each_with_its_reason(
    store, browser, make_person, make_environment
):
    make_environment(KONE, make_person("Aino", "aino@kone.example"))
    twin = replace(LEIPA, source_id="201", name="Leipä twice")
    browser.go(store.offer("1", LEIPA, KONE, SVENSK, NAMELESS, twin))
    leipa = company_ids(browser)[0]
    open_form(browser, leipa)
    browser.send("/form", **FORM)
    confirm(browser)

    reasons = {each.company: each.reason for each in store.told[0][1] if not each.approve}
    assert set(reasons) == {"102", "104", "105", "201"}
    assert "only an Admin" in reasons["102"]
    assert "Only Finnish companies" in reasons["104"]
    assert "no valid Finnish business id" in reasons["105"]
    assert "same business id" in reasons["201"]
    assert browser.place == "done"


@pytest.mark.parametrize(
    ("company", "sentence"),
    [(SVENSK, "only Finnish companies can be connected"), (NAMELESS, "did not tell a valid Finnish business id")],
)
def test_a_company_that_is_not_finnish_or_has_no_business_id_gets_a_plain_page(store, browser, company, sentence, rows):
    browser.go(store.offer("1", company))

    assert browser.place == "blocked"
    assert sentence in browser.text
    assert rows() == NOTHING
    assert store.told == []


def test_taking_back_an_environment_opens_those_that_were_to_join_it(store, browser):
    browser.go(store.offer("1", LEIPA, KONE))
    leipa, kone = company_ids(browser)
    open_form(browser, leipa)
    browser.send("/form", **FORM)
    join(browser, kone, leipa)

    browser.send(f"{leipa}/reopen")

    assert browser.place == "companies"
    assert browser.text.count("To be decided") == 2
    open_form(browser, leipa)
    assert 'value="kapylan-leipa"' in browser.text


@pytest.mark.parametrize("target", ["self", "undecided", "nobody", "text"])
def test_only_a_company_with_an_environment_of_its_own_can_be_joined(store, browser, target):
    browser.go(store.offer("1", LEIPA, KONE))
    leipa, kone = company_ids(browser)
    base = browser.at
    wanted = {"self": kone, "undecided": leipa, "nobody": "00000000-0000-4000-8000-000000000000", "text": "x"}

    answer = browser.client.post(f"{base}/{kone}/join", data={"environment_of": wanted[target]})

    assert answer.status_code == 400


def test_a_company_whose_api_is_closed_waits_while_the_others_are_connected(store, browser, count, anna):
    from hub.sdk.errors import Refused

    browser.go(store.offer("1", LEIPA, KONE))
    leipa, kone = company_ids(browser)
    open_form(browser, leipa)
    browser.send("/form", **FORM)
    open_form(browser, kone)
    browser.send("/form", **KONE_FORM)
    asked: list[str] = []

    def closed(where: str) -> None:
        if where == "connect":
            asked.append(where)
            if len(asked) == 2:
                raise Refused("The API of this company is not open.")

    store.fault = closed
    confirm(browser)
    assert browser.place == "progress"
    assert "The API of this company is not open." in browser.text
    assert count("connection") == 1

    browser.send("/retry")
    assert browser.place == "done"
    assert (count("connection"), count("tenant")) == (2, 2)

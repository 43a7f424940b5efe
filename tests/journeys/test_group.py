"""Several companies in one activation: each decided by itself, confirmed once."""

import re

from playwright.sync_api import expect

from tests.journeys import activation, reports, store
from tests.journeys.truth import result, totals

PEKKA = "pekka@pohjolanpuu.example"
PARENT, TRANSPORT, SERVICES = 201, 202, 203


def test_three_companies_of_one_activation_each_get_what_was_decided(demo, visit):
    pekka = visit(demo)
    activation.arrive(pekka, "pekka", "pohjolanpuu.example", PARENT, TRANSPORT, SERVICES)
    pekka.sees("Your companies")
    number = _request_number(demo)
    pekka.picture("hub-companies-undecided")
    _decide_each(pekka)
    assert _answers(demo, number) == []  # the store hears nothing before the one confirmation
    pekka.press("Go on")
    activation.confirm(pekka)
    assert _answers(demo, number) == [200]
    _each_has_its_result(pekka)
    _both_ledgers_are_in_one_environment(demo, pekka)
    assert store.integration_status(pekka, PARENT) == store.integration_status(pekka, TRANSPORT) == "Active"
    pekka.page.goto(f"{demo.store}/company/{SERVICES}/integrations")
    expect(pekka.page.locator("[data-test='no-integrations']")).to_be_visible()


def _decide_each(pekka) -> None:
    go_on = pekka.page.get_by_text("Go on", exact=True)
    expect(go_on).to_have_attribute("aria-disabled", "true")
    activation.company_card(pekka, "Pohjolan Puu Oy").get_by_role("link", name="New environment").click()
    activation.create_company(pekka)
    activation.company_card(pekka, "Pohjolan Puu Kuljetus Oy").get_by_role("button", name="Join").click()
    expect(go_on).to_have_attribute("aria-disabled", "true")
    activation.decide(activation.company_card(pekka, "Pohjolan Puu Palvelut Oy"), "leave-out")
    expect(pekka.page.get_by_role("link", name="Go on")).to_be_visible()
    pekka.picture("hub-companies-decided")


def _each_has_its_result(pekka) -> None:
    sections = pekka.page.locator("section").all_inner_texts()
    connected = [each for each in sections if 'connected to "Pohjolan Puu Oy" environment.' in each]
    assert len(connected) == 2
    assert sum("Kuljetus" in each for each in connected) == 1
    assert [each for each in sections if "Palvelut" in each and "Not connected" in each]


def _both_ledgers_are_in_one_environment(demo, pekka) -> None:
    done = pekka.page.url
    for company, name in ((PARENT, "Pohjolan Puu Oy"), (TRANSPORT, "Pohjolan Puu Kuljetus Oy")):
        pekka.page.goto(done)
        way = pekka.page.locator("section").filter(has_text=f"{name} ·").get_by_role("link", name="To Hub")
        assert f"{demo.tenant('pohjolan-puu')}/" in (way.get_attribute("href") or "")
        way.click()
        expect(pekka.page.locator(".page-head")).to_contain_text(name)
        reports.wait_for_all(pekka)
        pekka.picture(f"hub-analytics-{company}")
        start, end = reports.period(pekka)
        assert reports.result_shown(pekka) == result(totals(demo, company, PEKKA, start, end))


def _request_number(demo) -> int:
    paths = [each["target"] for each in demo.turn("GET", "/requests?path=/integrations") if each["method"] == "GET"]
    return int(re.findall(r"/integrations/(\d+)", " ".join(paths))[-1])


def _answers(demo, number: int) -> list[int]:
    asked = demo.turn("GET", "/requests?path=/integrations")
    return [each["status"] for each in asked if each["method"] == "PUT" and each["target"].endswith(f"/{number}")]

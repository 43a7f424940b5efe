"""Processes that are killed in the middle of an activation, and a demo that is started again."""

import re

from playwright.sync_api import Error, expect

from tests.journeys import activation, issuer, reports, store
from tests.journeys.demo import Demo, eventually
from tests.journeys.truth import result, totals
from tests.journeys.visitor import Visitor

PEKKA = "pekka@pohjolanpuu.example"
PARENT, TRANSPORT, SERVICES = 201, 202, 203
ANOTHER = ("interrupted by another navigation", "net::ERR_ABORTED")


def test_a_web_process_killed_at_each_step_costs_nobody_anything(rough_demo, visit):
    pekka = visit(rough_demo)
    store.find_hub(pekka)
    store.activate(pekka, PEKKA, PARENT)
    _kill_web(rough_demo)
    issuer.sign_in(pekka, "pekka")
    activation.fill_company_form(pekka)
    _kill_web(rough_demo)
    pekka.press("Create company")
    expect(pekka.page).to_have_url(re.compile("/confirm$"))
    here = pekka.page.url.removesuffix("confirm")
    _kill_web_while_the_store_is_told(rough_demo, pekka)
    eventually(lambda: _is_done(pekka, here), "the activation to be finished", patience=90)
    pekka.sees('Procountor was successfully connected to "Pohjolan Puu Oy" environment.')
    activation.to_hub(pekka)
    _shows_the_stores_figures(rough_demo, pekka, PARENT)


def test_a_worker_killed_while_it_reads_costs_no_figure(rough_demo, visit):
    pekka = visit(rough_demo)
    activation.arrive(pekka, "pekka", "pohjolanpuu.example", TRANSPORT)
    activation.create_company(pekka)
    rough_demo.turn("PATCH", "/switches", latency=0.5)
    rough_demo.turn("DELETE", "/counters")
    activation.confirm(pekka)
    eventually(lambda: rough_demo.turn("GET", "/requests?path=/ledgerreceipts"), "the worker to begin to read")
    rough_demo.kill("worker")
    rough_demo.turn("PATCH", "/switches", latency=0.0)
    activation.to_hub(pekka)
    _shows_the_stores_figures(rough_demo, pekka, TRANSPORT)


def test_a_demo_that_is_started_again_finds_its_environments_and_connections(rough_demo, visit):
    pekka = visit(rough_demo)
    activation.ensure_environment(pekka, "pohjolan-puu-palvelut", "pekka", "pohjolanpuu.example", SERVICES)
    reports.wait_for_all(pekka)
    before = reports.statement(pekka)
    rough_demo.stop()
    rough_demo.start()
    pekka.page.goto(f"{rough_demo.tenant('pohjolan-puu-palvelut')}/connections")  # the session is found again, too
    pekka.press("Sync now")
    pekka.page.wait_for_function(reports.ALL_READ, timeout=reports.PATIENCE)
    expect(pekka.page.locator("article.connection .notice.danger")).to_have_count(0)
    expect(pekka.page.locator("article.connection dl")).not_to_contain_text("failed")
    pekka.press("Analytics")
    assert reports.statement(pekka) == before


def _kill_web(demo: Demo) -> None:
    demo.kill("web")
    eventually(lambda: demo.serves(), "the web to serve again")


def _kill_web_while_the_store_is_told(demo: Demo, pekka: Visitor) -> None:
    demo.turn("DELETE", "/counters")
    demo.turn("PATCH", "/switches", latency=1.0)  # so that several seconds lie between the store's answer and our save
    pekka.page.get_by_role("button", name="Confirm connection").click(no_wait_after=True)
    eventually(lambda: "PUT" in [each["method"] for each in demo.turn("GET", "/requests?path=/integrations")], "a PUT")
    _kill_web(demo)
    demo.turn("PATCH", "/switches", latency=0.0)


def _is_done(pekka: Visitor, address: str) -> bool:
    try:
        pekka.page.goto(address)
    except Error as error:
        if not any(said in error.message for said in ANOTHER):  # the page goes on by itself when all is done
            raise
    return pekka.path.endswith("/done")


def _shows_the_stores_figures(demo: Demo, pekka: Visitor, company: int) -> None:
    reports.wait_for_all(pekka)
    start, end = reports.period(pekka)
    assert reports.result_shown(pekka) == result(totals(demo, company, PEKKA, start, end)) != 0
    pekka.press("Connections")
    expect(pekka.page.locator("article.connection")).to_have_count(1)

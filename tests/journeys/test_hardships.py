"""Whatever a person does in the middle: one environment, one connection, nothing typed twice."""

import re

from playwright.sync_api import expect

from tests.journeys import activation, issuer, reports

LASKU = 501
DOUBLE_CLICK = "each => { each.click(); each.click(); }"
"""Both on the same button; the second click of a mouse that pauses hits what is on the next page."""


def test_back_second_tab_double_click_and_another_device_lead_to_one_environment(rough_demo, visit):
    liisa, elsewhere = visit(rough_demo), visit(rough_demo)
    activation.arrive(liisa, "liisa", "tilitoimisto.example", LASKU)
    expect(liisa.page.locator("#subdomain")).to_be_visible()
    form = liisa.page.url
    activation.create_company(liisa)
    _back_keeps_what_was_entered(liisa)
    _another_device_goes_on(elsewhere, form)
    second_tab = liisa.context.new_page()
    for page in (second_tab, liisa.page):
        page.goto(elsewhere.page.url)
    liisa.page.get_by_role("button", name="Confirm connection").evaluate(DOUBLE_CLICK)
    for late in (second_tab, elsewhere.page):
        late.get_by_role("button", name="Confirm connection").click()
    for page in (liisa.page, second_tab, elsewhere.page):
        expect(page).to_have_url(re.compile("/done$"))
    liisa.page.goto(form)
    expect(liisa.page).to_have_url(re.compile("/done$"))  # a page of the way there cannot be gone back to
    _one_of_everything(rough_demo, liisa)


def _back_keeps_what_was_entered(liisa) -> None:
    liisa.page.go_back()
    expect(liisa.page.locator("#subdomain")).to_have_value("laskuesimerkki")
    liisa.page.reload()
    expect(liisa.page.locator("#subdomain")).to_have_value("laskuesimerkki")
    liisa.press("Create company")


def _another_device_goes_on(elsewhere, link: str) -> None:
    elsewhere.page.goto(link)
    issuer.sign_in(elsewhere, "liisa")
    expect(elsewhere.page.locator("#subdomain")).to_have_value("laskuesimerkki")
    elsewhere.press("Create company")
    expect(elsewhere.page).to_have_url(re.compile("/confirm$"))


def _one_of_everything(demo, liisa) -> None:
    activation.to_hub(liisa)
    assert liisa.page.url.startswith(demo.tenant("laskuesimerkki"))
    reports.wait_for_all(liisa)
    expect(liisa.page.locator("summary[title='Company']")).to_have_count(0)  # one book, so nothing to choose from
    liisa.press("Connections")
    expect(liisa.page.locator("article.connection")).to_have_count(1)
    liisa.page.goto(demo.hub)
    expect(liisa.page.get_by_text("laskuesimerkki-2")).to_have_count(0)


def test_signing_out_ends_the_session_and_not_only_the_cookie(demo, visit):
    anna = visit(demo)
    activation.ensure_environment(anna, "kapylan-leipa", "anna", "kapylanleipa.example")
    thief = visit(demo)
    thief.context.add_cookies(anna.context.cookies())
    thief.page.goto(f"{demo.tenant('kapylan-leipa')}/content")
    thief.sees("Statements")  # the copy works while the session lives
    anna.page.locator("summary[title='Account']").click()
    anna.press("Sign out")
    anna.press("Sign out everywhere")
    anna.sees("You are signed out")
    anna.picture("hub-signed-out")
    for address in (f"{demo.tenant('kapylan-leipa')}/content", demo.hub):
        for visitor in (anna, thief):
            visitor.page.goto(address)
            expect(visitor.page).to_have_url(re.compile("/sign-in$"))
    anna.page.go_back()
    anna.sees_not("Statements", "Trial balance")


def test_a_session_opens_no_other_environment_and_an_unknown_one_is_refused(demo, visit):
    liisa, anna = visit(demo), visit(demo)
    activation.ensure_environment(liisa, "kultakirja", "liisa", "tilitoimisto.example", 401)
    activation.ensure_environment(anna, "kapylan-leipa", "anna", "kapylanleipa.example")
    anna.page.goto(f"{demo.tenant('kultakirja')}/analytics")
    anna.sees("No access with this account")
    anna.picture("hub-no-access")
    carried = {each["name"]: each["value"] for each in anna.context.cookies(demo.tenant("kapylan-leipa"))}
    answer = demo.ask("/analytics", host="kultakirja.hub.localhost", cookies=carried)
    assert answer.status_code == 303
    assert "/auth/handoff" in answer.headers["Location"]
    anna.page.goto(demo.tenant("nobody-here"))
    anna.sees_not("Kultakirja", "Käpylän")
    anna.picture("hub-unknown-address")
    assert demo.ask("/", host="nobody-here.hub.localhost").status_code == 404

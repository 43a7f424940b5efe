"""The main job: from the store's button to a company's reports."""

import re

from playwright.sync_api import expect

from tests.day import today
from tests.journeys import activation, issuer, pictures, reports, store
from tests.journeys.truth import result, totals

KAPYLA, ANNA = 101, "anna@kapylanleipa.example"


def test_a_bookkeeper_goes_from_the_store_to_the_companys_reports(demo, visit):
    pictures.forget()
    anna = visit(demo)
    store.find_hub(anna)
    anna.sees("monthly fee")
    anna.sees("Payroll rights are needed")
    store.activate(anna, ANNA)
    expect(anna.page.get_by_role("heading", name="Sign in")).to_be_visible()
    anna.sees_not("Käpylän Leipä", "1234567")  # nothing of a company before the sign-in
    issuer.sign_in(anna, "anna")
    _company_form(anna)
    activation.confirm(anna)
    anna.sees('Procountor was successfully connected to "Käpylän Leipä Oy" environment.')
    _green_button(anna)
    activation.to_hub(anna)
    assert anna.page.url.startswith(demo.tenant("kapylan-leipa"))
    _figures_are_the_stores(demo, anna)
    _every_report_opens_and_downloads(anna)
    _a_figure_leads_to_its_receipt(anna)
    assert store.integration_status(anna, KAPYLA) == "Active"
    assert pictures.taken() == pictures.WINDOWS.keys()


def _company_form(anna) -> None:
    page = anna.page
    expect(page.locator(".fixed-facts dd").first).to_have_text("FI12345671")
    assert not page.locator(
        "input[value*='12345671']:not([type=hidden])"
    ).count()  # fixed: told by the store, not asked
    expect(page.get_by_label("Company name")).to_have_value("Käpylän Leipä Oy")
    expect(page.get_by_label("E-mail")).to_have_value(ANNA)
    expect(page.locator("#subdomain")).to_have_value("")
    page.focus("#subdomain")
    expect(page.locator("#subdomain")).to_have_value("kapylan-leipa")
    anna.sees("kapylan-leipa is free.")
    page.fill("#subdomain", "www")
    anna.sees("kept for the service itself")
    page.fill("#subdomain", "kapylan-leipa")
    anna.sees("kapylan-leipa is free.")
    page.check("input[name='terms']")
    anna.picture("hub-company-form")
    pictures.take(anna, "company")
    anna.press("Create company")
    anna.sees("Käpylän Leipä Oy")


def _green_button(anna) -> None:
    button = anna.page.get_by_role("link", name="To Hub").or_(anna.page.get_by_role("button", name="To Hub"))
    colour = button.evaluate("each => getComputedStyle(each).backgroundColor")
    red, green, blue = map(int, re.findall(r"\d+", colour)[:3])
    assert green > 2 * max(red, blue)


def _figures_are_the_stores(demo, anna) -> None:
    reports.wait_for_all(anna)
    anna.holds_still()
    expect(anna.page.locator(".figure .value").first).to_be_visible()
    expect(anna.page.locator("figure.chart rect").first).to_be_visible()
    anna.sees("Data as of")
    anna.picture("hub-analytics")
    pictures.take(anna, "analytics")
    pictures.take(anna, "phone")
    start, end = reports.period(anna)
    assert (start.year, end.year) == (today().year, today().year)
    assert reports.result_shown(anna) == result(totals(demo, KAPYLA, ANNA, start, end)) != 0


def _every_report_opens_and_downloads(anna) -> None:
    keys = reports.report_keys(anna)
    anna.picture("hub-content")
    assert {"income-statement", "balance-sheet", "trial-balance", "general-ledger"} <= set(keys)
    for key in keys:
        reports.open_report(anna, key)
        anna.picture(f"hub-{key}")
        on_page = reports.leafed_through(anna)
        assert reports.csv_file(anna) == on_page
        assert reports.workbook(anna) == on_page
        anna.press("Content")


def _a_figure_leads_to_its_receipt(anna) -> None:
    reports.open_report(anna, "income-statement")
    pictures.take(anna, "income-statement")
    cell = anna.page.locator("table.report tr.line td a").first
    said, total, rows = reports.rows_behind(anna, cell)
    assert said == total == -rows != 0
    anna.picture("hub-rows-behind-a-figure")
    pictures.take(anna, "cell")
    anna.page.locator("table.ledger a").first.click()
    expect(anna.page.get_by_role("heading", name="Receipt")).to_be_visible()
    anna.picture("hub-receipt")

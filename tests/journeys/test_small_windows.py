"""The pages in a pop-up of the store, and on a phone."""

from tests.journeys import activation, issuer, reports, store
from tests.journeys.conftest import PHONE, POP_UP

KULTA = 401
LIISA = "liisa@tilitoimisto.example"


def test_the_whole_way_fits_a_pop_up(rough_demo, visit):
    liisa = visit(rough_demo, **POP_UP)
    liisa.fits_every_page = True
    store.find_hub(liisa)
    store.activate(liisa, LIISA, KULTA)
    issuer.sign_in(liisa, "liisa", "Microsoft")
    activation.create_company(liisa)
    activation.confirm(liisa)
    liisa.sees('Procountor was successfully connected to "Kultakirja Oy" environment.')
    activation.to_hub(liisa)
    reports.wait_for_all(liisa)
    liisa.holds_still()
    liisa.picture("hub-analytics")
    for key in reports.report_keys(liisa):
        reports.open_report(liisa, key)
        liisa.picture(f"hub-{key}")
        liisa.press("Content")


def test_key_pages_fit_a_phone(demo, visit):
    anna = visit(demo, **PHONE)
    anna.fits_every_page = True
    activation.ensure_environment(anna, "kapylan-leipa", "anna", "kapylanleipa.example")
    reports.wait_for_all(anna)
    anna.holds_still()
    anna.picture("analytics")
    statements = ("reports/income-statement", "reports/cash-flow", "reports/key-figures")
    for path in ("content", *statements, "reports/general-ledger", "connections"):
        anna.page.goto(f"{demo.tenant('kapylan-leipa')}/{path}")
        anna.picture(path.replace("/", "-"))
    anna.page.goto(f"{demo.tenant('kapylan-leipa')}/reports/income-statement?by=total")
    anna.page.locator("table.report tr.line td a").first.click()
    anna.picture("rows-behind-a-figure")
    anna.page.locator("table.ledger a").first.click()
    anna.picture("receipt")

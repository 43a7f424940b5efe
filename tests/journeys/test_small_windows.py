"""The pages in a pop-up of the store, and on a phone."""

import pytest

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
    liisa.picture("hub-analytics")
    for key in reports.report_keys(liisa):
        reports.open_report(liisa, key)
        liisa.picture(f"hub-{key}")
        liisa.press("Content")


@pytest.mark.parametrize("path", ["/analytics", "/content", "/reports/income-statement", "/connections"])
def test_key_pages_fit_a_phone(demo, visit, anna_at_the_bakery, path):
    anna = anna_at_the_bakery(PHONE)
    anna.fits_every_page = True
    anna.page.goto(f"{demo.tenant('kapylan-leipa')}{path}")
    anna.picture(path.strip("/").replace("/", "-"))

"""The pages in a pop-up of the store."""

from tests.journeys import activation, issuer, reports, store
from tests.journeys.conftest import POP_UP

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

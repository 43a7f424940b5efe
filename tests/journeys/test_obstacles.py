"""What is in the way is said, with the way around it; and who should not see a company does not."""

import re

from playwright.sync_api import expect

from tests.journeys import activation, issuer, mail, reports, store
from tests.looks import looks_right

SULJETTU, LASKU, KAPYLA = 301, 501, 101
LIISA, OUTI, SALLA = "liisa@tilitoimisto.example", "outi@suljettu.example", "salla@kapylanleipa.example"


def test_a_closed_api_is_said_in_the_store_and_after_it_and_mended_without_typing_again(demo, visit):
    outi = visit(demo)
    outi.page.goto(f"{demo.store}/signin")
    store.sign_in(outi, OUTI)
    store.find_hub(outi)
    outi.sees("The API is not open in Suljettu Rajapinta Oy")
    outi.sees("Allow the usage of invoiceable API clients")
    expect(outi.page.locator("#activate")).to_be_disabled()
    store.open_api(outi, SULJETTU)
    store.find_hub(outi)
    store.activate_signed_in(outi)
    issuer.sign_in(outi, "outi")
    activation.create_company(outi)
    demo.turn("PATCH", f"/companies/{SULJETTU}", api_open=False)
    outi.press("Confirm connection")
    outi.sees("Allow the usage of invoiceable API clients")
    outi.picture("hub-api-closed")
    looks_right(outi.page, "hub-api-closed")
    demo.turn("PATCH", f"/companies/{SULJETTU}", api_open=True)
    outi.press("Try again")
    expect(outi.page).to_have_url(re.compile("/done$"))
    outi.sees('Procountor was successfully connected to "Suljettu Rajapinta Oy" environment.')


def test_an_expired_request_says_so_and_what_to_do(demo, visit):
    asked = demo.turn("POST", "/activations", email=LIISA, companies=[LASKU])
    demo.turn("POST", f"/activations/{asked['requestId']}/expire")
    liisa = visit(demo)
    liisa.page.goto(asked["callback"])
    issuer.sign_in(liisa, "liisa")
    liisa.sees("This activation can no longer be used")
    liisa.sees("press Activate again")
    liisa.picture("hub-expired")
    looks_right(liisa.page, "hub-expired")


def test_a_request_that_does_not_exist_and_one_that_is_none_say_so(demo, visit):
    liisa = visit(demo)
    liisa.page.goto(f"{demo.hub}/activate/procountor?requestId=999999")
    issuer.sign_in(liisa, "liisa")
    liisa.sees("Procountor does not know this activation")
    liisa.page.goto(f"{demo.hub}/activate/procountor?requestId=1%27--")
    liisa.sees("This address does not come from the Procountor Store")
    liisa.picture("hub-not-from-the-store")
    looks_right(liisa.page, "hub-not-from-the-store")


def test_an_account_nobody_vouches_for_sees_nothing_of_the_company(demo, visit):
    asked = demo.turn("POST", "/activations", email="anna@kapylanleipa.example", companies=[KAPYLA])
    mallory = visit(demo)
    mallory.page.goto(asked["callback"])
    issuer.sign_in(mallory, "mallory")
    mallory.sees("Is it you who activated?")
    mallory.picture("hub-not-vouched-for")
    looks_right(mallory.page, "hub-not-vouched-for")
    here = mallory.page.url.removesuffix("/prove")
    for page in ("", "/companies", "/confirm", "/done", "/progress", "/blocked", "/status"):
        mallory.page.goto(f"{here}{page}")
        mallory.sees_not("Käpylän", "1234567", "kapylan-leipa")
    mallory.page.goto(demo.hub)
    mallory.sees("No environment yet")


def test_a_code_by_mail_proves_the_initiator_who_signs_in_with_another_account(rough_demo, visit):
    rough_demo.turn("PATCH", f"/companies/{SULJETTU}", api_open=True)
    asked = rough_demo.turn("POST", "/activations", email=OUTI, companies=[SULJETTU])
    aino = visit(rough_demo)
    aino.page.goto(asked["callback"])
    issuer.sign_in(aino, "aino")
    aino.sees_not("Suljettu", OUTI)
    aino.press("Send me the code")
    aino.picture("hub-code-sent")
    looks_right(aino.page, "hub-code-sent")
    right = mail.code_for(rough_demo, OUTI)
    aino.page.fill("#code", "000000" if right != "000000" else "111111")
    aino.press("Go on")
    aino.sees("This is not the code")
    aino.sees_not("Suljettu")
    aino.page.fill("#code", f"{right[:3]} {right[3:]}")
    aino.press("Go on")
    aino.sees("Suljettu Rajapinta Oy")
    activation.create_company(aino)
    activation.confirm(aino)
    aino.sees('Procountor was successfully connected to "Suljettu Rajapinta Oy" environment.')


def test_missing_payroll_rights_are_said_before_and_mark_the_reports_after(rough_demo, visit):
    salla = visit(rough_demo)
    store.find_hub(salla)
    salla.page.click("#activate")
    store.sign_in(salla, SALLA)
    store.accept_and_choose(salla)
    salla.sees("You have no payroll rights in Käpylän Leipä Oy.")
    salla.page.click("#confirm")
    issuer.sign_in(salla, "salla")
    activation.create_company(salla)
    activation.confirm(salla)
    activation.to_hub(salla)
    reports.wait_for_all(salla)
    warning = salla.page.locator(".notice.warning").filter(has_text=re.compile("payroll|salar", re.IGNORECASE))
    expect(warning.first).to_be_visible()
    salla.picture("hub-payroll-not-readable")
    for key in ("income-statement", "balance-sheet", "trial-balance", "general-ledger"):
        salla.page.goto(f"{rough_demo.tenant('kapylan-leipa')}/reports/{key}")
        expect(warning.first).to_be_visible()
    salla.press("Connections")
    expect(warning.first).to_be_visible()
    salla.picture("hub-connections")

"""A person finds the integration, activates it, sees it as active and removes it, in a real browser."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.widths import fits_the_width

from . import tiny

ACTIVATE = "Aktivoi Hub käyttöön / Activate Hub"
WAY = [
    "Management",
    "Company info",
    "Usage settings",
    "Integration settings",
    "Allow the usage of invoiceable API clients",
]
SIZES = {"desktop": (1200, 800), "phone": (390, 844), "pop-up": (600, 700)}


@pytest.fixture
def hub() -> Iterator[str]:
    """Stands where the hub would, and says with which address it was called."""
    server = make_server("127.0.0.1", 0, Request.application(lambda request: Response(f"Called: {request.full_path}")))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://hub.localhost:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(request, browser: Browser) -> Iterator[Page]:
    width, height = SIZES[getattr(request, "param", "desktop")]
    context = browser.new_context(viewport={"width": width, "height": height})
    yield context.new_page()
    context.close()


@pytest.fixture
def sandbox(start, hub):
    return start(hub_url=hub)


@pytest.fixture
def walk(page: Page, sandbox):
    """Go through the activation as somebody, up to the choice of companies."""

    def _walk(name: str) -> Page:
        page.goto(f"{sandbox.url}/store?q=raportointi")
        page.click("#listing-activate-hub")
        page.get_by_text(ACTIVATE).click()
        page.click(f"#person-{name}")
        page.check("#accept-terms")
        page.check("#accept-privacy")
        page.click("#continue")
        return page

    return _walk


@pytest.mark.parametrize("page", SIZES, indirect=True)
def test_from_the_store_to_the_hub_and_back_to_an_active_integration(sandbox, walk):
    page = walk("anna")
    fits_the_width(page)
    expect(page.locator(f"#company-{tiny.LEIPA.id}")).to_be_checked()
    page.click("#continue")
    fits_the_width(page)
    expect(page.locator("[data-test=chosen-companies]")).to_contain_text("1234567-1")
    page.click("#confirm")
    expect(page.locator("body")).to_have_text("Called: /activate/procountor?requestId=1")

    sandbox.reader().put("/integrations/1", {"approve": [tiny.LEIPA.id]})
    page.goto(f"{sandbox.url}/company")
    expect(page.locator("[data-test=status]")).to_have_text("Active")
    page.click("#remove-integration")
    expect(page.locator("[data-test=status]")).to_have_text("Removed")
    fits_the_width(page)


@pytest.mark.parametrize("page", SIZES, indirect=True)
def test_the_integrations_page_tells_the_fee_and_why_payroll_rights_are_needed(page, sandbox):
    page.goto(f"{sandbox.url}/store/activate-hub")
    expect(page.locator("[data-test=api-fee]")).to_contain_text("monthly fee")
    expect(page.locator("[data-test=payroll-rights]")).to_contain_text("does not add up")
    fits_the_width(page)


def test_without_accepting_the_terms_nobody_goes_on(page, sandbox):
    page.goto(f"{sandbox.url}/activate/activate-hub")
    page.click("#person-anna")
    page.check("#accept-terms")
    page.click("#continue")
    expect(page.locator("[data-test=error]")).to_contain_text("Accept both")
    page.goto(f"{sandbox.url}/activate/activate-hub/companies")
    expect(page).to_have_url(f"{sandbox.url}/activate/activate-hub/terms")


def test_without_a_company_nobody_goes_on(walk):
    page = walk("liisa")
    page.uncheck(f"#company-{tiny.LEIPA.id}")
    page.click("#continue")
    expect(page.locator("[data-test=error]")).to_contain_text("at least one")


def test_somebody_without_payroll_rights_is_told_before_confirming(walk):
    page = walk("salla")
    page.click("#continue")
    expect(page.locator("[data-test=no-payroll]")).to_contain_text("no payroll rights in Käpylän Leipä Oy")


def test_a_closed_api_cannot_be_activated_until_it_is_opened(page, sandbox):
    page.goto(f"{sandbox.url}/signin?next=/store/activate-hub")
    page.click("#person-outi")
    expect(page.locator("[data-test=way-to-open-api] li")).to_have_text(WAY)
    expect(page.locator("#activate")).to_be_disabled()
    page.click(f"[data-test=open-api-{tiny.SULJETTU.id}]")
    page.check("#allow-api")
    page.click("#save")
    expect(page.locator("[data-test=saved]")).to_be_visible()
    page.goto(f"{sandbox.url}/store/activate-hub")
    expect(page.locator("#activate")).to_be_enabled()
    assert sandbox.key(tiny.SULJETTU.id, "outi@suljettu.example")


@pytest.mark.parametrize("page", SIZES, indirect=True)
def test_a_key_is_made_shown_once_used_and_revoked(page, sandbox):
    page.goto(f"{sandbox.url}/signin?next=/company/{tiny.LEIPA.id}/keys")
    page.click("#person-matti")
    page.click("#create-key")
    key = page.input_value("#new-key")
    fits_the_width(page)
    assert sandbox.token_answer(key).status_code == 200
    page.goto(f"{sandbox.url}/company/{tiny.LEIPA.id}/keys")
    expect(page.locator("#new-key")).to_have_count(0)
    page.click("[data-test=revoke]")
    expect(page.locator("[data-test=key]")).to_contain_text("Revoked")
    assert sandbox.token_answer(key).status_code == 401


def test_another_companys_settings_are_not_found(page, sandbox):
    page.goto(f"{sandbox.url}/signin?next=/company/{tiny.PUU.id}/usage")
    page.click("#person-anna")
    expect(page.locator("main")).to_contain_text("Not Found")


@pytest.mark.parametrize("page", SIZES, indirect=True)
def test_the_controls_turn_switches_and_companies(page, sandbox):
    page.goto(f"{sandbox.url}/sandbox/")
    fits_the_width(page)
    page.fill("#switch-retry_after", "9")
    page.select_option("#switch-fault", "500")
    page.uncheck("#switch-total_count")
    page.click("#turn")
    expect(page.locator("[data-test=done]")).to_be_visible()
    switches = sandbox.world.switches
    assert (switches.retry_after, switches.fault, switches.total_count) == (9, "500", False)
    row = page.locator(f"[data-test=company-{tiny.LEIPA.id}]")
    row.locator("select[name=salary_hiding]").select_option("stripped")
    row.get_by_role("button").click()
    expect(page.locator("[data-test=done]")).to_have_text("Company changed.")
    assert sandbox.world.environment(tiny.LEIPA.id).salary_hiding == "stripped"


def test_no_page_needs_the_network_or_an_inline_script(page, sandbox):
    strange: list[str] = []
    page.on("console", lambda message: strange.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith(sandbox.url) else strange.append(request.url))
    for path in ("/store", "/store/activate-hub", "/signin", "/sandbox/"):
        answer = page.goto(sandbox.url + path)
        assert answer is not None
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert strange == []

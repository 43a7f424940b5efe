"""Long files, the search and saved views as a person meets them: with scripts and without, on a phone and on a desk."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.config import HubSettings
from hub.web.cookies import SESSION
from tests.hub.connectors.test_in_the_browser import served  # noqa: F401 (fixture)
from tests.hub.reports.files.conftest import ask
from tests.looks import looks_right
from tests.quiet import quiet
from tests.widths import fits_the_width

LEDGER = "/reports/general-ledger?from=2025-01&to=2025-12"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 844}


@pytest.fixture
def settings(free_port) -> HubSettings:
    return HubSettings.read({"HUB_BASE_URL": f"http://hub.localhost:{free_port()}"})


@pytest.fixture(params=[(PHONE, True), (DESK, True), (PHONE, False)], ids=["phone", "desk", "no scripts"])
def page(served, browser: Browser, reader, request) -> Iterator[Page]:  # noqa: F811
    """A browser in which Anna is signed in; it must not complain."""
    viewport, scripts = request.param
    context = browser.new_context(viewport=viewport, java_script_enabled=scripts)
    page = context.new_page()
    with quiet(page):
        enter(page, reader)
        yield page
    context.close()


def enter(page: Page, reader) -> None:
    cookie = reader.get_cookie(SESSION, domain=urlsplit(reader.address).hostname).value
    page.goto(f"{reader.address}/test-door?{cookie}")


def has_scripts(page: Page, request: pytest.FixtureRequest) -> bool:
    return "no scripts" not in request.node.name


def test_a_long_file_is_asked_for_watched_and_taken(page, reader, work_off, files, request):
    page.goto(reader.address + LEDGER)
    page.locator("details[name=download] > summary").click()
    page.locator("details[name=download]").get_by_role("button", name="Excel", exact=True).click()
    expect(page.get_by_role("heading", name="General ledger, Excel")).to_be_visible()
    expect(page.locator("h1 .badge")).to_have_text("waits for its turn")
    expect(page.get_by_text("Waits for its turn", exact=True)).to_be_visible()
    fits_the_width(page)
    work_off()
    if not has_scripts(page, request):
        page.reload()
    expect(page.locator("h1 .badge")).to_have_text("ready")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == files()[0].name
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("link", name="← Content").click()
    card = page.locator("#files")
    expect(card.get_by_role("link", name="General ledger, Excel", exact=True)).to_be_visible()
    expect(card.get_by_text("Käpylän Leipä Oy")).to_be_visible()
    fits_the_width(page)
    card.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The file is deleted.")).to_be_visible()
    assert files() == []


def test_a_failed_file_is_tried_again_with_one_click(page, reader, work_off, files, change):
    ask(reader)
    change("""UPDATE report_file SET state = 'failed', error = '"There is no such account. Choose another."'""")
    change("UPDATE job SET state = 'done', finished_at = now()")
    page.goto(f"{reader.address}/content")
    expect(page.get_by_text("There is no such account. Choose another.")).to_be_visible()
    page.locator("#files").get_by_role("button", name="Try again").click()
    expect(page.locator("h1 .badge")).to_have_text("waits for its turn")
    work_off()
    assert files()[0].state == "ready"


def test_a_report_is_found_while_one_types_or_by_the_form(page, reader, request):
    page.goto(f"{reader.address}/content")
    field = page.get_by_role("searchbox", name="Search reports and saved views")
    field.fill("Balance SHEET")
    if not has_scripts(page, request):
        page.get_by_role("button", name="Search").click()
    expect(page.locator("#report-balance-sheet")).to_be_visible()
    expect(page.locator("#report-journal")).to_be_hidden()
    expect(page.locator("#views")).to_be_hidden()
    fits_the_width(page)
    page.get_by_role("searchbox").fill("unicorn")
    if not has_scripts(page, request):
        page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Nothing matches your search")).to_be_visible()
    page.get_by_role("link", name="Show all reports").click()
    expect(page.locator("#report-journal")).to_be_visible()


def test_a_view_is_saved_opened_renamed_and_deleted(page, reader):
    page.goto(f"{reader.address}/reports/income-statement?from=2025-01&to=2025-03&by=total")
    page.get_by_role("link", name="Save this view").click()
    fits_the_width(page)
    page.get_by_label("Name").fill("Board meeting")
    page.get_by_role("button", name="Save").click()
    views = page.locator("#views")
    expect(views.get_by_role("link", name="Board meeting")).to_be_visible()
    fits_the_width(page)
    views.get_by_role("link", name="Board meeting").click()
    expect(page.get_by_text("1 Jan 2025 – 31 Mar 2025").first).to_be_visible()
    page.goto(f"{reader.address}/content")
    views.locator("details > summary").click()
    views.get_by_role("link", name="Rename").click()
    page.get_by_label("Name").fill("For the board")
    page.get_by_role("button", name="Save").click()
    expect(views.get_by_role("link", name="For the board")).to_be_visible()
    views.locator("details > summary").click()
    views.get_by_role("button", name="Delete").click()
    expect(views.get_by_role("link", name="For the board")).to_have_count(0)


@pytest.mark.parametrize("page", [(DESK, True)], ids=["desk"], indirect=True)
def test_every_page_of_it_is_for_everybody(page, reader, work_off, change):
    page.goto(f"{reader.address}/content")
    looks_right(page, "content-empty")
    for form in ("pdf", "csv", "json", "xlsx"):
        ask(reader, form)
    work_off()
    change("""UPDATE report_file SET state = 'failed', error = '"There is no such account. Choose another."'
               WHERE format = 'csv'""")
    change("UPDATE report_file SET payroll_detail = true WHERE format = 'json'")
    change("UPDATE report_file SET state = 'building', done = 12000, total = 48000 WHERE format = 'xlsx'")
    for name, span in ("Board meeting", "days"), ("Tilinpäätös ja sen liitteet hallitukselle, koko konserni", "year"):
        reader.post("/reports/income-statement/save?from=2025-01&to=2025-03", data={"name": name, "span": span})
    page.goto(f"{reader.address}/content")
    looks_right(page, "content-full")
    for place in range(4):
        page.goto(f"{reader.address}/content")
        page.locator("#files li p a").nth(place).click()
        looks_right(page, f"file-{place}")
    page.goto(f"{reader.address}/content?q=unicorn")
    looks_right(page, "content-nothing")
    page.goto(f"{reader.address}/content?q=board")
    looks_right(page, "content-found")
    page.get_by_label("Change Board meeting").click()
    page.get_by_role("link", name="Rename").click()
    looks_right(page, "view-rename")
    page.goto(f"{reader.address}/reports/income-statement/save?from=2025-01&to=2025-03")
    page.get_by_label("Name").fill("Board meeting")
    page.get_by_role("button", name="Save").click()
    looks_right(page, "save-view-taken")
    page.goto(f"{reader.address}/reports/general-ledger.pdf?from=2025-01&to=2025-12")
    looks_right(page, "long-file")
    looks_right(page, "report-download-long", lambda: open_downloads(page, reader))


def open_downloads(page: Page, reader) -> None:
    page.goto(f"{reader.address}{LEDGER}")
    page.locator("details[name=download] > summary").click()

"""The files of a report are chosen from one menu: without scripts, on a phone, by keyboard."""

import io
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pypdf import PdfReader

from hub.ledger.models import Book
from tests.hub.conftest import HubClient
from tests.hub.ledger.making import SALE_2025, WHOLE_2025, Shelf
from tests.widths import fits_the_width

FILES = ["PDF", "Excel", "CSV", "CSV (Finnish Excel)", "JSON"]


@pytest.fixture(params=[390, 1280])
def page(browser: Browser, reader: HubClient, shelf: Shelf, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A browser of some width that runs no scripts and is answered by the application itself."""
    shelf.store(SALE_2025, covered=(WHOLE_2025,))

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        given = reader.get(f"{asked.path}?{asked.query}")
        route.fulfill(status=given.status_code, body=given.data, headers=dict(given.headers))

    context = browser.new_context(java_script_enabled=False, viewport={"width": request.param, "height": 800})
    context.route("**/*", answer)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["/reports/income-statement?from=2025-01&to=2025-06", "/content"])
def test_the_menu_opens_by_keyboard_and_stays_inside_the_window(page: Page, reader: HubClient, path):
    page.goto(reader.address + path)
    menu = page.locator("details[name=download]").first
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link")).to_have_text(FILES)
    for link in menu.get_by_role("link").all():
        box = link.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= page.viewport_size["width"]
    page.keyboard.press("Tab")
    expect(menu.get_by_role("link", name="PDF")).to_be_focused()
    fits_the_width(page)


def test_what_is_chosen_comes_as_a_file_of_what_the_page_shows(page: Page, reader: HubClient):
    page.goto(f"{reader.address}/reports/income-statement?from=2025-01&to=2025-06")
    page.locator("details[name=download] > summary").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.suggested_filename == "Käpylän-Leipä-Oy-Profit-and-loss-2025-01-2025-06.pdf"
    with open(download.value.path(), "rb") as file:
        said = PdfReader(io.BytesIO(file.read())).pages[0].extract_text()
    assert "1 Jan 2025 – 30 Jun 2025" in said


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("pdf", "application/pdf"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("csv", "text/csv"),
        ("csv?locale=fi", "text/csv"),
        ("json", "application/json"),
    ],
)
def test_every_file_is_an_attachment_of_its_kind(reader, shelf, file, kind):
    shelf.store(SALE_2025, covered=(WHOLE_2025,))
    answer = reader.get(f"/reports/trial-balance.{file}")
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("company", "plain", "whole"),
    [
        ("Käpylän Leipä Oy", "Kapylan-Leipa-Oy", "K%C3%A4pyl%C3%A4n-Leip%C3%A4-Oy"),
        ("Škoda Łódź Oy", "Skoda-odz-Oy", "%C5%A0koda-%C5%81%C3%B3d%C5%BA-Oy"),
    ],
)
def test_a_name_beyond_ascii_reaches_the_browser_whole(reader, shelf, db, company, plain, whole):
    """What a header cannot hold a server sends as something else, or not at all."""
    shelf.store(SALE_2025, covered=(WHOLE_2025,))
    with db.transaction(shelf.tenant_id) as session:
        session.get_one(Book, shelf.book_id).name = company
    told = reader.get("/reports/trial-balance.csv?from=2025-01&to=2025-12").headers["Content-Disposition"]
    rest = "-Trial-balance-2025-01-2025-12.csv"
    assert told == f"attachment; filename={plain}{rest}; filename*=UTF-8''{whole}{rest}"


def test_a_form_of_csv_that_there_is_not_is_not_found(reader, shelf):
    shelf.store(SALE_2025, covered=(WHOLE_2025,))
    assert reader.get("/reports/trial-balance.csv?locale=de").status_code == 404

"""An Admin places an account on another line, sees before what changes, and takes it back; with a keyboard, without
scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.visitor import Visitor
from tests.looks import looks_right

CHOSEN = "each => each.selectedOptions[0].textContent.trim()"


@pytest.fixture
def address(anna: Visitor) -> str:
    return anna.demo.tenant("kapylan-leipa")


@pytest.fixture
def plain(anna: Visitor, browser: Browser) -> Iterator[Page]:
    """A phone that runs no scripts, signed in as Anna is."""
    held = anna.context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=held, viewport=PHONE, locale="en-GB")
    yield context.new_page()
    context.close()


def test_an_account_is_found_moved_and_taken_back(anna, address):
    page = anna.page
    page.goto(f"{address}/content")
    page.get_by_role("link", name="Account mapping").click()
    page.get_by_label("Account or line").fill("group contributions rec")
    anna.press("Search")
    page.get_by_role("link", name="Place 9880 Group contributions received on a line").click()
    page.get_by_label("Line that it should stand on").select_option("Group contribution")
    anna.press("Show what changes")
    anna.sees("nothing was booked on this account")
    anna.picture("preview")
    anna.press("Move account")
    anna.sees("9880 Group contributions received stands on this line now: Appropriations: Group contribution.")
    page.goto(f"{address}/reports/income-statement")
    anna.sees("1 account stands on a line chosen by this company.")
    page.get_by_role("link", name="Account mapping").click()
    expect(page.locator(".mapping tbody th").first).to_have_text("9880 Group contributions received")
    page.get_by_role("button", name="Undo: put 9880").click()
    anna.sees("9880 Group contributions received stands on its standard line again.")
    page.goto(f"{address}/reports/income-statement")
    expect(page.locator("[data-test=mapping]")).to_have_count(0)


def test_a_keyboard_is_enough(anna, address):
    page = anna.page
    page.goto(f"{address}/layouts/finnish-statements/3000")
    lines = page.get_by_label("Line that it should stand on")
    lines.focus()
    choose_by_arrows(lines, "Other operating income")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Show what changes")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="If it stood on Other operating income")).to_be_visible()
    page.wait_for_load_state()
    row = page.locator("table.preview").first.locator("tr", has_text="NET TURNOVER")
    before, after, change = (cents(each) for each in row.locator("td").all_inner_texts()[:3])
    assert before + change == after != before
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("heading", name="Account mapping")).to_be_visible()


def test_it_works_without_scripts_on_a_phone(plain, address):
    plain.goto(f"{address}/layouts/finnish-statements/9890")
    plain.get_by_label("Line that it should stand on").select_option("Group contribution")
    plain.get_by_role("button", name="Show what changes").click()
    plain.get_by_role("button", name="Move account").click()
    undo = plain.get_by_role("button", name="Undo: put 9890")
    expect(undo).to_be_visible()
    undo.click()
    expect(plain.get_by_text("9890 Group contributions given stands on its standard line again.")).to_be_visible()


def test_pages_with_a_moved_account_are_for_everybody(anna, address):
    page = anna.page
    page.goto(f"{address}/layouts/finnish-statements/9750?to=depreciation-difference-change")
    anna.press("Move account")
    try:
        for name, path in (("mapping-moved", ""), ("mapping-moved-account", "/9750")):
            page.goto(f"{address}/layouts/finnish-statements{path}")
            looks_right(page, name)
    finally:
        page.goto(f"{address}/layouts/finnish-statements")
        page.get_by_role("button", name="Undo: put 9750").click()
        anna.sees("9750 Change in accelerated depreciation stands on its standard line again.")


def choose_by_arrows(lines: Locator, wanted: str) -> None:
    """Go from line to line: who types its name must not pause, or begins another name."""
    for _ in range(lines.locator("option").count()):
        if lines.evaluate(CHOSEN) == wanted:
            return
        lines.press("ArrowDown")
    raise AssertionError(f"{wanted} is no line")


def cents(written: str) -> int:
    """Read an amount."""
    digits = re.sub(r"[^\d]", "", written)
    return -int(digits) if written.strip().startswith("−") else int(digits)

"""Everything can be done without a mouse, and one sees where one is; wide tables stay readable, also on paper."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.visitor import Visitor

SHEET = {"width": 1032, "height": 700}
"""What the margins leave of A4 across, in CSS pixels."""
SEEN = """() => {
  const each = document.activeElement, {outlineStyle, outlineWidth} = getComputedStyle(each);
  const {left, top, width, height} = each.getBoundingClientRect();
  const there = document.elementFromPoint(left + Math.min(width, innerWidth) / 2, top + Math.min(height, 40) / 2);
  return {
    what: each.outerHTML.slice(0, 120),
    ringed: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    uncovered: Boolean(there) && (each.contains(there) || there.contains(each)),
  };
}"""
FOCUSED = "() => document.activeElement.matches('.skip-link') || document.activeElement === document.body"
EDGES = """box => {
  const rect = each => box.querySelector(each).getBoundingClientRect(), own = box.getBoundingClientRect();
  return {
    aside: Math.round(rect("tbody tr.line th").left - own.left),
    above: Math.round(rect("thead th").top - own.top),
    moved: [box.scrollLeft, box.scrollTop],
  };
}"""


@pytest.fixture
def page(anna: Visitor) -> Iterator[Page]:
    anna.holds_still()
    yield anna.page
    anna.page.set_viewport_size(DESKTOP)
    anna.page.emulate_media(media="screen")


@pytest.fixture
def address(anna: Visitor) -> str:
    return anna.demo.tenant("kapylan-leipa")


def test_the_first_key_leads_past_the_navigation(page, address):
    page.goto(f"{address}/content")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_whatever_has_the_focus_is_ringed_and_uncovered(page, address):
    page.goto(f"{address}/reports/income-statement?by=total")
    page.keyboard.press("Tab")
    seen = []
    while not (seen and page.evaluate(FOCUSED)):
        seen.append(page.evaluate(SEEN))
        page.keyboard.press("Tab")
        assert len(seen) < 200
    assert len(seen) > 20
    assert [each for each in seen if not (each["ringed"] and each["uncovered"])] == []


@pytest.mark.parametrize("title", ["Environment", "Account", "Period", "Month"])
def test_a_menu_closes_with_escape_and_when_the_focus_leaves_it(page, address, title):
    page.goto(f"{address}/reports/income-statement?by=total")
    menu = page.locator("details.menu").filter(has=page.locator(f"summary[title='{title}']"))
    summary = menu.locator("summary")
    summary.press("Enter")
    page.keyboard.press("Tab")
    assert menu.evaluate("each => each.querySelector(':scope > div').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open")
    expect(summary).to_be_focused()
    summary.press("Enter")
    page.keyboard.press("Shift+Tab")
    expect(menu).not_to_have_attribute("open")
    summary.press("Enter")
    page.mouse.click(4, 600)
    expect(menu).not_to_have_attribute("open")


@pytest.mark.parametrize("window", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_wide_statement_scrolls_by_keyboard_with_its_names_and_head_in_sight(page, address, window):
    page.set_viewport_size(window)
    page.goto(f"{address}/reports/income-statement?by=month&accounts=1")
    table = page.get_by_role("region", name="Profit and loss")
    table.focus()
    for key in ("ArrowRight", "ArrowDown"):
        for _ in range(5):
            page.keyboard.press(key)
    page.wait_for_function("box => box.scrollLeft > 50 && box.scrollTop > 50", arg=table.element_handle())
    edges = table.evaluate(EDGES)
    assert (edges["aside"], edges["above"]) == (0, 0), edges


def test_a_table_that_fits_is_no_stop_on_the_way(page, address):
    page.goto(f"{address}/reports/income-statement?by=total&from=2001-01&to=2001-12")
    expect(page.locator(".table-wrap")).to_have_attribute("tabindex", "-1")


def test_a_form_goes_on_where_it_was_wrong_and_says_why(page, address):
    page.goto(f"{address}/members/invite")
    page.fill("#email", "anna@nowhere")
    page.get_by_role("button", name="Send the invitation").click()
    field = page.locator("#email")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("^This is not an e-mail address"))


def test_without_scripts_menus_open_and_tables_scroll(anna, browser: Browser, address):
    context = browser.new_context(
        storage_state=anna.context.storage_state(), java_script_enabled=False, viewport=DESKTOP, locale="en-GB"
    )
    page = context.new_page()
    page.goto(f"{address}/reports/income-statement?by=month")
    page.locator("summary[title='Period']").press("Enter")
    expect(page.locator(".chooser details[open] a").first).to_be_visible()
    expect(page.locator(".table-wrap")).to_have_attribute("tabindex", "0")
    context.close()


def test_a_statement_on_paper_is_whole_black_on_white_and_without_navigation(page, address):
    page.goto(f"{address}/reports/income-statement?by=month")
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size(SHEET)
    page.wait_for_function("width => innerWidth === width", arg=SHEET["width"])
    for each in (".top-bar", ".page-foot", ".chooser"):
        expect(page.locator(each)).to_be_hidden()
    table = page.locator("table.report")
    assert table.evaluate("each => each.getBoundingClientRect().right") <= SHEET["width"]
    assert page.locator(".table-wrap").evaluate("each => each.scrollHeight <= each.clientHeight")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("body")).to_have_css("color", "rgb(0, 0, 0)")
    expect(table.locator("thead")).to_have_css("display", "table-header-group")
    expect(table.locator("td a").first).to_have_css("text-decoration-line", "none")

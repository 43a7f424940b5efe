"""What the letters of a page measure where people see them."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.hub.conftest import HubClient
from tests.hub.ledger.making import WHOLE_2025, Shelf, receipt
from tests.widths import fits_the_width

LETTERS = """() => {
  const isCut = (text, picture) => {
    const [inner, outer] = [text, picture].map(each => each.getBoundingClientRect());
    const hides = getComputedStyle(picture).overflow !== "visible";
    return hides && (inner.left < outer.left || inner.right > outer.right);
  };
  return [...document.querySelectorAll(".chart text")].map(each => {
    const {left, right, top, height} = each.getBoundingClientRect();
    return {text: each.textContent, left, right, top, height, cut: isCut(each, each.ownerSVGElement)};
  }).filter(each => each.height);
}"""


@pytest.fixture
def page(browser: Browser, reader: HubClient, shelf: Shelf, since: str) -> Iterator[Page]:
    """The overview of some years, drawn by a browser that is answered by the application itself."""
    for month in range(1, 13):
        amount = 1_234_567_00 + month * 98_765_00
        sale = receipt(str(month), date(2025, month, 5), ("1910", amount), ("3000", -amount))
        shelf.store(sale, covered=(WHOLE_2025,))

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        given = reader.get(f"{asked.path}?{asked.query}")
        route.fulfill(status=given.status_code, body=given.data, content_type=given.content_type)

    context = browser.new_context()
    context.route("**/*", answer)
    page = context.new_page()
    page.goto(f"{reader.address}/analytics?from={since}&to=2025-12")
    yield page
    context.close()


@pytest.mark.parametrize("since", ["2025-01", "2023-01"])
@pytest.mark.parametrize("width", [390, 600, 768, 1280])
def test_a_chart_is_legible_at_every_width(page: Page, width):
    page.set_viewport_size({"width": width, "height": 800})
    fits_the_width(page)
    letters = page.evaluate(LETTERS)
    assert min(each["height"] for each in letters) >= 12
    assert {"Jan", "2025", "0", "1,000,000"} <= {each["text"] for each in letters}
    assert 0 <= min(each["left"] for each in letters) <= max(each["right"] for each in letters) <= width
    assert not [each["text"] for each in letters if each["cut"]]
    lines: dict[int, list[dict[str, float]]] = {}
    for each in sorted(letters, key=lambda each: each["left"]):
        lines.setdefault(round(each["top"]), []).append(each)
    for line in lines.values():
        for before, after in pairwise(line):
            assert before["right"] < after["left"], f"{before['text']} runs into {after['text']}"

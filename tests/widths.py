"""Whether a page fits its window."""

import time
from typing import Any

from playwright.sync_api import Error, Page

__all__ = ["fits_the_width", "is_left", "measured"]

TOO_WIDE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const sticking = [...document.querySelectorAll("body *")]
    .filter(each => each.getBoundingClientRect().right > page.clientWidth && !each.closest(".table-wrap > *"))
    .map(each => `${each.tagName} ${each.className} ${each.textContent.trim().slice(0, 40)}`);
  return sticking.length ? sticking : ["something that cannot be named"];
}"""
LEFT = ("Execution context was destroyed", "because the page is navigating")
PATIENCE = 60  # seconds


def fits_the_width(page: Page) -> None:
    """Require that a page does not scroll sideways, once it is all there; wide tables scroll inside their own box."""
    assert not (wide := measured(page, TOO_WIDE)), f"{page.url} is wider than the window: {wide}"


def measured(page: Page, script: str) -> Any:
    """Give what a script finds on a page that is all there and has the window's width.

    Pages load themselves again when something has changed; then the one that comes is measured.
    """
    wanted, deadline = page.viewport_size, time.monotonic() + PATIENCE
    while True:
        page.wait_for_load_state()
        try:
            if not wanted or page.evaluate("innerWidth") == wanted["width"]:
                return page.evaluate(script)
        except Error as error:
            if not is_left(error):
                raise
        assert time.monotonic() < deadline, f"{page.url} does not come to rest in a window of {wanted}"
        page.wait_for_timeout(20)  # ms


def is_left(error: Error) -> bool:
    """Tell whether nothing was found only because the page went on to another meanwhile, or to itself."""
    return any(said in error.message for said in LEFT)

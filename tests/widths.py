"""Whether a page fits its window."""

import time
from typing import Any

from playwright.sync_api import Error, Page

__all__ = ["fits_the_width", "measured"]

TOO_WIDE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const sticking = [...document.querySelectorAll("body *")]
    .filter(each => each.getBoundingClientRect().right > page.clientWidth && !each.closest(".table-wrap > *"))
    .map(each => `${each.tagName} ${each.className} ${each.textContent.trim().slice(0, 40)}`);
  return sticking.length ? sticking : ["something that cannot be named"];
}"""
ONCE_THERE = """async width => {
  const isThere = document.readyState === "complete" && (!width || innerWidth === width);
  return isThere ? {found: await LOOK()} : null;
}"""
LEFT = ("Execution context was destroyed", "because the page is navigating")
PATIENCE = 60  # seconds


def fits_the_width(page: Page) -> None:
    """Require that a page does not scroll sideways, once it is all there; wide tables scroll inside their own box."""
    assert not (wide := measured(page, TOO_WIDE)), f"{page.url} is wider than the window: {wide}"


def measured(page: Page, script: str) -> Any:
    """Give what a function in JavaScript finds on a page that is all there and has the window's width.

    Pages load themselves again when something has changed; then the one that comes is measured. Whether it is there is
    asked in the same breath: between two questions another page may have begun, which has nothing in it yet.
    """
    width = (page.viewport_size or {}).get("width")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        page.wait_for_load_state()
        try:
            if told := page.evaluate(ONCE_THERE.replace("LOOK", f"({script})"), width):
                return told["found"]
        except Error as error:
            if not any(said in error.message for said in LEFT):
                raise
        page.wait_for_timeout(20)  # ms
    raise AssertionError(f"{page.url} does not come to rest in a window of {page.viewport_size}")

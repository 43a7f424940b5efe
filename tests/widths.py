"""Whether a page fits its window."""

from playwright.sync_api import Page

TOO_WIDE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const sticking = [...document.querySelectorAll("body *")]
    .filter(each => each.getBoundingClientRect().right > page.clientWidth && !each.closest(".table-wrap > *"))
    .map(each => `${each.tagName} ${each.className} ${each.textContent.trim().slice(0, 40)}`);
  return sticking.length ? sticking : ["something that cannot be named"];
}"""


def fits_the_width(page: Page) -> None:
    """Require that a page does not scroll sideways, once it is all there; wide tables scroll inside their own box."""
    page.wait_for_load_state()
    assert not (wide := page.evaluate(TOO_WIDE)), f"{page.url} is wider than the window: {wide}"

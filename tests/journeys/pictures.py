"""The README's pictures, taken on the way of the main job."""

import shutil

from tests.journeys.visitor import ARTIFACTS, Visitor
from tests.widths import measured

__all__ = ["WINDOWS", "forget", "take", "taken"]

WINDOWS = {
    "company": (720, 880),
    "analytics": (1280, 1080),
    "phone": (390, 780),
    "income-statement": (1280, 800),
    "cell": (1280, 720),
}
"""Every picture, and the width and height of the window that it shows."""
FOLDER = ARTIFACTS / "readme"
AS_OPENED = """() => {
  scrollTo(0, 0);
  document.activeElement.blur();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll(":PORT", ":8000");
}"""
"""Shows a page from its top, with nothing in hand, at the port of a demo that was given no other."""


def forget() -> None:
    """Throw away the pictures of another run."""
    shutil.rmtree(FOLDER, ignore_errors=True)


def taken() -> set[str]:
    """Name the pictures that were taken since."""
    return {each.stem for each in FOLDER.glob("*.png")}


def take(visitor: Visitor, name: str) -> None:
    """Take a picture of the page that is open, and leave the window as it was."""
    page, before = visitor.page, visitor.page.viewport_size
    width, height = WINDOWS[name]
    page.set_viewport_size({"width": width, "height": height})
    page.mouse.move(0, 0)
    measured(page, AS_OPENED.replace("PORT", str(visitor.demo.port)))
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")
    if before:
        page.set_viewport_size(before)

"""What a page is held to wherever it is seen: in the light and in the dark, on a desk and on a phone."""

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

from tests.widths import fits_the_width, measured

__all__ = ["Watch", "looks_right"]

PICTURES = os.environ.get("HUB_TEST_PICTURES")
WIDTHS = {"desk": 1280, "phone": 390}
HEIGHT = 844
LIGHT = {"rules": {"target-size": {"enabled": True}}}
"""Every rule, also the one of WCAG 2.2 that axe leaves out unless it is asked for."""
DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""All that a colour scheme can change."""
OPTIONS = {"resultTypes": ["violations"], "preload": False}
"""Nothing is fetched from within the page: its policy forbids it."""
ROOM = {"exclude": [["tbody tr:nth-child(n+26)"]]}
"""The rows of a table are all alike, and axe takes its time for each."""
MARK = "() => { document.isLookedAt = true; }"
IS_MARKED = "() => document.isLookedAt === true"
"""Whether it is still the page that was marked, and not the one it was loaded again as."""
MOST = 4
"""Places that are told of each rule: the others are mended with them."""


class Watch:
    """Notes what a browser complains of while it shows pages."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"error in a script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the browser's own: a page was left that was still asking
            self.complaints.append(f"{request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.url}: {response.status}")


def looks_right(page: Page, name: str) -> None:
    """Require that a page fits its window, and that axe finds nothing in it, in either scheme and at either width.

    :raises AssertionError: names the rule, the scheme and width, and the first places
    """
    page.wait_for_load_state()
    window, found = page.viewport_size, []
    for device, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": HEIGHT})
        fits_the_width(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            kept(page, f"{name}-{device}-{scheme}")
            found += [f"{device}, {scheme}: {each}" for each in violations(page, scheme)]
    page.emulate_media(color_scheme="light")
    if window:
        page.set_viewport_size(window)
    assert not found, f"{page.url}\n" + "\n".join(found)


def violations(page: Page, scheme: str) -> list[str]:
    """Ask axe, which is put into the page from outside: the page's own policy lets no such script in."""
    options = OPTIONS | (LIGHT if scheme == "light" else DARK)
    told = None
    while told is None:
        told = found_by_axe(page, options)
    return [line for each in told for line in places(each)]


def found_by_axe(page: Page, options: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Give what axe finds; None where the page loaded itself again meanwhile: it saw neither of the two whole."""
    measured(page, MARK)
    try:
        told = Axe().run(page, context=ROOM, options=options).response["violations"]
    except Error:
        if measured(page, IS_MARKED):
            raise
        return None
    return told if measured(page, IS_MARKED) else None


def places(violation: dict[str, Any]) -> list[str]:
    """Name the first places that break a rule."""
    nodes = violation["nodes"]
    return [
        f"{violation['id']} ({violation['impact']}, {len(nodes)}): {' '.join(map(str, node['target']))} "
        f"{node['html'][:160]} {(node['any'] or node['all'] or node['none'])[0]['message']}"
        for node in nodes[:MOST]
    ]


def kept(page: Page, name: str) -> None:
    """Keep a picture, if somebody wants to look at it."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)

"""What a page is held to wherever it is seen: in every language, light and dark, on a desk and on a phone."""

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from hub.languages import DEFAULT, LANGUAGES
from tests.axe import found_in_the_dark, found_in_the_light
from tests.quiet import quiet
from tests.widths import fits_the_width, measured

__all__ = ["looks_right"]

PICTURES = os.environ.get("HUB_TEST_PICTURES")
SPOKEN = sorted(LANGUAGES, key=DEFAULT.__eq__)
"""Every language, that of the tests last: they go on from the page that they have looked at."""
WIDTHS = {"desk": 1280, "phone": 390}
HEIGHT = 844
SCHEMES = {"light": found_in_the_light, "dark": found_in_the_dark}


def looks_right(page: Page, name: str, show: Callable[[], object] | None = None) -> None:
    """Require that a page fits its window, that axe finds nothing in it and that the browser complains of nothing.

    In every language, at either width and in either scheme. Afterwards it is there in English, as it was before.

    :param show: opens the page; by default it is there, and loaded again
    :raises AssertionError: names the rule, the language, scheme and width, and the first places
    """
    window, found = page.viewport_size, []
    with quiet(page):
        for language in SPOKEN:
            page.set_extra_http_headers({"Accept-Language": language})
            (show or page.reload)()
            assert measured(page, "() => document.documentElement.lang") == language, page.url
            found += [f"{language}, {each}" for each in _faults(page, language, name)]
            if window:
                page.set_viewport_size(window)
    assert not found, f"{page.url}\n" + "\n".join(found)


def _faults(page: Page, language: str, name: str) -> list[str]:
    """Look at a page in one language from all sides."""
    found, is_translated = [], language != DEFAULT
    for device, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme, found_by_axe in SCHEMES.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            fits_the_width(page)
            _keep(page, f"{language}/{name}-{device}-{scheme}")
            found += [f"{device}, {scheme}: {each}" for each in found_by_axe(page, only_words=is_translated)]
    page.emulate_media(color_scheme="light")
    return found


def _keep(page: Page, name: str) -> None:
    """Keep a picture, if somebody wants to look at it."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.jpg", full_page=True, quality=80)

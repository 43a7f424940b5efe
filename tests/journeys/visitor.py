"""A person with a browser of their own, whose every step leaves a picture behind."""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.demo import Demo
from tests.widths import fits_the_width, measured

__all__ = ["ARTIFACTS", "Visitor"]

SYNC = re.compile(r"^http://[^/]+/sync(\?|$)")
"""Where pages ask how far syncs are."""
ARTIFACTS = Path(__file__).parents[2] / "artifacts"


class Visitor:
    """A browser with its own cookies, on the way through store, issuer and hub."""

    def __init__(self, demo: Demo, context: BrowserContext, name: str) -> None:
        self.demo, self.context, self.name = demo, context, name
        self.page: Page = context.new_page()
        self.fits_every_page = False
        """Whether every page of which a picture is taken must fit the window's width."""
        self._pictures = 0

    @property
    def path(self) -> str:
        """The path of the page that is open, without the query."""
        return re.sub(r"^[a-z]+://[^/]+|[?#].*$", "", self.page.url)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button, or what looks like one, and wait for the page it leads to."""
        exact = isinstance(name, str)
        button = self.page.get_by_role("button", name=name, exact=exact)
        button.or_(self.page.get_by_role("link", name=name, exact=exact)).first.click()
        self.page.wait_for_load_state()

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Require that a text is on the page for the eye."""
        expect(self.page.locator("body")).to_contain_text(text)

    def sees_not(self, *texts: str) -> None:
        """Require that no source of the page has any of these texts, visible or not."""
        content = measured(self.page, "() => document.documentElement.outerHTML")
        assert not [text for text in texts if text in content]

    def picture(self, step: str) -> None:
        """Keep how the page looks, once it is all there."""
        self.page.wait_for_load_state()
        if self.fits_every_page:
            fits_the_width(self.page)
        folder = ARTIFACTS / "journeys" / self.name
        folder.mkdir(parents=True, exist_ok=True)
        self._pictures += 1
        self.page.screenshot(path=folder / f"{self._pictures:02}-{step}.png", full_page=True)

    def holds_still(self) -> None:
        """Let no page load itself again under our hands from now on: a sync begins every quarter of an hour."""
        self.context.route(SYNC, lambda route: route.fulfill(status=204))

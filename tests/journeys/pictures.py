"""Make the README's pictures: `python -m tests.journeys.pictures`. They show the demo on its usual ports."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import CHROMIUM
from tests.journeys import activation, issuer, reports, store
from tests.journeys.demo import Demo, running_demo
from tests.journeys.visitor import Visitor

FOLDER = Path(__file__).parent / "pictures"
PORTS = (8000, 8001, 8002)
DESKTOP = {"width": 1280, "height": 800}
CARD = {"width": 720, "height": 880}
PHONE = {"width": 390, "height": 780}
ANNA = "anna@kapylanleipa.example"


def main() -> None:
    """Walk the main job once, and keep the pages that the README shows."""
    FOLDER.mkdir(exist_ok=True)
    with running_demo(PORTS) as demo, sync_playwright() as playwright:
        program = next(path for name in CHROMIUM if (path := shutil.which(name)))
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"] if not os.geteuid() else [])
        walk(demo, browser)
        browser.close()


def walk(demo: Demo, browser: Browser) -> None:
    """Go from the store to a figure's rows."""
    context = browser.new_context(viewport=DESKTOP, locale="en-GB")
    anna = Visitor(demo, context, "pictures")
    store.find_hub(anna)
    keep(anna.page, "store", {"width": 1280, "height": 980})
    store.activate(anna, ANNA)
    keep(anna.page, "sign-in", {"width": 720, "height": 480})
    issuer.sign_in(anna, "anna")
    activation.fill_company_form(anna)
    keep(anna.page, "company", CARD)
    anna.press("Create company")
    activation.confirm(anna)
    keep(anna.page, "success", {"width": 720, "height": 480})
    activation.to_hub(anna)
    reports.wait_for_all(anna)
    keep(anna.page, "analytics", {"width": 1280, "height": 1080})
    keep(anna.page, "phone", PHONE)
    anna.page.set_viewport_size(DESKTOP)
    reports.report_keys(anna)
    reports.open_report(anna, "income-statement")
    keep(anna.page, "income-statement", DESKTOP)
    anna.page.locator("table.report tr.line td a").first.click()
    keep(anna.page, "cell", {"width": 1280, "height": 720})
    context.close()


def keep(page: Page, name: str, window: dict[str, int]) -> None:
    """Keep what a window of that size shows of the page."""
    page.set_viewport_size(window)  # type: ignore[arg-type]
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main()

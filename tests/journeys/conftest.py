"""One running demo for all journeys, and people with browsers of their own."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Browser

from tests.attacks.leaks.looking import canaries_of, left_by, searched
from tests.journeys import activation, reports
from tests.journeys.demo import Demo, running_demo
from tests.journeys.visitor import Visitor

DESKTOP = {"width": 1280, "height": 900}
POP_UP = {"width": 600, "height": 700}
PHONE = {"width": 390, "height": 844}
Arrive = Callable[..., Visitor]


@pytest.fixture(scope="package")
def demo() -> Iterator[Demo]:
    """The whole product, running; every journey has companies of its own in it."""
    with running_demo() as demo:
        yield demo
        assert secrets_left(demo) == []


@pytest.fixture(scope="package")
def rough_demo() -> Iterator[Demo]:
    """A second demo, whose processes are killed and whose rights are cut."""
    with running_demo() as demo:
        yield demo
        assert secrets_left(demo) == []


@contextmanager
def someone(demo: Demo, browser: Browser, name: str, **window: int) -> Iterator[Visitor]:
    """Open a browser on a demo, and note what it is left with when it is closed."""
    headers = {"Accept-Language": "en-GB"}  # not as the browser's own, past which a page could speak no other language
    context = browser.new_context(viewport=window or DESKTOP, accept_downloads=True, extra_http_headers=headers)
    yield Visitor(demo, context, name)
    demo.cookies |= {each["value"] for each in context.cookies() if each["name"].startswith("__Host-")}
    context.close()


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Arrive]:
    """Open a browser on a demo; each call is another person, or the same one elsewhere."""
    numbers = itertools.count(1)
    name = request.node.name.removeprefix("test_")
    with ExitStack() as opened:

        def _visit(demo: Demo, **window: int) -> Visitor:
            number = next(numbers)
            suffix = f"-{number}" if number > 1 else ""
            return opened.enter_context(someone(demo, browser, f"{name}{suffix}", **window))

        yield _visit


@pytest.fixture(scope="module")
def anna(demo: Demo, browser: Browser) -> Iterator[Visitor]:
    """An Admin of an environment whose books are read, who is signed in once for all tests of a file."""
    with someone(demo, browser, "anna") as anna:
        activation.ensure_environment(anna, "kapylan-leipa", "anna", "kapylanleipa.example")
        reports.wait_for_all(anna)
        yield anna


def secrets_left(demo: Demo) -> list[tuple[str, set[str]]]:
    """Name the secrets that the journeys have left in clear, and where."""
    canaries = canaries_of(demo, {})
    for cookie in demo.cookies:
        canaries.plant("cookie", cookie)
    return searched(canaries, left_by(demo))

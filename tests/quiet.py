"""What a browser complains of while it shows pages."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

__all__ = ["quiet"]

LEFT = "net::ERR_ABORTED"
"""A page was left that was still asking: the browser's own doing."""


@contextmanager
def quiet(page: Page) -> Iterator[None]:
    """Require that a browser complains of nothing meanwhile: no message, no script that fails, nothing that is missing.

    :raises AssertionError: names each complaint
    """
    complaints: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            complaints.append(f"console: {message.text}")

    def broke(error: Error) -> None:
        complaints.append(f"error in a script: {error}")

    def failed(request: Request) -> None:
        if request.failure != LEFT:
            complaints.append(f"{request.url}: {request.failure}")

    def answered(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            complaints.append(f"{response.url}: {response.status}")

    heard = {"console": said, "pageerror": broke, "requestfailed": failed, "response": answered}
    for event, hear in heard.items():
        page.on(event, hear)  # type: ignore[call-overload]
    try:
        yield
    finally:
        for event, hear in heard.items():
            page.remove_listener(event, hear)
    assert complaints == [], page.url

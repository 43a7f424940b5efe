"""What a browser does behind its pages: every request and answer with its real headers, and what it complained of."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

__all__ = ["Exchange", "Watch", "origin_of", "parts_of"]

TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (each) =>
  window.tellViolation(`${each.effectiveDirective} ${each.blockedURI} on ${location.href} ${each.sample}`))"""
STATUS_OF_A_PAGE = "Failed to load resource: the server responded with a status of "
ASKED_UNBIDDEN = "/favicon.ico"
"""What Chromium asks for by itself when it shows an answer that is no page, such as JSON."""


@dataclass(frozen=True)
class Exchange:
    """One request as it left the browser, and the answer as it came.

    :param kind: what the browser wanted it for, in the words of Chromium's protocol; pages are ``Document``
    :param document: address of the page that asked
    """

    address: str
    kind: str
    document: str
    sent: Mapping[str, str]
    answered: Mapping[str, str]

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    @property
    def referer(self) -> str:
        return self.sent.get("referer", "")

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that were sent along."""
        pairs = [each.strip().partition("=") for each in self.sent.get("cookie", "").split(";") if each.strip()]
        return {name: value for name, _, value in pairs}

    @property
    def set_cookies(self) -> list[str]:
        """The lines by which the answer gave or took cookies."""
        return [line for line in self.answered.get("set-cookie", "").split("\n") if line]


class Watch:
    """Watches every page of a browser, from before its first request."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        """Reports of the Content-Security-Policy, errors of scripts, and whatever else the console was told."""
        self._context = context
        self._requests: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._sent: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        self._answered: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        context.expose_binding("tellViolation", lambda _source, text: self.complaints.append(text))
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def follow(self, page: Page) -> None:
        """Listen to the network of a page."""
        session = self._context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", lambda told: self._requests[told["requestId"]].append(told))
        session.on("Network.requestWillBeSentExtraInfo", lambda told: _keep(self._sent, told))
        session.on("Network.responseReceivedExtraInfo", lambda told: _keep(self._answered, told))
        session.send("Network.enable")

    def exchanges(self) -> Iterator[Exchange]:
        """Give everything that went over the network; the hops of a redirect are one each."""
        for number, requests in self._requests.items():
            for place, told in enumerate(requests):
                yield Exchange(
                    told["request"]["url"],
                    told.get("type", "Other"),
                    told["documentURL"],
                    _at(self._sent[number], place),
                    _at(self._answered[number], place),
                )

    def _hear(self, message: ConsoleMessage) -> None:
        about = str(message.location.get("url"))
        is_page_itself = message.page is not None and about == message.page.url
        if message.text.startswith(STATUS_OF_A_PAGE) and (is_page_itself or about.endswith(ASKED_UNBIDDEN)):
            return
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text} at {about}")


def origin_of(address: str) -> str:
    """Give scheme, host and port of an address.

    >>> origin_of("http://hub.localhost:8000/account?x=1")
    'http://hub.localhost:8000'
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def parts_of(set_cookie: str) -> tuple[str, str, dict[str, str]]:
    """Read a line by which a cookie is given: its name, its value, and its attributes in small letters."""
    [(name, morsel)] = SimpleCookie(set_cookie).items()
    return name, morsel.value, {key.lower(): str(value) for key, value in morsel.items() if value != ""}


def _keep(kept: defaultdict[str, list[dict[str, str]]], told: dict[str, Any]) -> None:
    kept[told["requestId"]].append({name.lower(): value for name, value in told["headers"].items()})


def _at(headers: list[dict[str, str]], place: int) -> dict[str, str]:
    return headers[place] if place < len(headers) else {}  # what comes out of the browser's own cache has none

"""The web server's worker: what is no request never reaches the application, and is answered here."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from gunicorn import util
from gunicorn.http.errors import ParseException
from gunicorn.workers.sync import SyncWorker

from hub.config import HubSettings
from hub.web.headers import transport

__all__ = ["Worker", "worker_for"]

HEADERS = {
    "Cache-Control": "no-store",
    "Connection": "close",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Content-Type": "text/plain; charset=utf-8",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
SENTENCES = {
    HTTPStatus.BAD_REQUEST: "This request cannot be understood.\n",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong. Try again in a moment.\n",
}


class Worker(SyncWorker):
    """Gunicorn's plain worker, which neither quotes a broken request nor writes its address to the log."""

    headers: Mapping[str, str] = HEADERS

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what the application could not; the connection ends."""
        status = HTTPStatus.BAD_REQUEST if isinstance(exc, ParseException) else HTTPStatus.INTERNAL_SERVER_ERROR
        place = addr[0] if addr else "a socket"
        self.log.warning("a request from %s was not answered by the application: %s", place, type(exc).__name__)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("%s", type(exc).__name__, exc_info=exc)
        try:
            util.write_nonblock(client, answer(status, self.headers))
        except OSError:
            self.log.debug("the browser is gone")


def worker_for(settings: HubSettings) -> type[Worker]:
    """Make the worker of a hub, whose answers are as protected as the application's."""
    return type("Worker", (Worker,), {"headers": HEADERS | transport(settings)})


def answer(status: HTTPStatus, headers: Mapping[str, str]) -> bytes:
    """Write a whole answer of HTTP/1.1."""
    body = SENTENCES[status].encode()
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode("ascii") + body

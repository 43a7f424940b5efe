"""One request to Procountor: a slot of the shared budget, patience with a busy server, an answer with a meaning."""

import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from hub.sdk.errors import TryLater
from hub.sdk.http import Budget, Client, Response
from plugins.procountor.answers import decoded, is_worth_a_retry, meaning, pause_wanted
from plugins.procountor.settings import ProcountorSettings

__all__ = ["Wire", "budget_of"]

T = TypeVar("T")
PAUSES = (1.0, 3.0, 8.0)
"""Seconds before each further attempt; after them the caller is told to come back later."""
PATIENCE = 20.0
"""The longest Retry-After that is waited for here, in seconds."""
LARGE = ("/invoices", "/ledgerreceipts", "/payments", "/reports")
TIMEOUT = 120.0
"""Seconds for whole large answers; batches of 200 receipts are slow, and public clients wait as long."""
QUICK_TIMEOUT = 20.0
"""Seconds for all others; somebody may be waiting in front of a page."""


def budget_of(settings: ProcountorSettings) -> Budget:
    """Give the limit that Procountor sets to this hub's client."""
    return Budget(f"procountor:{settings.need('client_id')}", settings.rate)


class Wire:
    """The way to Procountor's API: the client's limit is shared by all companies of all workers."""

    def __init__(self, settings: ProcountorSettings, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._http = Client(settings.api_url, set_by_operator=True, budget=budget_of(settings))
        self._sleep = sleep

    def ask(self, method: str, path: str, **request: Any) -> bytes:
        """Send a request, again after a pause where that may help, and give the body of a success.

        :raises NeedsReauth, Refused, TryLater, GiveUp: what the answer means
        """
        timeout = TIMEOUT if path.startswith(LARGE) else QUICK_TIMEOUT
        for pause in PAUSES:
            began = time.monotonic()
            try:
                answer = self._http.send(method, path, timeout=timeout, **request)
            except TryLater:
                if time.monotonic() - began >= QUICK_TIMEOUT / 2:
                    raise  # it was reached and hangs, or its line is dead: asking again at once would only wait longer
                self._sleep(pause)
                continue
            wanted = pause_wanted(answer) or 0
            if not is_worth_a_retry(answer.status_code) or wanted > PATIENCE:
                return _body(answer, path)
            self._sleep(max(pause, wanted))
        return _body(self._http.send(method, path, timeout=timeout, **request), path)

    def read(
        self, method: str, path: str, kind: type[T], *, query: Mapping[str, Any] | None = None, **request: Any
    ) -> T:
        """Send a request and decode what comes back.

        :raises NeedsReauth, Refused, TryLater, GiveUp: what the answer means, or that it has another shape
        """
        return decoded(self.ask(method, path, query=query, **request), kind, path)


def _body(answer: Response, path: str) -> bytes:
    if 200 <= answer.status_code < 300:
        return answer.content
    raise meaning(answer, path)

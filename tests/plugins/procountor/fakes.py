"""The sandbox as the conformance suites want it: a source, a store, and answers that are not the sandbox's own."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from hub.sdk.activation import Arrival
from hub.sdk.secrets import Secret
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Company

from .conftest import Sandbox

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")
PUU = Company(102, "Pohjolan Puu Oy", "2077474-0")
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Any]


class Override:
    """Stands before the sandbox and answers in its place, while it is told to."""

    def __init__(self, inner: Wsgi) -> None:
        self.inner = inner
        self.answer: tuple[int, bytes] | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if self.answer is None:
            return self.inner(environ, start_response)
        status, body = self.answer
        start_response(f"{status} Answer", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]


class Fake:
    """A sandbox with two companies; the first has some hundred receipts."""

    def __init__(self) -> None:
        first, today = dt.date(2024, 1, 1), dt.date(2025, 8, 15)
        large = generate(LEIPA, months=20, receipts=700, first_month=first, until=today, seed=5)
        small = generate(PUU, months=2, receipts=30, first_month=dt.date(2025, 7, 1), until=today, seed=6)
        self.sandbox = Sandbox(large, small)
        self._override = Override(self.sandbox.app.wsgi_app)
        self.sandbox.app.wsgi_app = self._override  # type: ignore[method-assign]

    @property
    def settings(self) -> Mapping[str, str | Secret]:
        return {"api_key": self.sandbox.key(LEIPA.id), "company_id": str(LEIPA.id)}

    @contextmanager
    def answering(self, status: int, body: bytes = b"") -> Iterator[None]:
        self._override.answer = (status, body)
        try:
            yield
        finally:
            self._override.answer = None

    def arrival(self) -> Arrival:
        return Arrival({"requestId": str(self.sandbox.activation(LEIPA.id, PUU.id))})

    def expired(self) -> Arrival:
        return Arrival({"requestId": str(self.sandbox.activation(LEIPA.id, life=0))})

    def unknown(self) -> Arrival:
        return Arrival({"requestId": "2147483647"})


@contextmanager
def fake() -> Iterator[Fake]:
    """A running sandbox, the plugin's settings pointed at it, and no pauses between attempts."""
    running = Fake()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in running.sandbox.environ.items():
            patch.setenv(name, value)
        patch.setattr("plugins.procountor.wire.PAUSES", (0.0, 0.0))
        yield running
    running.sandbox.stop()

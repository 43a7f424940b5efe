"""Every secret that tests make in this process, and a search for them in what the process wrote and queued.

A plugin of pytest: each process of a run knows and looks for its own.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import hub.identity.tokens
from hub.sdk.secrets import Secret
from hub.web.logs import redacted
from tests.attacks.leaks import places
from tests.attacks.leaks.canaries import SHORTEST, Canaries

__all__ = ["assert_without_secrets", "look_into_queue"]

MADE: set[str] = set()
WRITTEN: list[str] = []
SERVERS_OF_TESTS = "werkzeug:"
"""Logs addresses as they come; the product is served by another server, which logs none."""


def pytest_configure(config: pytest.Config) -> None:
    """Hear of every secret that is wrapped, and of every token that is made."""
    wrap = Secret.__init__

    def remember(self: Secret, text: str) -> None:
        wrap(self, text)
        MADE.add(text)

    def new_token(length: int) -> str:
        token = secrets.token_urlsafe(length)
        MADE.add(token)
        return token

    patch: Any = pytest.MonkeyPatch()
    patch.setattr(Secret, "__init__", remember)
    patch.setattr(hub.identity.tokens, "secrets", SimpleNamespace(token_urlsafe=new_token))
    config.add_cleanup(patch.undo)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep what was logged, as the product's own formatter would have written it."""
    if report.when == "teardown":
        logged = [text for name, text in report.sections if name.startswith("Captured log")]
        WRITTEN.extend(redacted(line) for text in logged for line in text.splitlines() if SERVERS_OF_TESTS not in line)


@pytest.fixture(scope="session", autouse=True)
def no_secret_is_logged() -> Iterator[None]:
    """Look through everything that was logged, when all tests have run."""
    yield
    assert_without_secrets("the log", "\n".join(WRITTEN).encode())


def look_into_queue(folder: Path) -> None:
    """Look through everything that the run's queue server was ever told."""
    for place in places.queue(folder):
        assert_without_secrets(place.name, place.content)


def assert_without_secrets(name: str, content: bytes) -> None:
    """Require that nothing secret is in there, in clear or in disguise."""
    known = Canaries()
    for secret in MADE:
        if len(secret) >= SHORTEST:
            known.plant("secret", secret)
    found = {secret for secret in MADE if len(secret) >= SHORTEST and secret.encode() in content}
    assert known.found_in(content, has_figures=True) == set(), f"{name} of this run has {found or 'one in disguise'}"

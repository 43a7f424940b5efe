"""The HTTP client for plugins: no redirects, no proxies, limits of time and size, a budget shared by all workers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from hub.sdk.errors import GiveUp, TryLater
from hub.sdk.texts import text as _

__all__ = ["Budget", "Client", "use_gate"]

CONNECT = 10.0
"""Seconds within which a server that is there lets itself be reached."""


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit shared by every process of the hub: at most ``per_second`` requests in any second under one key."""

    key: str
    per_second: float


Gate = Callable[[Budget], None]


def _open(budget: Budget) -> None:
    """Let everything through: what applies until the hub has set its own gate."""


_gate: Gate = _open


def use_gate(gate: Gate) -> None:
    """Set the function that waits for the next slot of a budget; the hub does this once when a process starts."""
    global _gate
    _gate = gate


class Client:
    """Requests to one server.

    :param base_url: what every path is appended to
    :param budget: slots are taken from it before each request; None for servers without a limit
    :param timeout: seconds to wait for each portion of the answer; connecting may take ten of them at the most
    :param max_bytes: a longer answer is refused
    """

    def __init__(
        self, base_url: str, *, budget: Budget | None = None, timeout: float = 30, max_bytes: int = 64 * 2**20
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.budget = budget
        self.timeout = timeout
        self.max_bytes = max_bytes
        self._session = requests.Session()
        self._session.trust_env = False

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> requests.Response:
        """Send one request when the budget has a slot for it; any status is returned as it is.

        :param timeout: for this request, in the place of the client's
        :raises TryLater: the server cannot be reached or did not answer in time
        :raises GiveUp: the answer is longer than allowed
        """
        if self.budget is not None:
            _gate(self.budget)
        patience = timeout or self.timeout
        try:
            answer = self._session.request(
                method,
                self.base_url + path,
                params=query,
                data=form,
                json=json,
                headers={"Accept": "application/json", **(headers or {})},
                timeout=(min(patience, CONNECT), patience),
                allow_redirects=False,
                stream=True,
            )
            self._read(answer)
        except requests.RequestException:
            raise TryLater(_("%(server)s cannot be reached right now", server=self._host), after=30) from None
        return answer

    def _read(self, answer: requests.Response) -> None:
        body = bytearray()
        for portion in answer.iter_content(2**16):
            body += portion
            if len(body) > self.max_bytes:
                answer.close()
                raise GiveUp(
                    _(
                        "%(server)s sent an answer that is longer than %(size)s MB",
                        server=self._host,
                        size=self.max_bytes // 2**20,
                    )
                )
        answer._content = bytes(body)  # requests' own slot for a read body

    @property
    def _host(self) -> str:
        return self.base_url.split("//", 1)[-1].split("/", 1)[0]

"""Requests to one server: no redirects, no proxies, limits of time and size, a budget shared by all workers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from requests import RequestException, Response, Session
from requests.exceptions import SSLError

from hub.sdk.errors import GiveUp, TryLater
from hub.sdk.http.transport import LARGEST, guard
from hub.sdk.texts import text as _

__all__ = ["Budget", "Client", "retry_after", "use_gate"]

TOO_MANY = 429
UNTOLD = 1.0
"""Seconds for which nothing is sent to a server that has had too many requests and does not say when to come back."""

CONNECT = 10.0
"""Seconds within which a server that is there lets itself be reached."""


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit shared by every process of the hub: at most ``per_second`` requests in any second under one key."""

    key: str
    per_second: float


Gate = Callable[[Budget], None]
Brake = Callable[[Budget, float], None]


def _open(budget: Budget) -> None:
    """Let everything through: what applies until the hub has set its own gate."""


def _roll(budget: Budget, seconds: float) -> None:
    """Let nobody wait: what applies until the hub has set its own brake."""


_gate: Gate = _open
_brake: Brake = _roll


def use_gate(gate: Gate, brake: Brake = _roll) -> None:
    """Set what waits for the next slot of a budget; the hub does this once when a process starts.

    :param brake: is told for how many seconds a server wants no request of a budget
    """
    global _gate, _brake
    _gate, _brake = gate, brake


def retry_after(answer: Response) -> float | None:
    """Read the seconds of a Retry-After header; None without one, or where it names a day."""
    value = answer.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else None


class Client:
    """Requests to one server, over https and at public addresses.

    :param base_url: what every path is appended to
    :param set_by_operator: whether ``base_url`` is a setting (``HUB_…``) and not something that a vendor or a person
        has sent: it may then be a private address, and plain http on this machine itself
    :param budget: slots are taken from it before each request; None for servers without a limit
    :param timeout: seconds within which the whole answer must be here; connecting may take ten of them at the most
    :param max_bytes: a longer answer is refused, counted after decompression
    """

    def __init__(
        self,
        base_url: str,
        *,
        set_by_operator: bool = False,
        budget: Budget | None = None,
        timeout: float = 30,
        max_bytes: int = LARGEST,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.budget = budget
        self.timeout = timeout
        self._session = Session()
        guard(self._session, set_by_operator=set_by_operator, max_bytes=max_bytes)

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
    ) -> Response:
        """Send one request when the budget has a slot for it; any status is returned as it is, redirects too.

        :param path: empty, or beginning with ``/`` or ``?``
        :param timeout: for this request, in the place of the client's
        :raises TryLater: the server cannot be reached, is not proved to be itself, or did not answer in time
        :raises GiveUp: the server may not be called, or the answer is longer than allowed
        """
        address = self._address(path)
        if self.budget is not None:
            _gate(self.budget)
        patience = timeout or self.timeout
        try:
            answer = self._session.request(
                method,
                address,
                params=query,
                data=form,
                json=json,
                headers={"Accept": "application/json", **(headers or {})},
                timeout=(min(patience, CONNECT), patience),
                allow_redirects=False,
            )
        except SSLError:
            raise TryLater(_("%(server)s cannot prove that it is itself", server=self._host), after=300) from None
        except RequestException as error:
            if isinstance(error, ValueError):  # requests' own kind for what cannot be sent
                raise self._not_called() from None
            raise TryLater(_("%(server)s cannot be reached right now", server=self._host), after=30) from None
        if answer.status_code == TOO_MANY and self.budget is not None:
            _brake(self.budget, retry_after(answer) or UNTOLD)
        return answer

    def _address(self, path: str) -> str:
        # anything else could end the host and begin another one
        if path[:1] not in ("", "/", "?") or "@" in urlsplit(self.base_url).netloc:
            raise self._not_called()
        return self.base_url + path

    def _not_called(self) -> GiveUp:
        return GiveUp(_("%(server)s is at an address that the hub does not call.", server=self._host))

    @property
    def _host(self) -> str:
        return self.base_url.split("//", 1)[-1].split("/", 1)[0].rpartition("@")[2]

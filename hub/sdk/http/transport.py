"""What makes a session of requests safe to use: where it may go, and how long and how much it may read."""

from typing import Any, cast

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError, ReadTimeout
from urllib3.exceptions import HTTPError, ReadTimeoutError

from hub.sdk.errors import GiveUp
from hub.sdk.http.lines import LocalPool, OperatorsPool, PublicPool, tls, within
from hub.sdk.texts import text as _

__all__ = ["LARGEST", "guard"]

LARGEST = 64 * 2**20
PORTION = 2**16
PATIENCE = 30.0
"""Seconds for a whole answer where the caller names none."""


def guard(session: Session, *, set_by_operator: bool = False, max_bytes: int = LARGEST) -> None:
    """Let a session call only what may be called.

    :param set_by_operator: whether the operator has set the address: it may then be private, and http on this machine
    :param max_bytes: a longer answer is refused, counted after decompression
    """
    session.trust_env = False
    session.get_redirect_target = _nowhere  # type: ignore[assignment, method-assign]
    session.adapters.clear()
    session.mount("https://", _Transport(OperatorsPool if set_by_operator else PublicPool, max_bytes))
    if set_by_operator:
        session.mount("http://", _Transport(LocalPool, max_bytes))


def _nowhere(_answer: Response) -> None:
    """Follow no redirect: the answer itself is given back."""


class _Transport(HTTPAdapter):
    def __init__(self, pool: type[LocalPool] | type[PublicPool] | type[OperatorsPool], max_bytes: int) -> None:
        self._pool = pool
        self._max_bytes = max_bytes
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=tls())
        self.poolmanager.pool_classes_by_scheme = {self._pool.scheme: self._pool}

    def send(self, request: PreparedRequest, *_args: Any, timeout: Any = None, **_kwargs: Any) -> Response:
        """Send a request and read the whole answer; certificates are checked and proxies left out, whoever asks."""
        patience = timeout[1] if isinstance(timeout, tuple) else timeout
        with within(patience or PATIENCE):
            answer = super().send(request, stream=True, timeout=timeout or PATIENCE, verify=True)
            try:
                answer._content = self._read(answer)  # requests' own slot for a read body
            except ReadTimeoutError as error:
                raise ReadTimeout(error, request=request) from error
            except (HTTPError, OSError) as error:
                raise ConnectionError(error, request=request) from error
            finally:
                answer.close()
        return answer

    def _read(self, answer: Response) -> bytes:
        body = bytearray()
        if (answer.raw.length_remaining or 0) > self._max_bytes:
            raise self._too_long(answer)
        while portion := cast(bytes, answer.raw.read1(PORTION, decode_content=True)):
            body += portion
            if len(body) > self._max_bytes:
                raise self._too_long(answer)
        return bytes(body)

    def _too_long(self, answer: Response) -> GiveUp:
        server = answer.url.split("//", 1)[-1].split("/", 1)[0]
        size = self._max_bytes // 2**20
        return GiveUp(_("%(server)s sent an answer that is longer than %(size)s MB", server=server, size=size))

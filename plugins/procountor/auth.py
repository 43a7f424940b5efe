"""Keys and tokens: an API key of one company is exchanged for access tokens that live about an hour.

Everything goes in the form's body; Procountor refuses credentials in an address, and a charset in the content type.
"""

import threading
import time
from collections.abc import Callable

from msgspec import Struct

from hub.sdk.errors import NeedsReauth, Refused
from hub.sdk.secrets import Secret
from hub.sdk.texts import text as _
from plugins.procountor.errors import ApiClosed, Forbidden
from plugins.procountor.settings import ProcountorSettings
from plugins.procountor.wire import Wire

__all__ = ["Tokens", "key_for_code"]

MARGIN = 60.0
"""Seconds before its end at which a token is not used any more."""


class _TokenAnswer(Struct):
    access_token: str
    expires_in: float = 3600


class _KeyAnswer(Struct):
    api_key: str


class Tokens:
    """Access tokens of one API key, kept in memory only."""

    def __init__(
        self, wire: Wire, settings: ProcountorSettings, api_key: Secret, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._wire = wire
        self._settings = settings
        self._api_key = api_key
        self._clock = clock
        self._lock = threading.Lock()
        self._token: Secret | None = None
        self._until = 0.0

    def current(self) -> Secret:
        """Give a token that is good for a while yet.

        :raises NeedsReauth: the key is not accepted any more
        :raises ApiClosed: the company's API is not open
        """
        with self._lock:  # who comes while another thread fetches a token takes that one
            if self._token is None or self._clock() >= self._until:
                answer = self._exchange()
                self._token = Secret(answer.access_token)
                self._until = self._clock() + max(answer.expires_in - MARGIN, answer.expires_in / 2)
            return self._token

    def forget(self, token: Secret) -> None:
        """Drop a token that was refused, unless another has taken its place already."""
        with self._lock:
            if self._token is token:
                self._token = None

    def _exchange(self) -> _TokenAnswer:
        form = credentials(self._settings, "client_credentials") | {"api_key": self._api_key.reveal()}
        try:
            return self._wire.read("POST", "/oauth/token", _TokenAnswer, form=form)
        except Forbidden:
            raise ApiClosed() from None


def key_for_code(wire: Wire, settings: ProcountorSettings, redirect_uri: str, code: str) -> Secret:
    """Redeem the code that keylogin brought back: a key for one user in one company.

    :raises Refused: the code has been used or is older than five minutes
    """
    form = credentials(settings, "authorization_code") | {"redirect_uri": redirect_uri, "code": code}
    try:
        return Secret(wire.read("POST", "/oauth/key", _KeyAnswer, form=form).api_key)
    except NeedsReauth:
        message = _("Procountor no longer accepts this sign-in. Begin again and finish it within five minutes.")
        raise Refused(message) from None


def credentials(settings: ProcountorSettings, grant: str) -> dict[str, str]:
    """Name this hub in a request for a token or a key.

    :raises GiveUp: the operator has not set up the client
    """
    return {
        "grant_type": grant,
        "client_id": settings.need("client_id"),
        "client_secret": settings.need("client_secret"),
    }

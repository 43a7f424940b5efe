"""Authorization requests that wait for a person, and codes that wait for the client. Kept in memory."""

import hashlib
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hmac import compare_digest
from threading import Lock

from hub.issuer.people import Persona

__all__ = ["Asked", "Granted", "Grants"]

CODE_LIFE = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """An authorization request of the client."""

    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    wants_auth_time: bool


@dataclass(frozen=True, slots=True)
class Granted:
    """A person's answer to it."""

    asked: Asked
    persona: Persona
    at: float


class Grants:
    """Codes that were given out; each works once, for a minute, with the verifier of its challenge."""

    def __init__(self) -> None:
        self._codes: dict[str, Granted] = {}
        self._lock = Lock()

    def give(self, asked: Asked, persona: Persona) -> str:
        """Give out a code."""
        code = secrets.token_urlsafe(24)
        with self._lock:
            now = time.time()
            self._codes = {known: each for known, each in self._codes.items() if now - each.at < CODE_LIFE}
            self._codes[code] = Granted(asked, persona, now)
        return code

    def redeem(self, code: str, redirect_uri: str, verifier: str) -> Granted | None:
        """Take a code back; None when it is used, too old or somebody else's."""
        with self._lock:
            granted = self._codes.pop(code, None)
        if granted is None or time.time() - granted.at > CODE_LIFE or granted.asked.redirect_uri != redirect_uri:
            return None
        digest = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        return granted if compare_digest(digest, granted.asked.challenge) else None

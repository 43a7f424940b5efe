"""The keys of a provider, and signing with them, rightly and wrongly."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

__all__ = ["Keys"]


class Keys:
    """RSA keys made anew for this process.

    :param issuers: for each key the issuer it is published for, None for a key without one
    """

    def __init__(self, issuers: Mapping[str, str | None]) -> None:
        self._issuers = issuers
        self._keys = {kid: _new(kid) for kid in issuers}
        self._unknown = _new("unpublished")

    def published(self) -> dict[str, Any]:
        """Give the public keys as a JWK set."""
        keys = []
        for kid, key in self._keys.items():
            told: dict[str, Any] = {**key.as_dict(private=False), "alg": "RS256", "use": "sig"}
            if issuer := self._issuers[kid]:
                told["issuer"] = issuer
            keys.append(told)
        return {"keys": keys}

    def sign(self, claims: dict[str, Any], kid: str) -> str:
        """Sign as a provider does."""
        return _signed(claims, self._keys[kid], kid)

    def sign_unpublished(self, claims: dict[str, Any]) -> str:
        """Sign with a key that nobody knows."""
        return _signed(claims, self._unknown, "unpublished")

    def unsigned(self, claims: dict[str, Any], kid: str) -> str:
        """Leave the signature out."""
        return _joined({"alg": "none", "typ": "JWT", "kid": kid}, claims) + "."

    def sign_confused(self, claims: dict[str, Any], kid: str) -> str:
        """Sign by HS256 with the public key, for who takes the algorithm from the token."""
        text = _joined({"alg": "HS256", "typ": "JWT", "kid": kid}, claims)
        secret = self._keys[kid].as_pem(private=False)
        return f"{text}.{_b64(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def _new(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid}, private=True)


def _signed(claims: dict[str, Any], key: RSAKey, kid: str) -> str:
    return jwt.encode({"alg": "RS256", "typ": "JWT", "kid": kid}, claims, key)


def _joined(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return ".".join(_b64(json.dumps(part).encode()) for part in (header, claims))


def _b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()

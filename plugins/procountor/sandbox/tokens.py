"""API keys and access tokens, shaped like Procountor's: HS256 JWTs that name client, user and company."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey


class BadToken(Exception):
    """The text is no access token of this sandbox, or its time is over."""


@dataclass(frozen=True, slots=True)
class Access:
    """What an access token stands for."""

    company_id: int
    user_id: int
    client_id: str
    key_id: str  # the API key it came from; empty after a sign-in in the browser
    expires: float  # seconds since 1970, UTC


class Mint:
    """Makes and reads the sandbox's tokens with one secret of its own."""

    def __init__(self, secret: str, issuer: str):
        self._key = OctKey.import_key(secret)
        self._issuer = issuer
        self._read: dict[str, Access] = {}
        self._era = 0

    def end_all(self) -> None:
        """End every access token there is, before its time."""
        self._era += 1
        self._read.clear()

    def api_key(self, client_id: str, user_id: int, company_id: int) -> tuple[str, str]:
        """Make the id and the text of a key without an end."""
        key_id = str(uuid4())
        return key_id, self._sign(self._claims(client_id, user_id, company_id) | {"jti": key_id})

    def access_token(self, client_id: str, user_id: int, company_id: int, *, key_id: str, life: int) -> str:
        """Make an access token that is good for `life` seconds; one of a key has the key's jti and scope m2m."""
        claims = self._claims(client_id, user_id, company_id)
        claims |= {"auth_time": claims["iat"], "exp": claims["iat"] + life, "era": self._era}
        return self._sign(claims | ({"jti": key_id, "scope": "m2m"} if key_id else {"jti": str(uuid4())}))

    def read(self, token: str) -> Access:
        """Read an access token.

        :raises BadToken: it was not made here, or its time is over
        """
        access = self._read.get(token) or self._decode(token)
        if access.expires <= _seconds():
            self._read.pop(token, None)
            raise BadToken
        self._read[token] = access
        return access

    def _decode(self, token: str) -> Access:
        try:
            claims = jwt.decode(token, self._key, algorithms=["HS256"]).claims
            if claims["era"] != self._era:
                raise BadToken
            return Access(
                company_id=claims["cid"],
                user_id=int(claims["sub"]),
                client_id=claims["aud"],
                key_id=claims["jti"] if claims.get("scope") == "m2m" else "",
                expires=claims["exp"],
            )
        except (JoseError, KeyError, ValueError):
            raise BadToken from None

    def _claims(self, client_id: str, user_id: int, company_id: int) -> dict[str, Any]:
        return {
            "iss": self._issuer,
            "aud": client_id,
            "sub": str(user_id),
            "cid": company_id,
            "iat": int(_seconds()),
        }

    def _sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "HS256", "typ": "JWT"}, claims, self._key, algorithms=["HS256"])


def _seconds() -> float:
    return datetime.now(UTC).timestamp()

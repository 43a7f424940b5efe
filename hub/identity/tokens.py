"""Random tokens that browsers carry; the database knows only their SHA-256."""

import hashlib
import secrets
from base64 import urlsafe_b64encode

__all__ = ["challenge_of", "digest", "new_token"]


def new_token() -> str:
    """Make a token of 256 random bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """Give what the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def challenge_of(verifier: str) -> str:
    """Give the S256 challenge of a code verifier (RFC 7636, 4.2).

    >>> challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    return urlsafe_b64encode(digest(verifier)).rstrip(b"=").decode()

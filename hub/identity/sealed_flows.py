"""What a flow holds, sealed with the token that only its browser has.

A flow remembers codes that came back too early, links of invitations, and verifiers. The database knows a token by its
hash, so that neither it nor a copy of it opens any of them (AES-256-GCM, NIST SP 800-38D).
"""

import base64
import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["opened", "sealed"]

NONCE = 12
PURPOSE = b"hub-flow\0"
"""Keeps the key apart from the hash by which the database knows the token."""


def sealed(token: str, values: dict[str, Any]) -> dict[str, str]:
    """Seal each value on its own, so that single ones can be replaced; its name is bound to it."""
    cipher = _cipher(token)

    def seal(name: str, value: Any) -> str:
        nonce = os.urandom(NONCE)
        return base64.b64encode(nonce + cipher.encrypt(nonce, json.dumps(value).encode(), name.encode())).decode()

    return {name: seal(name, value) for name, value in values.items()}


def opened(token: str, values: dict[str, str]) -> dict[str, Any]:
    """Open what was sealed with the same token.

    :raises cryptography.exceptions.InvalidTag: it was sealed with another, or under another name

    >>> opened("token", sealed("token", {"wanted": {"path": "/"}}))
    {'wanted': {'path': '/'}}
    """
    cipher = _cipher(token)

    def open_(name: str, value: str) -> Any:
        raw = base64.b64decode(value)
        return json.loads(cipher.decrypt(raw[:NONCE], raw[NONCE:], name.encode()))

    return {name: open_(name, value) for name, value in values.items()}


def _cipher(token: str) -> AESGCM:
    return AESGCM(hashlib.sha256(PURPOSE + token.encode()).digest())

"""The token endpoint's answer: an ID token as it should be, or with the faults that are switched on."""

import secrets
import time
from typing import Any

from hub.issuer.grants import Granted
from hub.issuer.sides import Side

__all__ = ["answer"]

LIFE = 3600
OTHER = "another-client"


def answer(side: Side, client_id: str, granted: Granted) -> dict[str, Any]:
    """Give what the token endpoint answers to a good code."""
    told: dict[str, Any] = {
        "access_token": secrets.token_urlsafe(24),
        "token_type": "Bearer",
        "expires_in": LIFE,
        "scope": "openid email profile",
    }
    if "no_id_token" not in side.faults:
        told["id_token"] = _signed(side, _claims(side, client_id, granted), granted)
    return told


def _claims(side: Side, client_id: str, granted: Granted) -> dict[str, Any]:
    faults = side.faults
    now = int(time.time()) - (2 * LIFE if "expired" in faults else 0)
    claims = {
        **side.claims(granted),
        "aud": OTHER if "aud" in faults or "aud_azp" in faults else client_id,
        "iat": now,
        "nbf": now,
        "exp": now + LIFE,
        "nonce": "another-nonce" if "nonce" in faults else granted.asked.nonce,
    }
    if "azp" in faults or "aud_azp" in faults:
        claims["azp"] = OTHER if "azp" in faults else client_id
    if "stale_auth_time" in faults:
        claims["auth_time"] = int(granted.at) - LIFE
    elif granted.asked.wants_auth_time and "no_auth_time" not in faults:
        claims["auth_time"] = int(granted.at)
    return claims


def _signed(side: Side, claims: dict[str, Any], granted: Granted) -> str:
    kid = side.key_for(granted.persona)
    if "alg_none" in side.faults:
        return side.keys.unsigned(claims, kid)
    if "hs256" in side.faults:
        return side.keys.sign_confused(claims, kid)
    if "kid" in side.faults:
        return side.keys.sign_unpublished(claims)
    return side.keys.sign(claims, kid)

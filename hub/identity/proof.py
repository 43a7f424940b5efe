"""What an ID token must say before we believe it, beyond signature, nonce and lifetime.

Checked after the library has checked, on the claims it returned: options handed to it lose their callables with the
first use, and some of these rules it does not know.
"""

import time
from collections.abc import Mapping
from typing import Any

from hub.sdk.identity import IdentityProvider

__all__ = ["FRESH", "SKEW", "NotFresh", "Untrusted", "check", "check_key", "freshness"]

SKEW = 120
"""Seconds that clocks may differ."""
FRESH = 300
"""Seconds; a sign-in that the provider says to be older is no fresh one."""


class Untrusted(Exception):
    """The provider's answer proves nothing; the text is for the log."""


class NotFresh(Untrusted):
    """The provider did not show that the person proved themselves just now, and that was asked for."""


def check(provider: IdentityProvider, claims: Mapping[str, Any], metadata: Mapping[str, Any]) -> None:
    """Hold audience and issuer of the claims against the provider's.

    :raises Untrusted: they are for somebody else, or from somebody else
    """
    if claims.get("aud") not in (provider.client_id, [provider.client_id]):
        raise Untrusted("aud")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise Untrusted("azp")
    if claims.get("iss") != provider.issuer_of(claims, metadata):
        raise Untrusted("iss")


def check_key(header: Mapping[str, Any], claims: Mapping[str, Any], metadata: Mapping[str, Any]) -> None:
    """Hold the issuer that the signing key is published for, if any, against the claims' (Microsoft does this).

    :raises Untrusted: the key is unnamed, unknown, or another issuer's
    """
    keys = [key for key in metadata["jwks"].get("keys", []) if key.get("kid") == header.get("kid")]
    if header.get("alg") != "RS256" or not header.get("kid") or len(keys) != 1:
        raise Untrusted("key")
    issuer = keys[0].get("issuer")
    if issuer is not None and str(issuer).replace("{tenantid}", str(claims.get("tid"))) != claims["iss"]:
        raise Untrusted("issuer of the key")


def freshness(provider: IdentityProvider, claims: Mapping[str, Any], max_age: int | None) -> tuple[float, str]:
    """Tell when the person proved themselves to the provider, and how well that is known.

    :param max_age: how many seconds ago at most it may be; None when nothing was asked
    :returns: seconds since the epoch, and the assurance of :class:`hub.identity.sessions.NewSession`
    :raises NotFresh: a fresh sign-in was asked for and not shown
    """
    now, told = time.time(), claims.get("auth_time")
    if not isinstance(told, int | float) or isinstance(told, bool):
        if max_age is not None and provider.step_up == "strict":
            raise NotFresh("auth_time is missing")
        return now, "signed_in" if max_age is None else "round_trip"
    if max_age is not None and (now - told > max_age + SKEW or told > now + SKEW):
        raise NotFresh("auth_time")
    is_fresh = now - (FRESH if max_age is None else max_age) - SKEW <= told <= now + SKEW
    return min(float(told), now), "fresh" if is_fresh else "signed_in"

"""What a provider publishes about itself, fetched anew every few hours and held against what we expect of it."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _

from hub.sdk.errors import GiveUp, TryLater
from hub.sdk.http import Client
from hub.sdk.identity import IdentityProvider

__all__ = ["REFRESH", "Discovered", "discover"]

REFRESH = 4 * 3600
TIMEOUT = 5
LARGEST = 2**20
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OFFERED = ("end_session_endpoint",)
"""What a provider may publish; where it does, it is held to the same hosts."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Discovered:
    """A provider's checked metadata, its keys within, and when they were fetched (seconds of the monotonic clock)."""

    metadata: Mapping[str, Any]
    at: float

    @property
    def is_stale(self) -> bool:
        """Say whether it is time to fetch it again: withdrawn keys must not be believed for long."""
        return time.monotonic() - self.at > REFRESH


def discover(provider: IdentityProvider) -> Discovered:
    """Fetch a provider's discovery document (OpenID Connect Discovery 1.0) and its keys.

    :raises TryLater: the provider cannot be reached now
    :raises GiveUp: the document names another issuer, or hosts that are not the provider's
    """
    own = urlsplit(provider.metadata_url)
    if not _is_safe(own.scheme, own.hostname or ""):
        raise _unexpected(provider, "its metadata without encryption")
    metadata = _fetch(provider, provider.metadata_url)
    _check(provider, metadata)
    keys = _fetch(provider, str(metadata["jwks_uri"]))
    # only what we accept, whatever the document announces
    return Discovered(
        {**metadata, "jwks": keys, "id_token_signing_alg_values_supported": ["RS256"]}, at=time.monotonic()
    )


def _fetch(provider: IdentityProvider, address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}"
    # where the operator has sent us, and where the document sends us: only the first may be a private address
    own = parts.netloc == urlsplit(provider.metadata_url).netloc
    client = Client(origin, set_by_operator=own, timeout=TIMEOUT, max_bytes=LARGEST)
    answer = client.send("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
    if answer.status_code != 200:
        log.warning("%s answered %s to its discovery", provider.key, answer.status_code)
        sentence = _("%(provider)s cannot be reached right now. Try again in a moment.", provider=provider.label)
        raise TryLater(sentence, after=30)
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise _unexpected(provider, "no JSON object")
    return told


def _check(provider: IdentityProvider, metadata: Mapping[str, Any]) -> None:
    if metadata.get("issuer") != provider.issuer():
        raise _unexpected(provider, "another issuer")
    own = urlsplit(provider.metadata_url)
    allowed = {own.netloc, *provider.endpoint_hosts}
    for name in (*ENDPOINTS, *(each for each in OFFERED if each in metadata)):
        parts = urlsplit(str(metadata.get(name, "")))
        if parts.netloc not in allowed or not _is_safe(parts.scheme, parts.hostname or ""):
            raise _unexpected(provider, f"a foreign {name}")


def _is_safe(scheme: str, host: str) -> bool:
    return scheme == "https" or (scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _unexpected(provider: IdentityProvider, what: str) -> GiveUp:
    log.error("%s published %s", provider.key, what)
    return GiveUp(
        _(
            "%(provider)s published something unexpected about itself; nobody is signed in with it now.",
            provider=provider.label,
        )
    )

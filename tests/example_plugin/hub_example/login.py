"""Signing in at an OpenID provider of one's own."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.sdk.errors import Refused
from hub.sdk.identity import Identity, IdentityProvider
from hub.sdk.secrets import Secret
from hub.sdk.settings import Settings, optional, setting, text, web_address
from hub.sdk.texts import text as _


@dataclass(frozen=True, kw_only=True)
class ExampleSettings(Settings):
    """What the operator says about the provider."""

    client_id: str | None = setting("HUB_EXAMPLE_CLIENT_ID", optional(text), default=None, help="Client id.")
    client_secret: str = setting("HUB_EXAMPLE_CLIENT_SECRET", str, default="", help="Client secret.", secret=True)
    metadata_url: str = setting(
        "HUB_EXAMPLE_METADATA_URL",
        web_address,
        default="https://login.example.com/.well-known/openid-configuration",
        help="Discovery document.",
    )


# asked for max_age, a provider has to tell when the person signed in (OpenID Connect Core 1.0, 3.1.2.1)
_RECENTLY = {"max_age": "300"}


class ExampleLogin(IdentityProvider):
    """An organisation's own sign-in: everybody it knows works there."""

    key = "example"
    label = "Example Login"

    @classmethod
    def from_environment(cls) -> "ExampleLogin":
        """Read the provider out of the operator's settings."""
        settings = ExampleSettings.read(os.environ)
        return cls(
            settings.metadata_url,
            settings.client_id or "",
            Secret(settings.client_secret),
            # an activation ends with an act that needs a recent sign-in: so nobody is asked twice
            authorize_params={"activation": _RECENTLY, "step_up": _RECENTLY},
        )

    def issuer_of(self, claims: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
        """One provider, one issuer: the one its metadata names."""
        return str(metadata["issuer"])

    def read(self, claims: Mapping[str, Any]) -> Identity:
        """Everybody signs in as who the provider says they are; an address is not what they are known by."""
        if not claims.get("iss") or not claims.get("sub"):
            raise Refused(_("The provider did not say who you are. Sign in again."))
        if not claims.get("email"):
            raise Refused(_("Your account has no e-mail address. Add one, and sign in again."))
        return Identity(
            provider=self.key,
            authority=str(claims["iss"]),
            subject=str(claims["sub"]),
            name=str(claims.get("name") or claims["email"]),
            email=str(claims["email"]),
            email_vouched=claims.get("email_verified") is True,
            kind="work",
        )

"""Google accounts, private and of Workspace organisations."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from hub.sdk.errors import Refused, UserFault
from hub.sdk.identity import Identity, IdentityProvider
from hub.sdk.secrets import Secret
from hub.sdk.texts import text as _

from .settings import GoogleSettings

__all__ = ["Google"]

_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_PRIVATE = ("gmail.com", "googlemail.com")

# Google tells when somebody signed in only to verified apps that ask for the claim
_ASK_FOR_AUTH_TIME = '{"id_token":{"auth_time":{"essential":true},"amr":{"essential":true}}}'
_FRESH = {"prompt": "select_account", "max_age": "300", "claims": _ASK_FOR_AUTH_TIME}
_CHOOSE = {"prompt": "select_account"}
_PARAMS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "best_effort": {"activation": _CHOOSE, "invitation": _CHOOSE, "step_up": _FRESH},
    # an activation ends with an act that needs the proof: whoever signs in for it shall not be asked twice
    "strict": {"activation": _FRESH, "invitation": _CHOOSE, "step_up": _FRESH},
}


class Google(IdentityProvider):
    """Sign in with Google. An account is known by issuer and ``sub``, which is never reused."""

    key: ClassVar = "google"
    label: ClassVar = "Google"
    organisation_label: ClassVar = _("Google Workspace domain")
    endpoint_hosts: ClassVar = ("oauth2.googleapis.com", "www.googleapis.com")

    @classmethod
    def told(cls, settings: GoogleSettings) -> Self:
        """Make the provider from its settings."""
        return cls(
            metadata_url=settings.metadata_url,
            client_id=settings.client_id or "",
            client_secret=Secret(settings.client_secret or ""),
            authorize_params=_PARAMS[settings.step_up],
            step_up=settings.step_up,
        )

    def issuer_of(self, claims: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
        """Accept the metadata's issuer only, not the old form without ``https://``."""
        return str(metadata["issuer"])

    def read(self, claims: Mapping[str, Any]) -> Identity:
        """Read an account; ``hd`` is there only for Workspace accounts."""
        email, organisation = claims.get("email"), claims.get("hd")
        if not claims.get("iss") or not claims.get("sub"):
            raise Refused(_("Google did not say whose account this is."))
        return Identity(
            provider=self.key,
            authority=str(claims["iss"]),
            subject=str(claims["sub"]),
            name=str(claims.get("name") or ""),
            email=str(email) if email else None,
            email_vouched=bool(email) and claims.get("email_verified") is True and _owns(organisation, str(email)),
            kind="work" if organisation else "personal",
            organisation=str(organisation) if organisation else None,
        )

    def organisation(self, entered: str) -> str:
        """Take the Workspace's domain, also from an address in it."""
        domain = entered.strip().lower().rpartition("@")[2]
        if not _DOMAIN.fullmatch(domain) or domain in _PRIVATE:
            raise UserFault(_("Enter the domain of the company's Google Workspace, for example company.example."))
        return domain


def _owns(organisation: Any, email: str) -> bool:
    """Say whether the owner of the address' domain stands behind it: the Workspace, or Google itself."""
    domain = email.rpartition("@")[2].lower()
    return domain == (str(organisation).lower() if organisation else "gmail.com")

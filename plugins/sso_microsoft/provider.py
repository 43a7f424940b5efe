"""Microsoft accounts: of organisations (Entra ID) and personal ones."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self
from uuid import UUID

from hub.sdk.errors import Refused, UserFault
from hub.sdk.identity import Identity, IdentityProvider
from hub.sdk.secrets import Secret
from hub.sdk.texts import text as _

from .settings import MicrosoftSettings

__all__ = ["PERSONAL", "Microsoft"]

PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad"
"""The directory that Microsoft keeps all personal accounts in."""
_ANY = ("common", "organizations")
# not less: the age counts from the password, not from the second factor that may follow it
_MAX_AGE = {"max_age": "300"}
_CHOOSE, _FRESH = {"prompt": "select_account"}, {"prompt": "login", **_MAX_AGE}
_PARAMS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "best_effort": {"activation": _CHOOSE, "invitation": _CHOOSE, "step_up": _FRESH},
    # an activation ends with an act that needs the proof: whoever signs in for it shall not be asked twice
    "strict": {"activation": {**_CHOOSE, **_MAX_AGE}, "invitation": _CHOOSE, "step_up": _FRESH},
}


class Microsoft(IdentityProvider):
    """Sign in with Microsoft. An account is known by directory and object id (``tid``, ``oid``)."""

    key: ClassVar = "microsoft"
    label: ClassVar = "Microsoft"
    organisation_label: ClassVar = _("Microsoft Entra tenant id")
    signs_out: ClassVar = True

    @classmethod
    def told(cls, settings: MicrosoftSettings) -> Self:
        """Make the provider from its settings."""
        return cls(
            metadata_url=settings.metadata_url,
            client_id=settings.client_id or "",
            client_secret=Secret(settings.client_secret or ""),
            authorize_params=_PARAMS[settings.step_up],
            step_up=settings.step_up,
        )

    def issuer(self) -> str:
        """Tell the metadata's issuer: a template where the address is open to every directory."""
        base, _, rest = super().issuer().rpartition("/v2.0")
        root, _, directory = base.rpartition("/")
        directory = {"consumers": PERSONAL, **dict.fromkeys(_ANY, "{tenantid}")}.get(directory, directory)
        return f"{root}/{directory}/v2.0{rest}"

    def issuer_of(self, claims: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
        """Put the token's own directory into the template; it must be an id, not any text."""
        return str(metadata["issuer"]).replace("{tenantid}", _directory(claims))

    def read(self, claims: Mapping[str, Any]) -> Identity:
        """Read an account. Its e-mail counts only where ``xms_edov`` says that the domain's owner was verified."""
        directory, subject, email = _directory(claims), claims.get("oid"), claims.get("email")
        if not subject:
            raise Refused(_("Microsoft did not say which account this is. The hub needs the scope profile there."))
        personal = directory == PERSONAL
        return Identity(
            provider=self.key,
            authority=directory,
            subject=str(subject),
            name=str(claims.get("name") or ""),
            email=str(email) if email else None,
            email_vouched=bool(email) and claims.get("xms_edov") in (True, "1", "true", "True"),
            kind="personal" if personal else "work",
            organisation=None if personal else directory,
            guest=claims.get("acct") in (1, "1"),
        )

    def organisation(self, entered: str) -> str:
        """Take a directory's id; that of all personal accounts is no organisation."""
        try:
            directory = str(UUID(entered.strip()))
        except ValueError:
            raise UserFault(
                _("A tenant id looks like 1b2c3d4e-0000-4000-8000-1234567890ab. It stands on the directory's overview.")
            ) from None
        if directory == PERSONAL:
            raise UserFault(_("This is the id of all personal Microsoft accounts, not of an organisation."))
        return directory


def _directory(claims: Mapping[str, Any]) -> str:
    tid = str(claims.get("tid"))
    try:
        known = str(UUID(tid)) == tid
    except ValueError:
        known = False
    if not known:
        raise Refused(_("Microsoft did not say which directory this account belongs to."))
    return tid

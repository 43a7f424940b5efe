"""How the two providers differ: addresses, keys and claims."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from hub.issuer.faults import Faults
from hub.issuer.grants import Granted
from hub.issuer.keys import Keys
from hub.issuer.people import CONSUMERS, Persona, directory_of

__all__ = ["Google", "Microsoft", "Side"]


class Side(ABC):
    """One provider."""

    key: ClassVar[str]
    label: ClassVar[str]
    discovery: ClassVar[str]
    tells_issuer: ClassVar[bool] = False
    signs_out: ClassVar[bool] = False

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.faults = Faults()
        self.keys = self._make_keys()

    @property
    @abstractmethod
    def root(self) -> str:
        """The path that the provider's endpoints are under."""

    @property
    @abstractmethod
    def issuer(self) -> str:
        """What the discovery document names as the issuer."""

    @abstractmethod
    def claims(self, granted: Granted) -> dict[str, Any]:
        """Tell who somebody is, in the provider's way."""

    @abstractmethod
    def key_for(self, persona: Persona) -> str:
        """Choose the key that signs for somebody."""

    @abstractmethod
    def _make_keys(self) -> Keys: ...

    def metadata(self) -> dict[str, Any]:
        """Give the discovery document."""
        at = self.base_url + self.root
        return {
            "issuer": self.base_url + "/elsewhere" if "metadata_issuer" in self.faults else self.issuer,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": "https://elsewhere.example/token" if "metadata_host" in self.faults else f"{at}/token",
            "jwks_uri": f"{at}/keys",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "email", "profile"],
            **({"authorization_response_iss_parameter_supported": True} if self.tells_issuer else {}),
            **({"end_session_endpoint": self._end_session(at)} if self.signs_out else {}),
        }

    def _end_session(self, at: str) -> str:
        return "https://elsewhere.example/out" if "sign_out_host" in self.faults else f"{at}/signed-out"


class Google(Side):
    """Behaves like accounts.google.com."""

    key = "google"
    label = "Google"
    discovery = "/google/.well-known/openid-configuration"
    root = "/google"
    tells_issuer = True

    @property
    def issuer(self) -> str:
        """The one issuer of all accounts."""
        return self.base_url + "/google"

    def claims(self, granted: Granted) -> dict[str, Any]:
        """Tell address and, for organisations, ``hd``."""
        persona, verified = granted.persona, "unverified_email" not in self.faults
        elsewhere = "foreign_issuer" in self.faults
        claims: dict[str, Any] = {
            "iss": self.base_url + "/elsewhere" if elsewhere else self.issuer,
            "sub": persona.google_sub,
            "name": persona.name,
            "email": persona.email,
            "email_verified": verified and persona.kind != "unvouched",
        }
        if persona.kind == "work":
            claims["hd"] = persona.domain
        return claims

    def key_for(self, persona: Persona) -> str:
        """Sign everything with the one key."""
        return "google-1"

    def _make_keys(self) -> Keys:
        return Keys({"google-1": None})


class Microsoft(Side):
    """Behaves like login.microsoftonline.com with the authority ``common``."""

    key = "microsoft"
    label = "Microsoft"
    signs_out = True
    discovery = "/microsoft/common/v2.0/.well-known/openid-configuration"
    root = "/microsoft/common"

    @property
    def issuer(self) -> str:
        """The template that every directory fits into."""
        return self.base_url + "/microsoft/{tenantid}/v2.0"

    def claims(self, granted: Granted) -> dict[str, Any]:
        """Tell directory and object id; ``xms_edov`` only where the address' domain was verified."""
        persona = granted.persona
        tid = directory_of("elsewhere.example") if "other_tid" in self.faults else persona.microsoft_tid
        issuing = directory_of("elsewhere.example") if "foreign_issuer" in self.faults else tid
        claims: dict[str, Any] = {
            "iss": self.issuer.replace("{tenantid}", issuing),
            "sub": f"pairwise-{persona.microsoft_oid}",
            "tid": tid,
            "oid": persona.microsoft_oid,
            "ver": "2.0",
            "name": persona.name,
            "preferred_username": persona.email,
            "email": persona.email,
        }
        if persona.kind == "work" and "unverified_email" not in self.faults:
            claims["xms_edov"] = True
        return claims

    def key_for(self, persona: Persona) -> str:
        """Sign for personal accounts with the key of their directory, unless told to mix them up."""
        personal = persona.microsoft_tid == CONSUMERS
        return "microsoft-personal" if personal != ("foreign_key" in self.faults) else "microsoft-1"

    def _make_keys(self) -> Keys:
        return Keys({"microsoft-1": self.issuer, "microsoft-personal": self.issuer.replace("{tenantid}", CONSUMERS)})

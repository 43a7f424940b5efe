"""The contract of a plugin that lets people sign in: an OpenID Connect provider."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from hub.sdk.secrets import Secret

__all__ = ["Identity", "IdentityProvider"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a provider says the person is.

    An account is known by provider, authority and subject; the e-mail is contact data and never a key.

    :param authority: who vouches within the provider: the issuer (Google), the directory's id (Microsoft)
    :param subject: the person's id there, never reused
    :param email_vouched: whether the owner of the address' domain stands behind it
    :param kind: ``work`` for an organisation's account, else ``personal``
    :param organisation: which organisation, as the provider vouches for it; None for a personal account
    :param guest: whether the account is only a guest there: another organisation's person, whom this one let in
    """

    provider: str
    authority: str
    subject: str
    name: str
    email: str | None
    email_vouched: bool
    kind: Literal["work", "personal"]
    organisation: str | None = None
    guest: bool = False


@dataclass(frozen=True)
class IdentityProvider(ABC):
    """One way to sign in. The hub runs the protocol (code, PKCE, state, nonce, signature, audience, times).

    :param metadata_url: the discovery document; ``client_id`` empty means that the provider is not offered
    :param authorize_params: what the authorization request carries besides the protocol's own, by occasion:
        ``sign_in``, ``activation`` and ``invitation`` (let the person choose the account) and ``step_up`` (a fresh
        sign-in is wanted)
    :param step_up: where a recent sign-in is needed, ``strict`` refuses what the provider does not prove with
        ``auth_time``; ``best_effort`` takes a complete new round trip, and the environment's other Admins are told
    """

    metadata_url: str
    client_id: str
    client_secret: Secret
    authorize_params: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    step_up: Literal["strict", "best_effort"] = "strict"

    key: ClassVar[str]
    label: ClassVar[str]
    scopes: ClassVar[tuple[str, ...]] = ("openid", "email", "profile")
    organisation_label: ClassVar[str] = ""
    """What people call the ``organisation`` of an identity, e.g. *Workspace domain*; empty where there is none."""
    signs_out: ClassVar[bool] = False
    """Whether people can sign out there, too: then the hub's address after it has to be registered with the others."""
    endpoint_hosts: ClassVar[tuple[str, ...]] = ()
    """Hosts, besides the metadata's own, at which the metadata may place its endpoints."""

    def issuer(self) -> str:
        """Tell which ``issuer`` the metadata must name: what its address says (OpenID Connect Discovery 1.0, 4.3)."""
        return self.metadata_url.removesuffix("/.well-known/openid-configuration")

    @abstractmethod
    def issuer_of(self, claims: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
        """Tell which ``iss`` these claims must carry, given the provider's metadata; the hub compares exactly.

        :raises Refused: the claims cannot belong to any issuer of this provider
        """

    @abstractmethod
    def read(self, claims: Mapping[str, Any]) -> Identity:
        """Turn the checked claims of an ID token into an identity.

        :raises Refused: this account may not sign in; the message says why
        """

    def organisation(self, entered: str) -> str:
        """Turn what an Admin enters to name an organisation into the ``organisation`` that its identities carry.

        :raises UserFault: it can be none; the message says what one looks like
        """
        return entered.strip()

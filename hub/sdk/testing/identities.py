"""What every identity provider must do."""

# ruff: noqa: S101 - a suite asserts
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import pytest

from hub.sdk.errors import Refused
from hub.sdk.identity import Identity, IdentityProvider

__all__ = ["IdentitySuite", "identity_suite"]

Claims = Mapping[str, Any]


class IdentitySuite:
    """The rules."""

    make: ClassVar[Callable[[], IdentityProvider]]
    claims: ClassVar[Claims]
    metadata: ClassVar[Mapping[str, Any]]
    refused: ClassVar[Sequence[Claims]]
    not_vouched: ClassVar[Sequence[Claims]]

    @pytest.fixture
    def provider(self) -> IdentityProvider:
        """The provider."""
        return type(self).make()

    def test_it_names_itself_and_asks_for_openid(self, provider: IdentityProvider) -> None:
        """The key is part of addresses; without ``openid`` there is no identity."""
        assert provider.key.isidentifier()
        assert provider.label.strip()
        assert "openid" in provider.scopes

    def test_its_secret_does_not_show(self, provider: IdentityProvider) -> None:
        """Not in a log, not in a page."""
        if provider.client_secret.reveal():
            assert provider.client_secret.reveal() not in repr(provider)

    def test_the_issuer_is_the_one_of_the_claims(self, provider: IdentityProvider) -> None:
        """The hub compares exactly."""
        assert provider.issuer_of(self.claims, self.metadata) == self.claims["iss"]

    @pytest.mark.parametrize("issuer", ["https://issuer.example", "", None, 7])
    def test_another_issuer_is_never_confirmed(self, provider: IdentityProvider, issuer: object) -> None:
        """A token does not choose who may have issued it."""
        try:
            assert provider.issuer_of({**self.claims, "iss": issuer}, self.metadata) != issuer
        except Refused:
            return

    def test_it_says_whether_people_can_sign_out_there(self, provider: IdentityProvider) -> None:
        """The address they come back to has to be registered, which the operator is told by ``hub doctor``."""
        assert provider.signs_out is ("end_session_endpoint" in self.metadata)

    def test_it_reads_who_the_person_is(self, provider: IdentityProvider) -> None:
        """The same claims are the same person."""
        identity = provider.read(self.claims)
        assert identity == provider.read(dict(self.claims))
        assert identity.provider == provider.key
        assert identity.authority
        assert identity.subject
        assert identity.kind in {"work", "personal"}

    def test_an_address_is_never_the_key(self, provider: IdentityProvider) -> None:
        """Whoever carries another's e-mail address is still not that person."""
        claimed = {
            "email": "somebody@else.example",
            "preferred_username": "somebody@else.example",
            "upn": "x@y.example",
        }
        assert _key(provider.read({**self.claims, **claimed})) == _key(provider.read(self.claims))

    def test_a_missing_claim_makes_nobody_else_of_the_person(self, provider: IdentityProvider) -> None:
        """Without what the key is made of the sign-in is refused; nothing stands in for it."""
        known = _key(provider.read(self.claims))
        for name in self.claims:
            rest = {each: value for each, value in self.claims.items() if each != name}
            try:
                identity = provider.read(rest)
            except Refused:
                continue
            assert _key(identity) == known

    def test_a_personal_account_is_of_no_organisation(self, provider: IdentityProvider) -> None:
        """An environment may be open to an organisation's accounts only."""
        identity = provider.read(self.claims)
        assert identity.kind == "work" or identity.organisation is None

    def test_an_organisation_can_be_entered_as_identities_carry_it(self, provider: IdentityProvider) -> None:
        """Admins name the organisations whose accounts they accept."""
        organisation = provider.read(self.claims).organisation
        if provider.organisation_label and organisation:
            assert provider.organisation(f" {organisation.upper()} ").lower() == organisation.lower()

    def test_accounts_that_may_not_sign_in_are_refused_with_a_reason(self, provider: IdentityProvider) -> None:
        """The person reads why."""
        for claims in self.refused:
            with pytest.raises(Refused) as raised:
                provider.read(claims)
            assert raised.value.message.strip()

    def test_an_address_is_vouched_for_only_by_the_owner_of_its_domain(self, provider: IdentityProvider) -> None:
        """What nobody stands behind is contact data at the most."""
        assert all(provider.read(claims).email_vouched is False for claims in self.not_vouched)


def _key(identity: Identity) -> tuple[str, str, str]:
    return identity.provider, identity.authority, identity.subject


def identity_suite(
    provider: Callable[[], IdentityProvider],
    *,
    claims: Claims,
    metadata: Mapping[str, Any],
    refused: Sequence[Claims] = (),
    not_vouched: Sequence[Claims] = (),
) -> type[IdentitySuite]:
    """Make the suite for a provider; bind it to a name that begins with ``Test``.

    :param provider: makes the provider
    :param claims: an ID token's claims of somebody who may sign in, as the hub has checked them
    :param metadata: the provider's discovery document
    :param refused: claims of people who may not sign in
    :param not_vouched: claims whose e-mail address nobody vouches for
    """
    members = {
        "make": staticmethod(provider),
        "claims": claims,
        "metadata": metadata,
        "refused": refused,
        "not_vouched": not_vouched,
    }
    return type("IdentitySuite", (IdentitySuite,), members)

"""Hooks around signing in."""

from collections.abc import Iterable

from hub.hookspecs import hookspec
from hub.sdk.identity import Identity, IdentityProvider
from hub.sdk.refs import TenantRef


@hookspec
def register_identity_providers() -> Iterable[IdentityProvider]:  # type: ignore[empty-body]
    """Offer ways to sign in.

    Asked once, when the hub starts. A provider without a client id is not offered to people.

    :returns: providers, in the order of their buttons

    Example::

        @hookimpl
        def register_identity_providers():
            return [MyCompanyLogin.from_environment()]

    .. versionadded:: 0.1
    """


@hookspec
def allow_sign_in(identity: Identity, tenant: TenantRef | None) -> bool:  # type: ignore[empty-body]
    """Decide whether somebody may sign in.

    Asked after the provider's answer has been checked: with ``tenant`` None at the sign-in page, with the environment
    at its own address. One ``False`` refuses; an implementation that raises refuses too.

    Example::

        @hookimpl
        def allow_sign_in(identity, tenant):
            return identity.kind == "work"

    .. versionadded:: 0.1
    """

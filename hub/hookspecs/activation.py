"""Hooks around activations from a store."""

from collections.abc import Iterable

from hub.hookspecs import hookspec
from hub.sdk.activation import ActivationFlow
from hub.sdk.refs import ConnectionRef, PersonRef


@hookspec
def register_activation_flows() -> Iterable[ActivationFlow]:  # type: ignore[empty-body]
    """Offer the stores from which companies may arrive.

    Asked once, when the hub starts. The flow's key is the last part of its callback address, ``/activate/<key>``.

    :returns: flows, in any order

    Example::

        @hookimpl
        def register_activation_flows():
            return [MyStoreActivation()]

    .. versionadded:: 0.1
    """


@hookspec
def activation_finished(connection: ConnectionRef, person: PersonRef) -> None:
    """Hear that a company has been connected through a store.

    Told after the commit, once for each company.

    Example::

        @hookimpl
        def activation_finished(connection, person):
            greet(person.email, connection.tenant.name)

    .. versionadded:: 0.1
    """

"""Hooks around accounting systems and their synchronisation."""

from collections.abc import Iterable

from hub.hookspecs import hookspec
from hub.sdk.accounting import AccountingConnector
from hub.sdk.outcome import SyncOutcome
from hub.sdk.refs import ConnectionRef


@hookspec
def register_connectors() -> Iterable[AccountingConnector]:  # type: ignore[empty-body]
    """Offer the accounting systems a tenant may attach.

    Asked once, when the hub starts.

    :returns: connectors, in the order they should be listed

    Example::

        @hookimpl
        def register_connectors():
            return [MyLedgerConnector()]

    .. versionadded:: 0.1
    """


@hookspec
def connection_attached(connection: ConnectionRef) -> None:
    """Hear that an accounting system was attached to an environment.

    Told after the commit.

    Example::

        @hookimpl
        def connection_attached(connection):
            log.info("attached %s", connection.id)

    .. versionadded:: 0.1
    """


@hookspec
def connection_detached(connection: ConnectionRef) -> None:
    """Hear that an accounting system was detached and its key destroyed.

    Told after the commit.

    Example::

        @hookimpl
        def connection_detached(connection):
            log.info("detached %s", connection.id)

    .. versionadded:: 0.1
    """


@hookspec
def sync_finished(connection: ConnectionRef, outcome: SyncOutcome) -> None:
    """Hear that a sync has ended, well or badly.

    Told after the commit.

    Example::

        @hookimpl
        def sync_finished(connection, outcome):
            if not outcome.succeeded:
                page_somebody(connection.tenant.name, outcome.message)

    .. versionadded:: 0.1
    """

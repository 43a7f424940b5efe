"""Asking sources to call when something has changed; they are polled besides, so nothing depends on it."""

import logging
from uuid import UUID

from hub import queue
from hub.connectors import service as connections
from hub.connectors.keys import Undecryptable
from hub.connectors.models import ConnectionState
from hub.db import Db
from hub.sdk.errors import HubError, TryLater
from hub.webhooks import due, service

__all__ = ["SUBSCRIBE", "ask_sources_to_call", "subscribe_connection"]

SUBSCRIBE = "subscribe_connection"
LOOK_EVERY = 10

log = logging.getLogger(__name__)


@queue.schedule(every=LOOK_EVERY)
def ask_sources_to_call(db: Db) -> None:
    """Ask the source of every connection that was attached since, and those that refused a day ago."""
    for tenant_id, connection_id in due.due(db):
        args = {"connection": str(connection_id)}
        queue.later(db, SUBSCRIBE, tenant_id=tenant_id, args=args, dedupe_key=str(connection_id))


@queue.task(SUBSCRIBE)
def subscribe_connection(lease: queue.Lease) -> None:
    """Give a connection an address and tell it to its source; one that refuses is asked again another day."""
    connection_id = UUID(lease.args["connection"])
    with lease.transaction() as db:
        connection = connections.find(db, connection_id)
        if connection is None or connection.state != ConnectionState.ACTIVE:
            return
        if service.subscription_of(db, connection_id):
            return
        connector = lease.plugins.connectors.get(connection.connector)
        address = service.open_address(db, connection)
        try:
            settings = connections.settings_of(db, connection)
        except Undecryptable as error:  # the sync asks for a new key
            log.error("%s", error)
            return
    if connector is None:
        return
    url = f"{lease.settings.base_url}/hooks/{connector.key}/{address.token}"
    try:
        subscription = connector.subscribe(connector.connect(settings), url, address.secret)
    except TryLater:
        raise
    except HubError as error:
        log.info("%s will not call about connection %s: %s", connector.key, connection_id, error.message)
        return
    with lease.transaction(final=True) as db:
        service.agree(db, connection_id, address, subscription or "")

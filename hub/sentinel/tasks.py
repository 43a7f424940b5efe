"""The work of examining connections: as soon as a key arrives, at every sync, when it is asked for, and once a day."""

import logging
from datetime import datetime
from uuid import UUID

from hub import queue
from hub.connectors.keys import Undecryptable
from hub.db import Db
from hub.patience import MAX_FAILURES, wait_after
from hub.pluginmanager import Plugins
from hub.sdk.accounting import AccountingConnector
from hub.sdk.errors import GiveUp, NeedsReauth, TryLater
from hub.sdk.outcome import SyncOutcome
from hub.sdk.texts import text as _
from hub.sentinel import due, service
from hub.sentinel.service import AskedAgain, Examination

__all__ = ["EXAMINE", "begin", "examine_connection", "examine_what_is_due"]

EXAMINE = "examine_connection"
LOOK_EVERY = 600
"""Seconds between two looks at which connections have not been examined for a day."""

log = logging.getLogger(__name__)


def begin(db: Db, tenant_id: UUID, connection_id: UUID, *, after: datetime | None = None) -> None:
    """Have a connection examined as soon as this transaction has committed, whatever is found just now.

    :param after: not before this moment
    """
    service.want(db, connection_id)
    args, key = {"connection": str(connection_id)}, str(connection_id)
    queue.later(db, EXAMINE, tenant_id=tenant_id, args=args, dedupe_key=key, run_after=after)


@queue.schedule(every=LOOK_EVERY)
def examine_what_is_due(db: Db) -> None:
    """Examine every active connection once a day at least, however its syncs go."""
    for tenant_id, connection_id in due.due(db):
        begin(db, tenant_id, connection_id)


@queue.task(EXAMINE)
def examine_connection(lease: queue.Lease) -> None:
    """Ask the source what the key may read, and keep what was found."""
    connection_id = UUID(lease.args["connection"])
    try:
        with lease.transaction() as db:
            examination = service.take_up(db, connection_id)
    except Undecryptable as error:  # the sync asks for a new key
        log.error("%s", error)
        return
    if examination is None:
        return
    try:
        _examine(lease, examination)
    except AskedAgain:
        with lease.requeue():
            return


def _examine(lease: queue.Lease, examination: Examination) -> None:
    connector = _connector(lease.plugins, examination.connector)
    try:
        found = service.probe(connector, examination.settings)
    except NeedsReauth as error:
        with lease.transaction(final=True) as db:
            unread = service.refuse(db, examination, error.message)
        if unread is not None:
            outcome = SyncOutcome(succeeded=False, receipts=0, message=error.message)
            lease.plugins.tell("sync_finished", connection=unread, outcome=outcome)
        return
    except GiveUp as error:  # an answer that was cut off on its way is whole another time
        if lease.attempt >= MAX_FAILURES:
            raise
        raise TryLater(error.message, after=wait_after(lease.attempt)) from error
    with lease.transaction(final=True) as db:
        service.keep(db, examination, found)


def _connector(plugins: Plugins, key: str) -> AccountingConnector:
    try:
        return plugins.connectors[key]
    except KeyError:
        raise GiveUp(_("The plugin for %(name)s is not installed any more, so nothing is read.", name=key)) from None

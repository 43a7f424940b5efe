"""The work around connections: syncing them, letting go of them, and looking after what is due."""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hub import queue
from hub.connectors import proving, service, sync
from hub.connectors.budget import in_bulk
from hub.connectors.due import SYNC, close_abandoned, due
from hub.connectors.keys import Undecryptable
from hub.connectors.models import Connection, ConnectionState
from hub.connectors.stopping import ask_for_key
from hub.connectors.sync import Detached, Work
from hub.db import Db
from hub.fetching import service as fetching
from hub.fetching.tasks import wake
from hub.notices import service as notices
from hub.pluginmanager import Plugins
from hub.sdk.accounting import Access, AccountingConnector, AccountTotal
from hub.sdk.errors import GiveUp, HubError, NeedsReauth, TryLater
from hub.sdk.outcome import SyncOutcome
from hub.sdk.refs import ConnectionRef
from hub.sdk.secrets import Secret
from hub.sdk.texts import text as _
from hub.sentinel import tasks as sentinel
from hub.webhooks import service as webhooks

__all__ = ["RELEASE", "SYNC", "TURN", "begin", "part", "release_connection", "start_what_is_due", "sync_connection"]

RELEASE = "release_connection"
TURN = 60
"""Seconds of reading after which a long sync lets the others have a turn."""

log = logging.getLogger(__name__)


def begin(db: Db, tenant_id: UUID, connection_id: UUID, *, after: datetime | None = None) -> None:
    """Have a connection examined and synced as soon as this transaction has committed; one being synced counts.

    :param after: not before this moment
    """
    sentinel.begin(db, tenant_id, connection_id, after=after)
    args, key = {"connection": str(connection_id)}, str(connection_id)
    queue.later(db, SYNC, tenant_id=tenant_id, args=args, dedupe_key=key, run_after=after)


def part(db: Db, connection: Connection, *, erase: bool) -> None:
    """Detach a connection; the source is told and the key destroyed right after the commit.

    :param erase: remove the company's figures too; otherwise they stay readable as they are
    """
    service.detach(connection)
    notices.settle(db, book_id=connection.book_id, connection_id=connection.id)
    args = {"connection": str(connection.id), "erase": erase}
    queue.later(db, RELEASE, tenant_id=connection.tenant_id, args=args, dedupe_key=str(connection.id))


@queue.schedule(every=10)
def start_what_is_due(db: Db) -> None:
    """Sync every active connection from time to time, and close the runs that nobody will go on with."""
    for connection_id in close_abandoned(db):
        sync.notify(db, db.get_one(Connection, connection_id))
    for connection_id in due(db):
        connection = db.get_one(Connection, connection_id)
        service.expect_sync(db, connection)
        begin(db, connection.tenant_id, connection_id)


@queue.task(SYNC, slow=True)
def sync_connection(lease: queue.Lease) -> None:
    """Read what is new over a connection; broken off, it goes on after the last batch that was stored."""
    connection_id = UUID(lease.args["connection"])
    try:
        with lease.transaction() as db:
            work = sync.take_up(db, connection_id)
            if work is not None and _is_fetched(lease.plugins, work.connection):
                fetching.begin(db, work)
                wake(db, work.connection.connector)
                return
    except Undecryptable as error:
        log.error("%s", error)
        _lock_out(lease, connection_id)
        return
    if work is None:
        return
    outcome = _synced(lease, work)
    if outcome is not None:
        lease.plugins.tell("sync_finished", connection=work.connection, outcome=outcome)


def _is_fetched(plugins: Plugins, ref: ConnectionRef) -> bool:
    """Tell whether the loops read a connection, request by request."""
    connector = plugins.connectors.get(ref.connector)
    return connector is not None and connector.fetching is not None


def _synced(lease: queue.Lease, work: Work) -> SyncOutcome | None:
    """Read one turn; None when the sync goes on later."""
    try:
        with in_bulk():
            is_read = _read(lease, work)
        if not is_read:
            with lease.requeue():
                return None
        if _is_read_again(lease, work):
            with lease.requeue():
                return None
        return _end(lease, work)
    except Detached:
        return _end(lease, work, fault=_("The connection was detached."))
    except TryLater as error:
        with lease.transaction() as db:
            sync.note(db, work, error.message)
        raise
    except NeedsReauth as error:
        _stop_unless_renewed(lease, work)
        return _end(lease, work, fault=error.message, state=ConnectionState.NEEDS_KEY)
    except HubError as error:
        return _end(lease, work, fault=error.message)


def _read(lease: queue.Lease, work: Work) -> bool:
    """Pull batch after batch, each stored with its cursor; tells whether that was all."""
    connector = _connector(lease.plugins, work.connection)
    access = connector.connect(work.settings)
    _stand_in(lease, work, connector, access, anew=work.is_new)
    until = time.monotonic() + TURN
    for batch in connector.pull(access, work.cursor):
        with lease.transaction() as db:
            sync.store(db, work, batch)
        if batch.covered:
            _stand_in(lease, work, connector, access)
        if time.monotonic() > until:
            return False
    return True


def _is_read_again(lease: queue.Lease, work: Work) -> bool:
    """Hold what was read against the source's own totals; tells whether some of it is to be read once more.

    Whatever goes wrong with that, the sync has gone well.
    """
    connector = _connector(lease.plugins, work.connection)
    try:
        of = work.connection.book.id, work.run_id
        access, today = connector.connect(work.settings), datetime.now(UTC).date()
        differing = proving.prove(lease.transaction, of, connector, access, today=today)
        with lease.transaction() as db:
            return proving.read_again(db, work, connector, differing)
    except Detached:
        raise
    except HubError as error:
        log.warning("%s did not tell its totals: %s", connector.key, error.message)
    except Exception:  # the figures are here, and the reports say how old their proof is
        log.exception("The books of connection %s could not be proved", work.connection.id)
    return False


def _stand_in(
    lease: queue.Lease, work: Work, connector: AccountingConnector, access: Access, *, anew: bool = False
) -> None:
    """Have the source's own balances stand in for openings that are still to be read; without them it goes on, too."""
    with lease.transaction() as db:
        wanted = sync.openings_wanted(db, work, anew=anew)
    for start in wanted:
        totals = _closing_balances(connector, access, start - timedelta(days=1))
        if totals is not None:
            with lease.transaction() as db:
                sync.keep_opening(db, work, start, totals)


def _closing_balances(connector: AccountingConnector, access: Access, day: date) -> Sequence[AccountTotal] | None:
    try:
        return connector.closing_balances(access, day)
    except HubError as error:
        log.warning("%s did not tell its balances of %s: %s", connector.key, day, error.message)
    except Exception:  # the receipts are to be read whatever a plugin does here
        log.exception("%s failed to tell its balances of %s", connector.key, day)
    return None


def _end(
    lease: queue.Lease, work: Work, *, fault: str = "", state: ConnectionState = ConnectionState.ACTIVE
) -> SyncOutcome:
    with lease.transaction(final=True) as db:
        return sync.end(db, work, fault=fault, state=state)


def _stop_unless_renewed(lease: queue.Lease, work: Work) -> None:
    """Look whether the refused key was replaced meanwhile.

    :raises TryLater: it was; the new one is to be tried
    """
    with lease.transaction() as db:
        connection = service.find(db, work.connection.id)
        renewed = connection is not None and service.settings_of(db, connection) != work.settings
    if renewed:
        raise TryLater(_("The key was replaced during the sync."), after=1)


def _lock_out(lease: queue.Lease, connection_id: UUID) -> None:
    """Ask for a new key because the stored one cannot be opened here."""
    with lease.transaction(final=True) as db:
        connection = service.find(db, connection_id)
        if connection is not None:
            ask_for_key(db, connection, _("The stored key cannot be opened any more. Enter a new one."))


@queue.task(RELEASE)
def release_connection(lease: queue.Lease) -> None:
    """Tell the source that a company was detached, destroy its key, and its figures if that was wanted."""
    connection_id = UUID(lease.args["connection"])
    with lease.transaction() as db:
        connection = service.find(db, connection_id)
        if connection is None or connection.state != ConnectionState.DETACHED:
            return
        ref = service.reference(db, connection)
        settings, subscription = _openable(db, connection), webhooks.subscription_of(db, connection_id)
    if settings:
        _tell_source(lease.plugins, ref, settings, subscription)
    with lease.transaction(final=True) as db:
        connection = db.get_one(Connection, connection_id)
        fetching.drop(db, service.readers(db, connection.book_id) if lease.args["erase"] else [connection_id])
        webhooks.remove(db, connection_id)
        service.forget(db, connection, erase=lease.args["erase"])
    lease.plugins.tell("connection_detached", connection=ref)


def _openable(db: Db, connection: Connection) -> dict[str, str | Secret]:
    try:
        return service.settings_of(db, connection)
    except Undecryptable:
        return {}  # nobody can use such a key, the source included


def _tell_source(plugins: Plugins, ref: ConnectionRef, settings: dict[str, str | Secret], subscription: str) -> None:
    with _whatever_happens(ref):
        connector = _connector(plugins, ref)
        access = connector.connect(settings)
        if subscription:
            with _whatever_happens(ref):
                connector.unsubscribe(access, subscription)
        connector.release(access)


@contextmanager
def _whatever_happens(ref: ConnectionRef) -> Iterator[None]:
    """Go on after a failure at the source or in its plugin: the key has to be destroyed all the same."""
    try:
        yield
    except HubError as error:
        log.warning("The source was not told that connection %s is detached: %s", ref.id, error.message)
    except Exception:  # a plugin may do whatever it likes here
        log.exception("%s failed to release connection %s", ref.connector, ref.id)


def _connector(plugins: Plugins, ref: ConnectionRef) -> AccountingConnector:
    try:
        return plugins.connectors[ref.connector]
    except KeyError:
        raise GiveUp(
            _("The plugin for %(name)s is not installed any more, so nothing is read.", name=ref.connector)
        ) from None

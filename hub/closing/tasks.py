"""Closing an environment: its sources are told first, then everything is erased in one transaction."""

from uuid import UUID

from hub import queue
from hub.closing import service
from hub.connectors.tasks import part
from hub.db import Db
from hub.sdk.errors import TryLater
from hub.sdk.texts import text as _

__all__ = ["CLOSE", "begin", "close_tenant"]

CLOSE = "close_tenant"
LOOK_AGAIN = 2
"""Seconds after which it is looked again whether every source was told."""


def begin(db: Db, tenant_id: UUID) -> None:
    """Have an environment closed for good as soon as this transaction has committed."""
    queue.later(db, CLOSE, tenant_id=tenant_id, dedupe_key=str(tenant_id))


@queue.task(CLOSE)
def close_tenant(lease: queue.Lease) -> None:
    """Detach every company, and when all its work has ended, erase and close the environment."""
    if lease.tenant_id is None:
        raise ValueError("Closing is work of an environment")
    with lease.transaction() as db:
        for connection in service.live_connections(db):
            part(db, connection, erase=True)
        is_busy = service.work_left(db, lease.tenant_id, besides=lease.id)
    if is_busy:
        raise TryLater(_("The companies are being detached first."), after=LOOK_AGAIN)
    with lease.transaction(final=True) as db:
        closed = service.close(db, lease.tenant_id)
    if closed is not None:
        lease.plugins.tell("tenant_closed", tenant=closed)

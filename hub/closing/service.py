"""What an environment leaves behind when it is closed: its audit and its name, and nothing of its companies' books."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from hub import audit
from hub.connectors.models import Connection, ConnectionState, TenantKey
from hub.db import Db
from hub.invitations.models import Invitation
from hub.ledger.models import Book
from hub.models import Job, JobState
from hub.sdk.refs import TenantRef
from tenants import lifecycle
from tenants.models import Tenant, TenantState

__all__ = ["close", "live_connections", "work_left"]

ENDED = (JobState.DONE, JobState.DEAD)


def live_connections(db: Db) -> Sequence[Connection]:
    """List the connections that are still read."""
    return db.scalars(select(Connection).where(Connection.state != ConnectionState.DETACHED)).all()


def work_left(db: Db, tenant_id: UUID, *, besides: UUID) -> bool:
    """Tell whether other jobs of the environment wait or run."""
    left = select(Job.id).where(Job.tenant_id == tenant_id, Job.id != besides, Job.state.not_in(ENDED))
    return db.scalar(left.limit(1)) is not None


def close(db: Db, tenant_id: UUID) -> TenantRef | None:
    """Erase connections, keys, books and the addresses of invited people, and close the environment for good.

    None when it is closed already.
    """
    tenant = db.get_one(Tenant, tenant_id, with_for_update=True)
    if tenant.state == TenantState.CLOSED:
        return None
    for table in (Connection, TenantKey, Book, Invitation):  # what hangs on their rows goes with them
        db.execute(delete(table).where(table.tenant_id == tenant_id).execution_options(synchronize_session=False))
    lifecycle.close(db, tenant_id)
    audit.record(db, tenant_id, "tenant.closed", tenant.name, {"subdomain": tenant.subdomain})
    return TenantRef(tenant.id, tenant.name, tenant.subdomain)

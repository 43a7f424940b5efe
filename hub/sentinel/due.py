"""Which connections have not been examined for long. System role."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from hub.connectors.models import Connection, ConnectionState
from hub.db import Db

__all__ = ["EVERY", "due"]

EVERY = timedelta(days=1)
"""How old a verdict may become."""


def due(db: Db) -> Sequence[tuple[UUID, UUID]]:
    """List the active connections whose key was not examined within a day, with their tenants.

    One that was examined in the future is due: the clock was set back since.
    """
    at = Connection.examined_at
    is_old = or_(at.is_(None), at < func.now() - EVERY, at > func.now() + EVERY)
    query = select(Connection.tenant_id, Connection.id).where(Connection.state == ConnectionState.ACTIVE, is_old)
    return [(tenant_id, connection_id) for tenant_id, connection_id in db.execute(query.order_by(Connection.id))]

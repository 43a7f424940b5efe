"""Which sources have not been asked yet to call. System role."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from hub.connectors.models import Connection, ConnectionState
from hub.db import Db
from hub.webhooks.models import Webhook

__all__ = ["AGAIN", "due"]

AGAIN = timedelta(days=1)
"""After how long a source that did not agree is asked once more: rights may have been given."""


def due(db: Db) -> Sequence[tuple[UUID, UUID]]:
    """List the connections whose key was examined and whose source does not call, with their tenants."""
    its = (Webhook.tenant_id == Connection.tenant_id) & (Webhook.connection_id == Connection.id)
    has_not_agreed = (Webhook.subscription == "") & (Webhook.asked_at < func.now() - AGAIN)
    query = (
        select(Connection.tenant_id, Connection.id)
        .outerjoin(Webhook, its)
        .where(Connection.state == ConnectionState.ACTIVE, Connection.examined_at.is_not(None))
        .where(or_(Webhook.connection_id.is_(None), has_not_agreed))
        .order_by(Connection.id)
    )
    return [(tenant_id, connection_id) for tenant_id, connection_id in db.execute(query)]

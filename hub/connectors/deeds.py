"""What is recorded of connections."""

from hub import audit
from hub.audit import Actor
from hub.connectors.models import Connection
from hub.db import Db
from tenants.models import Company

__all__ = ["record"]


def record(db: Db, connection: Connection, action: str, actor: Actor | None = None) -> None:
    """Record what was done to a connection, by somebody or by the hub itself."""
    company = db.get_one(Company, connection.company_id)
    details = {"connection": str(connection.id), "connector": connection.connector, "origin": connection.origin}
    audit.record(db, connection.tenant_id, action, company.name, details, actor)

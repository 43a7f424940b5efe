"""Where the sources of connections may call the hub."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import Base, TenantScoped, stamped

__all__ = ["Webhook"]


class Webhook(TenantScoped, Base):
    """The address at which one connection's source calls; only a hash of its token is kept."""

    __tablename__ = "webhook"
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_hash"),
        ForeignKeyConstraint(
            ["tenant_id", "connection_id"], ["connection.tenant_id", "connection.id"], ondelete="CASCADE"
        ),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    subscription: Mapped[str] = mapped_column(String(200), default="")
    """What the source calls its side of it; empty while it has not agreed to call."""
    asked_at: Mapped[datetime] = stamped()
    """When it was last asked to call."""
    heard_at: Mapped[datetime | None]
    """When it last called, with a signature that is right."""

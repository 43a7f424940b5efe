"""The events of environments, and those outside of them. Both can be added to and read, never changed or removed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, PrimaryKeyConstraint, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import Base, TenantScoped

__all__ = ["AuditEvent", "Event", "HubEvent"]


class Event:
    """One deed, with everything it takes to tell of it without looking anywhere else.

    The person and the account are copied as they were at that moment: the record stays when they change or go.
    """

    sequence: Mapped[int] = mapped_column(BigInteger, autoincrement=False)
    """1, 2, 3 … without a gap, in the order of the commits."""
    at: Mapped[datetime]
    """The database's clock when the transaction was about to commit."""
    actor_kind: Mapped[str] = mapped_column(String(10))
    """``person``, ``visitor`` (nobody had signed in), ``operator`` (at the command line) or ``hub`` (by itself)."""
    actor_name: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[UUID | None]
    provider: Mapped[str] = mapped_column(String(40))
    authority: Mapped[str] = mapped_column(String(255))
    account: Mapped[str] = mapped_column(String(255))
    """The account's subject at the provider; with provider and authority it is the identity's key."""
    email: Mapped[str] = mapped_column(String(254))
    assurance: Mapped[str] = mapped_column(String(20))
    auth_time: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(45))
    """Where the request came from. Outside the environments only: an Admin need not know where colleagues sit."""
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    request_id: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditEvent(Event, TenantScoped, Base):
    """What somebody did in an environment."""

    __tablename__ = "audit_event"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "sequence"),
        CheckConstraint("sequence > 0", "sequence"),
        Index("ix_audit_event_at", "tenant_id", "at"),
        Index("ix_audit_event_person", "tenant_id", "person_id", "sequence"),
    )


class HubEvent(Event, Base):
    """What happened outside of environments. The application may add, and read no more than the chain's end."""

    __tablename__ = "hub_event"
    __table_args__ = (PrimaryKeyConstraint("sequence"), CheckConstraint("sequence > 0", "sequence"))

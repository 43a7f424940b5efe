"""Connections to accounting systems, their sealed secrets, what was found about them, and the syncs that ran."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.texts import Sentence
from tenants.orm import Base, TenantScoped, new_id, stamped

__all__ = [
    "Connection",
    "ConnectionFinding",
    "ConnectionSecret",
    "ConnectionState",
    "RateSlot",
    "SyncRun",
    "SyncState",
    "TenantKey",
]


class ConnectionState(StrEnum):
    """Whether a connection is read."""

    ACTIVE = "active"
    NEEDS_KEY = "needs_key"
    """The credential is no longer accepted."""
    DETACHED = "detached"


class SyncState(StrEnum):
    """How a sync goes."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Connection(TenantScoped, Base):
    """A live link between a book and an accounting system. One per connector and company while it is not detached."""

    __tablename__ = "connection"
    __table_args__ = (
        UniqueConstraint("tenant_id", "id"),
        ForeignKeyConstraint(["tenant_id", "company_id"], ["company.tenant_id", "company.id"]),
        ForeignKeyConstraint(["tenant_id", "book_id"], ["book.tenant_id", "book.id"]),
        Index(
            "uq_connection_live",
            "tenant_id",
            "connector",
            "company_id",
            unique=True,
            postgresql_where=text("state <> 'detached'"),
        ),
        CheckConstraint("state IN ('active', 'needs_key', 'detached')", "state"),
    )

    id: Mapped[UUID] = new_id()
    company_id: Mapped[UUID]
    book_id: Mapped[UUID]
    connector: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[str] = mapped_column(String(80))
    """The company's id in the accounting system."""
    state: Mapped[str] = mapped_column(String(10), default=ConnectionState.ACTIVE)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """What is not secret."""
    origin: Mapped[str] = mapped_column(String(40), default="")
    """How it came: the activation flow's key, ``key_login`` or ``pasted``."""
    attached_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = stamped()
    last_alive_at: Mapped[datetime | None]
    """When the source last answered."""
    last_error: Mapped[str] = mapped_column(Sentence, default="")
    examined_at: Mapped[datetime | None]
    """When it was last found out what the present key may read; None while that is not known."""
    examination_wanted_at: Mapped[datetime | None]
    """When it was last asked for: an examination that had begun before is not the last word."""
    detached_at: Mapped[datetime | None]
    cursor: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    coming_cursor: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """The cursor once every stretch that is being read has been."""
    plan_ends: Mapped[bool] = mapped_column(default=False)
    """Whether nothing is to be looked for after these stretches."""


class TenantKey(TenantScoped, Base):
    """A tenant's data key, wrapped with one of the hub's key-encryption keys."""

    __tablename__ = "tenant_key"
    __table_args__ = (UniqueConstraint("tenant_id", "id"),)

    id: Mapped[UUID] = new_id()
    kek_id: Mapped[str] = mapped_column(String(40))
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = stamped()


class ConnectionSecret(TenantScoped, Base):
    """One sealed field of a connection's settings, e.g. its API key."""

    __tablename__ = "connection_secret"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "connection_id"], ["connection.tenant_id", "connection.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "key_id"], ["tenant_key.tenant_id", "tenant_key.id"]),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(String(40), primary_key=True)
    key_id: Mapped[UUID]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class ConnectionFinding(TenantScoped, Base):
    """Something found about a connection by the last examination; mended, it stays until what was missing is here."""

    __tablename__ = "connection_finding"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "connection_id"], ["connection.tenant_id", "connection.id"], ondelete="CASCADE"
        ),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    connection_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    severity: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(Sentence)
    remedy: Mapped[str] = mapped_column(Sentence, default="")
    accounts: Mapped[list[str]] = mapped_column(JSONB, default=list)
    rights: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """Keys of the connector's rights that are missing."""
    found_at: Mapped[datetime] = stamped()
    mended_at: Mapped[datetime | None]
    """When it was found to be mended, while the figures still lack what could not be read before."""


class SyncRun(TenantScoped, Base):
    """One sync of a connection, with its progress and its end."""

    __tablename__ = "sync_run"
    __table_args__ = (
        UniqueConstraint("tenant_id", "id"),
        ForeignKeyConstraint(
            ["tenant_id", "connection_id"], ["connection.tenant_id", "connection.id"], ondelete="CASCADE"
        ),
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", "state"),
        Index("ix_sync_run_connection", "tenant_id", "connection_id", "created_at"),
        Index("ix_sync_run_running", "created_at", postgresql_where=text("state = 'running'")),
    )

    id: Mapped[UUID] = new_id()
    connection_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(10), default=SyncState.WAITING)
    phase: Mapped[str] = mapped_column(Sentence, default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    receipts: Mapped[int] = mapped_column(default=0)
    """Receipts stored by this run."""
    removed: Mapped[int] = mapped_column(default=0)
    unmoved: Mapped[int] = mapped_column(default=0)
    """Receipts among them with other contents than before that moved no figure: texts or dimensions."""
    unbalanced: Mapped[int] = mapped_column(default=0)
    urgent_requests: Mapped[int] = mapped_column(default=0)
    """How many requests the years still take that people look at first, as far as is known."""
    other_requests: Mapped[int] = mapped_column(default=0)
    read_again: Mapped[bool] = mapped_column(default=False)
    """Whether what differed from the source's own totals has been read once more by this run."""
    message: Mapped[str] = mapped_column(Sentence, default="")
    created_at: Mapped[datetime] = stamped()
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class RateSlot(Base):
    """The next free time slot of a shared budget; outside the tenants because one vendor's limit counts for all."""

    __tablename__ = "rate_slot"

    budget: Mapped[str] = mapped_column(String(200), primary_key=True)
    next_at: Mapped[datetime]

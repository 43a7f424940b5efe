"""People, their identities at providers, and browser sessions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import Base, NamesTenant, new_id, stamped

__all__ = ["HandoffCode", "LinkedIdentity", "Person", "WebFlow", "WebSession"]


class Person(Base):
    """Somebody who has signed in at least once."""

    __tablename__ = "person"

    id: Mapped[UUID] = new_id()
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    """Contact data only."""
    language: Mapped[str | None] = mapped_column(String(5))
    created_at: Mapped[datetime] = stamped()
    disabled_at: Mapped[datetime | None]


class LinkedIdentity(Base):
    """An account at an identity provider, known by provider, authority and subject; never by its e-mail."""

    __tablename__ = "identity"
    __table_args__ = (
        Index(
            "uq_identity_provider_authority_subject",
            "provider",
            "authority",
            "subject",
            unique=True,
            postgresql_where=text("unlinked_at IS NULL"),
        ),
        CheckConstraint("kind IN ('work', 'personal')", "kind"),
    )

    id: Mapped[UUID] = new_id()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    provider: Mapped[str] = mapped_column(String(40))
    authority: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    email_seen: Mapped[str | None] = mapped_column(String(254))
    email_vouched: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(String(10))
    organisation: Mapped[str | None] = mapped_column(String(255))
    guest: Mapped[bool] = mapped_column(default=False)
    first_seen_at: Mapped[datetime] = stamped()
    last_seen_at: Mapped[datetime] = stamped()
    unlinked_at: Mapped[datetime | None]
    """When the person took it away; whoever signs in with it later is a new person."""


class WebSession(NamesTenant, Base):
    """A signed-in browser on one host; the cookie's token is kept only as its SHA-256."""

    __tablename__ = "web_session"
    __table_args__ = (
        CheckConstraint("(kind = 'tenant') = (tenant_id IS NOT NULL)", "tenant"),
        CheckConstraint("kind IN ('apex', 'tenant')", "kind"),
        Index("ix_web_session_person_id", "person_id"),
    )
    found_by = frozenset({"id", "token_hash", "person_id", "identity_id", "tenant_id", "parent_id"})

    id: Mapped[UUID] = new_id()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    identity_id: Mapped[UUID] = mapped_column(ForeignKey("identity.id"))
    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenant.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("web_session.id"))
    """The apex session that a tenant host's session was handed off from."""
    host: Mapped[str] = mapped_column(String(255))
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = stamped()
    last_seen_at: Mapped[datetime] = stamped()
    expires_at: Mapped[datetime]
    auth_time: Mapped[datetime]
    assurance: Mapped[str] = mapped_column(String(20), default="signed_in")
    user_agent: Mapped[str] = mapped_column(String(255), default="")
    ip: Mapped[str] = mapped_column(String(45), default="")
    revoked_at: Mapped[datetime | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class WebFlow(Base):
    """What a browser began and has not ended yet on one host: a sign-in or a hand-off; lives for 15 minutes."""

    __tablename__ = "web_flow"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    host: Mapped[str] = mapped_column(String(255))
    data: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    """By name; each value is sealed with the token."""
    created_at: Mapped[datetime] = stamped()
    expires_at: Mapped[datetime]


class HandoffCode(NamesTenant, Base):
    """A code that carries a signed-in person from the apex to a tenant's host once, within 60 seconds."""

    __tablename__ = "handoff_code"
    found_by = frozenset({"code_hash", "session_id"})

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    session_id: Mapped[UUID] = mapped_column(ForeignKey("web_session.id"))
    host: Mapped[str] = mapped_column(String(255))
    challenge: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    made_session_id: Mapped[UUID | None] = mapped_column(ForeignKey("web_session.id"))

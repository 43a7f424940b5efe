"""Invitations into an environment."""

from datetime import datetime
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
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import Base, TenantScoped, new_id, stamped

__all__ = ["Invitation"]


class Invitation(TenantScoped, Base):
    """A link that makes whoever presents it a member, once. One at a time for an address; its token is kept hashed."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_hash"),
        ForeignKeyConstraint(["tenant_id", "inviter_id"], ["membership.tenant_id", "membership.person_id"]),
        ForeignKeyConstraint(["tenant_id", "acceptor_id"], ["membership.tenant_id", "membership.person_id"]),
        Index(
            "uq_invitation_open",
            "tenant_id",
            "email",
            unique=True,
            postgresql_where=text("accepted_at IS NULL AND withdrawn_at IS NULL"),
        ),
        CheckConstraint("role IN ('admin', 'member')", "role"),
        CheckConstraint("email = lower(email)", "email"),
        CheckConstraint("accepted_at IS NULL OR withdrawn_at IS NULL", "end"),
        CheckConstraint("num_nonnulls(accepted_at, acceptor_id, identity_id) IN (0, 3)", "acceptance"),
    )

    id: Mapped[UUID] = new_id()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    email: Mapped[str] = mapped_column(String(254))
    """Where the link was sent; it proves nothing about who presents it."""
    role: Mapped[str] = mapped_column(String(10))
    only_address: Mapped[bool] = mapped_column(default=False)
    """Whether only an account may accept for which its provider vouches that this address is its own."""
    inviter_id: Mapped[UUID]
    created_at: Mapped[datetime] = stamped()
    sent_at: Mapped[datetime] = stamped()
    sendings: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    acceptor_id: Mapped[UUID | None]
    identity_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity.id"))
    """The account that accepted."""

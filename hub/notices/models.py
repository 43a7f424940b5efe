"""What is wrong in an environment and lasts until it is over."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import Base, TenantScoped, new_id, stamped

__all__ = ["Kind", "Notice"]


class Kind(StrEnum):
    """What is wrong, the gravest first."""

    PROOF_DIFFERS = "proof_differs"
    """The ledger is not equal to the source's own totals."""
    RIGHTS_MISSING = "rights_missing"
    """The key does not read everything: figures are incomplete or in doubt."""
    KEY_REFUSED = "key_refused"
    """The source does not accept the key any more, or the stored one does not open."""
    SYNC_FAILED = "sync_failed"
    """The last sync has not read everything."""


class Notice(TenantScoped, Base):
    """Something that is wrong with a book, or with the reading of it over a connection; one of a kind at a time."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("tenant_id", "id"),
        ForeignKeyConstraint(
            ["tenant_id", "connection_id"], ["connection.tenant_id", "connection.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "book_id"], ["book.tenant_id", "book.id"], ondelete="CASCADE"),
        Index(
            "uq_notice_standing",
            "tenant_id",
            "book_id",
            "kind",
            text("coalesce(connection_id, book_id)"),
            unique=True,
            postgresql_where=text("ended IS NULL"),
        ),
        Index("ix_notice_letters", "tenant_id", postgresql_where=text("over_mailed IS NULL")),
    )

    id: Mapped[UUID] = new_id()
    kind: Mapped[str] = mapped_column(String(20))
    book_id: Mapped[UUID]
    connection_id: Mapped[UUID | None]
    since: Mapped[datetime] = stamped()
    ended: Mapped[datetime | None]
    mailed: Mapped[datetime | None]
    """When the Admins were told by mail."""
    over_mailed: Mapped[datetime | None]
    """When they were told that it is over."""

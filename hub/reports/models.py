"""What people keep of reports: files that a worker builds for them, and views that they have given a name."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
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

__all__ = ["OPEN", "FileState", "ReportFile", "ReportFilePart", "SavedView"]


class FileState(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    BUILDING = "building"
    READY = "ready"
    FAILED = "failed"


OPEN = (FileState.WAITING, FileState.BUILDING)
"""The states of files that a job of the queue still stands behind."""


class ReportFile(TenantScoped, Base):
    """A report as a file that a worker builds. Nobody but its owner opens it, no Admin either.

    What is built is said by ``report``, ``query`` and the rest of the order; ``wanted`` is a digest of all of it, so
    that asking twice for what is still being built gives one file.
    """

    __tablename__ = "report_file"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'building', 'ready', 'failed')", "state"),
        UniqueConstraint("tenant_id", "id"),
        ForeignKeyConstraint(["tenant_id", "person_id"], ["membership.tenant_id", "membership.person_id"]),
        ForeignKeyConstraint(["tenant_id", "book_id"], ["book.tenant_id", "book.id"], ondelete="CASCADE"),
        Index(
            "uq_report_file_open",
            "tenant_id",
            "person_id",
            "wanted",
            unique=True,
            postgresql_where=text("state IN ('waiting', 'building')"),
        ),
        Index("ix_report_file_ends_at", "ends_at"),
    )

    id: Mapped[UUID] = new_id()
    person_id: Mapped[UUID]
    book_id: Mapped[UUID]
    report: Mapped[str] = mapped_column(String(60))
    format: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(2))
    query: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The view, as it stands in the report's address."""
    start_date: Mapped[date]
    end_date: Mapped[date]
    payroll_detail: Mapped[bool]
    """Whether salaries are shown by name: then it opens only while its owner has the right."""
    wanted: Mapped[bytes] = mapped_column(LargeBinary(32))
    state: Mapped[str] = mapped_column(String(10), default=FileState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """Rows of the ledger that have been read, and that there are; all read means that the file is being written."""
    error: Mapped[str] = mapped_column(Sentence, default="")
    name: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    """Bytes."""
    asked_at: Mapped[datetime] = stamped()
    ready_at: Mapped[datetime | None]
    ends_at: Mapped[datetime]
    """When it is removed."""


class ReportFilePart(TenantScoped, Base):
    """A piece of a file's bytes. They are in the database, for several web servers have no disk in common."""

    __tablename__ = "report_file_part"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "file_id"], ["report_file.tenant_id", "report_file.id"], ondelete="CASCADE"),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class SavedView(TenantScoped, Base):
    """A view of a report under a name, a person's own."""

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("tenant_id", "person_id", "name"),
        ForeignKeyConstraint(["tenant_id", "person_id"], ["membership.tenant_id", "membership.person_id"]),
        ForeignKeyConstraint(["tenant_id", "book_id"], ["book.tenant_id", "book.id"], ondelete="CASCADE"),
    )

    id: Mapped[UUID] = new_id()
    person_id: Mapped[UUID]
    book_id: Mapped[UUID]
    report: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    query: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The view as it stands in the report's address: with days, or with ``span`` for the newest ones."""
    created_at: Mapped[datetime] = stamped()

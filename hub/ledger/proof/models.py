"""How far each period of a book is proved, and where it differs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.ledger.models import of_book
from hub.texts import Sentence
from tenants.orm import Base, TenantScoped, new_id, stamped

__all__ = ["Proof", "ProofDifference", "SourceTotals", "TotalsReading"]


class Proof(TenantScoped, Base):
    """How one fiscal year of a book compares with the source's own totals."""

    __tablename__ = "proof"
    __table_args__ = (
        UniqueConstraint("tenant_id", "id"),
        UniqueConstraint("tenant_id", "book_id", "start_date"),
        of_book(),
        ForeignKeyConstraint(
            ["tenant_id", "sync_run_id"], ["sync_run.tenant_id", "sync_run.id"], ondelete="SET NULL (sync_run_id)"
        ),
        CheckConstraint("status IN ('proved', 'differs', 'not_provable')", "status"),
    )

    id: Mapped[UUID] = new_id()
    book_id: Mapped[UUID]
    start_date: Mapped[date]
    end_date: Mapped[date]
    status: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(30))
    """The likeliest reason of what differs, or why nothing can be proved; empty when it is proved."""
    detail: Mapped[str] = mapped_column(Sentence)
    """What the source itself said."""
    accounts: Mapped[int]
    """How many accounts were compared."""
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    """Of our totals when they were compared: while these stand still, a proof holds."""
    rows: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    """The rows of the source's own income statement beside ours; None where they were never looked at."""
    checked_at: Mapped[datetime] = stamped()
    since: Mapped[datetime] = stamped()
    """When the status became what it is."""
    sync_run_id: Mapped[UUID | None]


class ProofDifference(TenantScoped, Base):
    """One account's figure of one month that is not the source's; minor units, debit positive."""

    __tablename__ = "proof_difference"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "proof_id"], ["proof.tenant_id", "proof.id"], ondelete="CASCADE"),
        Index("ix_proof_difference_proof", "tenant_id", "proof_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    proof_id: Mapped[UUID]
    account: Mapped[str] = mapped_column(String(20))
    month: Mapped[date | None]
    """First day of the month; None where the source does not tell months."""
    ours: Mapped[int] = mapped_column(BigInteger)
    theirs: Mapped[int | None] = mapped_column(BigInteger)
    """None where our own ledger alone gives it away."""
    reason: Mapped[str] = mapped_column(String(30))
    source_id: Mapped[str | None] = mapped_column(String(40))
    """The receipt that explains it; never one of personal pay."""
    private: Mapped[bool] = mapped_column(default=False)
    """Whether it is one slip of personal pay: its amount is for members with *payroll detail* only."""


class SourceTotals(TenantScoped, Base):
    """What the source answered when it was last asked for its totals of a period."""

    __tablename__ = "source_totals"
    __table_args__ = (
        of_book(),
        ForeignKeyConstraint(
            ["tenant_id", "sync_run_id"], ["sync_run.tenant_id", "sync_run.id"], ondelete="SET NULL (sync_run_id)"
        ),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    start_date: Mapped[date] = mapped_column(primary_key=True)
    end_date: Mapped[date] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime] = stamped()
    sync_run_id: Mapped[UUID | None]
    totals: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """Minor units by account, as the source writes them; None where it does not tell."""
    refusal: Mapped[str] = mapped_column(Sentence)
    """Why it does not tell."""
    result: Mapped[int | None] = mapped_column(BigInteger)
    """What its own income statement of a fiscal year comes to, a profit positive."""
    rows: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    """That statement, row by row, with what each row sums up as far as it can be read."""
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    """Of our totals of the period at that time: when these have moved, the answer is not to be compared with them."""


class TotalsReading(TenantScoped, Base):
    """How the source's totals of a book turned out to be read."""

    __tablename__ = "totals_reading"
    __table_args__ = (of_book(),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    sign: Mapped[int]
    balances: Mapped[str] = mapped_column(String(10))
    detected_at: Mapped[datetime] = stamped()

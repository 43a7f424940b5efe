"""The tables of the change log. Amounts are BIGINT minor units of the book's currency, debit positive."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    String,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.ledger.models import of_book
from hub.sdk.accounting import Layer
from tenants.orm import Base, TenantScoped, stamped

__all__ = ["BookVisit", "ChangeKind", "FirstReading", "ReceiptChange"]


MOVEMENT = Layer.MOVEMENT.value


class ChangeKind(StrEnum):
    """What became of a receipt."""

    ADDED = "added"
    CHANGED = "changed"
    """With other contents than before, under its old id or (an edit, where the source makes a new id) a new one."""
    GONE = "gone"


def of_run() -> ForeignKeyConstraint:
    """Tie a row to the sync that wrote it."""
    return ForeignKeyConstraint(
        ["tenant_id", "sync_run_id"], ["sync_run.tenant_id", "sync_run.id"], ondelete="SET NULL (sync_run_id)"
    )


class ReceiptChange(TenantScoped, Base):
    """One receipt that came, changed or went in days that were wholly read before.

    What moved is kept as parallel lists: on ``accounts[i]`` in ``months[i]`` stood ``before[i]`` and stands
    ``after[i]``, each in the receipt's layer of that time.
    """

    __tablename__ = "receipt_change"
    __table_args__ = (
        of_book(),
        of_run(),
        CheckConstraint("kind IN ('added', 'changed', 'gone')", "kind"),
        Index("ix_receipt_change_at", "tenant_id", "book_id", "at"),
        Index("ix_receipt_change_run", "tenant_id", "sync_run_id", "id"),
        Index("ix_receipt_change_source", "tenant_id", "book_id", "source_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    book_id: Mapped[UUID]
    sync_run_id: Mapped[UUID | None]
    at: Mapped[datetime] = stamped()
    kind: Mapped[str] = mapped_column(String(10))
    source_id: Mapped[str] = mapped_column(String(40))
    counterpart: Mapped[str | None] = mapped_column(String(40))
    """Id of the receipt that this one replaced, or by which it was replaced."""
    type: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(255))
    private: Mapped[bool]
    invoice_id: Mapped[str | None] = mapped_column(String(40))
    date_before: Mapped[date | None]
    date_after: Mapped[date | None]
    layer_before: Mapped[str | None] = mapped_column(String(10))
    layer_after: Mapped[str | None] = mapped_column(String(10))
    accounts: Mapped[list[str]] = mapped_column(ARRAY(Text))
    months: Mapped[list[Any]] = mapped_column(ARRAY(Date))
    before: Mapped[list[Any]] = mapped_column(ARRAY(BigInteger))
    after: Mapped[list[Any]] = mapped_column(ARRAY(BigInteger))

    def by(self, place: int) -> int:
        """Tell by how much a figure moved, minor units; of what was or is in no figure, how much of it there is."""
        if MOVEMENT not in (self.layer_before, self.layer_after):
            return int(self.after[place] - self.before[place])
        came = self.after[place] if self.layer_after == MOVEMENT else 0
        return int(came - (self.before[place] if self.layer_before == MOVEMENT else 0))


class FirstReading(TenantScoped, Base):
    """A range of days whose receipts were wholly read for the first time: their number and the sum of their debits."""

    __tablename__ = "first_reading"
    __table_args__ = (of_book(), of_run(), Index("ix_first_reading_run", "tenant_id", "sync_run_id"))

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    book_id: Mapped[UUID]
    sync_run_id: Mapped[UUID | None]
    at: Mapped[datetime] = stamped()
    start_date: Mapped[date]
    end_date: Mapped[date]
    receipts: Mapped[int]
    debit: Mapped[int] = mapped_column(BigInteger)


class BookVisit(TenantScoped, Base):
    """When somebody was at a book: the last time, and the last time of the visit before."""

    __tablename__ = "book_visit"
    __table_args__ = (
        of_book(),
        ForeignKeyConstraint(
            ["tenant_id", "person_id"], ["membership.tenant_id", "membership.person_id"], ondelete="CASCADE"
        ),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    last_at: Mapped[datetime]
    before_at: Mapped[datetime | None]

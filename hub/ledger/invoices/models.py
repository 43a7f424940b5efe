"""Invoices with what has settled them. Amounts are BIGINT minor units; on both sides an invoice is positive."""

import datetime as dt
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.ledger.models import LAYERS, of_book
from tenants.orm import Base, TenantScoped, stamped

__all__ = ["Invoice", "InvoicesRead", "PaymentEvent"]

OF_SIDE = "side IN ('sales', 'purchase')"


class Invoice(TenantScoped, Base):
    """A sales or purchase invoice as the source tells it."""

    __tablename__ = "invoice"
    __table_args__ = (
        of_book(),
        CheckConstraint(OF_SIDE, "side"),
        CheckConstraint(LAYERS, "layer"),
        Index("ix_invoice_date", "tenant_id", "book_id", "side", "date"),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    side: Mapped[str] = mapped_column(String(8))
    layer: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(40))
    date: Mapped[dt.date]
    due: Mapped[dt.date]
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    number: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(80))
    partner: Mapped[str] = mapped_column(String(255))
    partner_number: Mapped[str | None] = mapped_column(String(40))
    partner_code: Mapped[str | None] = mapped_column(String(40))
    is_paid: Mapped[bool]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    """Of everything that was delivered, so that a re-delivery is known by sight."""


class PaymentEvent(TenantScoped, Base):
    """Something that has settled a part of an invoice."""

    __tablename__ = "payment_event"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "book_id", "invoice_id"],
            ["invoice.tenant_id", "invoice.book_id", "invoice.source_id"],
            ondelete="CASCADE",
        ),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    invoice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str | None] = mapped_column(String(40))
    type: Mapped[str] = mapped_column(String(60))
    date: Mapped[dt.date]
    amount: Mapped[int] = mapped_column(BigInteger)


class InvoicesRead(TenantScoped, Base):
    """That a side's invoices are all here, and since when."""

    __tablename__ = "invoices_read"
    __table_args__ = (of_book(), CheckConstraint(OF_SIDE, "side"))

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    side: Mapped[str] = mapped_column(String(8), primary_key=True)
    read_at: Mapped[dt.datetime] = stamped()

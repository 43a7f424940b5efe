"""The canonical books. Amounts are BIGINT minor units of the book's currency, debit positive."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.texts import Sentence
from tenants.orm import Base, TenantScoped, new_id, stamped

__all__ = [
    "Book",
    "CoveredPeriod",
    "Dimension",
    "DimensionItem",
    "Entry",
    "FiscalYear",
    "ItemBalance",
    "LedgerAccount",
    "MonthBalance",
    "PreviewTotal",
    "ProvisionalOpening",
    "Receipt",
]

LAYERS = "layer IN ('movement', 'opening', 'pending', 'left_out')"


def of_book(*, cascade: str = "CASCADE") -> ForeignKeyConstraint:
    """Tie a row to a book of the same tenant."""
    return ForeignKeyConstraint(["tenant_id", "book_id"], ["book.tenant_id", "book.id"], ondelete=cascade)


class Book(TenantScoped, Base):
    """One company's ledger."""

    __tablename__ = "book"
    __table_args__ = (
        UniqueConstraint("tenant_id", "id"),
        UniqueConstraint("tenant_id", "company_id"),
        ForeignKeyConstraint(["tenant_id", "company_id"], ["company.tenant_id", "company.id"]),
    )

    id: Mapped[UUID] = new_id()
    company_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(120))
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    created_at: Mapped[datetime] = stamped()
    data_as_of: Mapped[datetime | None]
    """When the newest batch was stored."""
    preview_start: Mapped[date | None]
    preview_end: Mapped[date | None]
    """The days of which the source has told its own figures."""
    previewed_at: Mapped[datetime | None]


class PreviewTotal(TenantScoped, Base):
    """What the source itself says to have moved on an account this year, kept until the receipts are here."""

    __tablename__ = "preview_total"
    __table_args__ = (of_book(),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(20), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class LedgerAccount(TenantScoped, Base):
    """An account of the source's chart."""

    __tablename__ = "account"
    __table_args__ = (of_book(),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    names: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    active: Mapped[bool] = mapped_column(default=True)


class FiscalYear(TenantScoped, Base):
    """A financial year as the source tells it."""

    __tablename__ = "fiscal_year"
    __table_args__ = (of_book(), CheckConstraint("start_date <= end_date", "order"))

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    start_date: Mapped[date]
    end_date: Mapped[date]
    is_open: Mapped[bool]
    # the source's own clock, whose zone is not known
    modified: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    tracking: Mapped[list[dict[str, str]] | None] = mapped_column(JSONB(none_as_null=True))


class CoveredPeriod(TenantScoped, Base):
    """A date range whose receipts are wholly loaded."""

    __tablename__ = "covered_period"
    __table_args__ = (of_book(),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    start_date: Mapped[date] = mapped_column(primary_key=True)
    end_date: Mapped[date] = mapped_column(primary_key=True)


class ProvisionalOpening(TenantScoped, Base):
    """An account's balance before a fiscal year as the source tells it, kept only until its own receipts tell."""

    __tablename__ = "provisional_opening"
    __table_args__ = (of_book(),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    year_start: Mapped[date] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(20), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class Dimension(TenantScoped, Base):
    """A way to split the books, e.g. cost centres."""

    __tablename__ = "dimension"
    __table_args__ = (of_book(),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(255))


class DimensionItem(TenantScoped, Base):
    """A value of a dimension."""

    __tablename__ = "dimension_item"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "book_id", "dimension_id"],
            ["dimension.tenant_id", "dimension.book_id", "dimension.source_id"],
            ondelete="CASCADE",
        ),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    dimension_id: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255))


class Receipt(TenantScoped, Base):
    """One document of the books."""

    __tablename__ = "receipt"
    __table_args__ = (
        UniqueConstraint("tenant_id", "book_id", "id"),
        UniqueConstraint("tenant_id", "book_id", "source_id"),
        of_book(),
        ForeignKeyConstraint(
            ["tenant_id", "sync_run_id"], ["sync_run.tenant_id", "sync_run.id"], ondelete="SET NULL (sync_run_id)"
        ),
        CheckConstraint(LAYERS, "layer"),
        Index("ix_receipt_date", "tenant_id", "book_id", "date"),
        Index(
            "ix_receipt_not_official",
            "tenant_id",
            "book_id",
            "date",
            postgresql_where=text("layer IN ('pending', 'left_out')"),
        ),
        Index(
            "ix_receipt_vat_month", "tenant_id", "book_id", "vat_month", postgresql_where=text("vat_month IS NOT NULL")
        ),
        Index("ix_receipt_private", "tenant_id", "book_id", "date", postgresql_where=text("private")),
        Index("ix_receipt_finding", "tenant_id", "book_id", "date", postgresql_where=text("finding <> '\"\"'")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    # its book ties it to the tenant: a foreign key of its own would be checked for every row once more
    tenant_id: Mapped[UUID]
    book_id: Mapped[UUID]
    source_id: Mapped[str] = mapped_column(String(40))
    type: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(40))
    layer: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(255))
    vat_month: Mapped[date | None]
    date: Mapped[date]
    number: Mapped[str] = mapped_column(String(40))
    private: Mapped[bool]
    partner_code: Mapped[str | None] = mapped_column(String(40))
    invoice_id: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    # the source's own clock, whose zone is not known
    version: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    finding: Mapped[str] = mapped_column(Sentence)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    """Of everything that was delivered, so that a re-delivery is known by sight."""
    sync_run_id: Mapped[UUID | None]
    stored_at: Mapped[datetime] = stamped()


class Entry(TenantScoped, Base):
    """One row of a receipt. Written by COPY and INSERT … SELECT only, together with the month balances."""

    __tablename__ = "entry"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "book_id", "receipt_id"],
            ["receipt.tenant_id", "receipt.book_id", "receipt.id"],
            ondelete="CASCADE",
        ),
        CheckConstraint(LAYERS, "layer"),
        Index(
            "ix_entry_account",
            *("tenant_id", "book_id", "account", "date", "receipt_id", "line"),
            postgresql_include=["amount", "layer", "private"],
        ),
        Index(
            "ix_entry_private",
            *("tenant_id", "book_id", "account", "date"),
            postgresql_include=["amount", "layer"],
            postgresql_where=text("private"),
        ),
    )

    # its receipt ties it to book and tenant: a second foreign key would be checked for every row
    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    receipt_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[UUID]
    account: Mapped[str] = mapped_column(String(20))
    date: Mapped[date] = mapped_column(Date)
    amount: Mapped[int] = mapped_column(BigInteger)
    layer: Mapped[str] = mapped_column(String(10))
    private: Mapped[bool]
    """As its receipt: a row of the ledger is shown or summed without asking for the receipt."""
    source_id: Mapped[str | None] = mapped_column(String(40))
    of: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    vat_percent: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    vat_status: Mapped[int | None]
    vat_deduction_percent: Mapped[Decimal | None] = mapped_column(Numeric(7, 4))
    vat_type: Mapped[str | None] = mapped_column(String(8))
    share_items: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    share_amounts: Mapped[list[Any] | None] = mapped_column(ARRAY(BigInteger))


class MonthBalance(TenantScoped, Base):
    """What moved on an account in a month: kept in the transaction that changes the entries."""

    __tablename__ = "month_balance"
    __table_args__ = (of_book(),)

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    layer: Mapped[str] = mapped_column(String(10), primary_key=True)
    account: Mapped[str] = mapped_column(String(20), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    net: Mapped[int] = mapped_column(BigInteger)
    debit: Mapped[int] = mapped_column(BigInteger)


class ItemBalance(TenantScoped, Base):
    """The part of a month's movement on an account that belongs to a dimension item."""

    __tablename__ = "item_balance"
    __table_args__ = (of_book(), Index("ix_item_balance_item", "tenant_id", "book_id", "item", "month"))

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    layer: Mapped[str] = mapped_column(String(10), primary_key=True)
    account: Mapped[str] = mapped_column(String(20), primary_key=True)
    item: Mapped[str] = mapped_column(String(40), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    net: Mapped[int] = mapped_column(BigInteger)

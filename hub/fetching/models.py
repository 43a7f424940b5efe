"""What is still to be asked of sources: stretches of books, and the single requests of which they are made."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Identity, Index, String, Text, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.texts import Sentence
from tenants.orm import Base, TenantScoped, new_id, stamped

__all__ = ["FetchStretch", "FetchUnit", "UnitKind"]


class UnitKind(StrEnum):
    """What is done at the source."""

    FIRST = "first"
    """Ask for the source's own figures of the running year."""
    PLAN = "plan"
    """Look what is to be read next."""
    ASK = "ask"
    """Send one request of a stretch."""
    OPENING = "opening"
    """Ask for the balances before a fiscal year, until receipts tell them."""
    PROVE = "prove"
    """Ask for the source's own totals of a period, to hold ours against."""
    END = "end"
    """Close the sync: nothing is left to be read."""


def of_connection() -> ForeignKeyConstraint:
    """Tie a table's rows to a connection of the same tenant."""
    return ForeignKeyConstraint(
        ["tenant_id", "connection_id"], ["connection.tenant_id", "connection.id"], ondelete="CASCADE"
    )


class FetchStretch(TenantScoped, Base):
    """A part of a connection's books that is being read; gone once it has been."""

    __tablename__ = "fetch_stretch"
    __table_args__ = (
        Unique("tenant_id", "id"),
        of_connection(),
        Index("ix_fetch_stretch_connection", "tenant_id", "connection_id"),
    )

    id: Mapped[UUID] = new_id()
    connection_id: Mapped[UUID]
    start_date: Mapped[date]
    end_date: Mapped[date]
    urgent: Mapped[bool]
    covers: Mapped[bool]
    sweeps: Mapped[bool]
    invoices: Mapped[str | None] = mapped_column(String(8))
    """The side whose invoices it reads; none where it reads receipts."""
    phase: Mapped[str] = mapped_column(Sentence)
    requests: Mapped[int]
    """How many it still takes, as far as is known."""


class FetchUnit(TenantScoped, Base):
    """One thing to be done at a source: as a rule one request. Whoever claims it has it until ``claimed_until``."""

    __tablename__ = "fetch_unit"
    __table_args__ = (
        CheckConstraint("kind IN ('first', 'plan', 'ask', 'opening', 'prove', 'end')", "kind"),
        of_connection(),
        ForeignKeyConstraint(
            ["tenant_id", "stretch_id"], ["fetch_stretch.tenant_id", "fetch_stretch.id"], ondelete="CASCADE"
        ),
        Index("ix_fetch_unit_open", "tenant_id", "connection_id", "urgent", "id", postgresql_where=text("NOT done")),
        Index("ix_fetch_unit_stretch", "tenant_id", "stretch_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    connection_id: Mapped[UUID]
    stretch_id: Mapped[UUID | None]
    connector: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    urgent: Mapped[bool] = mapped_column(default=True)
    request: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """In the connector's words for a request of a stretch, in ours for the rest."""
    ready_at: Mapped[datetime] = stamped()
    """When it may be claimed: later, where the source wants a rest."""
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it was claimed; only ever grows, for it fences late loops off."""
    failures: Mapped[int] = mapped_column(default=0)
    """How often in a row it was claimed and not done, whatever became of its loop."""
    created_at: Mapped[datetime] = stamped()
    done: Mapped[bool] = mapped_column(default=False)
    """Kept until its stretch is swept; others are deleted when they are done."""
    ids: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    """The receipts or invoices that the answer named."""

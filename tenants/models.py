"""Environments, their companies, addresses and members."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import Base, NamesTenant, TenantScoped, new_id, stamped

__all__ = ["Company", "Label", "LabelState", "Membership", "Role", "Tenant", "TenantState", "TermsAcceptance"]


class TenantState(StrEnum):
    """Whether an environment can be entered."""

    OPEN = "open"
    CLOSED = "closed"


class Role(StrEnum):
    """What a member may do: an Admin everything, a Member what is granted."""

    ADMIN = "admin"
    MEMBER = "member"


class LabelState(StrEnum):
    """A subdomain is reserved while its form is open, live with an environment, retired for good afterwards."""

    RESERVED = "reserved"
    LIVE = "live"
    RETIRED = "retired"


class Tenant(NamesTenant, Base):
    """An environment. The directory of environments lies outside the tenants: it is how a host finds its tenant."""

    __tablename__ = "tenant"
    __table_args__ = (CheckConstraint("state IN ('open', 'closed')", "state"),)
    found_by = frozenset({"id", "subdomain"})

    id: Mapped[UUID] = new_id()
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    subdomain: Mapped[str] = mapped_column(String(40), unique=True)
    state: Mapped[str] = mapped_column(String(10), default=TenantState.OPEN)
    created_at: Mapped[datetime] = stamped()


class Label(NamesTenant, Base):
    """A subdomain that nobody else can have: the primary key decides every race."""

    __tablename__ = "label"
    __table_args__ = (
        CheckConstraint("state IN ('reserved', 'live', 'retired')", "state"),
        CheckConstraint("label = lower(label)", "lower"),
        CheckConstraint("(state = 'reserved') = (expires_at IS NOT NULL)", "expiry"),
    )
    found_by = frozenset({"label", "tenant_id", "held_by"})

    label: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenant.id"))
    held_by: Mapped[UUID | None]
    """The activation's company row that reserved it."""
    expires_at: Mapped[datetime | None]


class Company(NamesTenant, Base):
    """A claim on a business id: unique over all environments, hence outside the tenants. Recognition looks here."""

    __tablename__ = "company"
    __table_args__ = (
        UniqueConstraint("country", "business_id"),
        UniqueConstraint("tenant_id", "id"),
    )
    found_by = frozenset({"id", "tenant_id", "business_id"})

    id: Mapped[UUID] = new_id()
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))
    country: Mapped[str] = mapped_column(String(2))
    business_id: Mapped[str] = mapped_column(String(25))
    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = stamped()


class Membership(Base):
    """A person's place in an environment. Seen by the environment and by the person."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("role IN ('admin', 'member')", "role"),
        Index("ix_membership_person_id", "person_id"),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(10))
    payroll_detail: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = stamped()
    last_sign_in_at: Mapped[datetime | None]
    sessions_ended_at: Mapped[datetime | None]
    """When an Admin last signed the person out; who signed in to the hub before has to do it again."""
    ended_at: Mapped[datetime | None]


class TermsAcceptance(TenantScoped, Base):
    """Who accepted which version of the terms for an environment, and when."""

    __tablename__ = "terms_acceptance"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "company_id"], ["company.tenant_id", "company.id"]),
        Index("ix_terms_acceptance_tenant_id", "tenant_id"),
    )

    id: Mapped[UUID] = new_id()
    company_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    version: Mapped[str] = mapped_column(String(40))
    accepted_at: Mapped[datetime]

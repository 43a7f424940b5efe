"""Whose accounts an environment accepts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tenants.orm import Base, TenantScoped, stamped

__all__ = ["AllowedOrganisation"]


class AllowedOrganisation(TenantScoped, Base):
    """An organisation whose accounts may enter; an environment without any accepts every account of its members."""

    __tablename__ = "allowed_organisation"
    __table_args__ = (CheckConstraint("organisation = lower(organisation) AND organisation <> ''", "organisation"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    provider: Mapped[str] = mapped_column(String(40), primary_key=True)
    organisation: Mapped[str] = mapped_column(String(255), primary_key=True)
    """As the provider vouches for it: a Workspace domain (Google's ``hd``), a directory's id (Microsoft's ``tid``)."""
    guests: Mapped[bool] = mapped_column(default=False)
    """Whether guests of the organisation may enter like its own people."""
    created_at: Mapped[datetime] = stamped()

"""What a company has decided about the places of its accounts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.ledger.models import of_book
from tenants.orm import Base, TenantScoped, stamped

__all__ = ["MovedAccount"]


class MovedAccount(TenantScoped, Base):
    """An account that stands on another line of a layout than the layout itself has it on."""

    __tablename__ = "moved_account"
    __table_args__ = (of_book(),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    book_id: Mapped[UUID] = mapped_column(primary_key=True)
    layout: Mapped[str] = mapped_column(String(40), primary_key=True)
    account: Mapped[str] = mapped_column(String(20), primary_key=True)
    line: Mapped[str] = mapped_column(String(60))
    moved_by: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    moved_at: Mapped[datetime] = stamped()

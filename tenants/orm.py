"""The base of every mapped table, and the marks of those that belong to a tenant or name one."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey, MetaData, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = ["Base", "NamesTenant", "TenantScoped", "new_id", "stamped"]

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables; date-times are aware and in UTC."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: DateTime(timezone=True)}


class TenantScoped:
    """A table whose rows belong to one tenant: reached only inside that tenant's scope.

    The ORM refuses statements on it outside a scope, and row-level security confines it in the database. Such a table
    has ``tenant_id`` in its keys, so that no row can point at another tenant's.
    """

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"))


class NamesTenant:
    """A table outside row-level security whose rows name a tenant: who asks for rows says which.

    No policy of the database stands behind it, so a forgotten condition would show another tenant. The ORM refuses
    statements that compare none of ``found_by``.
    """

    found_by: ClassVar[frozenset[str]]
    """Columns of which each leads to rows of one tenant, one person or one thing."""
    all_found_by: ClassVar[dict[str, frozenset[str]]] = {}
    """The same of every such table, by its name: each statement is held against it."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.all_found_by[cls.__dict__["__tablename__"]] = cls.found_by


def new_id() -> Mapped[UUID]:
    """Declare a random primary key."""
    return mapped_column(primary_key=True, default=uuid4)


def stamped() -> Mapped[datetime]:
    """Declare the moment a row came to be, told by the database."""
    return mapped_column(server_default=func.now())

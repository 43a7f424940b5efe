"""Finding environments: by address, by a company's business id. It lies outside the tenants."""

from itertools import islice
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tenants import naming
from tenants.models import Company, Label, LabelState, Tenant, TenantState

__all__ = ["by_business_id", "by_label", "free_like", "is_free"]

TRIED = 50


def by_label(db: Session, label: str) -> Tenant | None:
    """Find the open environment that lives at an address."""
    return db.scalar(select(Tenant).where(Tenant.subdomain == label, Tenant.state == TenantState.OPEN))


def by_business_id(db: Session, country: str, business_id: str) -> Tenant | None:
    """Find the environment of a company by its canonical business id."""
    return db.scalar(
        select(Tenant)
        .join(Company, Company.tenant_id == Tenant.id)
        .where(Company.country == country, Company.business_id == business_id, Tenant.state == TenantState.OPEN)
    )


def is_free(db: Session, label: str, holder: UUID | None = None) -> bool:
    """Tell whether an address could be had now; what *holder* itself holds counts as free."""
    return not _taken(db, [label], holder)


def free_like(db: Session, label: str, holder: UUID | None = None) -> str:
    """Give the address itself where it is free, else the first free one like it."""
    candidates = [label, *islice(naming.alternatives(label), TRIED)]
    taken = _taken(db, candidates, holder)
    return next(each for each in (*candidates, f"{label[:20]}-{_far(taken)}") if each not in taken)


def _taken(db: Session, labels: list[str], holder: UUID | None) -> set[str]:
    held = or_(Label.state != LabelState.RESERVED, Label.expires_at > func.now())
    query = select(Label.label).where(Label.label.in_(labels), held)
    if holder is not None:
        query = query.where(Label.held_by.is_distinct_from(holder))
    return set(db.scalars(query))


def _far(taken: set[str]) -> int:
    """Give a number past those that were tried, for a name that many companies share."""
    return 10 * TRIED + len(taken)

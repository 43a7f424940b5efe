"""The end of an environment."""

from uuid import UUID

from sqlalchemy import delete, func, update
from sqlalchemy.orm import Session

from tenants.models import Company, Label, LabelState, Membership, Tenant, TenantState, TermsAcceptance

__all__ = ["close"]


def close(db: Session, tenant_id: UUID) -> None:
    """Close an environment for good, in its own scope; its books and connections are erased before.

    Its companies may get another environment. Its address is never given away again: old links, bookmarks and
    webhooks would lead to strangers.
    """
    db.execute(delete(TermsAcceptance).where(TermsAcceptance.tenant_id == tenant_id))
    db.execute(delete(Company).where(Company.tenant_id == tenant_id))
    db.execute(
        update(Membership)
        .where(Membership.tenant_id == tenant_id, Membership.ended_at.is_(None))
        .values(ended_at=func.now())
    )
    db.execute(update(Label).where(Label.tenant_id == tenant_id).values(state=LabelState.RETIRED))
    db.execute(update(Tenant).where(Tenant.id == tenant_id).values(state=TenantState.CLOSED))

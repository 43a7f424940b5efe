"""Opening environments and claiming what must be unique: addresses and business ids.

Every claim is one INSERT that the database decides, whatever else runs at the same time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tenants import membership, naming
from tenants.errors import AlreadyOpen, LabelTaken
from tenants.models import Company, Label, LabelState, Role, Tenant, TermsAcceptance
from tenants.scope import scope_of

__all__ = [
    "RESERVED_FOR",
    "NewCompany",
    "NewTenant",
    "claim_company",
    "hand_over",
    "open_tenant",
    "release",
    "reserve",
]

RESERVED_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCompany:
    """A company to come into an environment; ``business_id`` is canonical."""

    name: str
    country: str
    business_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTenant:
    """What an environment is opened with.

    :param founder: the person who becomes its first Admin and accepted the terms
    :param holder: whose reservation of the subdomain is used up
    """

    name: str
    email: str
    subdomain: str
    company: NewCompany
    founder: UUID
    holder: UUID
    terms_version: str
    terms_accepted_at: datetime


def reserve(db: Session, label: str, holder: UUID, *, lasting: timedelta = RESERVED_FOR) -> None:
    """Hold an address while a form is open; what the holder held before is given back.

    :raises InvalidLabel: the text cannot be an address
    :raises LabelTaken: it is held, lived at, or was used before; what the holder held stays held
    """
    naming.check(label)
    fresh = {"state": LabelState.RESERVED, "held_by": holder, "expires_at": func.now() + lasting}
    won = db.scalar(
        insert(Label)
        .values(label=label, **fresh)
        .on_conflict_do_update(index_elements=[Label.label], set_=fresh, where=_can_be_taken_by(holder))
        .returning(Label.label)
    )
    if won is None:
        raise LabelTaken(label)
    db.execute(delete(Label).where(_reserved_by(holder), Label.label != label))


def hand_over(db: Session, holder: UUID, to: UUID) -> None:
    """Let somebody else hold what is reserved, for as long as if they had just reserved it."""
    held = {"held_by": to, "expires_at": func.now() + RESERVED_FOR}
    db.execute(update(Label).where(_reserved_by(holder)).values(**held))


def release(db: Session, holder: UUID) -> None:
    """Give back what somebody reserved."""
    db.execute(delete(Label).where(_reserved_by(holder)))


def open_tenant(db: Session, order: NewTenant) -> tuple[Tenant, Company]:
    """Open an environment for a company that has none, with the founder as its Admin.

    The transaction is the caller's, in the scope of the id that the environment gets.

    Every refusal leaves the transaction to be rolled back.

    :raises AlreadyOpen: the company has one; the error carries it, so that the caller can offer to attach
    :raises InvalidLabel: the text cannot be an address
    :raises LabelTaken: the address was lost
    """
    tenant_id = scope_of(db).tenant_id
    if tenant_id is None:
        raise ValueError("An environment is opened in the scope of its own id")
    reserve(db, order.subdomain, order.holder)
    tenant = Tenant(id=tenant_id, name=order.name, email=order.email, subdomain=order.subdomain)
    db.add(tenant)
    db.flush()
    _move_in(db, tenant)
    company = claim_company(db, tenant_id, order.company)
    membership.add(db, tenant_id, order.founder, Role.ADMIN)
    db.add(
        TermsAcceptance(
            tenant_id=tenant_id,
            company_id=company.id,
            person_id=order.founder,
            version=order.terms_version,
            accepted_at=order.terms_accepted_at,
        )
    )
    db.flush()
    return tenant, company


def claim_company(db: Session, tenant_id: UUID, new: NewCompany) -> Company:
    """Bring a company into an environment; again gives the one that is there.

    :raises AlreadyOpen: another environment has it
    """
    db.execute(
        insert(Company)
        .values(id=uuid4(), tenant_id=tenant_id, name=new.name, country=new.country, business_id=new.business_id)
        .on_conflict_do_nothing(index_elements=[Company.country, Company.business_id])
    )
    company = db.scalars(_claim_of(new)).one()
    if company.tenant_id != tenant_id:
        raise AlreadyOpen(company.tenant_id)
    return company


def _move_in(db: Session, tenant: Tenant) -> None:
    live = {"state": LabelState.LIVE, "tenant_id": tenant.id, "held_by": None, "expires_at": None}
    db.execute(update(Label).where(Label.label == tenant.subdomain).values(**live))


def _claim_of(company: NewCompany) -> Select[Company]:
    return select(Company).where(Company.country == company.country, Company.business_id == company.business_id)


def _reserved_by(holder: UUID) -> ColumnElement[bool]:
    return (Label.state == LabelState.RESERVED) & (Label.held_by == holder)


def _can_be_taken_by(holder: UUID) -> ColumnElement[bool]:
    own_or_over = or_(Label.held_by == holder, Label.expires_at < func.now())
    return (Label.state == LabelState.RESERVED) & own_or_over

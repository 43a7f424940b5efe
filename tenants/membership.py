"""Who belongs to an environment, and what they may do.

An environment always keeps an Admin. Whatever depends on somebody being one reads it with a lock in the transaction
that saves, so that a demotion either comes before it or waits.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from tenants.errors import LastAdmin, NotAdmin
from tenants.models import Membership, Role, Tenant, TenantState

__all__ = ["add", "administered_by", "admins", "change_role", "end", "held", "is_admin", "lock", "of", "require_admin"]


def of(db: Session, tenant_id: UUID, person_id: UUID) -> Membership | None:
    """Find a person's present membership, in the scope of the tenant or of the person."""
    return db.scalar(_present(tenant_id).where(Membership.person_id == person_id))


def held(db: Session, tenant_id: UUID, person_id: UUID) -> Membership | None:
    """Find a present membership and keep everybody else from changing it until this transaction ends."""
    found = _present(tenant_id).where(Membership.person_id == person_id).with_for_update(key_share=True)
    return db.scalar(found.execution_options(populate_existing=True))


def is_admin(db: Session, tenant_id: UUID, person_id: UUID) -> bool:
    """Tell whether a person is an Admin now, for what is shown; what is saved asks :func:`require_admin`."""
    found = of(db, tenant_id, person_id)
    return found is not None and found.role == Role.ADMIN


def require_admin(db: Session, tenant_id: UUID, person_id: UUID) -> None:
    """Make sure that a person is an Admin and stays one until this transaction ends (``FOR SHARE``).

    Runs in the scope of the tenant.

    :raises NotAdmin: a stranger, a member, a former Admin, an Admin of another environment
    """
    found = db.scalar(
        _present(tenant_id)
        .where(Membership.person_id == person_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    if found is None or found.role != Role.ADMIN:
        raise NotAdmin


def admins(db: Session, tenant_id: UUID) -> Sequence[UUID]:
    """List the persons who are Admins, in the scope of the tenant."""
    return [each.person_id for each in db.scalars(_present(tenant_id).where(Membership.role == Role.ADMIN))]


def administered_by(db: Session, person_id: UUID) -> Sequence[UUID]:
    """List the open environments in which a person is an Admin, by id, in the scope of the person."""
    return db.scalars(
        select(Membership.tenant_id)
        .join(Tenant, Tenant.id == Membership.tenant_id)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None), Membership.role == Role.ADMIN)
        .where(Tenant.state == TenantState.OPEN)
        .order_by(Membership.tenant_id)
    ).all()


def add(db: Session, tenant_id: UUID, person_id: UUID, role: Role) -> Membership:
    """Make a person a member; a former one comes back with the role given now and without payroll detail."""
    found = db.get(Membership, (tenant_id, person_id), with_for_update=True)
    if found is None:
        found = Membership(tenant_id=tenant_id, person_id=person_id, role=role)
        db.add(found)
    elif found.ended_at is not None:
        found.ended_at, found.role, found.payroll_detail = None, role, False
    db.flush()
    return found


def lock(db: Session, tenant_id: UUID) -> None:
    """Keep everybody else from changing members, and from relying on a role, until this transaction ends.

    Taken before :func:`require_admin` by whoever changes members or what depends on all of them: two Admins who do it
    at once come one after the other, instead of each waiting for the other.
    """
    _locked(db, tenant_id)


def change_role(db: Session, tenant_id: UUID, person_id: UUID, role: Role) -> None:
    """Give a member another role.

    :raises LastAdmin: nobody would be an Admin any more
    """
    members = _locked(db, tenant_id)
    if role != Role.ADMIN:
        _keep_an_admin(members, person_id)
    for each in members:
        if each.person_id == person_id:
            each.role = role
    db.flush()


def end(db: Session, tenant_id: UUID, person_id: UUID) -> None:
    """End a membership; the row stays as a record.

    :raises LastAdmin: nobody would be an Admin any more
    """
    members = _locked(db, tenant_id)
    _keep_an_admin(members, person_id)
    for each in members:
        if each.person_id == person_id:
            each.ended_at = func.now()
    db.flush()


def _present(tenant_id: UUID) -> Select[Membership]:
    return select(Membership).where(Membership.tenant_id == tenant_id, Membership.ended_at.is_(None))


def _locked(db: Session, tenant_id: UUID) -> Sequence[Membership]:
    """Lock the members in one order: two Admins who remove each other come one after the other."""
    query = _present(tenant_id).order_by(Membership.person_id).with_for_update()
    return db.scalars(query.execution_options(populate_existing=True)).all()


def _keep_an_admin(members: Sequence[Membership], leaving: UUID) -> None:
    staying = [each for each in members if each.role == Role.ADMIN and each.person_id != leaving]
    going = [each for each in members if each.role == Role.ADMIN and each.person_id == leaving]
    if going and not staying:
        raise LastAdmin

"""The members of an environment, and who of them sees pay by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from hub import audit
from hub.audit import Actor
from hub.db import Db
from hub.identity.models import Person
from tenants import membership
from tenants.models import Membership, Role

__all__ = ["Member", "grant_payroll_detail", "list_members"]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the environment.

    :param payroll_detail: whether rows and slips of salaries are shown to them by name
    """

    person_id: UUID
    name: str
    email: str
    is_admin: bool
    payroll_detail: bool
    last_sign_in_at: datetime | None


def list_members(db: Db, tenant_id: UUID) -> Sequence[Member]:
    """List the present members by name."""
    found = db.execute(
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.tenant_id == tenant_id, Membership.ended_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return [
        Member(
            person.id,
            person.name,
            person.email,
            each.role == Role.ADMIN,
            each.payroll_detail,
            each.last_sign_in_at,
        )
        for each, person in found
    ]


def grant_payroll_detail(db: Db, tenant_id: UUID, person_id: UUID, actor: Actor, *, granted: bool) -> bool:
    """Let a member see salaries by name, or not any more; False when the person is no member here.

    :raises NotAdmin: the actor is no Admin of the environment, asked in this very transaction
    """
    membership.require_admin(db, tenant_id, actor.person_id)
    member = membership.of(db, tenant_id, person_id)
    if member is None:
        return False
    if member.payroll_detail != granted:
        member.payroll_detail = granted
        action = "member.payroll_detail_granted" if granted else "member.payroll_detail_withdrawn"
        audit.record(db, tenant_id, action, details={"person": str(person_id)}, actor=actor)
    return True

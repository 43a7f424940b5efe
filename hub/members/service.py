"""What Admins decide about the members of an environment: their role, pay by name, their sessions, their end."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func

from hub import audit
from hub.access import service as access
from hub.audit import Actor
from hub.db import Db
from hub.identity import sessions
from hub.identity.models import Person
from hub.invitations import service as invitations
from tenants import membership
from tenants.errors import NotAdmin
from tenants.models import Membership, Role

__all__ = ["change_role", "end_sessions", "grant_payroll_detail", "remove"]


def grant_payroll_detail(db: Db, tenant_id: UUID, person_id: UUID, actor: Actor, *, granted: bool) -> bool:
    """Let a member see salaries by name, or not any more; False when the person is no member here.

    :raises NotAdmin: the actor is no Admin of the environment, asked in this very transaction
    """
    member = _member(db, tenant_id, person_id, actor)
    if member is None:
        return False
    if member.payroll_detail != granted:
        member.payroll_detail = granted
        action = "member.payroll_detail_granted" if granted else "member.payroll_detail_withdrawn"
        _record(db, tenant_id, action, person_id, actor)
    return True


def change_role(db: Db, tenant_id: UUID, person_id: UUID, role: Role, actor: Actor) -> bool:
    """Make a member an Admin, or an Admin a member; False when the person is no member here.

    Their sessions here end, and invitations that a former Admin sent work no more.

    :raises NotAdmin: the actor is no Admin of the environment, asked in this very transaction
    :raises LastAdmin: nobody who gets in would be an Admin any more
    """
    member = _member(db, tenant_id, person_id, actor)
    if member is None:
        return False
    before = Role(member.role)
    if before == role:
        return True
    membership.change_role(db, tenant_id, person_id, role)
    if role != Role.ADMIN:
        _stop_being_admin(db, tenant_id, person_id, actor)
    sessions.end_of_member(db, tenant_id, person_id)
    _record(db, tenant_id, "member.role_changed", person_id, actor, before={"role": before}, after={"role": role})
    return True


def remove(db: Db, tenant_id: UUID, person_id: UUID, actor: Actor) -> bool:
    """End somebody's membership, also one's own; False when the person is no member here.

    Their sessions on this environment's host end; those at the hub and in other environments stay.

    :raises NotAdmin: the actor is no Admin of the environment, asked in this very transaction
    :raises LastAdmin: nobody who gets in would be an Admin any more
    """
    member = _member(db, tenant_id, person_id, actor)
    if member is None:
        return False
    before = {"role": member.role, "payroll_detail": member.payroll_detail}
    membership.end(db, tenant_id, person_id)
    if before["role"] == Role.ADMIN:
        _stop_being_admin(db, tenant_id, person_id, actor)
    sessions.end_of_member(db, tenant_id, person_id)
    action = "member.left" if person_id == actor.person_id else "member.removed"
    _record(db, tenant_id, action, person_id, actor, before=before)
    return True


def end_sessions(db: Db, tenant_id: UUID, person_id: UUID, actor: Actor) -> bool:
    """Sign a member out of this environment in every browser; False when the person is no member here.

    No browser opens it again without a new sign-in at the hub.

    :raises NotAdmin: the actor is no Admin of the environment, asked in this very transaction
    """
    member = _member(db, tenant_id, person_id, actor)
    if member is None:
        return False
    member.sessions_ended_at = func.now()
    sessions.end_of_member(db, tenant_id, person_id)
    _record(db, tenant_id, "member.sessions_ended", person_id, actor)
    return True


def _member(db: Db, tenant_id: UUID, person_id: UUID, actor: Actor) -> Membership | None:
    """Find a member for an Admin who changes something about them; members stay as they are until the end of it."""
    membership.lock(db, tenant_id)
    if actor.person_id is None:
        raise NotAdmin
    membership.require_admin(db, tenant_id, actor.person_id)
    return membership.of(db, tenant_id, person_id)


def _stop_being_admin(db: Db, tenant_id: UUID, person_id: UUID, actor: Actor) -> None:
    access.keep_an_admin_who_gets_in(db, tenant_id)
    invitations.withdraw_all_of(db, tenant_id, person_id, actor)


def _record(db: Db, tenant_id: UUID, action: str, person_id: UUID, actor: Actor, **change: Mapping[str, Any]) -> None:
    name, details = db.get_one(Person, person_id).name, {"person": str(person_id)}
    audit.record(db, tenant_id, action, name, details, actor, **change)

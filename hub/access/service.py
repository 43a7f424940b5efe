"""Restricting an environment to the accounts of organisations."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, select, update

from hub import audit
from hub.access.errors import LocksOut, LocksOutOneself
from hub.access.models import AllowedOrganisation
from hub.access.rules import admits, is_admitted
from hub.audit import Actor
from hub.db import Db
from hub.identity.models import LinkedIdentity, Person, WebSession
from tenants import membership
from tenants.errors import LastAdmin, NotAdmin
from tenants.models import Membership, Role

__all__ = ["Rule", "allow", "disallow", "keep_an_admin_who_gets_in", "rules"]


@dataclass(frozen=True, slots=True)
class Rule:
    """An organisation whose accounts are accepted.

    :param organisation: as the provider's plugin tells it with each identity
    :param guests: whether its guests are accepted, too
    """

    provider: str
    organisation: str
    guests: bool = False


def rules(db: Db, tenant_id: UUID) -> Sequence[Rule]:
    """List the organisations; none means that every account of a member is accepted."""
    found = db.scalars(
        select(AllowedOrganisation)
        .where(AllowedOrganisation.tenant_id == tenant_id)
        .order_by(AllowedOrganisation.provider, AllowedOrganisation.organisation)
        .execution_options(populate_existing=True)
    )
    return [Rule(each.provider, each.organisation, each.guests) for each in found]


def allow(db: Db, tenant_id: UUID, rule: Rule, actor: Actor, *, confirmed: bool) -> None:
    """Accept the accounts of one more organisation; the first one shuts out all others.

    :param confirmed: whether the Admin knows who will not get in any more
    :raises NotAdmin: the actor is no Admin, asked in this very transaction
    :raises LocksOutOneself, LocksOut: nothing may be kept of this transaction
    """
    before = _begin(db, tenant_id, actor)
    row = AllowedOrganisation(tenant_id=tenant_id, **{**asdict(rule), "organisation": rule.organisation.lower()})
    db.merge(row)
    db.flush()
    _settle(db, tenant_id, actor, before, confirmed=confirmed)


def disallow(db: Db, tenant_id: UUID, rule: Rule, actor: Actor, *, confirmed: bool) -> None:
    """Take an organisation off the list; without any left every account of a member is accepted again.

    :raises NotAdmin, LocksOutOneself, LocksOut: as :func:`allow` does
    """
    before = _begin(db, tenant_id, actor)
    db.execute(
        delete(AllowedOrganisation).where(
            AllowedOrganisation.tenant_id == tenant_id,
            AllowedOrganisation.provider == rule.provider,
            AllowedOrganisation.organisation == rule.organisation,
        )
    )
    _settle(db, tenant_id, actor, before, confirmed=confirmed)


def keep_an_admin_who_gets_in(db: Db, tenant_id: UUID) -> None:
    """Make sure, after a change of roles or accounts, that an Admin is left whose account is accepted.

    :raises LastAdmin: there may be Admins, but none who could enter
    """
    able = (
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.tenant_id == tenant_id, Membership.ended_at.is_(None), Membership.role == Role.ADMIN)
        .where(Person.disabled_at.is_(None), _gets_in(tenant_id))
    )
    if db.scalars(able.limit(1)).first() is None:
        raise LastAdmin


def _begin(db: Db, tenant_id: UUID, actor: Actor) -> Sequence[Rule]:
    """Let one Admin at a time change the list: two could each shut the other out."""
    membership.lock(db, tenant_id)
    if actor.person_id is None:
        raise NotAdmin
    membership.require_admin(db, tenant_id, actor.person_id)
    return rules(db, tenant_id)


def _settle(db: Db, tenant_id: UUID, actor: Actor, before: Sequence[Rule], *, confirmed: bool) -> None:
    if not admits(db, tenant_id, actor.identity_id):
        raise LocksOutOneself
    out = _locked_out(db, tenant_id)
    if out and not confirmed:
        raise LocksOut(out)
    after = rules(db, tenant_id)
    if after == before:
        return
    _end_sessions(db, tenant_id)
    told = [{"organisations": [asdict(each) for each in each_rules]} for each_rules in (before, after)]
    audit.record(db, tenant_id, "access.changed", actor=actor, before=told[0], after=told[1])


def _locked_out(db: Db, tenant_id: UUID) -> Sequence[str]:
    """Name the members none of whose accounts is accepted."""
    return db.scalars(
        select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.tenant_id == tenant_id, Membership.ended_at.is_(None), ~_gets_in(tenant_id))
        .order_by(Person.name, Person.id)
    ).all()


def _gets_in(tenant_id: UUID) -> ColumnElement[bool]:
    """Say of each ``person`` of a statement whether an account is accepted that they still have."""
    return exists().where(
        LinkedIdentity.person_id == Person.id, LinkedIdentity.unlinked_at.is_(None), is_admitted(tenant_id)
    )


def _end_sessions(db: Db, tenant_id: UUID) -> None:
    """End the sessions on the environment's host whose account is not accepted any more."""
    shut_out = select(LinkedIdentity.id).where(~is_admitted(tenant_id))
    db.execute(
        update(WebSession)
        .where(WebSession.tenant_id == tenant_id, WebSession.revoked_at.is_(None))
        .where(WebSession.identity_id.in_(shut_out))
        .values(revoked_at=func.now())
        .execution_options(synchronize_session=False)
    )

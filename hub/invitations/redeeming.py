"""Accepting an invitation: by whoever presents the link, once, while the Admin who sent it is one."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update

from hub import audit, mail
from hub.access.rules import admits
from hub.audit import Actor
from hub.db import Db
from hub.identity.models import Person
from hub.identity.tokens import digest
from hub.invitations import letters
from hub.invitations.errors import AlreadyMember, NotOpen, OtherAccountNeeded, OtherAddress, State
from hub.invitations.models import Invitation
from hub.sdk.identity import Identity
from tenants import membership
from tenants.errors import NotAdmin
from tenants.models import Role, Tenant, TenantState

__all__ = ["Acceptor", "Look", "accept", "look"]


@dataclass(frozen=True, slots=True)
class Acceptor:
    """Who presents a link, and the account they are signed in with.

    :param provider: the provider's name for people
    :param actor: the same for the audit
    """

    person_id: UUID
    identity_id: UUID
    identity: Identity
    provider: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Look:
    """What a link leads to; only its state is for people who are not signed in.

    :param acceptor_id: who has used it
    :param is_member: whether the person who looks is a member already
    """

    state: State
    environment: str = ""
    subdomain: str = ""
    inviter: str = ""
    role: Role = Role.MEMBER
    acceptor_id: UUID | None = None
    is_member: bool = False


def look(db: Db, tenant_id: UUID, token: str, person_id: UUID | None = None) -> Look:
    """Look at an invitation, in the scope of the environment that its link names.

    :param person_id: who looks, once they are signed in
    """
    found = db.execute(
        select(Invitation, Tenant, Person, Invitation.expires_at <= func.now())
        .join(Tenant, Tenant.id == Invitation.tenant_id)
        .join(Person, Person.id == Invitation.inviter_id)
        .where(Invitation.tenant_id == tenant_id, Invitation.token_hash == digest(token))
        .where(Tenant.state == TenantState.OPEN)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        return Look(State.UNKNOWN)
    invitation, tenant, inviter, has_expired = found
    return Look(
        state=_state(db, invitation, inviter, has_expired=has_expired),
        environment=tenant.name,
        subdomain=tenant.subdomain,
        inviter=inviter.name,
        role=Role(invitation.role),
        acceptor_id=invitation.acceptor_id,
        is_member=person_id is not None and membership.of(db, tenant_id, person_id) is not None,
    )


def accept(db: Db, tenant_id: UUID, token: str, who: Acceptor, members_url: str) -> None:
    """Make whoever presents the link a member, and tell the Admin who sent it which account that is.

    :raises NotOpen: the link was used, has expired or was withdrawn, also a moment ago in another browser
    :raises AlreadyMember: they are one, with the role they have; the link stays
    :raises OtherAddress, OtherAccountNeeded: not with this account; the link stays
    """
    # one invitation at a time for a person: two would make the same membership
    person = db.get_one(Person, who.person_id, with_for_update={"key_share": True})
    found = look(db, tenant_id, token)
    if found.state != State.OPEN:
        raise NotOpen(found.state)
    invitation = db.scalars(select(Invitation).where(Invitation.token_hash == digest(token))).one()
    _hold_inviter(db, invitation)
    if membership.of(db, tenant_id, who.person_id) is not None:
        raise AlreadyMember(person.name)
    _check_account(db, invitation, who)
    membership.add(db, tenant_id, who.person_id, Role(invitation.role))
    _use(db, invitation, token, who)
    details, given = {"invitation": str(invitation.id), "person": str(who.person_id)}, {"role": invitation.role}
    audit.record(db, tenant_id, "invitation.accepted", invitation.email, details, who.actor, after=given)
    _tell_inviter(db, invitation, who, members_url)


def _hold_inviter(db: Db, invitation: Invitation) -> None:
    """Make sure that whoever invited may still do so, and keep it so until this transaction ends (``FOR SHARE``).

    :raises NotOpen: they are no Admin any more, or shut out of the hub
    """
    inviter = db.get_one(Person, invitation.inviter_id, with_for_update={"read": True}, populate_existing=True)
    try:
        membership.require_admin(db, invitation.tenant_id, inviter.id)
    except NotAdmin:
        raise NotOpen(State.WITHDRAWN) from None
    if inviter.disabled_at is not None:
        raise NotOpen(State.WITHDRAWN)


def _check_account(db: Db, invitation: Invitation, who: Acceptor) -> None:
    vouched = who.identity.email if who.identity.email_vouched else None
    if invitation.only_address and (vouched or "").casefold() != invitation.email.casefold():
        raise OtherAddress
    if not admits(db, invitation.tenant_id, who.identity_id):
        raise OtherAccountNeeded


def _use(db: Db, invitation: Invitation, token: str, who: Acceptor) -> None:
    """Use the link: of several who do at the same time, one."""
    used = db.scalar(
        update(Invitation)
        .where(
            Invitation.tenant_id == invitation.tenant_id,
            Invitation.token_hash == digest(token),
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > func.now(),
        )
        .values(accepted_at=func.now(), acceptor_id=who.person_id, identity_id=who.identity_id)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    )
    if used is None:
        raise NotOpen(look(db, invitation.tenant_id, token).state)


def _tell_inviter(db: Db, invitation: Invitation, who: Acceptor, members_url: str) -> None:
    inviter = db.get_one(Person, invitation.inviter_id)
    environment = db.get_one(Tenant, invitation.tenant_id).name
    if not inviter.email:
        return
    letter = letters.accepted(invitation.email, (who.identity, who.provider), environment, members_url)
    mail.send(db, inviter.email, letter.subject, letter.body, language=inviter.language)


def _state(db: Db, invitation: Invitation, inviter: Person, *, has_expired: bool) -> State:
    if invitation.accepted_at is not None:
        return State.USED
    if invitation.withdrawn_at is not None:
        return State.WITHDRAWN
    if has_expired:
        return State.EXPIRED
    may_invite = inviter.disabled_at is None and membership.is_admin(db, invitation.tenant_id, inviter.id)
    return State.OPEN if may_invite else State.WITHDRAWN

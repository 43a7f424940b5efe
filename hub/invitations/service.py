"""Inviting people into an environment: by a link that works once, for whoever presents it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from hub import audit, mail
from hub.audit import Actor, Operator
from hub.db import Db
from hub.identity.models import LinkedIdentity, Person
from hub.identity.tokens import digest, new_token
from hub.invitations import letters
from hub.invitations.errors import AlreadyInvited, AlreadyMember, TooMany
from hub.invitations.models import Invitation
from hub.sdk.refs import TenantRef
from tenants import membership
from tenants.errors import NotAdmin
from tenants.models import Membership, Role

__all__ = [
    "LIFE",
    "MOST_OPEN",
    "MOST_SENDINGS",
    "Order",
    "Place",
    "Waiting",
    "invite",
    "send_again",
    "waiting",
    "withdraw",
    "withdraw_all_of",
]

LIFE = timedelta(days=7)
MOST_OPEN = 50
"""More people than a company's accounting has to do with; each invitation is a mail to somebody who did not ask."""
MOST_SENDINGS = 5
"""Who has not answered five mails will not answer the sixth."""
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where people are invited to.

    :param hub_url: the hub's own address, where links lead; from the settings, never from a request
    """

    tenant: TenantRef
    hub_url: str

    def link(self, token: str) -> str:
        """Write the link; it names the environment's id, so that it is looked up inside that environment."""
        return f"{self.hub_url}/invitations/{self.tenant.id}/{token}"


@dataclass(frozen=True, slots=True)
class Order:
    """Whom an Admin invites.

    :param email: in small letters; where the link is sent, no proof of who presents it
    :param only_address: whether only an account may accept that its provider vouches this address for
    """

    email: str
    role: Role
    only_address: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation that nobody has answered; it may have run out."""

    invitation: Invitation
    inviter: str
    has_expired: bool


def invite(db: Db, place: Place, order: Order, actor: Actor) -> None:
    """Send an invitation, in the scope of the environment.

    :raises NotAdmin: the actor is no Admin, asked in this very transaction
    :raises AlreadyMember: the address belongs to a member
    :raises AlreadyInvited: the address was invited before and has not answered
    :raises TooMany: the environment has as many open invitations as it may
    """
    _require_admin(db, place.tenant.id, actor)
    if (name := _member_with(db, place.tenant.id, order.email)) is not None:
        raise AlreadyMember(name)
    _keep_within_limit(db, place.tenant.id)
    token = new_token()
    made = insert(Invitation).values(
        id=uuid4(),
        tenant_id=place.tenant.id,
        token_hash=digest(token),
        email=order.email,
        role=order.role,
        only_address=order.only_address,
        inviter_id=actor.person_id,
        expires_at=func.now() + LIFE,
    )
    invitation_id = db.scalar(made.on_conflict_do_nothing().returning(Invitation.id))
    if invitation_id is None:
        raise AlreadyInvited
    _send(db, place, db.get_one(Invitation, invitation_id), token)
    given = {"role": order.role, "only_address": order.only_address}
    audit.record(db, place.tenant.id, "invitation.sent", order.email, _named(invitation_id), actor, after=given)


def send_again(db: Db, place: Place, invitation_id: UUID, actor: Actor) -> Invitation | None:
    """Send a new link in the place of the one before, which works no more; None when there is no such invitation.

    Whoever sends it is the inviter from now on: it lives as long as their right to invite.

    :raises NotAdmin: the actor is no Admin, asked in this very transaction
    :raises TooMany: it was sent as often as it may, or too many others are open
    """
    inviter_id = _require_admin(db, place.tenant.id, actor)
    invitation = _locked(db, place.tenant.id, invitation_id)
    if invitation is None:
        return None
    if invitation.sendings >= MOST_SENDINGS:
        raise TooMany
    _keep_within_limit(db, place.tenant.id, besides=invitation_id)
    token = new_token()
    invitation.token_hash, invitation.inviter_id = digest(token), inviter_id
    invitation.sendings += 1
    invitation.sent_at, invitation.expires_at = func.now(), func.now() + LIFE
    db.flush()
    _send(db, place, invitation, token)
    audit.record(db, place.tenant.id, "invitation.sent_again", invitation.email, _named(invitation_id), actor)
    return invitation


def withdraw(db: Db, tenant_id: UUID, invitation_id: UUID, actor: Actor) -> Invitation | None:
    """Take an invitation back; None when there is none that could be.

    :raises NotAdmin: the actor is no Admin, asked in this very transaction
    """
    _require_admin(db, tenant_id, actor)
    invitation = _locked(db, tenant_id, invitation_id)
    if invitation is None:
        return None
    invitation.withdrawn_at = func.now()
    audit.record(db, tenant_id, "invitation.withdrawn", invitation.email, _named(invitation_id), actor)
    return invitation


def withdraw_all_of(db: Db, tenant_id: UUID, inviter_id: UUID, actor: Actor | Operator) -> None:
    """Take back what somebody sent who is no Admin any more, or shut out of the hub."""
    mine = _unanswered(tenant_id).where(Invitation.inviter_id == inviter_id).order_by(Invitation.id)
    for each in db.scalars(mine.with_for_update()).all():
        each.withdrawn_at = func.now()
        details = {**_named(each.id), "inviter": str(inviter_id)}
        audit.record(db, tenant_id, "invitation.withdrawn", each.email, details, actor)


def waiting(db: Db, tenant_id: UUID) -> Sequence[Waiting]:
    """List the invitations that nobody has answered, the newest first."""
    found = db.execute(
        _unanswered(tenant_id)
        .add_columns(Person.name, Invitation.expires_at <= func.now())
        .join(Person, Person.id == Invitation.inviter_id)
        .order_by(Invitation.sent_at.desc(), Invitation.id)
    )
    return [Waiting(*each) for each in found]


def _require_admin(db: Db, tenant_id: UUID, actor: Actor) -> UUID:
    if actor.person_id is None:
        raise NotAdmin
    membership.require_admin(db, tenant_id, actor.person_id)
    return actor.person_id


def _send(db: Db, place: Place, invitation: Invitation, token: str) -> None:
    inviter = db.get_one(Person, invitation.inviter_id)
    letter = letters.invitation(inviter.name, place.tenant.name, place.link(token), LIFE.days)
    mail.send(db, invitation.email, letter.subject, letter.body)


def _keep_within_limit(db: Db, tenant_id: UUID, besides: UUID = NOBODY) -> None:
    counted = _unanswered(tenant_id).where(Invitation.expires_at > func.now(), Invitation.id != besides)
    if (db.scalar(select(func.count()).select_from(counted.subquery())) or 0) >= MOST_OPEN:
        raise TooMany


def _member_with(db: Db, tenant_id: UUID, email: str) -> str | None:
    """Name the member who is known by an address."""
    known = or_(func.lower(Person.email) == email, func.lower(LinkedIdentity.email_seen) == email)
    return db.scalar(
        select(Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .outerjoin(LinkedIdentity, and_(LinkedIdentity.person_id == Person.id, LinkedIdentity.unlinked_at.is_(None)))
        .where(Membership.tenant_id == tenant_id, Membership.ended_at.is_(None), known)
        .limit(1)
    )


def _unanswered(tenant_id: UUID) -> Select[Invitation]:
    return select(Invitation).where(
        Invitation.tenant_id == tenant_id, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None)
    )


def _locked(db: Db, tenant_id: UUID, invitation_id: UUID) -> Invitation | None:
    return db.scalar(_unanswered(tenant_id).where(Invitation.id == invitation_id).with_for_update())


def _named(invitation_id: UUID) -> dict[str, str]:
    return {"invitation": str(invitation_id)}

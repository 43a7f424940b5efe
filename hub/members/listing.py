"""The members of an environment as its Admins see them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from hub.access.rules import is_admitted
from hub.db import Db
from hub.identity.models import LinkedIdentity, Person, WebSession
from hub.identity.sessions import Limits, live
from hub.invitations.models import Invitation
from tenants.models import Membership, Role

__all__ = ["STALE", "Account", "Member", "list_members"]

STALE = timedelta(days=90)
"""Who has not been here for a quarter of a year may have left the company."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account at a provider with which a member can sign in.

    :param is_admitted: whether the environment accepts accounts of its organisation
    """

    provider: str
    email: str
    is_personal: bool
    is_guest: bool
    is_admitted: bool


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the environment.

    :param payroll_detail: whether rows and slips of salaries are shown to them by name
    :param invited_as: the address that the invitation was sent to, with which they joined
    :param open_sessions: browsers in which they are signed in to this environment now
    """

    person_id: UUID
    name: str
    email: str
    is_admin: bool
    payroll_detail: bool
    joined_at: datetime
    last_sign_in_at: datetime | None
    accounts: tuple[Account, ...]
    invited_as: str = ""
    open_sessions: int = 0

    @property
    def is_stale(self) -> bool:
        """Whether they signed in once, but not for a long time."""
        return self.last_sign_in_at is not None and datetime.now(UTC) - self.last_sign_in_at > STALE

    @property
    def gets_in(self) -> bool:
        """Whether the environment accepts any of their accounts."""
        return any(each.is_admitted for each in self.accounts)


def list_members(db: Db, tenant_id: UUID, limits: Limits) -> Sequence[Member]:
    """List the present members by name, in the scope of the environment.

    :param limits: how long sessions live, to tell who is signed in
    """
    found = db.execute(
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.tenant_id == tenant_id, Membership.ended_at.is_(None))
        .order_by(Person.name, Person.id)
    ).all()
    persons = [person.id for _, person in found]
    accounts, invited = _accounts(db, tenant_id, persons), _invited_as(db, tenant_id)
    signed_in = _open_sessions(db, tenant_id, limits)
    return [
        Member(
            person_id=person.id,
            name=person.name,
            email=person.email,
            is_admin=each.role == Role.ADMIN,
            payroll_detail=each.payroll_detail,
            joined_at=each.created_at,
            last_sign_in_at=each.last_sign_in_at,
            accounts=tuple(accounts[person.id]),
            invited_as=invited.get(person.id, ""),
            open_sessions=signed_in.get(person.id, 0),
        )
        for each, person in found
    ]


def _accounts(db: Db, tenant_id: UUID, persons: Sequence[UUID]) -> dict[UUID, list[Account]]:
    found = db.execute(
        select(LinkedIdentity, is_admitted(tenant_id))
        .where(LinkedIdentity.person_id.in_(persons), LinkedIdentity.unlinked_at.is_(None))
        .order_by(LinkedIdentity.provider, LinkedIdentity.id)
    )
    by_person: dict[UUID, list[Account]] = defaultdict(list)
    for each, admitted in found:
        account = Account(each.provider, each.email_seen or "", each.kind == "personal", each.guest, admitted)
        by_person[each.person_id].append(account)
    return by_person


def _invited_as(db: Db, tenant_id: UUID) -> dict[UUID, str]:
    """Tell by whose address each came, of those who came by an invitation; the latest one counts."""
    found = db.execute(
        select(Invitation.acceptor_id, Invitation.email)
        .where(Invitation.tenant_id == tenant_id, Invitation.acceptor_id.is_not(None))
        .order_by(Invitation.accepted_at)
    )
    return {person_id: email for person_id, email in found if person_id is not None}


def _open_sessions(db: Db, tenant_id: UUID, limits: Limits) -> dict[UUID, int]:
    found = db.execute(
        select(WebSession.person_id, func.count())
        .where(WebSession.tenant_id == tenant_id, live(limits))
        .group_by(WebSession.person_id)
    )
    return {person_id: count for person_id, count in found}  # noqa: C416 - rows are not pairs to a type checker

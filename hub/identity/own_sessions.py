"""The sessions of one person, for the person to look at and to end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import or_, select

from hub.db import Db
from hub.identity import sessions
from hub.identity.browsers import described
from hub.identity.models import LinkedIdentity, WebSession
from hub.identity.sessions import Limits, SignedIn
from tenants.models import Tenant

__all__ = ["Ended", "OwnSession", "end", "end_others", "list_own"]


class Ended(StrEnum):
    """What was ended."""

    NOTHING = "nothing"
    """It is not theirs, or has ended before."""
    HERE = "here"
    """A session of this very browser, and no other."""
    ELSEWHERE = "elsewhere"
    """Another browser altogether."""


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A browser that is signed in on one host.

    :param environment: whose host it is; None for the hub's own address
    :param is_here: whether it is of this very browser
    """

    id: UUID
    browser: str
    ip: str
    environment: str | None
    provider: str
    began_at: datetime
    seen_at: datetime
    is_this: bool
    is_here: bool


def list_own(db: Db, person: SignedIn, limits: Limits) -> Sequence[OwnSession]:
    """List a person's live sessions, this one first, then those used last."""
    found = db.execute(
        select(WebSession, LinkedIdentity.provider, Tenant.name)
        .join(LinkedIdentity, LinkedIdentity.id == WebSession.identity_id)
        .outerjoin(Tenant, Tenant.id == WebSession.tenant_id)
        .where(WebSession.person_id == person.person_id, sessions.live(limits))
        .order_by(WebSession.id != person.session.id, WebSession.last_seen_at.desc(), WebSession.id)
    )
    return [
        OwnSession(
            id=row.id,
            browser=described(row.user_agent),
            ip=row.ip,
            environment=environment,
            provider=provider,
            began_at=row.created_at,
            seen_at=row.last_seen_at,
            is_this=row.id == person.session.id,
            is_here=person.session.id in (row.id, row.parent_id),
        )
        for row, provider, environment in found
    ]


def end(db: Db, person: SignedIn, session_id: UUID) -> Ended:
    """End a session of the person.

    Of another browser the whole ends: its session at an environment alone would be handed over anew with its next page.
    """
    found = db.execute(
        select(WebSession.id, WebSession.parent_id).where(
            WebSession.id == session_id, WebSession.person_id == person.person_id, WebSession.revoked_at.is_(None)
        )
    ).one_or_none()
    if found is None:
        return Ended.NOTHING
    if person.session.id in (found.id, found.parent_id):
        sessions.end(db, found.id)
        return Ended.HERE
    sessions.end(db, found.parent_id or found.id)
    return Ended.ELSEWHERE


def end_others(db: Db, person: SignedIn) -> None:
    """End every session of the person except this one and those that were handed off from it."""
    of_others = or_(WebSession.parent_id.is_(None), WebSession.parent_id != person.session.id)
    sessions.revoke(db, WebSession.person_id == person.person_id, WebSession.id != person.session.id, of_others)

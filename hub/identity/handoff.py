"""From the apex to an environment's own host: a code that works once, for 60 seconds, in the browser that asked.

The apex is a small authorization server for the environments' hosts (RFC 7636 and RFC 9700 apply): the host keeps a
verifier in its own cookie and sends only its hash, so a stolen or planted link is worth nothing.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from sqlalchemy import func, select, update

from hub import audit
from hub.access.rules import admits
from hub.audit import Actor
from hub.db import Db
from hub.identity import service, sessions
from hub.identity.models import HandoffCode, Person, WebSession
from hub.identity.proof import FRESH, SKEW
from hub.identity.sessions import Browser, Limits, NewSession, SignedIn
from hub.identity.tokens import challenge_of, digest, new_token
from hub.sdk.refs import TenantRef
from tenants import membership

__all__ = ["LIFE", "NotAccepted", "Order", "SignedOut", "Ticket", "issue", "redeem"]

LIFE = timedelta(seconds=60)
RECENT = timedelta(seconds=FRESH + SKEW)
log = logging.getLogger(__name__)


class NotAccepted(Exception):
    """The environment accepts only accounts of certain organisations, and this one is not of them."""


class SignedOut(Exception):
    """An Admin has ended the person's sessions there, and they have not signed in to the hub since."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an environment's host asks the apex for."""

    tenant: TenantRef
    host: str
    challenge: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a browser brings back to the environment's host."""

    tenant: TenantRef
    host: str
    code: str
    verifier: str
    browser: Browser
    limits: Limits = Limits()
    request_id: str = ""


def issue(db: Db, order: Order, person: SignedIn) -> str | None:
    """Give out a code for a member; None for everybody else. The transaction is in the environment's scope.

    :raises NotAccepted: a member, whose account the environment does not accept
    :raises SignedOut: a member, whom an Admin has signed out after their last sign-in
    """
    member = membership.of(db, order.tenant.id, person.person_id)
    if member is None:
        return None
    if not admits(db, order.tenant.id, person.identity_id):
        raise NotAccepted
    if not _is_after(member.sessions_ended_at, person.session.began_at, person.session.auth_time):
        raise SignedOut
    code = new_token()
    row = HandoffCode(
        code_hash=digest(code),
        person_id=person.person_id,
        tenant_id=order.tenant.id,
        session_id=person.session.id,
        host=order.host,
        challenge=order.challenge,
        expires_at=func.now() + LIFE,
    )
    db.add(row)
    return code


def redeem(db: Db, ticket: Ticket, old: SignedIn | None) -> str | None:
    """Turn a code into a session of the environment's host, once.

    A code that is presented a second time ends the session it made the first time, since one of the two was a thief.

    :param old: who was signed in on the host before, in the same browser
    :returns: the token for the cookie; None when the code is worth nothing
    """
    row = _use(db, ticket.code)
    if row is None:
        _punish(db, ticket.code, ticket.tenant.id)
        return None
    fits = compare_digest(row.challenge, challenge_of(ticket.verifier))
    if not fits or row.host != ticket.host or row.tenant_id != ticket.tenant.id:
        log.warning("a hand-off code was brought to another browser or host")
        return None
    parent = _parent(db, row, ticket.limits)
    if parent is None:
        return None
    token, session_id = _enter(db, (row, parent), ticket, old)
    db.execute(update(HandoffCode).where(HandoffCode.code_hash == row.code_hash).values(made_session_id=session_id))
    return token


def _use(db: Db, code: str) -> HandoffCode | None:
    return db.scalar(
        update(HandoffCode)
        .where(
            HandoffCode.code_hash == digest(code),
            HandoffCode.used_at.is_(None),
            HandoffCode.expires_at > func.now(),
        )
        .values(used_at=func.now())
        .returning(HandoffCode)
    )


def _punish(db: Db, code: str, tenant_id: UUID) -> None:
    made = db.scalar(
        select(HandoffCode.made_session_id).where(
            HandoffCode.code_hash == digest(code), HandoffCode.used_at.is_not(None)
        )
    )
    if made is not None:
        log.warning("a hand-off code came a second time: session %s ends", made)
        audit.record(db, tenant_id, "handoff.code_reused", details={"session": str(made)})
        sessions.end(db, made)


def _parent(db: Db, row: HandoffCode, limits: Limits) -> WebSession | None:
    """Find the session behind a code if it may enter now; it and the membership stay as they are until the end of this.

    Whoever ends either of them at the same time comes after it, and ends what it has made.
    """
    parent = sessions.held(db, row.session_id, limits)
    member = membership.held(db, row.tenant_id, row.person_id)
    if parent is None or member is None or db.get_one(Person, row.person_id).disabled_at is not None:
        return None
    return parent if _is_after(member.sessions_ended_at, parent.created_at, parent.auth_time) else None


def _is_after(ended_at: datetime | None, began_at: datetime, auth_time: datetime) -> bool:
    """Tell whether a session comes from a sign-in after an Admin's word, by the measure of a recent sign-in."""
    return ended_at is None or (began_at > ended_at and auth_time > ended_at - RECENT)


def _enter(db: Db, begun: tuple[HandoffCode, WebSession], ticket: Ticket, old: SignedIn | None) -> tuple[str, UUID]:
    row, parent = begun
    auth_time: datetime = parent.auth_time
    new = NewSession(
        person_id=row.person_id,
        identity_id=parent.identity_id,
        host=row.host,
        auth_time=auth_time,
        assurance=parent.assurance,
        tenant_id=row.tenant_id,
        parent_id=parent.id,
        browser=ticket.browser,
        lasting=ticket.limits.absolute,
        until=parent.expires_at,
    )
    service.note_sign_in(db, row.tenant_id, row.person_id)
    who = Actor(row.person_id, parent.identity_id, ticket.request_id, parent.assurance, auth_time, ticket.browser.ip)
    audit.record(db, row.tenant_id, "environment.entered", actor=who)
    return sessions.replace(db, old, new) if old else sessions.begin(db, new)

"""Sessions of signed-in browsers: one per host, found by the hash of their token, ended for good."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, update

from hub.db import Db
from hub.identity.models import LinkedIdentity, Person, WebSession
from hub.identity.tokens import digest, new_token
from hub.sdk.identity import Identity
from tenants.models import Membership

__all__ = ["ABSOLUTE", "IDLE", "Browser", "NewSession", "SessionFacts", "SignedIn", "begin", "end", "find", "touch"]

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a session is used from, for the person's own list of sessions."""

    user_agent: str = ""
    ip: str = ""


@dataclass(frozen=True, slots=True)
class NewSession:
    """What a session is begun with.

    :param auth_time: when the person last proved themselves to the provider
    :param assurance: how well that is known: ``signed_in`` (the provider did not say when), ``fresh`` (it proved a
        recent sign-in) or ``round_trip`` (a recent sign-in was asked for and cannot be proved)
    :param tenant_id: the environment of a tenant's host; None on the apex
    :param parent_id: the apex session it was handed off from
    """

    person_id: UUID
    identity_id: UUID
    host: str
    auth_time: datetime
    assurance: str = "signed_in"
    tenant_id: UUID | None = None
    parent_id: UUID | None = None
    browser: Browser = field(default_factory=Browser)


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A live session."""

    id: UUID
    host: str
    csrf_token: str
    auth_time: datetime
    assurance: str
    last_seen_at: datetime
    parent_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a request: what ``current_user`` is.

    ``role`` and ``payroll_detail`` are those in the environment of the host, None and False on the apex.
    """

    person_id: UUID
    name: str
    email: str
    language: str | None
    identity_id: UUID
    identity: Identity
    session: SessionFacts
    role: str | None = None
    payroll_detail: bool = False

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Name the session, not the person: what is revoked is the session."""
        return str(self.session.id)


def begin(db: Db, new: NewSession) -> tuple[str, UUID]:
    """Begin a session.

    :returns: the token for the browser's cookie, and the session's id
    """
    token = new_token()
    row = WebSession(
        token_hash=digest(token),
        kind="tenant" if new.tenant_id else "apex",
        person_id=new.person_id,
        identity_id=new.identity_id,
        tenant_id=new.tenant_id,
        parent_id=new.parent_id,
        host=new.host,
        csrf_token=new_token(),
        expires_at=func.now() + ABSOLUTE,
        auth_time=new.auth_time,
        assurance=new.assurance,
        user_agent=new.browser.user_agent[:255],
        ip=new.browser.ip[:45],
    )
    db.add(row)
    db.flush()
    return token, row.id


def find(db: Db, token: str, host: str, tenant_id: UUID | None) -> SignedIn | None:
    """Find who a token stands for on a host.

    None for a session that is ended, too old or of another host, for a disabled person, and on a tenant's host for
    somebody who is no member any more. The transaction must be in the scope of ``tenant_id``.
    """
    member = and_(
        Membership.tenant_id == WebSession.tenant_id,
        Membership.person_id == WebSession.person_id,
        Membership.ended_at.is_(None),
    )
    row = db.execute(
        select(WebSession, Person, LinkedIdentity, Membership)
        .join(Person, Person.id == WebSession.person_id)
        .join(LinkedIdentity, LinkedIdentity.id == WebSession.identity_id)
        .outerjoin(Membership, member)
        .where(WebSession.token_hash == digest(token), WebSession.host == host, _is_live())
        .where(WebSession.tenant_id == tenant_id if tenant_id else WebSession.tenant_id.is_(None))
        .where(or_(WebSession.tenant_id.is_(None), Membership.person_id.is_not(None)))
        .where(Person.disabled_at.is_(None))
    ).one_or_none()
    return _signed_in(*row) if row else None


def touch(db: Db, session: SessionFacts) -> None:
    """Note that a session is in use, at most once a minute."""
    if datetime.now(UTC) - session.last_seen_at >= SEEN_EVERY:
        db.execute(update(WebSession).where(WebSession.id == session.id).values(last_seen_at=func.now()))


def end(db: Db, session_id: UUID) -> None:
    """End a session and every one that was handed off from it."""
    db.execute(
        update(WebSession)
        .where(or_(WebSession.id == session_id, WebSession.parent_id == session_id), WebSession.revoked_at.is_(None))
        .values(revoked_at=func.now())
    )


def replace(db: Db, old: SignedIn, new: NewSession) -> tuple[str, UUID]:
    """Begin a session in the place of another one of the same browser and host.

    What was handed off from the old one lives on under the new one if it is the same person's, and ends otherwise.
    """
    token, session_id = begin(db, new)
    if old.person_id == new.person_id:
        children = update(WebSession).where(WebSession.parent_id == old.session.id)
        db.execute(children.values(parent_id=session_id))
    end(db, old.session.id)
    return token, session_id


def is_live(db: Db, session_id: UUID) -> bool:
    """Say whether a session could still be used."""
    return db.scalar(select(WebSession.id).where(WebSession.id == session_id, _is_live())) is not None


def _is_live() -> Any:
    return and_(
        WebSession.revoked_at.is_(None),
        WebSession.expires_at > func.now(),
        WebSession.last_seen_at > func.now() - IDLE,
    )


def _signed_in(session: WebSession, person: Person, linked: LinkedIdentity, membership: Membership | None) -> SignedIn:
    return SignedIn(
        person_id=person.id,
        name=person.name,
        email=person.email,
        language=person.language,
        identity_id=linked.id,
        identity=identity_of(linked, person.name),
        session=SessionFacts(
            id=session.id,
            host=session.host,
            csrf_token=session.csrf_token,
            auth_time=session.auth_time,
            assurance=session.assurance,
            last_seen_at=session.last_seen_at,
            parent_id=session.parent_id,
        ),
        role=membership.role if membership else None,
        payroll_detail=membership.payroll_detail if membership else False,
    )


def identity_of(linked: LinkedIdentity, name: str) -> Identity:
    """Give the identity as the provider's plugin told it at the last sign-in."""
    return Identity(
        provider=linked.provider,
        authority=linked.authority,
        subject=linked.subject,
        name=name,
        email=linked.email_seen,
        email_vouched=linked.email_vouched,
        kind="work" if linked.kind == "work" else "personal",
        organisation=linked.organisation,
        guest=linked.guest,
    )

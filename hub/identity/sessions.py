"""Sessions of signed-in browsers: one per host, found by the hash of their token, ended for good."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true, update

from hub.access.rules import is_admitted
from hub.db import Db
from hub.identity.models import LinkedIdentity, Person, WebSession
from hub.identity.tokens import digest, new_token
from hub.sdk.identity import Identity
from tenants.models import Membership

__all__ = [
    "Browser",
    "Limits",
    "NewSession",
    "SessionFacts",
    "SignedIn",
    "begin",
    "end",
    "end_of_identity",
    "end_of_member",
    "end_of_person",
    "find",
    "held",
    "live",
    "replace",
    "revoke",
    "touch",
]

SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives: without use, and at all (NIST SP 800-63B rev. 3, 4.2.3)."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)


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
    :param lasting: how long at most it lives
    :param until: when it ends at the latest: what begins without a new sign-in lives no longer than what it came from
    :param began_at: when the browser came back from the provider, if that was not now
    """

    person_id: UUID
    identity_id: UUID
    host: str
    auth_time: datetime
    assurance: str = "signed_in"
    tenant_id: UUID | None = None
    parent_id: UUID | None = None
    browser: Browser = field(default_factory=Browser)
    lasting: timedelta = Limits().absolute
    until: datetime | None = None
    began_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A live session."""

    id: UUID
    host: str
    csrf_token: str
    began_at: datetime
    auth_time: datetime
    assurance: str
    last_seen_at: datetime
    expires_at: datetime
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

    @property
    def address(self) -> str:
        """The address of the account that is in use; the person's where its provider tells none."""
        return self.identity.email or self.email

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
        created_at=new.began_at or func.now(),
        expires_at=func.least(func.now() + new.lasting, new.until),
        auth_time=new.auth_time,
        assurance=new.assurance,
        user_agent=new.browser.user_agent[:255],
        ip=new.browser.ip[:45],
    )
    db.add(row)
    db.flush()
    return token, row.id


def find(db: Db, token: str, host: str, tenant_id: UUID | None, *, limits: Limits = Limits()) -> SignedIn | None:
    """Find who a token stands for on a host.

    None for a session that is ended, too old or of another host, for a disabled person, and on a tenant's host for
    somebody who is no member any more or whose account is not accepted there. The transaction must be in the scope of
    ``tenant_id``.
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
        .where(WebSession.token_hash == digest(token), WebSession.host == host, live(limits))
        .where(WebSession.tenant_id == tenant_id if tenant_id else WebSession.tenant_id.is_(None))
        .where(or_(WebSession.tenant_id.is_(None), Membership.person_id.is_not(None)))
        .where(Person.disabled_at.is_(None), LinkedIdentity.unlinked_at.is_(None))
        .where(is_admitted(tenant_id) if tenant_id else true())
    ).one_or_none()
    return _signed_in(*row) if row else None


def touch(db: Db, session: SessionFacts, limits: Limits = Limits()) -> None:
    """Note that a session is in use, at most once a minute.

    Whoever works in an environment is not idle at the hub's own address either: signing out there shall end both.
    """
    if datetime.now(UTC) - session.last_seen_at >= SEEN_EVERY:
        used = WebSession.id.in_([each for each in (session.id, session.parent_id) if each])
        db.execute(update(WebSession).where(used, live(limits)).values(last_seen_at=func.now()))


def end(db: Db, session_id: UUID) -> None:
    """End a session and every one that was handed off from it."""
    revoke(db, or_(WebSession.id == session_id, WebSession.parent_id == session_id))


def replace(db: Db, old: SignedIn, new: NewSession) -> tuple[str, UUID]:
    """Begin a session in the place of another one of the same browser and host.

    What was handed off from the old one lives on under the new one if it is the same person's, and ends otherwise.
    """
    _hold(db, WebSession.id == old.session.id)
    token, session_id = begin(db, new)
    if old.person_id == new.person_id:
        children = update(WebSession).where(WebSession.parent_id == old.session.id)
        db.execute(children.values(parent_id=session_id))
    end(db, old.session.id)
    return token, session_id


def end_of_member(db: Db, tenant_id: UUID, person_id: UUID) -> None:
    """End a person's sessions on an environment's host, in the transaction that takes or changes their rights.

    At the hub's own address they stay signed in. Whoever keeps a right there is handed off anew, with a new session.
    """
    revoke(db, WebSession.person_id == person_id, WebSession.tenant_id == tenant_id)


def end_of_person(db: Db, person_id: UUID) -> None:
    """End every session of a person."""
    revoke(db, WebSession.person_id == person_id)


def end_of_identity(db: Db, identity_id: UUID) -> None:
    """End every session that was begun with an account."""
    revoke(db, WebSession.identity_id == identity_id)


def revoke(db: Db, *which: ColumnElement[bool]) -> None:
    """End the sessions that conditions name, those too that are being handed off from one of them at this moment."""
    _hold(db, *which)
    db.execute(update(WebSession).where(*which, WebSession.revoked_at.is_(None)).values(revoked_at=func.now()))


def _hold(db: Db, *which: ColumnElement[bool]) -> Sequence[UUID]:
    # a hand-off that goes on holds its parent: after this it has ended, and the next statement sees what it has made
    rows = select(WebSession.id).where(*which, WebSession.revoked_at.is_(None)).order_by(WebSession.id)
    return db.scalars(rows.with_for_update()).all()


def held(db: Db, session_id: UUID, limits: Limits = Limits()) -> WebSession | None:
    """Find a session that could still be used, and keep everybody else from ending it until this transaction ends."""
    return db.scalar(
        select(WebSession)
        .where(WebSession.id == session_id, live(limits))
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )


def live(limits: Limits) -> ColumnElement[bool]:
    """Pick the sessions that are neither ended nor older than the limits, which may have been lowered meanwhile."""
    return and_(
        WebSession.revoked_at.is_(None),
        WebSession.expires_at > func.now(),
        WebSession.created_at > func.now() - limits.absolute,
        WebSession.last_seen_at > func.now() - limits.idle,
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
            began_at=session.created_at,
            auth_time=session.auth_time,
            assurance=session.assurance,
            last_seen_at=session.last_seen_at,
            expires_at=session.expires_at,
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

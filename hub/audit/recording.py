"""Recording a deed in the transaction that does it.

An event takes its place in the chain at the very end, when the transaction is about to commit and holds every other
lock it needs: the chain's lock is always the last, so two deeds of one environment come one after the other and never
wait for each other crosswise. What is rolled back leaves no event, and no gap.
"""

import os
import pwd
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import event as events
from sqlalchemy import func, select
from sqlalchemy.orm import Session, SessionTransaction

from hub.audit.actions import kind_of
from hub.audit.canonical import clean
from hub.audit.chain import NOTHING, Head
from hub.audit.documents import seal
from hub.audit.models import AuditEvent, HubEvent
from hub.db import Db, ScopedSession
from hub.identity.models import LinkedIdentity, Person
from tenants.models import Tenant
from tenants.scope import OutsideScope, scope_of

__all__ = ["Actor", "Operator", "record"]

PENDING = "hub.audit.pending"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: the person, the account they were signed in with, how surely, and the request it came in.

    :param person_id: None for somebody who had not signed in
    :param assurance: of the session, as :class:`hub.identity.sessions.NewSession` has it
    :param auth_time: when the person last proved themselves to the provider
    :param address: where the request came from; kept outside of environments only
    """

    person_id: UUID | None
    identity_id: UUID | None = None
    request_id: str = ""
    assurance: str = ""
    auth_time: datetime | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Operator:
    """Who did it at the command line: the user of the operating system."""

    name: str

    @staticmethod
    def present() -> "Operator":
        """Name the user who runs this process; by number where the system has no name."""
        try:
            return Operator(pwd.getpwuid(os.getuid()).pw_name)
        except KeyError:
            return Operator(str(os.getuid()))


@dataclass(frozen=True, slots=True)
class _Pending:
    """A deed that waits for the end of its transaction; a savepoint that is rolled back takes its deeds along."""

    tenant_id: UUID | None
    values: dict[str, Any]
    within: frozenset[SessionTransaction]


def record(
    db: Db,
    tenant_id: UUID | None,
    action: str,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
    actor: Actor | Operator | UUID | None = None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write down a deed; it commits with the transaction or not at all.

    :param tenant_id: whose environment, the transaction's own; None for what happens outside of environments
    :param action: a name of :mod:`hub.audit.actions`
    :param subject: what or whom it was done to, as people call it; cut at 200 characters
    :param details: ids, names of files, kinds: JSON without floats, never a secret
    :param actor: a person's id where the account is not at hand; None for the hub by itself
    :param before: what was changed, as it was
    :param after: the same as it is now
    :raises UnknownAction: the name is not in the registry
    :raises OutsideScope: the environment is not the transaction's
    """
    kind_of(action)
    scope = scope_of(db)
    if tenant_id is not None and not scope.system and scope.tenant_id != tenant_id:
        raise OutsideScope(f"An event of tenant {tenant_id} in the scope of {scope.tenant_id}")
    values = {
        "action": action,
        "subject": clean(subject)[:200],
        "details": clean(details or {}),
        "before": clean(before),
        "after": clean(after),
        **_copied(db, Actor(actor) if isinstance(actor, UUID) else actor, inside=tenant_id is not None),
    }
    db.info.setdefault(PENDING, []).append(_Pending(tenant_id, values, frozenset(_open_transactions(db))))


def _copied(db: Db, actor: Actor | Operator | None, *, inside: bool) -> dict[str, Any]:
    """Copy who did it, as they are known now."""
    facts: dict[str, Any] = {"actor_kind": "hub", "person_id": None, "auth_time": None}
    facts |= dict.fromkeys(
        ("actor_name", "provider", "authority", "account", "email", "assurance", "address", "request_id"), ""
    )
    match actor:
        case Operator(name):
            facts |= {"actor_kind": "operator", "actor_name": clean(name)[:120]}
        case Actor():
            facts |= {
                "actor_kind": "person" if actor.person_id else "visitor",
                "request_id": actor.request_id[:64],
                "assurance": actor.assurance[:20],
                "auth_time": actor.auth_time,
                "address": "" if inside else actor.address[:45],
                **_person(db, actor),
            }
    return facts


def _person(db: Db, actor: Actor) -> dict[str, Any]:
    person = db.get(Person, actor.person_id) if actor.person_id else None
    linked = db.get(LinkedIdentity, actor.identity_id) if actor.identity_id else None
    known: dict[str, Any] = {"person_id": actor.person_id}
    if person is not None:
        known |= {"actor_name": person.name, "email": person.email}
    if linked is not None:
        known |= {"provider": linked.provider, "authority": linked.authority, "account": linked.subject}
        known |= {"email": linked.email_seen or ""}
    return known


def _open_transactions(db: Session) -> Iterator[SessionTransaction]:
    current = db.get_nested_transaction() or db.get_transaction()
    while current is not None:
        yield current
        current = current.parent


@events.listens_for(ScopedSession, "before_commit")
def _write(db: Session) -> None:
    if db.in_nested_transaction() or PENDING not in db.info:
        return
    db.flush()  # whatever else has to be locked comes first
    pending: list[_Pending] = db.info.pop(PENDING)
    chains = sorted({each.tenant_id for each in pending}, key=str)
    _hold_environments(db, [each for each in chains if each])
    for chain in chains:
        _append(db, chain, [each.values for each in pending if each.tenant_id == chain])
    db.flush()


def _hold_environments(db: Session, tenant_ids: list[UUID]) -> None:
    """Lock the rows that the events will point at; whoever closes an environment has them, and records it, too."""
    if tenant_ids:
        rows = select(Tenant.id).where(Tenant.id.in_(tenant_ids)).order_by(Tenant.id)
        db.execute(rows.with_for_update(read=True, key_share=True))


@events.listens_for(ScopedSession, "after_soft_rollback")
def _forget(db: Session, undone: SessionTransaction) -> None:
    if PENDING in db.info:
        db.info[PENDING] = [each for each in db.info[PENDING] if undone not in each.within]


def _append(db: Session, chain: UUID | None, deeds: list[dict[str, Any]]) -> None:
    """Put deeds at the end of a chain that nobody else can add to until this transaction has ended."""
    db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"hub.audit:{chain or ''}", 0))))
    # what others committed before the lock was ours is seen by the next statement, not by the one that waited
    at: datetime = db.scalars(select(func.clock_timestamp())).one()
    head = _head(db, chain)
    for values in deeds:
        place = {**values, "sequence": head.sequence + 1, "at": at, "previous": head.hash}
        event = AuditEvent(tenant_id=chain, **place) if chain else HubEvent(**place)
        head = seal(event)
        db.add(event)


def _head(db: Session, chain: UUID | None) -> Head:
    table = AuditEvent if chain else HubEvent
    last = select(table.sequence, table.hash).order_by(table.sequence.desc()).limit(1)
    found = db.execute(last.where(AuditEvent.tenant_id == chain) if chain else last).one_or_none()
    return Head(*found) if found else NOTHING

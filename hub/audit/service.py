"""Reading what was recorded: page by page, filtered, or the whole chain in portions of bounded memory."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from hub.audit.actions import ACTIONS
from hub.audit.chain import NOTHING, Head
from hub.audit.models import AuditEvent, Event, HubEvent
from hub.audit.schemas import Wanted
from hub.db import Db

__all__ = ["PAGE", "Page", "follow", "head_of", "page_of", "people"]

PAGE = 50
PORTION = 500


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, the newest first.

    :param older: the number that the next page's events are below; None on the last page
    """

    events: Sequence[AuditEvent]
    older: int | None


def page_of(db: Db, tenant_id: UUID, wanted: Wanted, below: int | None = None) -> Page:
    """Read the newest events of an environment, or those below a number."""
    query = _narrowed(select(AuditEvent).where(AuditEvent.tenant_id == tenant_id), wanted)
    if below is not None:
        query = query.where(AuditEvent.sequence < below)
    found = db.scalars(query.order_by(AuditEvent.sequence.desc()).limit(PAGE + 1)).all()
    return Page(found[:PAGE], found[PAGE - 1].sequence if len(found) > PAGE else None)


def people(db: Db, tenant_id: UUID) -> Sequence[tuple[UUID, str]]:
    """List everybody who ever did something in an environment, by the name they had last."""
    of_person = AuditEvent.tenant_id == tenant_id, AuditEvent.person_id.is_not(None)
    last = select(func.max(AuditEvent.sequence)).where(*of_person).group_by(AuditEvent.person_id)
    newest = select(AuditEvent.person_id, AuditEvent.actor_name).where(*of_person, AuditEvent.sequence.in_(last))
    found = [(person_id, name) for person_id, name in db.execute(newest) if person_id]
    return sorted(found, key=lambda each: each[1].casefold())


def head_of(db: Db, tenant_id: UUID | None) -> Head:
    """Give the newest event of a chain; the hub's own without a tenant."""
    table = AuditEvent if tenant_id else HubEvent
    query = select(table.sequence, table.hash).order_by(table.sequence.desc()).limit(1)
    if tenant_id:
        query = query.where(AuditEvent.tenant_id == tenant_id)
    found = db.execute(query).one_or_none()
    return Head(*found) if found else NOTHING


def follow(
    opened: Callable[[], AbstractContextManager[Db]],
    tenant_id: UUID | None,
    head: Head,
    wanted: Wanted | None = None,
) -> Iterator[Event]:
    """Read a chain from its beginning to a head, each portion in a transaction of its own.

    :param opened: opens a transaction that may read the chain
    """
    last = 0
    while last < head.sequence:
        with opened() as db:
            portion = _portion(db, tenant_id, wanted or Wanted(), range(last + 1, head.sequence + 1))
        yield from portion
        last = portion[-1].sequence if portion else head.sequence


def _portion(db: Db, tenant_id: UUID | None, wanted: Wanted, numbers: range) -> Sequence[Event]:
    if tenant_id is None:
        outside = select(HubEvent).where(HubEvent.sequence.between(numbers[0], numbers[-1]))
        return db.scalars(outside.order_by(HubEvent.sequence).limit(PORTION)).all()
    inside = _narrowed(select(AuditEvent).where(AuditEvent.tenant_id == tenant_id), wanted)
    inside = inside.where(AuditEvent.sequence.between(numbers[0], numbers[-1]))
    return db.scalars(inside.order_by(AuditEvent.sequence).limit(PORTION)).all()


def _narrowed(query: Select[AuditEvent], wanted: Wanted) -> Select[AuditEvent]:
    if wanted.person_id is not None:
        done_to = AuditEvent.details["person"].astext == str(wanted.person_id)
        query = query.where(or_(AuditEvent.person_id == wanted.person_id, done_to))
    if wanted.kind is not None:
        query = query.where(AuditEvent.action.in_(ACTIONS[wanted.kind]))
    if wanted.since is not None:
        query = query.where(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEvent.at < wanted.until)
    return query

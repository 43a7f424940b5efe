"""Raising and settling notices, and telling Admins of them by mail: once when it begins, once when it is over.

What comes back within an hour is the same thing still: nobody is told that it is over before it has been so for an
hour, and nobody is told twice that it has begun.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update

from hub.db import Db
from hub.ledger.models import Book
from hub.notices.models import Kind, Notice
from tenants.models import Company

__all__ = [
    "CONCERN_FIGURES",
    "MAILED",
    "QUIET",
    "Standing",
    "begun",
    "over",
    "raise_",
    "settle",
    "standing",
    "tenants_to_tell",
]

QUIET = timedelta(hours=1)
"""How long something has to be over before it is said to be."""
MAILED = frozenset({Kind.PROOF_DIFFERS, Kind.KEY_REFUSED, Kind.SYNC_FAILED})
"""What Admins hear of by mail."""
CONCERN_FIGURES = frozenset({Kind.PROOF_DIFFERS, Kind.RIGHTS_MISSING})
"""What members see, too."""
WITH_COMPANY = (
    select(Notice, Company.name).join(Book, Book.id == Notice.book_id).join(Company, Company.id == Book.company_id)
)
GRAVITY = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Standing:
    """A notice with the company that it is about."""

    notice: Notice
    company: str


def raise_(db: Db, tenant_id: UUID, kind: Kind, *, book_id: UUID, connection_id: UUID | None = None) -> Notice:
    """Say that something is wrong with a book, or with a connection that it is read over; said already, it stays."""
    lately = or_(Notice.ended.is_(None), Notice.ended > func.now() - QUIET)
    of_it = Notice.kind == kind, Notice.book_id == book_id, Notice.connection_id.is_not_distinct_from(connection_id)
    newest = select(Notice).where(*of_it, lately).order_by(Notice.since.desc()).limit(1).with_for_update()
    notice = db.scalar(newest)
    if notice is None:
        notice = Notice(tenant_id=tenant_id, kind=kind, book_id=book_id, connection_id=connection_id)
        db.add(notice)
    notice.ended = None
    db.flush()
    return notice


def settle(db: Db, *kinds: Kind, book_id: UUID, connection_id: UUID | None = None) -> None:
    """Say that something is over; what was not wrong stays so.

    :param kinds: all where none is named
    :param connection_id: only what is wrong with this one; with all of them, and the book, without it
    """
    of_it = [Notice.book_id == book_id, Notice.ended.is_(None)]
    if kinds:
        of_it.append(Notice.kind.in_(kinds))
    if connection_id is not None:
        of_it.append(Notice.connection_id == connection_id)
    db.execute(update(Notice).where(*of_it).values(ended=func.now()))


def standing(db: Db, kinds: Iterable[Kind] = Kind) -> Sequence[Standing]:
    """List what is wrong in the transaction's tenant, the gravest first, of these the newest."""
    query = WITH_COMPANY.where(Notice.ended.is_(None), Notice.kind.in_(list(kinds)))
    found = [Standing(notice, company) for notice, company in db.execute(query.order_by(Notice.since.desc()))]
    return sorted(found, key=lambda each: GRAVITY[Kind(each.notice.kind)])


def begun(db: Db) -> Sequence[Standing]:
    """List what lasts and nobody was told of by mail yet."""
    return _listed(db, _is_untold())


def over(db: Db) -> Sequence[Standing]:
    """List what was told of by mail, has been over for long enough, and was not told to be."""
    return _listed(db, _is_quietly_over())


def tenants_to_tell(db: Db) -> Sequence[UUID]:
    """List the environments whose Admins have to be written to. System role."""
    return db.scalars(select(Notice.tenant_id).where(or_(_is_untold(), _is_quietly_over())).distinct()).all()


def _is_untold() -> ColumnElement[bool]:
    return Notice.kind.in_(MAILED) & Notice.mailed.is_(None) & Notice.ended.is_(None)


def _is_quietly_over() -> ColumnElement[bool]:
    return Notice.mailed.is_not(None) & Notice.over_mailed.is_(None) & (Notice.ended <= func.now() - QUIET)


def _listed(db: Db, condition: ColumnElement[bool]) -> Sequence[Standing]:
    query = WITH_COMPANY.where(condition).order_by(Notice.since).with_for_update(of=Notice)
    return [Standing(notice, company) for notice, company in db.execute(query)]

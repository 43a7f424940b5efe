"""What people see of connections: where each stands, what was found, and how far a sync is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from hub.connectors.models import Connection, ConnectionFinding, ConnectionSecret, ConnectionState, SyncRun, SyncState
from hub.db import Db
from hub.ledger.models import Book
from tenants.models import Company

__all__ = ["Progress", "Shown", "connector_of", "figures", "list_connections", "progress", "show", "verdicts"]

OPEN = (SyncState.WAITING, SyncState.RUNNING)


@dataclass(frozen=True, slots=True)
class Shown:
    """A connection as its card shows it.

    :param run: the newest sync, whether it goes on or has ended
    :param last: the newest sync that has ended
    :param has_key: whether a key is kept for it
    """

    connection: Connection
    company: Company
    data_as_of: datetime | None
    findings: tuple[ConnectionFinding, ...]
    run: SyncRun | None
    last: SyncRun | None
    has_key: bool

    @property
    def is_live(self) -> bool:
        """Say whether the connection is not detached."""
        return self.connection.state != ConnectionState.DETACHED

    @property
    def is_syncing(self) -> bool:
        """Say whether a sync waits or goes on."""
        return self.is_live and self.run is not None and self.run.state in OPEN


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the sync of a connection is."""

    connection_id: UUID
    run: SyncRun

    @property
    def is_open(self) -> bool:
        """Say whether it waits or goes on."""
        return self.run.state in OPEN


def list_connections(db: Db) -> list[Shown]:
    """List the connections of the transaction's tenant: what is read first, what was detached last."""
    query = (
        select(Connection, Company, Book.data_as_of)
        .join(Company, Company.id == Connection.company_id)
        .join(Book, Book.id == Connection.book_id)
        .order_by(Connection.state == ConnectionState.DETACHED, Company.name, Connection.created_at.desc())
    )
    rows = db.execute(query).all()
    newest, ended = _newest(db), _newest(db, SyncRun.state.not_in(OPEN))
    findings = _findings(db)
    keyed = set(db.scalars(select(ConnectionSecret.connection_id)))
    return [
        Shown(
            each,
            company,
            as_of,
            tuple(findings.get(each.id, ())),
            newest.get(each.id),
            ended.get(each.id),
            each.id in keyed,
        )
        for each, company, as_of in rows
    ]


def show(db: Db, connection_id: UUID) -> Shown | None:
    """Find one connection of the transaction's tenant."""
    return next((each for each in list_connections(db) if each.connection.id == connection_id), None)


def connector_of(db: Db, book_id: UUID) -> str | None:
    """Name the connector that reads a book, or the last one that did; None when it was never connected."""
    detached = Connection.state == ConnectionState.DETACHED
    newest = select(Connection.connector).order_by(detached, Connection.created_at.desc()).limit(1)
    return db.scalar(newest.where(Connection.book_id == book_id))


def progress(db: Db, book_id: UUID | None = None) -> list[Progress]:
    """Tell how far the newest sync of each connection is, of one book or of all."""
    newest = _newest(db)
    query = select(Connection.id).where(Connection.state != ConnectionState.DETACHED).order_by(Connection.created_at)
    if book_id is not None:
        query = query.where(Connection.book_id == book_id)
    return [Progress(each, newest[each]) for each in db.scalars(query) if each in newest]


def figures(db: Db, book_id: UUID | None = None) -> int:
    """Give a number that grows whenever receipts come, change or go: pages compare it with what they show."""
    query = select(func.coalesce(func.sum(SyncRun.receipts + SyncRun.removed), 0))
    previewed = select(func.count()).where(Book.previewed_at.is_not(None))
    if book_id is not None:
        of_book = select(Connection.id).where(Connection.book_id == book_id)
        query = query.where(SyncRun.connection_id.in_(of_book))
        previewed = previewed.where(Book.id == book_id)
    return int(db.scalar(query) or 0) + int(db.scalar(previewed) or 0)


def verdicts(db: Db, book_id: UUID | None = None) -> str:
    """Give a word that is another whenever an examination has found something else: pages compare it, too."""
    found = func.count(ConnectionFinding.code), func.count(ConnectionFinding.mended_at)
    query = (
        select(func.count(Connection.examined_at), *found)
        .outerjoin(ConnectionFinding, ConnectionFinding.connection_id == Connection.id)
        .where(Connection.state != ConnectionState.DETACHED)
    )
    if book_id is not None:
        query = query.where(Connection.book_id == book_id)
    return "/".join(map(str, db.execute(query).one()))


def _newest(db: Db, *conditions: Any) -> dict[UUID, SyncRun]:
    """Give the newest run of each connection among those that fit."""
    ranked = select(
        SyncRun,
        func.row_number()
        .over(partition_by=SyncRun.connection_id, order_by=(SyncRun.created_at.desc(), SyncRun.id))
        .label("place"),
    ).where(*conditions)
    found = ranked.subquery()
    run = aliased(SyncRun, found)
    return {each.connection_id: each for each in db.scalars(select(run).where(found.c.place == 1))}


def _findings(db: Db) -> dict[UUID, Sequence[ConnectionFinding]]:
    found: dict[UUID, list[ConnectionFinding]] = {}
    for each in db.scalars(
        select(ConnectionFinding).order_by(ConnectionFinding.severity.desc(), ConnectionFinding.code)
    ):
        found.setdefault(each.connection_id, []).append(each)
    return dict(found)

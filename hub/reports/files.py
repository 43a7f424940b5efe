"""Files of reports that a worker builds, and that wait for whoever asked for them.

Nothing here queues or builds: :mod:`hub.reports.tasks` does. A file opens for its owner only, and one that shows
salaries by name only while the owner has the right to see them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from hub.db import Db
from hub.reports.models import OPEN, FileState, ReportFile, ReportFilePart
from hub.sdk.accounting import Period
from hub.sdk.errors import Refused, UserFault
from hub.sdk.texts import text as _
from tenants import membership

__all__ = [
    "KEPT_DAYS",
    "MOST",
    "Order",
    "begin",
    "body_of",
    "fail",
    "find",
    "keep",
    "list_files",
    "order",
    "remove",
    "start_again",
]

KEPT_DAYS = 7
"""After so many days a file is removed."""
MOST = 30
"""Files that one person may have at a time: they take room in the database."""
PART = 2**20
"""Bytes of a piece."""
DOUBLE_CLICK = timedelta(seconds=10)
"""Within this time the same order again is taken for a second click, also when the file is ready already."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which file somebody wants.

    :param query: the view as it stands in the report's address, the days among it
    :param payroll_detail: whether the person has the right to see salaries by name
    """

    person_id: UUID
    book_id: UUID
    report: str
    format: str
    language: str
    query: Mapping[str, str]
    period: Period
    payroll_detail: bool

    @property
    def digest(self) -> bytes:
        """Tell the order from every other of the same person."""
        parts = [str(self.book_id), self.report, self.format, self.language, self.payroll_detail, dict(self.query)]
        return sha256(json.dumps(parts, sort_keys=True).encode()).digest()


def order(db: Db, tenant_id: UUID, wanted: Order) -> tuple[UUID, bool]:
    """Write an order down; tells the file's id, and False where the same file is being built already.

    :raises UserFault: the person has too many files
    """
    if (same := _same(db, wanted)) is not None:
        return same, False
    if len(list_files(db, wanted.person_id)) >= MOST:
        raise UserFault(_("You have %(most)s files. Delete some of them on Content first.", most=MOST))
    values = {
        "tenant_id": tenant_id,
        "person_id": wanted.person_id,
        "book_id": wanted.book_id,
        "report": wanted.report,
        "format": wanted.format,
        "language": wanted.language,
        "query": dict(wanted.query),
        "start_date": wanted.period.start,
        "end_date": wanted.period.end,
        "payroll_detail": wanted.payroll_detail,
        "wanted": wanted.digest,
        "ends_at": func.now() + timedelta(days=KEPT_DAYS),
    }
    written = db.scalar(upsert(ReportFile).values(values).on_conflict_do_nothing().returning(ReportFile.id))
    return (written, True) if written is not None else (_same(db, wanted) or _vanished(), False)


def _vanished() -> UUID:
    raise UserFault(_("The same file has just ended. Ask for it again."))


def _same(db: Db, wanted: Order) -> UUID | None:
    """Find what is being built for the same order, or was just asked for."""
    just_asked = (ReportFile.state == FileState.READY) & (ReportFile.asked_at > func.now() - DOUBLE_CLICK)
    query = select(ReportFile.id).where(
        ReportFile.person_id == wanted.person_id,
        ReportFile.wanted == wanted.digest,
        ReportFile.state.in_(OPEN) | just_asked,
    )
    return db.scalar(query.order_by(ReportFile.asked_at.desc()).limit(1))


def list_files(db: Db, person_id: UUID) -> Sequence[ReportFile]:
    """List a person's files, the newest first."""
    query = select(ReportFile).where(ReportFile.person_id == person_id, ReportFile.ends_at > func.now())
    return db.scalars(query.order_by(ReportFile.asked_at.desc(), ReportFile.id)).all()


def find(db: Db, person_id: UUID, file_id: UUID) -> ReportFile | None:
    """Find a file of a person; everybody else's is not found."""
    query = select(ReportFile).where(ReportFile.id == file_id, ReportFile.person_id == person_id)
    return db.scalar(query.where(ReportFile.ends_at > func.now()))


def start_again(db: Db, file: ReportFile) -> bool:
    """Let a file that failed wait anew; False where it did not fail, or somebody was quicker."""
    failed = update(ReportFile).where(ReportFile.id == file.id, ReportFile.state == FileState.FAILED)
    values = {"state": FileState.WAITING, "error": "", "done": 0, "total": 0}
    return db.scalar(failed.values(values).returning(ReportFile.id)) is not None


def remove(db: Db, file: ReportFile) -> None:
    """Delete a file; one that is being built leads nowhere then."""
    db.execute(delete(ReportFile).where(ReportFile.id == file.id))


def begin(db: Db, file_id: UUID) -> ReportFile | None:
    """Take a file in hand to be built; None where it is ready, or was deleted meanwhile.

    :raises Refused: its owner has left, or may not see salaries by name any more
    """
    file = db.scalar(select(ReportFile).where(ReportFile.id == file_id).with_for_update())
    if file is None or file.state == FileState.READY:
        return None
    owner = membership.of(db, file.tenant_id, file.person_id)
    if owner is None or (file.payroll_detail and not owner.payroll_detail):
        raise Refused(_("You may not see salaries by name any more. Ask for the file again: it shows their sums."))
    file.state, file.done, file.total = FileState.BUILDING, 0, 0
    return file


def keep(db: Db, tenant_id: UUID, file_id: UUID, name: str, body: bytes) -> None:
    """Keep what was built; nothing where the file was deleted meanwhile."""
    values = {"state": FileState.READY, "name": name, "size": len(body), "error": "", "ready_at": func.now()}
    lasting = {"ends_at": func.now() + timedelta(days=KEPT_DAYS)}
    ready = update(ReportFile).where(ReportFile.id == file_id).values({**values, **lasting}).returning(ReportFile.id)
    if db.scalar(ready) is None:
        return
    db.execute(delete(ReportFilePart).where(ReportFilePart.file_id == file_id))
    for number, start in enumerate(range(0, len(body), PART)):
        piece = {"tenant_id": tenant_id, "file_id": file_id, "number": number, "body": body[start : start + PART]}
        db.execute(insert(ReportFilePart).values(piece))


def fail(db: Db, file_id: UUID, why: str) -> None:
    """Say that a file cannot be built, and why."""
    values = {"state": FileState.FAILED, "error": why}
    db.execute(update(ReportFile).where(ReportFile.id == file_id).values(values))


class Opened(Protocol):
    """Opens a transaction in the environment of a file."""

    def __call__(self) -> AbstractContextManager[Db]: ...


def body_of(opened: Opened, file_id: UUID) -> Iterator[bytes]:
    """Give the bytes of a file piece by piece, each in a transaction of its own: a slow reader holds none open."""
    number = 0
    while (piece := _piece(opened, file_id, number)) is not None:
        yield piece
        number += 1


def _piece(opened: Opened, file_id: UUID, number: int) -> Any:
    place = ReportFilePart.file_id == file_id, ReportFilePart.number == number
    with opened() as db:
        return db.scalar(select(ReportFilePart.body).where(*place))

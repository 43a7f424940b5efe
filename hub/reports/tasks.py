"""Building files of reports in the background, and removing them when their time is over."""

import time
from datetime import datetime
from uuid import UUID

from flask_babel import get_timezone
from sqlalchemy import String, cast, delete, exists, func, update

from hub import queue
from hub.connectors import overview
from hub.db import Db, transaction
from hub.ledger.books import books_of
from hub.ledger.counting import rows_in
from hub.models import WAITING, Job
from hub.reports import files, service
from hub.reports.counted import CountedReader
from hub.reports.documents import document_of
from hub.reports.exports.formats import FORMATS
from hub.reports.files import Order
from hub.reports.models import OPEN, FileState, ReportFile
from hub.sdk.accounting import Period
from hub.sdk.errors import Refused, UserFault
from hub.sdk.texts import text as _
from hub.web.speaking import speaking
from tenants.models import Membership

__all__ = ["BUILD", "ask_again", "ask_for", "build_file", "close_abandoned", "remove_old"]

BUILD = "build_report_file"
TELL_EVERY = 1.0
"""Seconds between two words about how far it is."""


def ask_for(db: Db, tenant_id: UUID, wanted: Order) -> tuple[UUID, bool]:
    """Have a file built; tells its id, and False where the same order has been given already: that is one file.

    :raises UserFault: the person has too many files
    """
    file_id, is_new = files.order(db, tenant_id, wanted)
    if is_new:
        _write_down(db, tenant_id, file_id)
    return file_id, is_new


def ask_again(db: Db, file: ReportFile) -> None:
    """Have a file that failed built once more."""
    if files.start_again(db, file):
        _write_down(db, file.tenant_id, file.id)


def _write_down(db: Db, tenant_id: UUID, file_id: UUID) -> None:
    queue.later(db, BUILD, tenant_id=tenant_id, args={"file": str(file_id)}, dedupe_key=str(file_id))


@queue.task(BUILD, slow=True)
def build_file(lease: queue.Lease) -> None:
    """Build a file and keep it with the end of the job: however often it is begun, there is one."""
    file_id = UUID(lease.args["file"])
    try:
        with lease.transaction() as db:
            file = files.begin(db, file_id)
        if file is None:
            return
        name, body = _built(lease, file)
    except (UserFault, Refused) as refusal:
        with lease.transaction(final=True) as db:
            files.fail(db, file_id, refusal.message)
        return
    with lease.transaction(final=True) as db:
        files.keep(db, file.tenant_id, file_id, name, body)


def _built(lease: queue.Lease, file: ReportFile) -> tuple[str, bytes]:
    """Write a file in its owner's language, and name it.

    :raises UserFault: the report cannot be built for this view
    :raises Refused: there is no such report any more
    """
    builder, form, connectors = lease.plugins.builders.get(file.report), FORMATS[file.format], lease.plugins.connectors
    if builder is None:
        raise Refused(_("This report does not exist any more."))
    with speaking(file.language), transaction(file.tenant_id) as db:
        book = next(each for each in books_of(db) if each.id == file.book_id)
        today = datetime.now(get_timezone()).date()
        reader = service.open_reader(db, book, payroll_detail=file.payroll_detail, today=today)
        progress = _Progress(lease, file, _rows(db, file))
        document = document_of(
            db,
            builder,
            CountedReader(reader, progress.heard),
            file.query,
            language=file.language,
            connector=connectors.get(overview.connector_of(db, book.id) or ""),
            detail=file.payroll_detail,
            listed=form.reads,
        )
        if document.unread is None:
            progress.has_read()
        body = form.write(document)
        if document.unread:
            progress.has_read()
        return document.file_name(form.suffix), body


def _rows(db: Db, file: ReportFile) -> int:
    period = Period(file.start_date, file.end_date)
    return rows_in(db, file.tenant_id, file.book_id, period, account=file.query.get("account", ""))


class _Progress:
    """Writes down now and then how many rows have been read, in transactions of its own."""

    def __init__(self, lease: queue.Lease, file: ReportFile, total: int) -> None:
        self._lease, self._file_id = lease, file.id
        self._done, self._total = 0, total
        self._next = 0.0
        self.heard(0)

    def heard(self, rows: int) -> None:
        """Count rows that were read."""
        self._done += rows
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + TELL_EVERY
            self._tell(min(self._done, self._total - 1))  # all of them means that the next step has begun

    def has_read(self) -> None:
        """Say that everything was read and the file is being written."""
        self._tell(self._total)

    def _tell(self, done: int) -> None:
        far = update(ReportFile).where(ReportFile.id == self._file_id)
        with self._lease.transaction() as db:
            db.execute(far.values(done=max(done, 0), total=self._total))


@queue.schedule(every=15)
def close_abandoned(db: Db) -> None:
    """Say of files whose job was given up that they failed."""
    under_way = exists().where(
        Job.kind == BUILD,
        Job.tenant_id == ReportFile.tenant_id,
        Job.dedupe_key == cast(ReportFile.id, String),
        Job.state.in_(WAITING),
    )
    why = _("The file could not be built. Try again; if it fails once more, tell your support.")
    left = update(ReportFile).where(ReportFile.state.in_(OPEN), ~under_way)
    failed = left.values(state=FileState.FAILED, error=why)
    db.execute(failed.execution_options(synchronize_session=False))


@queue.schedule(every=600)
def remove_old(db: Db) -> None:
    """Remove files whose time is over, and those of people who have left."""
    has_left = exists().where(
        Membership.tenant_id == ReportFile.tenant_id,
        Membership.person_id == ReportFile.person_id,
        Membership.ended_at.is_not(None),
    )
    old = delete(ReportFile).where((ReportFile.ends_at < func.now()) | has_left)
    db.execute(old.execution_options(synchronize_session=False))

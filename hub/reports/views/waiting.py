"""Files that a worker builds: how far they are, and what their owner does with them."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, g, jsonify, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_login import current_user

from hub.db import transaction
from hub.reports import files, tasks
from hub.reports.exports.formats import FORMATS
from hub.reports.models import OPEN, FileState, ReportFile
from hub.reports.views.blueprint import bp
from hub.reports.views.files import attached
from hub.reports.views.recording import AskedFor, record_download
from hub.sdk.accounting import Period
from hub.sdk.errors import Refused, UserFault
from hub.texts import shown
from hub.web.context import hub
from hub.web.limits import limited
from hub.web.security import tenant_only
from hub.web.signed_in import unattended

__all__ = ["own_files"]

FILE = "/files/<uuid:file_id>"


@bp.app_template_global()
def file_title(file: ReportFile) -> str:
    """Say which report a file is of."""
    builder = hub().plugins.builders.get(file.report)
    return str(shown(builder.title)) if builder else file.report


@bp.app_template_global()
def file_company(file: ReportFile) -> str:
    """Name the company whose books a file is of."""
    return next((each.company.name for each in g.navigation.books if each.id == file.book_id), "")


@bp.app_template_global()
def file_owner(_file: ReportFile) -> str:
    """Name who asked for a file: whoever looks at it, for nobody else can."""
    return str(current_user.name)


@bp.app_template_global()
def file_days() -> int:
    """Tell for how many days a file is kept once it is ready."""
    return files.KEPT_DAYS


@bp.app_template_global()
def file_format(file: ReportFile) -> str:
    """Say which form a file has."""
    return str(shown(FORMATS[file.format].label))


@bp.app_template_global()
def file_sentence(file: ReportFile) -> str:
    """Say how far a file is that is not ready yet."""
    if file.state == FileState.WAITING:
        return _("Waits for its turn")
    if not file.total:
        return _("Being built")
    if file.done >= file.total:
        return _("Everything is read, the file is being written")
    return _("%(done)s of %(total)s rows read", done=format_decimal(file.done), total=format_decimal(file.total))


@bp.app_template_global()
def may_open(file: ReportFile) -> bool:
    """Tell whether its owner may open a file now: one with salaries by name only while they have the right."""
    return current_user.payroll_detail or not file.payroll_detail


@bp.get("/files/progress")
@tenant_only
@unattended
@limited("script")
def files_progress() -> ResponseReturnValue:
    """Tell scripts how far the person's files are, in the shape in which syncs tell it."""
    found = own_files()
    ended = sum(each.state not in OPEN for each in found)
    told = [_told(each) for each in found]
    return jsonify({"running": any(each.state in OPEN for each in found), "figures": ended, "syncs": told})


@bp.get(FILE)
@tenant_only
def file(file_id: UUID) -> ResponseReturnValue:
    """Show one file: how far it is, and when it is ready, where it is taken."""
    return render_template("reports/file.html", file=_file_or_404(file_id))


@bp.get(f"{FILE}/download")
@tenant_only
@limited("export")
def take_file(file_id: UUID) -> ResponseReturnValue:
    """Send a file to its owner; that it was taken out is recorded before."""
    with transaction(g.tenant.id) as db:
        found = files.find(db, current_user.person_id, file_id) or abort(404)
        _refuse_unless_open(found)
        record_download(db, found.name, _asked_for(found))
    body = stream_with_context(files.body_of(partial(transaction, g.tenant.id), found.id))
    answer = Response(body, content_type=FORMATS[found.format].kind)
    answer.content_length = found.size
    return attached(answer, found.name)


def _refuse_unless_open(found: ReportFile) -> None:
    """Let a file's owner have it.

    :raises Refused: it shows salaries by name, and they may not see these any more
    :raises UserFault: it is not ready
    """
    if not may_open(found):
        raise Refused(
            _(
                "This file shows salaries by name, which you may not see any more. Ask for the report again: it "
                "shows their sums."
            )
        )
    if found.state != FileState.READY:
        raise UserFault(_("This file is not ready. Its place on Content says how far it is."))


def _asked_for(file: ReportFile) -> AskedFor:
    days = Period(file.start_date, file.end_date)
    return AskedFor(file.report, file_company(file), file.format, days, file.payroll_detail, file.id)


@bp.post(f"{FILE}/again")
@tenant_only
@limited("export")
def build_again(file_id: UUID) -> ResponseReturnValue:
    """Have a file that failed built once more."""
    with transaction(g.tenant.id) as db:
        found = files.find(db, current_user.person_id, file_id) or abort(404)
        tasks.ask_again(db, found)
    return redirect(url_for("reports.file", file_id=file_id, **g.navigation.choice), 303)


@bp.post(f"{FILE}/delete")
@tenant_only
def delete_file(file_id: UUID) -> ResponseReturnValue:
    """Delete a file."""
    with transaction(g.tenant.id) as db:
        files.remove(db, files.find(db, current_user.person_id, file_id) or abort(404))
    flash(_("The file is deleted."))
    return redirect(url_for("reports.content", **g.navigation.choice, _anchor="files"), 303)


def own_files() -> list[ReportFile]:
    """List the files of whoever asks, the newest first."""
    with transaction(g.tenant.id) as db:
        return list(files.list_files(db, current_user.person_id))


def _file_or_404(file_id: UUID) -> ReportFile:
    with transaction(g.tenant.id) as db:
        return files.find(db, current_user.person_id, file_id) or abort(404)


def _told(file: ReportFile) -> dict[str, Any]:
    is_open = file.state in OPEN
    return {
        "connection": str(file.id),
        "state": "running" if is_open else file.state,
        "done": file.done,
        "total": 0 if file.done >= file.total else file.total,
        "text": file_sentence(file) if is_open else "",
    }

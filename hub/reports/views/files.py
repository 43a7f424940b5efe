"""Reports as files."""

from collections.abc import Callable
from functools import partial

from flask import Response, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone
from flask_login import current_user

from hub import audit
from hub.db import transaction
from hub.reports import exports, marks, view
from hub.reports.exports import Document
from hub.reports.exports.csv_file import FINNISH, PLAIN
from hub.reports.views.blueprint import bp
from hub.reports.views.parts import builder_of, built, language, opened_book, proof_of
from hub.web.acting import actor
from hub.web.limits import limited
from hub.web.security import tenant_only

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {"": PLAIN, "fi": FINNISH}


@bp.get("/reports/<key>.csv")
@tenant_only
@limited("export")
def report_csv(key: str) -> ResponseReturnValue:
    """Send one report as CSV; ``locale=fi`` is the one for Excel with Finnish settings."""
    form = FORMS.get(request.args.get("locale", "")) or abort(404)
    return _file(key, "csv", "text/csv; charset=utf-8", partial(exports.csv_of, form=form))


@bp.get("/reports/<key>.json")
@tenant_only
@limited("export")
def report_json(key: str) -> ResponseReturnValue:
    """Send one report as JSON."""
    return _file(key, "json", "application/json", exports.json_of)


@bp.get("/reports/<key>.pdf")
@tenant_only
@limited("export")
def report_pdf(key: str) -> ResponseReturnValue:
    """Send one report as a document to be printed."""
    return _file(key, "pdf", "application/pdf", exports.pdf_of)


@bp.get("/reports/<key>.xlsx")
@tenant_only
@limited("export")
def report_xlsx(key: str) -> ResponseReturnValue:
    """Send one report as a workbook."""
    return _file(key, "xlsx", XLSX, exports.xlsx_of)


def _file(key: str, suffix: str, kind: str, write: Callable[[Document], bytes]) -> Response:
    """Send a report as a file; who took it out, and whether with salaries by name, is recorded before."""
    document = _document(key)
    body, name = write(document), document.file_name(suffix)
    details = {"payroll_detail": current_user.payroll_detail}
    with transaction(g.tenant.id) as db:
        audit.record(db, g.tenant.id, "report.downloaded", name, details, actor())
    answer = Response(body, content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _document(key: str) -> Document:
    builder = builder_of(key)
    with opened_book() as (book, reader):
        if book is None or reader is None:
            abort(404)
        shown = view.read(request.args, reader, builder.usual, exact="columns" in builder.choices)
        table = marks.on_file(built(builder, reader, shown), marks.about(builder, reader.findings()))
        proof, data_as_of = proof_of(book, reader, shown.period), reader.coverage().data_as_of
    local = data_as_of.astimezone(get_timezone()) if data_as_of else None
    return Document(key, table, book.company, proof, language(), local)

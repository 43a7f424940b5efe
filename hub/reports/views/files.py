"""Reports as files: short ones are sent at once, long ones are asked for and wait on *Content*."""

from unicodedata import normalize
from urllib.parse import quote

from flask import Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.db import transaction
from hub.reports import tasks, view
from hub.reports.documents import document_of, view_of
from hub.reports.exports.formats import FORMATS
from hub.reports.files import Order
from hub.reports.length import is_long
from hub.reports.views.blueprint import bp
from hub.reports.views.parts import builder_of, connector_of, language, opened_book
from hub.reports.views.recording import AskedFor, record_download, record_order
from hub.sdk.errors import UserFault
from hub.texts import shown as worded
from hub.web.csrf import submitted
from hub.web.limits import limited
from hub.web.security import tenant_only

FORMS_OF_CSV = {"": "csv", "fi": "csv-fi"}


@bp.get("/reports/<key>.csv")
@tenant_only
@limited("export")
def report_csv(key: str) -> ResponseReturnValue:
    """Send one report as CSV; ``locale=fi`` is the one for Excel with Finnish settings."""
    return _file(key, FORMS_OF_CSV.get(request.args.get("locale", "")) or abort(404))


@bp.get("/reports/<key>.json")
@tenant_only
@limited("export")
def report_json(key: str) -> ResponseReturnValue:
    """Send one report as JSON."""
    return _file(key, "json")


@bp.get("/reports/<key>.pdf")
@tenant_only
@limited("export")
def report_pdf(key: str) -> ResponseReturnValue:
    """Send one report as a document to be printed."""
    return _file(key, "pdf")


@bp.get("/reports/<key>.xlsx")
@tenant_only
@limited("export")
def report_xlsx(key: str) -> ResponseReturnValue:
    """Send one report as a workbook."""
    return _file(key, "xlsx")


@bp.post("/reports/<key>/files")
@tenant_only
@limited("export")
def order_file(key: str) -> ResponseReturnValue:
    """Have a worker build a file of the report that the address shows, and go to where it will be.

    What was asked for is recorded with the order; a second click orders nothing.
    """
    builder, form = builder_of(key), submitted().get("format", "")
    if form not in FORMATS:
        raise UserFault(_("There is no such form of file. Go back and choose one of the menu."), field="format")
    with opened_book() as (book, reader):
        if book is None or reader is None:
            abort(404)
        shown = view_of(builder, reader, request.args)
    wanted = Order(
        person_id=current_user.person_id,
        book_id=book.id,
        report=key,
        format=form,
        language=language(),
        query=view.kept(request.args) | view.kept(shown.query) | view.days(shown.period),
        period=shown.period,
        payroll_detail=current_user.payroll_detail,
    )
    with transaction(g.tenant.id) as db:
        file_id, is_new = tasks.ask_for(db, g.tenant.id, wanted)
        if is_new:
            asked_for = AskedFor(key, book.company.name, form, shown.period, wanted.payroll_detail, file_id)
            record_order(db, str(worded(builder.title)), asked_for)
    return redirect(url_for("reports.file", file_id=file_id, **g.navigation.choice), 303)


def _file(key: str, form: str) -> ResponseReturnValue:
    """Send a report as a file; who took it out is recorded before, once it is written."""
    builder, detail = builder_of(key), current_user.payroll_detail
    with opened_book() as (book, reader), transaction(g.tenant.id) as db:
        if book is None or reader is None:
            abort(404)
        shown = view_of(builder, reader, request.args)
        if is_long(db, g.tenant.id, book.id, builder, shown.period, request.args):
            query = g.navigation.choice | view.kept(request.args) | shown.query
            return render_template("reports/long.html", builder=builder, form=form, query=query), 409
        connector, query = connector_of(book), request.args.to_dict()
        document = document_of(db, builder, reader, query, language=language(), connector=connector, detail=detail)
    body, name = FORMATS[form].write(document), document.file_name(FORMATS[form].suffix)
    with transaction(g.tenant.id) as db:
        record_download(db, name, AskedFor(key, book.company.name, form, shown.period, detail))
    return attached(Response(body, content_type=FORMATS[form].kind), name)


def attached(answer: Response, name: str) -> Response:
    """Have a browser keep an answer as a file of a name.

    A header holds no letter beyond ASCII: what has some is sent twice, without them and whole (RFC 6266, RFC 8187).
    """
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    names = {"filename": name} if name.isascii() else {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
    answer.headers.set("Content-Disposition", "attachment", **names)
    return answer

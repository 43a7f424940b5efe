"""The reports of an environment: their list, each report with its figures explained, and receipts."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext, to_user_timezone
from flask_login import current_user

from hub.db import transaction
from hub.ledger.changelog import reading as changelog
from hub.ledger.changelog.reading import MovedHere
from hub.ledger.changelog.visits import MovedMonth
from hub.reports import marks, service, view
from hub.reports.formatting import Formatter, formatter
from hub.reports.views.blueprint import bp
from hub.reports.views.frame import frame, preview
from hub.reports.views.parts import builder_of, built, connector_of, language, opened_book
from hub.reports.wording import labelled
from hub.sdk.accounting import Layer, Period
from hub.sdk.refs import BookRef
from hub.sdk.reports import ReportBuilder
from hub.web.context import hub
from hub.web.security import tenant_only
from tenants import business_id


@bp.app_template_global()
def figures() -> Formatter:
    """Give templates the formatter of the reader's language."""
    return formatter(language())


@bp.app_template_filter("business_id")
def _business_id(stored: str) -> str:
    return business_id.shown(stored)


@bp.app_template_filter("moment")
def _moment(at: datetime) -> str:
    return figures().moment(to_user_timezone(at))


@bp.app_template_filter("layer_name")
def _layer_name(layer: Layer) -> str:
    return {Layer.OPENING: _("opening balances"), Layer.PENDING: _("awaiting approval")}.get(
        layer, _("not official, left out of the figures")
    )


@bp.get("/content")
@tenant_only
def content() -> ResponseReturnValue:
    """List the reports."""
    with opened_book() as (book, reader):
        if reader is None:
            return render_template("reports/empty.html")
        groups: dict[str, list[ReportBuilder]] = {}
        for each in hub().plugins.builders.values():
            if each.page == "content":
                groups.setdefault(each.group, []).append(each)
        surround = frame(book, reader, view.read(request.args, reader))
        return render_template("reports/content.html", groups=groups, is_marked=marks.is_marked, **surround)


@bp.get("/reports/<key>")
@tenant_only
def report(key: str) -> ResponseReturnValue:
    """Show one report."""
    builder = builder_of(key)
    with opened_book() as (book, reader):
        if reader is None:
            return render_template("reports/empty.html")
        shown = view.read(request.args, reader, builder.usual, exact="columns" in builder.choices)
        account = request.args.get("account")
        table, findings = built(builder, reader, shown), marks.about(builder, reader.findings())
        surround = frame(book, reader, shown) | {"findings": findings}
        return render_template(
            "reports/report.html",
            builder=builder,
            table=table,
            notes=marks.besides(table.notes, findings),
            moved=_moved(book, [account], shown.period) if book and account else (),
            preview=preview(builder, book, reader),
            **surround,
        )


@bp.get("/reports/<key>/cell")
@tenant_only
def cell(key: str) -> ResponseReturnValue:
    """Show the ledger rows that a figure is made of."""
    builder = builder_of(key)
    with opened_book() as (book, reader):
        if reader is None:
            abort(404)
        shown = view.read(request.args, reader, builder.usual, exact="columns" in builder.choices)
        table = built(builder, reader, shown)
        found = service.find_cell(table, request.args.get("row", ""), request.args.get("column", ""))
        explained = found and service.explain(reader, *found)
        if not explained:
            abort(404)
        return render_template(
            "reports/cell.html",
            builder=builder,
            table=table,
            explained=explained,
            moved=_moved(book, explained.drill.accounts, explained.drill.period) if book else (),
            **frame(book, reader, shown) | {"findings": marks.about(builder, reader.findings())},
        )


@bp.get("/receipts/<source_id>")
@tenant_only
def receipt(source_id: str) -> ResponseReturnValue:
    """Show a receipt with all its lines."""
    with opened_book() as (book, reader):
        found = reader.receipt(source_id) if reader else None
        if book is None or reader is None or found is None:
            abort(404)
        connector = connector_of(book)
        return render_template(
            "reports/receipt.html",
            receipt=found,
            type_name=partial(labelled, labels=connector.receipt_types if connector else {}),
            status_name=partial(labelled, labels=connector.receipt_statuses if connector else {}),
            **_history(book, source_id),
            **frame(book, reader, view.read(request.args, reader)),
        )


@bp.app_template_global()
def moved_sentence(moved: MovedHere | MovedMonth) -> str:
    """Say how many receipts changed a figure, as far as their number may be told."""
    told = ngettext("%(num)s receipt changed here", "%(num)s receipts changed here", moved.receipts)
    if not moved.salaries:
        return told
    return _("%(receipts)s, and salaries", receipts=told) if moved.receipts else _("Salaries changed here")


def _moved(book: BookRef, accounts: Sequence[str], period: Period) -> Sequence[MovedHere]:
    """List the syncs that changed what a figure is made of, newest first."""
    with transaction(g.tenant.id) as db:
        return changelog.moved_here(db, g.tenant.id, book.id, accounts, period, detail=current_user.payroll_detail)


def _history(book: BookRef, source_id: str) -> dict[str, Any]:
    """Give the sync that brought a receipt, and what became of it since its days were first read."""
    with transaction(g.tenant.id) as db:
        return {
            "brought_by": changelog.brought_by(db, book.id, source_id),
            "history": changelog.of_receipt(db, book.id, source_id, detail=current_user.payroll_detail),
        }

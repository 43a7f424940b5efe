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

from hub.ledger.changelog import reading as changelog
from hub.ledger.changelog.reading import MovedHere
from hub.ledger.changelog.visits import MovedMonth
from hub.reports import derived, marks, service, view
from hub.reports.documents import view_of
from hub.reports.formatting import Formatter, formatter
from hub.reports.views.blueprint import bp
from hub.reports.views.frame import frame, moves, preview
from hub.reports.views.parts import builder_of, built, connector_of, is_file_long, language, opened_book, reading
from hub.reports.wording import labelled
from hub.sdk.accounting import Layer, Period
from hub.sdk.refs import BookRef
from hub.sdk.reports import Cell, Column, LedgerReader, Row
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


@bp.get("/reports/<key>")
@tenant_only
def report(key: str) -> ResponseReturnValue:
    """Show one report."""
    builder = builder_of(key)
    with opened_book() as (book, reader):
        if reader is None:
            return render_template("reports/empty.html")
        shown = view_of(builder, reader, request.args)
        account = request.args.get("account")
        table = built(builder, reader, shown, page=request.args.get("page", ""))
        findings = marks.about(builder, reader.findings())
        surround = frame(book, reader, shown, builder) | {"findings": findings}
        return render_template(
            "reports/report.html",
            builder=builder,
            table=table,
            mapping=moves(builder, reader),
            notes=marks.besides(table.notes, findings),
            moved=_moved(book, [account], shown.period) if book and account else (),
            as_asked=view.kept(request.args),
            long=book is not None and is_file_long(builder, book, shown),
            preview=preview(builder, book, reader, shown),
            **surround,
        )


@bp.get("/reports/<key>/cell")
@tenant_only
def cell(key: str) -> ResponseReturnValue:
    """Show the ledger rows that a figure is made of, or the figures that it is worked out from."""
    builder = builder_of(key)
    with opened_book() as (book, reader):
        if reader is None:
            abort(404)
        shown = view_of(builder, reader, request.args)
        row = request.args.get("row", "")
        table = built(builder, reader, shown, row=row)
        found = service.find_cell(table, row, request.args.get("column", ""))
        surround = frame(book, reader, shown, builder) | {"findings": marks.about(builder, reader.findings())}
        worked_out = found and derived.derived(reader, table, *found)
        if worked_out:
            return render_template("reports/derived.html", builder=builder, table=table, derived=worked_out, **surround)
        explained = found and _explained(reader, *found)
        if not explained:
            abort(404)
        if explained.drill.invoices:
            until, most = min(explained.drill.invoices.day, reader.today), service.ROWS_SHOWN
            facts = {"builder": builder, "table": table, "explained": explained, "until": until, "most": most}
            return render_template("reports/invoices.html", **facts, **surround)
        return render_template(
            "reports/cell.html",
            builder=builder,
            table=table,
            explained=explained,
            mapping=moves(builder, reader),
            moved=_moved(book, explained.drill.accounts, explained.drill.period) if book else (),
            **surround,
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
            connector=connector,
            type_name=partial(labelled, labels=connector.receipt_types if connector else {}),
            status_name=partial(labelled, labels=connector.receipt_statuses if connector else {}),
            **_history(book, source_id),
            **frame(book, reader, view.read(request.args, reader)),
        )


def _explained(reader: LedgerReader, row: Row, column: Column, cell: Cell) -> service.Explanation | None:
    return service.explain(reader, row, column, service.narrowed(reader, cell, request.args.get("part", "")))


@bp.app_template_global()
def moved_sentence(moved: MovedHere | MovedMonth) -> str:
    """Say how many receipts changed a figure, as far as their number may be told."""
    told = ngettext("%(num)s receipt changed here", "%(num)s receipts changed here", moved.receipts)
    if not moved.salaries:
        return told
    return _("%(receipts)s, and salaries", receipts=told) if moved.receipts else _("Salaries changed here")


def _moved(book: BookRef, accounts: Sequence[str], period: Period) -> Sequence[MovedHere]:
    """List the syncs that changed what a figure is made of, newest first."""
    return changelog.moved_here(reading(), g.tenant.id, book.id, accounts, period, detail=current_user.payroll_detail)


def _history(book: BookRef, source_id: str) -> dict[str, Any]:
    """Give the sync that brought a receipt, and what became of it since its days were first read."""
    return {
        "brought_by": changelog.brought_by(reading(), book.id, source_id),
        "history": changelog.of_receipt(reading(), book.id, source_id, detail=current_user.payroll_detail),
    }

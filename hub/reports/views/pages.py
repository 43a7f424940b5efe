"""The reports of an environment: overview, list, each report with its figures explained, and receipts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext, to_user_timezone
from flask_babel import gettext as _
from flask_login import current_user

from hub.db import transaction
from hub.ledger.changelog import reading as changelog
from hub.ledger.changelog.reading import MovedHere
from hub.mapping import words as mapping
from hub.reports import chart, marks, periods, service, view
from hub.reports.formatting import Formatter, formatter
from hub.reports.reading import Reading
from hub.reports.views.blueprint import bp
from hub.reports.views.parts import builder_of, built, connector_of, language, moved_in, opened_book, proof_of
from hub.reports.wording import labelled
from hub.sdk.accounting import Account, Layer, Period
from hub.sdk.refs import BookRef
from hub.sdk.reports import Kind, LedgerReader, ReportBuilder, Row
from hub.web.context import hub
from hub.web.security import tenant_only
from tenants import business_id
from tenants.models import Role

CHARTED = ("turnover", "result")


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


@bp.get("/analytics")
@tenant_only
def analytics() -> ResponseReturnValue:
    """Show the overview: key figures, a chart and the profit and loss."""
    with opened_book() as (book, reader):
        if reader is None:
            return render_template("reports/empty.html")
        shown = view.read(request.args, reader, exact=False)
        tables = [
            (each, built(each, reader, shown)) for each in hub().plugins.builders.values() if each.page == "analytics"
        ]
        drawn = next((found for _, table in tables if (found := chart.bars(table, CHARTED))), None)
        statement = hub().plugins.builders.get("income-statement")
        return render_template(
            "reports/analytics.html",
            tables=tables,
            chart=drawn,
            statement_report=(statement, built(statement, reader, shown)) if statement else None,
            mapping=next((told for each, _ in tables if (told := _mapping(each, reader))), None),
            preview=_preview(statement, book, reader),
            **_frame(book, reader, shown),
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
        frame = _frame(book, reader, view.read(request.args, reader))
        layouts = {each.layout.key for each in hub().plugins.builders.values() if each.layout}
        return render_template(
            "reports/content.html", groups=groups, is_marked=marks.is_marked, layouts=sorted(layouts), **frame
        )


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
        frame = _frame(book, reader, shown) | {"findings": findings}
        return render_template(
            "reports/report.html",
            builder=builder,
            table=table,
            mapping=_mapping(builder, reader),
            notes=marks.besides(table.notes, findings),
            moved=_moved(book, [account], shown.period) if book and account else (),
            preview=_preview(builder, book, reader),
            **frame,
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
            mapping=_mapping(builder, reader),
            moved=_moved(book, explained.drill.accounts, explained.drill.period) if book else (),
            **_frame(book, reader, shown) | {"findings": marks.about(builder, reader.findings())},
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
            **_frame(book, reader, view.read(request.args, reader)),
        )


@bp.app_template_global()
def moved_sentence(moved: MovedHere) -> str:
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


def _preview(builder: ReportBuilder | None, book: BookRef | None, reader: LedgerReader) -> dict[str, Any] | None:
    """Build a report of what the source itself says, while its receipts are being read."""
    if builder is None or book is None or not builder.previewed or not reader.coverage().syncing:
        return None
    with transaction(g.tenant.id) as db:
        found = service.preview(db, book, builder, today=reader.today, language=language())
    connector = connector_of(book)
    return {"table": found, "source": connector.label if connector else ""} if found else None


def _frame(book: BookRef | None, reader: LedgerReader, shown: view.View) -> dict[str, Any]:
    """Give what every page of a book says: company, period, coverage, findings."""
    return {
        "book": book,
        "view": shown,
        "years": list(reversed(reader.fiscal_years())),
        "periods": periods,
        "days": view.days,
        "kept": g.navigation.choice | shown.but(**{"from": "", "to": ""}),
        "today": reader.today,
        "coverage": reader.coverage(),
        "reading": Reading(reader.coverage(), reader.today),
        "findings": reader.findings(),
        "proof": proof_of(book, reader, shown) if book else None,
        "account_name": partial(_account_name, reader.accounts()),
        "link": partial(_link, shown),
        "placing": _placing,
    }


def _mapping(builder: ReportBuilder, reader: LedgerReader) -> dict[str, Any] | None:
    """Give what a page says of accounts that the company has moved, and where an Admin decides about it."""
    found = moved_in(builder, reader)
    sentences = list(mapping.told(builder, found)) if found else []
    if found is None or not sentences:
        return None
    decides = current_user.role == Role.ADMIN
    layout = found.layout.key
    return {
        "sentences": sentences,
        "url": url_for("mapping.index", layout=layout, **g.navigation.choice) if decides else "",
    }


def _placing(builder: ReportBuilder, row: Row) -> str:
    """Give the address where an Admin places the account of a row that has no line; empty for all others."""
    if row.kind is not Kind.UNMAPPED or builder.layout is None or current_user.role != Role.ADMIN:
        return ""
    code = next((code for cell in row.cells if cell.drill for code in cell.drill.accounts), "")
    chosen = g.navigation.choice | {"layout": builder.layout.key, "account": code}
    return url_for("mapping.account", **chosen) if code else ""


def _account_name(accounts: Mapping[str, Account], code: str) -> str:
    account = accounts.get(code)
    return account.names.get(str(get_locale()), account.name) if account else ""


def _link(shown: view.View, endpoint: str, **query: str) -> str:
    """Lead somewhere in the same company and view; an empty text drops a part of the view."""
    values: dict[str, Any] = g.navigation.choice | shown.but(**query)
    return url_for(endpoint, **values)

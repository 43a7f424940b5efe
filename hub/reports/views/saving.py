"""Views of reports under a name: saving one from a report, renaming and deleting it from *Content*."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from marshmallow import ValidationError

from hub.db import transaction
from hub.reports import saved, view
from hub.reports.documents import view_of
from hub.reports.formatting import formatter
from hub.reports.models import SavedView
from hub.reports.periods import whole_months
from hub.reports.schemas import NameSchema, SaveSchema
from hub.reports.views.blueprint import bp
from hub.reports.views.parts import builder_of, language, opened_book
from hub.sdk.accounting import Period
from hub.sdk.errors import UserFault
from hub.sdk.reports import ReportBuilder
from hub.texts import shown
from hub.web.context import hub
from hub.web.csrf import submitted
from hub.web.security import tenant_only

__all__ = ["Shortcut", "shortcuts"]

VIEW = "/views/<uuid:view_id>"
Errors = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A saved view as *Content* lists it.

    :param title: of its report
    :param days: which days it shows, in words
    :param company: whose books, where there are several
    """

    id: UUID
    name: str
    title: str
    days: str
    company: str
    url: str


@bp.get("/reports/<key>/save")
@tenant_only
def ask_save(key: str) -> ResponseReturnValue:
    """Ask for the name of a view, and whether it stays at its days."""
    builder = builder_of(key)
    span = _span_of(request.args, builder)
    words = _newest(span) or _in_words(_period(builder))
    entered = {"name": f"{shown(builder.title)}, {words}"[:120], "span": span}
    return _save_page(builder, entered)


@bp.post("/reports/<key>/save")
@tenant_only
def save(key: str) -> ResponseReturnValue:
    """Keep the view that the address shows under a name."""
    builder, entered = builder_of(key), submitted()
    book = g.navigation.book or abort(404)
    try:
        given = SaveSchema().load(entered)
        query = view.kept(request.args) | _days(builder, given["span"])
        with transaction(g.tenant.id) as db:
            saved.save(db, g.tenant.id, current_user.person_id, book.id, report=key, name=given["name"], query=query)
    except (ValidationError, UserFault) as error:
        return _save_page(builder, entered, _errors(error)), 422
    flash(_("“%(name)s” is saved.", name=given["name"]))
    return _to_views()


@bp.get(f"{VIEW}/name")
@tenant_only
def ask_rename(view_id: UUID) -> ResponseReturnValue:
    """Ask for another name of a view."""
    found = _view_or_404(view_id)
    return render_template("reports/rename.html", saved=found, entered={"name": found.name}, errors={})


@bp.post(f"{VIEW}/name")
@tenant_only
def rename(view_id: UUID) -> ResponseReturnValue:
    """Give a view another name."""
    found, entered = _view_or_404(view_id), submitted()
    try:
        name = NameSchema().load(entered)["name"]
        with transaction(g.tenant.id) as db:
            saved.rename(db, saved.find(db, current_user.person_id, view_id) or abort(404), name)
    except (ValidationError, UserFault) as error:
        return render_template("reports/rename.html", saved=found, entered=entered, errors=_errors(error)), 422
    return _to_views()


@bp.post(f"{VIEW}/delete")
@tenant_only
def delete_view(view_id: UUID) -> ResponseReturnValue:
    """Forget a view."""
    with transaction(g.tenant.id) as db:
        found = saved.find(db, current_user.person_id, view_id) or abort(404)
        saved.remove(db, found)
    flash(_("“%(name)s” is deleted.", name=found.name))
    return _to_views()


def shortcuts() -> list[Shortcut]:
    """List the views of whoever asks, by name; one whose report is gone is kept and not listed."""
    with transaction(g.tenant.id) as db:
        found = saved.list_views(db, current_user.person_id)
    builders = hub().plugins.builders
    return [_shortcut(each, builders[each.report]) for each in found if each.report in builders]


def _shortcut(found: SavedView, builder: ReportBuilder) -> Shortcut:
    books = {each.id: each.company.name for each in g.navigation.books}
    several = len(books) > 1
    days = _newest(found.query.get("span", "")) or _in_words(view.asked(found.query))
    values: dict[str, Any] = {**found.query, **({"book": found.book_id} if several else {})}
    company = books.get(found.book_id, "") if several else ""
    url = url_for("reports.report", key=builder.key, **values)
    return Shortcut(found.id, found.name, str(shown(builder.title)), days, company, url)


def _save_page(builder: ReportBuilder, entered: Mapping[str, str], errors: Errors | None = None) -> str:
    days = {name: request.args[name] for name in ("from", "to", "span") if name in request.args}
    query = g.navigation.choice | view.kept(request.args) | days
    facts = {"entered": entered, "errors": errors or {}, "query": query, "days": _in_words(_period(builder))}
    return render_template("reports/save.html", builder=builder, **facts)


def _period(builder: ReportBuilder) -> Period:
    with opened_book() as (_book, reader):
        return view_of(builder, reader, request.args).period if reader else abort(404)


def _days(builder: ReportBuilder, span: str) -> dict[str, str]:
    return view.days(_period(builder)) if span == "days" else {"span": span}


def _span_of(args: Mapping[str, str], builder: ReportBuilder) -> str:
    """Tell which days an address is about: those it names, or the newest."""
    if args.get("from") or args.get("to"):
        return "days"
    return args["span"] if args.get("span") in get_args(view.Span) else builder.usual


def _newest(span: str) -> str:
    """Say which days move with the calendar; empty for days that stay."""
    return {
        "month": _("last ended month"),
        "ended": _("fiscal year to the last ended month"),
        "year": _("fiscal year to date"),
    }.get(span, "")


def _in_words(period: Period) -> str:
    figures = formatter(language())
    if not whole_months(period):
        return f"{figures.day(period.start)} – {figures.day(period.end)}"
    first, last = figures.month(period.start), figures.month(period.end)
    return first if first == last else f"{first} – {last}"


def _errors(error: ValidationError | UserFault) -> Errors:
    if isinstance(error, UserFault):
        return {error.field or "name": [str(shown(error.message))]}
    return {str(name): [str(shown(each)) for each in said] for name, said in error.normalized_messages().items()}


def _to_views() -> ResponseReturnValue:
    return redirect(url_for("reports.content", **g.navigation.choice, _anchor="views"), 303)


def _view_or_404(view_id: UUID) -> SavedView:
    with transaction(g.tenant.id) as db:
        return saved.find(db, current_user.person_id, view_id) or abort(404)

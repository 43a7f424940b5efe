"""On which lines of its statements the accounts of a company stand. For Admins."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.db import Db, transaction
from hub.mapping import listing, preview, service, words
from hub.mapping.service import MovedMeanwhile, Place
from hub.mapping.standing import Standing, standing
from hub.reports.views.parts import language, opened_book
from hub.sdk.errors import Refused, UserFault
from hub.sdk.reports import AccountLayout, LayoutLine, LedgerReader, ReportBuilder
from hub.texts import shown
from hub.web.acting import actor
from hub.web.context import hub
from hub.web.csrf import submitted
from hub.web.security import admin_required
from tenants.errors import NotAdmin

__all__ = ["bp"]

bp = Blueprint("mapping", __name__)
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Looked:
    """What a request is about: a book, and where its accounts stand in a layout."""

    reader: LedgerReader
    standing: Standing

    @property
    def lines(self) -> dict[str, LayoutLine]:
        """Give the layout's lines by key, in the reader's language."""
        return {each.key: each for each in self.standing.layout.lines(language())}

    def place(self, account: str, seen: str) -> Place:
        """Name an account of the book as it was seen."""
        called = listing.called(account, self.reader.accounts(), language())
        names = {key: words.full_name(line) for key, line in self.lines.items()}
        return Place(self.reader.book.id, self.standing.layout, account, called, names, seen)

    def after(self, account: str, line: str) -> dict[str, str]:
        """Give what would be moved if an account stood on a line."""
        kept = {code: key for code, key in self.standing.lines.items() if code != account}
        return kept if line == self.standing.layout.standard(account) else kept | {account: line}


@bp.get("/layouts/<layout>")
@admin_required
def index(layout: str) -> ResponseReturnValue:
    """List the accounts with their lines, moved ones first."""
    found = _layout(layout)
    with opened_book() as (book, reader):
        if reader is None:
            return render_template("reports/empty.html")
        looked = _looked(found, reader)
        wanted = request.args.get("q", "").strip()[:LONGEST_SEARCH]
        rows = listing.placed(looked.standing, reader.accounts(), looked.lines, language())
        return render_template(
            "mapping/index.html",
            book=book,
            standing=looked.standing,
            rows=[each for each in rows if each.fits(wanted)],
            wanted=wanted,
            names=_names(looked.standing),
            full_name=words.full_name,
            link=_link,
        )


@bp.get("/layouts/<layout>/<account>")
@admin_required
def account(layout: str, account: str) -> ResponseReturnValue:
    """Choose another line for an account, and see what it changes."""
    return _page(_layout(layout), account, request.args.get("to", ""))


@bp.post("/layouts/<layout>/<account>")
@admin_required
def move(layout: str, account: str) -> ResponseReturnValue:
    """Move an account."""
    found, to = _layout(layout), submitted().get("to", "")
    try:
        flash(_moved(found, account, _seen(), to))
    except UserFault as fault:
        return _page(found, account, "", errors={"to": [str(shown(fault.message))]}), 422
    except MovedMeanwhile:
        return _page(found, account, to, meanwhile=True), 409
    return redirect(_link("mapping.index", layout=layout), 303)


@bp.post("/layouts/<layout>/<account>/undo")
@admin_required
def undo(layout: str, account: str) -> ResponseReturnValue:
    """Put an account back on its standard line, also one that is not in the chart any more."""
    found = _layout(layout)
    with opened_book() as (_book, reader):
        looked = _looked(found, reader) if reader else abort(404)
        if account not in {*looked.reader.accounts(), *looked.standing.all}:
            abort(404)
        place = looked.place(account, _seen())
    try:
        _carry_out(lambda db: service.undo(db, g.tenant.id, place, actor()))
    except MovedMeanwhile:
        flash(_("Nothing was changed: somebody else has moved %(account)s meanwhile.", account=place.called))
    else:
        flash(_("%(account)s stands on its standard line again.", account=place.called))
    return redirect(_link("mapping.index", layout=layout), 303)


def _seen() -> str:
    """Read on which line the account was seen; the database cannot even be asked for one with a NUL."""
    return submitted().get("seen", "").replace("\0", " ")


def _moved(layout: AccountLayout, account: str, seen: str, to: str) -> str:
    """Move an account, and say where it stands now."""
    with opened_book() as (_book, reader):
        if reader is None or account not in reader.accounts():
            abort(404)
        place = _looked(layout, reader).place(account, seen)
    _carry_out(lambda db: service.move(db, g.tenant.id, place, to, actor()))
    return _("%(account)s stands on this line now: %(line)s.", account=place.called, line=place.names[to])


def _carry_out(deed: Callable[[Db], None]) -> None:
    try:
        with transaction(g.tenant.id) as db:
            deed(db)
    except NotAdmin:
        raise Refused(_("Only an Admin of this environment can do this. Ask one of its Admins.")) from None


def _page(layout: AccountLayout, account: str, to: str, **facts: Any) -> str:
    with opened_book() as (book, reader):
        if book is None or reader is None or account not in reader.accounts():
            abort(404)
        looked = _looked(layout, reader)
        stands = looked.standing.line_of(account)
        move = looked.standing.all.get(account)
        is_new = layout.takes(account, to) and to != stands
        return render_template(
            "mapping/account.html",
            book=book,
            layout=layout,
            account=account,
            called=listing.called(account, reader.accounts(), language()),
            stands=looked.lines.get(stands),
            standard=looked.lines.get(layout.standard(account)),
            move=move,
            names=_names(looked.standing),
            groups=_grouped(looked, account),
            to=looked.lines[to] if is_new else None,
            years=preview.years_of(reader),
            changes=_changes(looked, account, to) if is_new else [],
            full_name=words.full_name,
            link=_link,
            **facts,
        )


def _changes(looked: Looked, account: str, to: str) -> list[preview.Changes]:
    layout = looked.standing.layout
    builders = [each for each in _builders(layout) if each.page == "content"]
    return preview.changes(builders, looked.reader, looked.standing.lines, looked.after(account, to), language())


def _grouped(looked: Looked, account: str) -> dict[str, list[LayoutLine]]:
    """Give the lines an account may stand on, by the groups that they are part of."""
    groups: dict[str, list[LayoutLine]] = {}
    for each in looked.lines.values():
        if looked.standing.layout.takes(account, each.key):
            groups.setdefault(" › ".join(each.groups), []).append(each)
    return groups


def _looked(layout: AccountLayout, reader: LedgerReader) -> Looked:
    with transaction(g.tenant.id) as db:
        return Looked(reader, standing(db, layout, reader))


def _names(found: Standing) -> dict[Any, str]:
    with transaction(g.tenant.id) as db:
        return listing.names_of(db, found.all.values())


def _layout(key: str) -> AccountLayout:
    layouts = {each.layout.key: each.layout for each in hub().plugins.builders.values() if each.layout}
    return layouts.get(key) or abort(404)


def _builders(layout: AccountLayout) -> list[ReportBuilder]:
    return [each for each in hub().plugins.builders.values() if each.layout and each.layout.key == layout.key]


def _link(endpoint: str, **values: Any) -> str:
    """Lead somewhere in the same company."""
    return url_for(endpoint, **(g.navigation.choice | values))

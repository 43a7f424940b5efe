"""The syncs of a connection, and what each of them changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from flask import abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, get_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from hub.connectors import history
from hub.connectors.models import SyncRun
from hub.connectors.views.blueprint import bp
from hub.connectors.views.parts import shown_or_404
from hub.db import Db, transaction
from hub.ledger import tallies
from hub.ledger.changelog import reading
from hub.ledger.changelog.reading import Summary
from hub.ledger.figures import Figures
from hub.ledger.models import LedgerAccount
from hub.reports.wording import labelled
from hub.sdk.accounting import Layer, Period
from hub.web.context import hub
from hub.web.security import tenant_only

__all__ = ["sync", "syncs"]

RECEIPTS, MOVES = 100, 200
"""How many receipts, and how many moved figures, one page shows."""


@bp.app_template_global()
def summary_sentence(run: SyncRun, summary: Summary | None) -> str:
    """Say in a line what a sync found; what is not in the log was read for the first time."""
    found = summary or Summary(0, 0, 0)
    read = max(run.receipts - found.added - found.changed - run.unmoved, 0)
    told = [
        (read, ngettext("%(num)s receipt read", "%(num)s receipts read", read)),
        (found.added, ngettext("%(num)s receipt new", "%(num)s receipts new", found.added)),
        (found.changed, _("%(num)s changed", num=found.changed)),
        (found.gone, _("%(num)s gone", num=found.gone)),
        (run.unmoved, _("%(num)s with other texts only", num=run.unmoved)),
    ]
    return ", ".join(sentence for count, sentence in told if count) or _("Nothing changed")


@bp.app_template_filter("standing")
def _standing(layer: str) -> str:
    return {
        Layer.MOVEMENT: _("Official bookkeeping"),
        Layer.OPENING: _("Opening balances"),
        Layer.PENDING: _("Awaiting approval, in no figure"),
    }.get(Layer(layer), _("Not official, in no figure"))


@bp.get("/connections/<uuid:connection_id>/syncs")
@tenant_only
def syncs(connection_id: UUID) -> ResponseReturnValue:
    """List the syncs of a connection with what each changed."""
    everything = request.args.get("all") == "1"
    with transaction(g.tenant.id) as db:
        shown = shown_or_404(db, connection_id)
        found = history.list_syncs(db, connection_id, everything=everything, before=_moment(request.args.get("before")))
        runs, more = found[: history.SHOWN], len(found) > history.SHOWN
        ids = [run.id for run in runs]
        summaries = reading.summaries(db, g.tenant.id, ids, detail=current_user.payroll_detail)
    return render_template(
        "connectors/syncs.html",
        shown=shown,
        runs=runs,
        summaries=summaries,
        everything=everything,
        older=runs[-1].created_at.isoformat() if more else None,
    )


@bp.get("/syncs/<uuid:run_id>")
@tenant_only
def sync(run_id: UUID) -> ResponseReturnValue:
    """Show one sync: which figures it moved, by which receipts, and what is not counted."""
    detail, accounts = (
        current_user.payroll_detail,
        [each for each in request.args.getlist("account") if "\x00" not in each],
    )
    page = request.args.get("page", 0, type=int)
    with transaction(g.tenant.id) as db:
        found = history.find(db, run_id) or abort(404)
        book = found.connection.book_id
        moved = reading.sums(db, g.tenant.id, run_id, detail=detail)
        receipts = reading.receipts(
            db, run_id, detail=detail, accounts=accounts, page=(max(page, 0) * RECEIPTS, RECEIPTS + 1)
        )
        figures = Figures(db, g.tenant.id, book)
        context = {
            "summary": reading.summaries(db, g.tenant.id, [run_id], detail=detail).get(run_id),
            "readings": reading.readings(db, run_id),
            "not_counted": tallies.not_official(
                figures, Period(date.min, date.max), detail=detail, layers=(Layer.MOVEMENT,)
            ),
            "account_name": partial(_name, _names(db, book)),
        }
    connector = hub().plugins.connectors.get(found.connection.connector)
    return render_template(
        "connectors/sync.html",
        sync=found,
        moved=moved[:MOVES],
        moved_more=max(len(moved) - MOVES, 0),
        receipts=receipts[:RECEIPTS],
        page=page,
        more=len(receipts) > RECEIPTS,
        chosen=accounts,
        type_name=partial(labelled, labels=connector.receipt_types if connector else {}),
        status_name=partial(labelled, labels=connector.receipt_statuses if connector else {}),
        in_book=partial(_in_book, book),
        count=format_decimal,
        **context,
    )


def _names(db: Db, book_id: UUID) -> Mapping[str, str]:
    """Name the accounts of a book in the reader's language."""
    language = str(get_locale())
    rows: Sequence[LedgerAccount] = db.scalars(select(LedgerAccount).where(LedgerAccount.book_id == book_id)).all()
    told = {row.code: row.names.get(language, row.name) for row in rows}
    return {"~vat": _("VAT not yet summarised"), "~unbalanced": _("Does not balance"), **told}


def _name(names: Mapping[str, str], code: str) -> str:
    return names.get(code, "")


def _in_book(book_id: UUID, endpoint: str, **values: Any) -> str:
    """Lead somewhere in the book that the sync read."""
    if len(g.navigation.books) > 1:
        values["book"] = book_id
    return url_for(endpoint, **values)


def _moment(given: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(given) if given else None
    except ValueError:
        abort(404)
    return abort(404) if found and found.tzinfo is None else found

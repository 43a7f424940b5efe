"""The overview of a book: what somebody sees first."""

from datetime import UTC, datetime
from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from hub.db import transaction
from hub.ledger.changelog import visits
from hub.reports import view
from hub.reports.analytics import Part, part
from hub.reports.formatting import formatter
from hub.reports.views.blueprint import bp
from hub.reports.views.frame import frame, moves, preview
from hub.reports.views.parts import built, language, opened_book, proof_of
from hub.sdk.accounting import Period
from hub.sdk.refs import BookRef
from hub.sdk.reports import LedgerReader
from hub.web.context import hub
from hub.web.security import tenant_only
from hub.web.signed_in import is_used, signed_in

STATEMENT = "income-statement"
FOR_THE_BOARD = (STATEMENT, "balance-sheet")


@bp.app_template_global()
def days_of(period: Period) -> dict[str, str]:
    """Write a period as query parameters."""
    return view.days(period)


@bp.get("/analytics")
@tenant_only
def analytics() -> ResponseReturnValue:
    """Show the overview: key figures, graphs, what has to be done, what has moved most, and the profit and loss."""
    with opened_book() as (book, reader):
        if reader is None:
            return render_template("reports/empty.html")
        shown = view.read(request.args, reader, exact=False).of_the_whole
        builders = hub().plugins.builders
        statement = builders.get(STATEMENT)
        parts = _parts(reader, shown)
        month = next((each.table.period for each in parts if each.is_list), None)
        return render_template(
            "reports/analytics.html",
            parts=parts,
            proof_of_month=proof_of(book, reader, month) if book and month else None,
            builders=builders,
            board=[builders[key] for key in FOR_THE_BOARD if key in builders],
            statement_report=(statement, built(statement, reader, shown)) if statement else None,
            mapping=next((told for each in parts if (told := moves(each.builder, reader))), None),
            preview=preview(statement, book, reader, shown),
            **_since_last_visit(book),
            **frame(book, reader, shown),
        )


def _parts(reader: LedgerReader, shown: view.View) -> list[Part]:
    made = (each for each in hub().plugins.builders.values() if each.page == "analytics")
    return [part(each, built(each, reader, shown), formatter(language())) for each in made]


def _since_last_visit(book: BookRef | None) -> dict[str, Any]:
    """Give when the person last looked at the book and what has moved since; opening the page notes that they did."""
    person, now = signed_in(), datetime.now(UTC)
    if book is None or person is None:
        return {"last_visit": None, "moved": ()}
    with transaction(g.tenant.id) as db:
        if is_used():
            last = visits.came(db, g.tenant.id, book.id, person.person_id, now)
        else:
            last = visits.was_here(db, book.id, person.person_id)
        detail = current_user.payroll_detail
        moved = visits.moved_since(db, g.tenant.id, book.id, last, detail=detail) if last else ()
    return {"last_visit": last, "moved": moved}

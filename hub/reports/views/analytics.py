"""The overview of a book: what somebody sees first."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from hub.reports import view
from hub.reports.analytics import Part, part
from hub.reports.formatting import formatter
from hub.reports.views.blueprint import bp
from hub.reports.views.frame import frame, preview
from hub.reports.views.parts import built, language, opened_book, proof_of
from hub.sdk.accounting import Period
from hub.sdk.reports import LedgerReader
from hub.web.context import hub
from hub.web.security import tenant_only

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
        shown = view.read(request.args, reader, exact=False)
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
            preview=preview(statement, book, reader),
            **frame(book, reader, shown),
        )


def _parts(reader: LedgerReader, shown: view.View) -> list[Part]:
    made = (each for each in hub().plugins.builders.values() if each.page == "analytics")
    return [part(each, built(each, reader, shown), formatter(language())) for each in made]

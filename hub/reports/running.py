"""The month that goes on: left out of a view until it has ended, and one step away."""

from dataclasses import dataclass
from datetime import date

from hub.ledger.years import month_end
from hub.reports.periods import last_ended
from hub.reports.view import View
from hub.sdk.accounting import FiscalYear, Period
from hub.sdk.reports import LedgerReader

__all__ = ["Running", "running"]


@dataclass(frozen=True, slots=True)
class Running:
    """How a view stands to the running month.

    :param month: the running month's first day
    :param period: what to show instead: the view's days with the running month, or without it where it is shown
    :param is_shown: whether the running month is among the view's days
    :param new_year: the fiscal year that begins with the running month, where the view shows the one before it
    """

    month: date
    period: Period
    is_shown: bool
    new_year: FiscalYear | None = None


def running(view: View, reader: LedgerReader, *, alone: bool = False) -> Running | None:
    """Tell how a view stands to the running month; None for days that end elsewhere.

    :param alone: whether the report is of single months, so that the running one is shown instead of the ended one
    """
    ended, now = last_ended(reader.today), month_end(reader.today)
    year = reader.fiscal_year_of(reader.today)
    month = Period(max(now.replace(day=1), year.start), min(now, year.end))
    if view.period.end == month.end and max(view.period.start, year.start) <= ended:
        return Running(month.start, Period(view.period.start, ended), is_shown=True)
    if view.period.end != ended:
        return None
    if year.start > ended:
        return Running(month.start, month, is_shown=False, new_year=year)
    whole = month if alone else Period(view.period.start, month.end)
    return Running(month.start, whole, is_shown=False)

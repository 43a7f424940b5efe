"""Whether a month is closed: by its fiscal year, or by its tracking periods as they were at the last sync."""

from collections.abc import Iterable, Sequence

from hub.sdk.accounting import Period, TrackingPeriod
from hub.sdk.reports import Lead, LedgerReader, State
from hub.sdk.texts import text as _
from plugins.procountor.reports.columns import DAY
from plugins.procountor.reports.month_receipts import Said
from plugins.procountor.reports.words import Words

__all__ = ["closing"]


def closing(reader: LedgerReader, month: Period, words: Words) -> Said:
    """Tell whether nothing can be booked in the month any more."""
    year = reader.fiscal_year_of(month.end)
    if not year.source_id:
        return _said(State.LOOK, _("Procountor has no fiscal year for this month."), month)
    if not year.is_open:
        return _said(State.READY, _("The fiscal year is closed in Procountor."), month)
    if year.tracking is None:
        unread = _("The fiscal year is open. Whether the month's tracking period is closed is read at the next sync.")
        return _said(State.UNKNOWN, unread, month)
    if not year.tracking:
        without = _("The fiscal year is open and has no tracking periods: the month closes with its year.")
        return _said(State.NONE, without, month)
    return _tracked(_of_month(year.tracking, month), month)


def _tracked(periods: Sequence[TrackingPeriod], month: Period) -> Said:
    if _hold(month, (each for each in periods if each.state == "closed")):
        return _said(State.READY, _("The month's tracking period is closed in Procountor."), month)
    if not _hold(month, periods):
        beside = _("The month is not wholly in a tracking period: receipts can be booked in it while its year is open.")
        return _said(State.LOOK, beside, month)
    if any(each.state == "open" for each in periods):
        still = _("The month's tracking period is open in Procountor: receipts can still be booked in it.")
        return _said(State.LOOK, still, month)
    return _said(State.LOOK, _("The month's tracking period waits to be closed in Procountor."), month)


def _of_month(periods: Iterable[TrackingPeriod], month: Period) -> list[TrackingPeriod]:
    return [each for each in periods if each.start <= month.end and month.start <= each.end]


def _hold(month: Period, periods: Iterable[TrackingPeriod]) -> bool:
    """Tell whether periods, oldest first, hold every day of the month between them."""
    free = month.start
    for each in periods:
        if each.start <= free <= each.end:
            free = each.end + DAY
    return free > month.end


def _said(state: State, sentence: str, month: Period) -> Said:
    return Said(state, sentence, Lead("trial-balance", month))

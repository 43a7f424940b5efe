"""Which days a period is compared with: the same months a year earlier, where they can be."""

import calendar
from dataclasses import dataclass
from datetime import date

from hub.sdk.accounting import Period
from hub.sdk.reports import LedgerReader
from hub.sdk.texts import text as _
from plugins.procountor.reports.columns import DAY

__all__ = ["Earlier", "earlier_months", "earlier_year"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The days to compare with, or the reason why there are none."""

    period: Period | None = None
    reason: str = ""


def earlier_months(reader: LedgerReader, period: Period) -> Earlier:
    """Give the same calendar months a year earlier, as far as their receipts have been read."""
    before = Period(_year_before(period.start), _year_before(period.end))
    if before.start < min((each.start for each in reader.fiscal_years()), default=period.start):
        return Earlier(reason=_("Growth is left blank: the books do not begin a year earlier."))
    if not reader.coverage().covers(before):
        return Earlier(reason=_("Growth is left blank: the receipts of the year before have not all been read."))
    return Earlier(before)


def earlier_year(reader: LedgerReader, to_date: Period) -> Earlier:
    """Give as many months of the fiscal year before, unless that year began in another month.

    :param to_date: the first days of a fiscal year
    """
    before = reader.fiscal_year_of(to_date.start - DAY)
    if before.start != _year_before(to_date.start):
        return Earlier(
            reason=_(
                "Growth of the fiscal year to date is left blank: the fiscal year before began in another month or has "
                "another length."
            )
        )
    return earlier_months(reader, to_date)


def _year_before(day: date) -> date:
    """Give the same day a year earlier; the last of a month for the last of a month.

    >>> _year_before(date(2025, 2, 28)), _year_before(date(2024, 2, 29))
    (datetime.date(2024, 2, 29), datetime.date(2023, 2, 28))
    """
    last = calendar.monthrange(day.year - 1, day.month)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return day.replace(year=day.year - 1, day=last if is_last else min(day.day, last))

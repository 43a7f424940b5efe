"""Fiscal years, completed by provisional ones for the days that no year of the source holds.

Removing a fiscal year in the source keeps its bookings, and January's receipts may come before the new year is made.
"""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from hub.sdk.accounting import FiscalYear, Period

__all__ = ["DAY", "completed", "month_end", "previous", "whole_months", "year_of"]

DAY = timedelta(days=1)


def month_end(day: date) -> date:
    """Give the last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def completed(years: Sequence[FiscalYear], days: Iterable[date]) -> list[FiscalYear]:
    """Add provisional years until every day is in a year; oldest first, without overlaps.

    >>> told = FiscalYear("1", date(2025, 7, 1), date(2026, 6, 30))
    >>> [str(year.start) for year in completed([told], [date(2025, 2, 1)])]
    ['2024-07-01', '2025-07-01']
    """
    made = sorted(years, key=lambda year: year.start)
    for day in sorted(days):
        while not any(year.start <= day <= year.end for year in made):
            made = sorted([*made, _next_towards(made, day)], key=lambda year: year.start)
    return made


def year_of(years: Sequence[FiscalYear], day: date) -> FiscalYear:
    """Find the year of a day, a provisional one where there is none."""
    return next(year for year in completed(years, [day]) if year.start <= day <= year.end)


def previous(years: Sequence[FiscalYear], year: FiscalYear) -> FiscalYear | None:
    """Find the year before another."""
    return max((each for each in years if each.end < year.start), key=lambda each: each.start, default=None)


def whole_months(period: Period, years: Sequence[FiscalYear]) -> Period:
    """Widen a period to whole months, but not over the edge of the fiscal years it begins and ends in."""
    start, end = period.start.replace(day=1), month_end(period.end)
    return Period(max(start, year_of(years, period.start).start), min(end, year_of(years, period.end).end))


def _next_towards(years: Sequence[FiscalYear], day: date) -> FiscalYear:
    """Make one more provisional year between the neighbours of a day, or at the end of them that is nearer to it."""
    before = max((year.end for year in years if year.end < day), default=None)
    after = min((year.start for year in years if year.start > day), default=None)
    if before is not None:
        start = before + DAY
        end = _twelve_months_on(start) - DAY
        return FiscalYear("", start, end if after is None else min(end, after - DAY))
    if after is not None:
        return FiscalYear("", _twelve_months_back(after), after - DAY)
    return FiscalYear("", date(day.year, 1, 1), date(day.year, 12, 31))


def _twelve_months_on(day: date) -> date:
    return day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 3, 1)


def _twelve_months_back(day: date) -> date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 3, 1)

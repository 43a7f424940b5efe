"""Stretches of time that stand in relation to others: quarters, the stretch before, the same days a year ago."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from hub.ledger.years import month_end
from hub.sdk.accounting import FiscalYear, Period

__all__ = [
    "a_year_ago",
    "before",
    "last_ended",
    "last_twelve_months",
    "months_of",
    "quarters_of",
    "up_to_last_month",
    "up_to_today",
    "whole_months",
]

DAY = timedelta(days=1)
QUARTER = 3


def whole_months(period: Period) -> bool:
    """Tell whether a period begins with a month and ends with one."""
    return period.start.day == 1 and period.end == month_end(period.end)


def months_of(period: Period) -> Sequence[Period]:
    """Split a period into its months, the first and the last as far as they belong to it."""
    return list(_split(period, 1))


def quarters_of(period: Period) -> Sequence[Period]:
    """Split a period into stretches of three months from its beginning; the last may be shorter.

    >>> [each.end.month for each in quarters_of(Period(date(2026, 7, 1), date(2027, 4, 30)))]
    [9, 12, 3, 4]
    """
    return list(_split(period, QUARTER))


def before(period: Period) -> Period:
    """Give the stretch of the same length that ends the day before: of months where the period is of whole months.

    >>> before(Period(date(2026, 3, 1), date(2026, 4, 30)))
    Period(start=datetime.date(2026, 1, 1), end=datetime.date(2026, 2, 28))
    >>> before(Period(date(2026, 3, 2), date(2026, 3, 8))).start
    datetime.date(2026, 2, 23)
    """
    end = period.start - DAY
    if whole_months(period):
        return Period(_moved(period.start, -len(months_of(period))), end)
    return Period(period.start - (period.end - period.start) - DAY, end)


def a_year_ago(period: Period) -> Period:
    """Give the same days of the calendar a year earlier; the last of February stays the last.

    >>> a_year_ago(Period(date(2025, 2, 1), date(2025, 2, 28))).end
    datetime.date(2024, 2, 29)
    """
    end = _moved(period.end, -12)
    return Period(_moved(period.start, -12), month_end(end) if period.end == month_end(period.end) else end)


def last_twelve_months(today: date) -> Period:
    """Give the twelve months up to the last that has ended."""
    end = last_ended(today)
    return Period(_moved(end.replace(day=1), -11), end)


def last_ended(today: date) -> date:
    """Give the day on which the last month has ended."""
    return today.replace(day=1) - DAY


def up_to_last_month(year: FiscalYear, today: date) -> Period:
    """Give a fiscal year up to the last month that has ended; as far as it has come where none of it has."""
    ended = min(year.end, last_ended(today))
    return Period(year.start, ended) if ended >= year.start else up_to_today(year, today)


def up_to_today(year: FiscalYear, today: date) -> Period:
    """Give a fiscal year as far as it has come: to the end of the running month at the most."""
    return Period(year.start, max(min(year.end, month_end(today)), month_end(year.start)))


def _split(period: Period, months: int) -> Iterator[Period]:
    start = period.start
    while start <= period.end:
        end = min(month_end(_moved(start.replace(day=1), months - 1)), period.end)
        yield Period(start, end)
        start = end + DAY


def _moved(day: date, months: int) -> date:
    """Move a day by months; one that the month does not have becomes its last."""
    place = day.year * 12 + day.month - 1 + months
    first = date(place // 12, place % 12 + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))

"""Months, fiscal years and tracking periods of a book."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from .model import FiscalYear, TrackingPeriod

__all__ = ["add_months", "fiscal_years", "last_day", "months_of", "with_periods", "year_holding"]

_LONGEST_YEAR = 18  # months; Accounting Act 1336/1997, chapter 1 section 4


def add_months(month: date, count: int) -> date:
    """Go so many months on from the first day of a month."""
    index = month.year * 12 + month.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def last_day(month: date) -> date:
    """Give the last day of the month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def months_of(start: date, end: date) -> Iterator[date]:
    """Give the first day of each month from start to end."""
    month = start.replace(day=1)
    while month <= end:
        yield month
        month = add_months(month, 1)


def year_holding(years: tuple[FiscalYear, ...], day: date) -> FiscalYear | None:
    """Find the fiscal year a day falls into; None where there is none."""
    return next((year for year in years if year.start <= day <= year.end), None)


def fiscal_years(first: date, until: date, *, start_month: int, first_length: int) -> list[tuple[date, date]]:
    """Lay out the fiscal years from a company's first month until the year that holds a day.

    The first year ends before ``start_month``, at the length nearest to ``first_length`` months; others have twelve.

    >>> fiscal_years(date(2024, 1, 1), date(2025, 8, 1), start_month=7, first_length=18)
    [(datetime.date(2024, 1, 1), datetime.date(2025, 6, 30)), (datetime.date(2025, 7, 1), datetime.date(2026, 6, 30))]
    """
    short = (start_month - first.month) % 12 or 12
    lengths = [length for length in (short, short + 12) if length <= _LONGEST_YEAR]
    length = min(lengths, key=lambda months: abs(months - first_length))
    years: list[tuple[date, date]] = []
    start = first
    while not years or years[-1][1] < until:
        following = add_months(start, length)
        years.append((start, following - timedelta(days=1)))
        start, length = following, 12
    return years


def with_periods(years: list[tuple[date, date]], until: date, closing_lag: timedelta) -> tuple[FiscalYear, ...]:
    """Make fiscal years with monthly tracking periods as they stand on a day.

    A month is closed when its VAT has been filed, on the 15th of the second month after it, and pending for ten
    days before that. A year is closed ``closing_lag`` after its end. Ids count from 1.
    """
    ids = iter(range(1, 10_000))
    made = []
    for start, end in years:
        closing = end + closing_lag
        made.append(
            FiscalYear(
                id=next(ids),
                start=start,
                end=end,
                is_open=closing > until,
                modified=datetime.combine(closing if closing <= until else start, time(16)),
                tracking_periods=tuple(_period(next(ids), month, until) for month in months_of(start, end)),
            )
        )
    return tuple(made)


def _period(number: int, month: date, until: date) -> TrackingPeriod:
    closing = add_months(month, 2).replace(day=15)
    pending = add_months(month, 2).replace(day=5)
    if closing <= until:
        status, moved = "CLOSED", closing
    elif pending <= until:
        status, moved = "PENDING", pending
    else:
        status, moved = "OPEN", month
    return TrackingPeriod(number, month, last_day(month), status, datetime.combine(moved, time(16)))

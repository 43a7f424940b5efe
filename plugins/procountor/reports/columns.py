"""The columns of a statement and the accounts' figures in them."""

import calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hub.sdk.accounting import FiscalYear, Period, is_result_account
from hub.sdk.errors import UserFault
from hub.sdk.reports import Column, LedgerReader, MonthBalance
from hub.sdk.texts import text as _
from plugins.procountor.reports.words import Words

__all__ = ["DAY", "Matrix", "balances", "flows", "months_of", "starting", "whole"]

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Figures of accounts by column, minor units, debit positive; accounts that are zero everywhere are not in it.

    :param drills: the days behind each column
    :param opening: whether opening balances are part of the figures
    """

    columns: tuple[Column, ...]
    drills: tuple[Period, ...]
    amounts: Mapping[str, tuple[int, ...]]
    opening: bool


def whole(reader: LedgerReader, period: Period) -> Period:
    """Widen a period to whole months, though not over the edge of a fiscal year.

    :raises UserFault: the period ends before it starts
    """
    if period.end < period.start:
        raise UserFault(_("The period ends before it starts. Choose a later end."))
    first, last = reader.fiscal_year_of(period.start), reader.fiscal_year_of(period.end)
    return Period(
        max(period.start.replace(day=1), first.start),
        min(month_end(period.end), last.end),
    )


def months_of(period: Period) -> Iterator[Period]:
    """Cut a period into its months, the first and the last as far as they belong to it."""
    start = period.start
    while start <= period.end:
        end = min(month_end(start), period.end)
        yield Period(start, end)
        start = end + DAY


def month_end(day: date) -> date:
    """Give the last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def flows(
    reader: LedgerReader,
    period: Period,
    words: Words,
    *,
    by_month: bool,
    of: Callable[[str], bool] = is_result_account,
) -> Matrix:
    """Read what moved on accounts, those of the income statement by default: by month, and in total."""
    months = list(months_of(period)) if by_month else []
    parts = [*months, *([period] if len(months) != 1 else [])]
    columns = [_month_column(each, words, reader.today) for each in months]
    if len(months) != 1:
        columns.append(Column("total", words.label("total"), period=period, unfinished=period.end > reader.today))
    index = {each.start.replace(day=1): number for number, each in enumerate(months)}
    amounts: dict[str, list[int]] = {}
    for each in reader.movements(period):
        if of(each.account):
            row = amounts.setdefault(each.account, [0] * len(parts))
            if months:
                row[index[each.month]] += each.net
            if len(months) != 1:
                row[-1] += each.net
    return Matrix(tuple(columns), tuple(parts), _without_zeros(amounts), opening=False)


def balances(reader: LedgerReader, period: Period, words: Words, *, by_month: bool) -> Matrix:
    """Read the balances of all accounts at the end of each month, or at the period's end only.

    Each stands for its fiscal year up to that day: what the year started with and what has moved since.
    """
    ends = [each.end for each in months_of(period)] if by_month else [period.end]
    years = [reader.fiscal_year_of(end) for end in ends]
    amounts: dict[str, list[int]] = {}
    for year in dict.fromkeys(years):
        places = [number for number, each in enumerate(years) if each == year]
        for account, row in _running(reader, year, [ends[place] for place in places]).items():
            whole_row = amounts.setdefault(account, [0] * len(ends))
            for place, amount in zip(places, row, strict=True):
                whole_row[place] = amount
    parts = tuple(Period(year.start, end) for year, end in zip(years, ends, strict=True))
    columns = tuple(
        Column(f"{part.end:%Y-%m}", words.day(part.end), period=part, unfinished=part.end > reader.today)
        for part in parts
    )
    return Matrix(columns, parts, _without_zeros(amounts), opening=True)


def starting(reader: LedgerReader, period: Period, words: Words) -> Matrix:
    """Read the balances of all accounts before anything of a period moved, from the opening of its fiscal year on."""
    year = reader.fiscal_year_of(period.start)
    since = Period(year.start, period.start - DAY)
    column = Column("start", words.day(since.end), period=since)
    return Matrix((column,), (since,), _without_zeros(_running(reader, year, [since.end])), opening=True)


def _running(reader: LedgerReader, year: FiscalYear, ends: Sequence[date]) -> dict[str, list[int]]:
    """Sum up each account from the year's opening to each of some days, which ascend."""
    rows = {each.account: [each.amount] * len(ends) for each in reader.openings(year)}
    for each in _until(reader, year, ends[-1]):
        row = rows.setdefault(each.account, [0] * len(ends))
        for number, end in enumerate(ends):
            if each.month <= end:
                row[number] += each.net
    return rows


def _until(reader: LedgerReader, year: FiscalYear, end: date) -> Sequence[MonthBalance]:
    return reader.movements(Period(year.start, end))


def _month_column(period: Period, words: Words, today: date) -> Column:
    key, label = f"{period.start:%Y-%m}", words.month(period.start)
    return Column(key, label, period=period, unfinished=period.end > today)


def _without_zeros(amounts: Mapping[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {account: tuple(row) for account, row in sorted(amounts.items()) if any(row)}

"""The columns of a statement and the accounts' figures in them."""

import calendar
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, groupby

from hub.sdk.accounting import FiscalYear, Layer, Period, is_result_account
from hub.sdk.errors import UserFault
from hub.sdk.reports import Column, Drill, ItemMovement, LedgerReader, MonthBalance, Part
from hub.sdk.texts import text as _
from plugins.procountor.reports.words import Words

__all__ = [
    "DAY",
    "OFFICIAL",
    "Matrix",
    "at_month_ends",
    "at_the_end",
    "balances",
    "by_months",
    "flows",
    "in_total",
    "months_of",
    "starting",
    "whole",
]

DAY = timedelta(days=1)
OFFICIAL = (Layer.MOVEMENT,)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Figures of accounts by column, minor units, debit positive; accounts that are zero everywhere are not in it.

    :param drills: the days behind each column
    :param opening: whether opening balances are part of the figures
    :param layers: which receipts the figures are of
    :param parts: of a dimension that each column shows; none, or None for a column, where it shows whole accounts
    """

    columns: tuple[Column, ...]
    drills: tuple[Period, ...]
    amounts: Mapping[str, tuple[int, ...]]
    opening: bool
    parts: tuple[Part | None, ...] = ()
    layers: tuple[Layer, ...] = OFFICIAL

    def beside(self, other: "Matrix") -> "Matrix":
        """Put the columns of another behind these; both are of the same receipts."""
        none, nothing = (0,) * len(self.columns), (0,) * len(other.columns)
        codes = sorted({*self.amounts, *other.amounts})
        return replace(
            self,
            columns=(*self.columns, *other.columns),
            drills=(*self.drills, *other.drills),
            amounts={code: (*self.amounts.get(code, none), *other.amounts.get(code, nothing)) for code in codes},
            parts=(*self.parts, *other.parts),
        )

    def drill(self, column: int, accounts: tuple[str, ...], sign: int) -> Drill:
        """Tell which ledger rows the figure of accounts in a column is made of."""
        part = self.parts[column] if self.parts else None
        return Drill(accounts, self.drills[column], sign, self.opening, layers=self.layers, part=part)


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


def by_months(reader: LedgerReader, period: Period, words: Words) -> tuple[Column, ...]:
    """Make a column for each month of a period, and one for their total."""
    months = [_column(reader, each, f"{each.start:%Y-%m}", words.month(each.start)) for each in months_of(period)]
    return (*months, *in_total(reader, period, words)) if len(months) != 1 else tuple(months)


def in_total(reader: LedgerReader, period: Period, words: Words) -> tuple[Column, ...]:
    """Make one column for a period."""
    return (_column(reader, period, "total", words.label("total")),)


def at_month_ends(reader: LedgerReader, period: Period, words: Words) -> tuple[Column, ...]:
    """Make a column for the end of each month of a period."""
    return tuple(_column(reader, each, f"{each.end:%Y-%m}", words.day(each.end)) for each in months_of(period))


def at_the_end(reader: LedgerReader, period: Period, words: Words) -> tuple[Column, ...]:
    """Make one column for the end of a period."""
    return (_column(reader, period, f"{period.end:%Y-%m}", words.day(period.end)),)


def flows(
    reader: LedgerReader,
    columns: Sequence[Column],
    *,
    of: Callable[[str], bool] = is_result_account,
    only: Part | None = None,
    layers: tuple[Layer, ...] = OFFICIAL,
) -> Matrix:
    """Read what moved on accounts, those of the income statement by default, in the days of each column.

    :param only: a part of a dimension that is meant alone
    """
    stretches = _days_of(columns)
    amounts: dict[str, list[int]] = {}
    for read, places_of in _reads(stretches):
        found: Iterable[ItemMovement | MonthBalance] = (
            reader.item_movements(read, only, layers=layers) if only else reader.movements(read, layers=layers)
        )
        for account, months in groupby(found, key=lambda each: each.account):
            if of(account):
                row = amounts.setdefault(account, [0] * len(stretches))
                for each in months:
                    for place in places_of(each.month):
                        row[place] += each.net
    parts = (only,) * len(stretches)
    return Matrix(tuple(columns), stretches, _without_zeros(amounts), opening=False, parts=parts, layers=layers)


def balances(reader: LedgerReader, columns: Sequence[Column], *, layers: tuple[Layer, ...] = OFFICIAL) -> Matrix:
    """Read the balances of all accounts at the end of each column's days.

    Each stands for its fiscal year up to that day: what the year started with, which is always official, and what has
    moved since.
    """
    ends = [each.end for each in _days_of(columns)]
    years = [reader.fiscal_year_of(end) for end in ends]
    amounts: dict[str, list[int]] = {}
    for year, places in _read_together(years, ends):
        for account, row in _running(reader, year, [ends[place] for place in places], layers).items():
            whole_row = amounts.setdefault(account, [0] * len(ends))
            for place, amount in zip(places, row, strict=True):
                whole_row[place] = amount
    parts = tuple(Period(year.start, end) for year, end in zip(years, ends, strict=True))
    dated = tuple(replace(column, period=part) for column, part in zip(columns, parts, strict=True))
    return Matrix(dated, parts, _without_zeros(amounts), opening=True, layers=layers)


def _days_of(columns: Sequence[Column]) -> tuple[Period, ...]:
    """Give the days of columns, each of which has some."""
    return tuple(each.period for each in columns if each.period is not None)


def _reads(stretches: Sequence[Period]) -> Iterator[tuple[Period, Callable[[date], Sequence[int]]]]:
    """Tell what to read, and which stretches a month of it belongs to: whole months at once, odd days one by one."""
    whole_ones = [place for place, each in enumerate(stretches) if _is_whole(each)]
    months: dict[date, list[int]] = {}
    for place in whole_ones:
        for month in months_of(stretches[place]):
            months.setdefault(month.start, []).append(place)
    if months:
        yield Period(min(months), month_end(max(months))), lambda month: months.get(month, ())
    for place in sorted(set(range(len(stretches))) - set(whole_ones)):
        yield stretches[place], lambda _month, place=place: (place,)  # type: ignore[misc]


def _is_whole(period: Period) -> bool:
    return period.start.day == 1 and period.end == month_end(period.end)


def _read_together(years: Sequence[FiscalYear], ends: Sequence[date]) -> Iterator[tuple[FiscalYear, list[int]]]:
    """Tell which days of a fiscal year one reading of its months tells about; an odd day needs one of its own."""
    for year in dict.fromkeys(years):
        places = sorted((place for place, each in enumerate(years) if each == year), key=lambda place: ends[place])
        calm = [place for place in places if ends[place] in (month_end(ends[place]), year.end)]
        if calm:
            yield year, calm
        for place in places:
            if place not in calm:
                yield year, [place]


def starting(reader: LedgerReader, period: Period, words: Words) -> Matrix:
    """Read the balances of all accounts before anything of a period moved, from the opening of its fiscal year on."""
    year = reader.fiscal_year_of(period.start)
    since = Period(year.start, period.start - DAY)
    column = Column("start", words.day(since.end), period=since)
    return Matrix((column,), (since,), _without_zeros(_running(reader, year, [since.end])), opening=True)


def _running(
    reader: LedgerReader, year: FiscalYear, ends: Sequence[date], layers: tuple[Layer, ...] = OFFICIAL
) -> dict[str, list[int]]:
    """Sum up each account from the year's opening to each of some days, which ascend."""
    rows = {each.account: [each.amount, *(0,) * (len(ends) - 1)] for each in reader.openings(year)}
    moved = reader.movements(Period(year.start, ends[-1]), layers=layers)
    place_of = cache(lambda month: bisect_left(ends, month))
    for account, months in groupby(moved, key=lambda each: each.account):
        row = rows.setdefault(account, [0] * len(ends))
        for each in months:
            row[place_of(each.month)] += each.net
    return {account: list(accumulate(row)) for account, row in rows.items()}


def _column(reader: LedgerReader, period: Period, key: str, label: str) -> Column:
    return Column(key, label, period=period, unfinished=period.end > reader.today)


def _without_zeros(amounts: Mapping[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {account: tuple(row) for account, row in sorted(amounts.items()) if any(row)}

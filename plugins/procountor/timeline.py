"""All time in pieces: fiscal years with the gaps around them, and their tracking periods."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from hub.sdk.accounting import Period
from plugins.procountor.registers import TrackingPeriod, Year

__all__ = ["BEGINNING", "END", "Piece", "Reach", "bounds", "joined", "months", "pieces", "reaches"]

BEGINNING = dt.date(1900, 1, 1)
END = dt.date(2199, 12, 31)
"""Procountor's receipts are dated between these days; the ranges that are read tile all the time between them."""
DAY = dt.timedelta(days=1)


class _Dated(Protocol):
    start_date: dt.date
    end_date: dt.date


_D = TypeVar("_D", bound=_Dated)


@dataclass(frozen=True, slots=True)
class Piece:
    """A tracking period, or what of a fiscal year or of the time between years is in none.

    :param year: None outside the fiscal years
    :param closed: nothing changes in it until its state does
    :param state: what moves when it is opened, closed or changed
    """

    period: Period
    year: Year | None
    closed: bool = False
    state: str = ""

    @property
    def name(self) -> str:
        """What it is known by in a cursor."""
        return f"{self.period.start}/{self.period.end}"


@dataclass(frozen=True, slots=True)
class Reach:
    """A fiscal year, or some that are closed, with the time beside it that is in none; or such time alone.

    :param period: all its days
    :param own: the days of the years themselves; all of them where there is none
    :param year: the newest of them
    """

    period: Period
    own: Period
    year: Year | None

    def rests_on(self, day: dt.date) -> bool:
        """Tell whether it is closed, and nobody looks at it first on a day."""
        return self.year is not None and self.year.is_closed and not self.period.start <= day <= self.period.end

    def with_next(self, other: "Reach") -> "Reach":
        """Join the one that follows."""
        whole = Period(self.period.start, other.period.end)
        return Reach(whole, Period(self.own.start, other.own.end), other.year)

    def cut(self, number: int) -> list[Period]:
        """Cut it into so many periods at the most, newest first, by months of the year itself."""
        newest, *older = months(self.own, number)
        whole = [Period(newest.start, self.period.end), *older]
        return [*whole[:-1], Period(self.period.start, whole[-1].end)]


def reaches(years: Sequence[Year], today: dt.date, *, crowded: bool = False) -> list[Reach]:
    """Tile all time by fiscal years, oldest first, each with the time before it, the newest with all that follows.

    Time outside the years that holds today is by itself: nothing is looked at before it.

    :param crowded: leave closed years that follow each other together
    """
    found: list[Reach] = []
    free = BEGINNING
    for own, year in _spans(years):
        if year is None and not own.start <= today <= own.end:
            continue
        reach = Reach(Period(free, own.end), own, year)
        if crowded and found and reach.rests_on(today) and found[-1].rests_on(today):
            reach = found.pop().with_next(reach)
        found.append(reach)
        free = own.end + DAY
    return [*found[:-1], replace(found[-1], period=Period(found[-1].period.start, END))]


def _spans(years: Sequence[Year]) -> list[tuple[Period, Year | None]]:
    """Tile all time by fiscal years and the gaps around them, oldest first."""
    return _tiled(Period(BEGINNING, END), years)


def pieces(years: Sequence[Year]) -> list[Piece]:
    """Tile all time by tracking periods and what is in none, oldest first."""
    return [
        _piece(period, year, tracking)
        for span, year in _spans(years)
        for period, tracking in _tiled(span, (year and year.tracking_periods) or ())
    ]


def joined(some: Iterable[Piece]) -> list[Period]:
    """Join pieces that follow each other without a day between."""
    runs: list[Period] = []
    for each in some:
        if runs and runs[-1].end + DAY == each.period.start:
            runs[-1] = Period(runs[-1].start, each.period.end)
        else:
            runs.append(each.period)
    return runs


def months(period: Period, number: int) -> list[Period]:
    """Cut a period into so many stretches of whole months at the most, newest first.

    >>> [str(each.start) for each in months(Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31)), 4)]
    ['2025-10-01', '2025-07-01', '2025-04-01', '2025-01-01']
    """
    firsts = [period.start]
    while (following := (firsts[-1].replace(day=1) + dt.timedelta(days=32)).replace(day=1)) <= period.end:
        firsts.append(following)
    wanted = max(1, min(number, len(firsts)))
    starts = [firsts[place * len(firsts) // wanted] for place in range(wanted)]
    ends = [*(start - DAY for start in starts[1:]), period.end]
    return [Period(start, end) for start, end in zip(starts, ends, strict=True)][::-1]


def bounds(period: Period) -> dict[str, str]:
    """Write a period as parameters of a list; all time has no bound on its outer sides."""
    start = {"startDate": period.start.isoformat()} if period.start > BEGINNING else {}
    return start | ({"endDate": period.end.isoformat()} if period.end < END else {})


def _tiled(whole: Period, parts: Iterable[_D]) -> list[tuple[Period, _D | None]]:
    tiles: list[tuple[Period, _D | None]] = []
    free = whole.start
    for part in sorted(parts, key=lambda each: each.start_date):
        start, end = max(part.start_date, free), min(part.end_date, whole.end)
        if start > end:
            continue
        if free < start:
            tiles.append((Period(free, start - DAY), None))
        tiles.append((Period(start, end), part))
        free = end + DAY
    return [*tiles, (Period(free, whole.end), None)] if free <= whole.end else tiles


def _piece(period: Period, year: Year | None, tracking: TrackingPeriod | None) -> Piece:
    for each in (tracking, year):
        if each is not None and each.is_closed:
            return Piece(period, year, closed=True, state=f"closed {each.modified or ''}")
    return Piece(period, year)

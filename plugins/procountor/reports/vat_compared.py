"""The VAT overview of a period with the base and the VAT of another beside it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest

from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Column, Row, VatMonth, VatTotal
from plugins.procountor.reports.ledgers import BLANK
from plugins.procountor.reports.words import Words

__all__ = ["PAIRS", "beside", "columns_of", "with_kinds", "with_months"]

COMPARED = ("base", "vat")
PAIRS = tuple((key, f"{key}-against") for key in COMPARED)


def with_kinds(totals: Sequence[VatTotal], others: Iterable[VatTotal]) -> list[VatTotal]:
    """Add the kinds of VAT that only the other days have, with nothing, so that both come to the same rows."""
    own = {each.kind for each in totals}
    lacking = (each for each in others if each.kind not in own)
    nothing = (replace(each, base=None if each.base is None else 0, vat=0, deductible=0) for each in lacking)
    return [*totals, *nothing]


def with_months(
    months: Sequence[VatMonth], period: Period, others: Iterable[VatMonth], their: Period
) -> list[VatMonth]:
    """Add the VAT months that only the other days have, in the same places, with nothing."""
    own = {each.month for each in months}
    wanted = {_moved(each.month, their, period) for each in others} - own
    nothing = [VatMonth(each, told=0, summarised=0, has_summary=False) for each in wanted]
    return sorted([*months, *nothing], key=lambda each: each.month)


def columns_of(columns: Sequence[Column], against: Period, words: Words, today: date) -> tuple[Column, ...]:
    """Put behind each column that is compared the same of the other days."""
    made: list[Column] = []
    for each in columns:
        made.append(each)
        if each.key in COMPARED:
            label = f"{each.label} {words.months(against)}"
            made.append(Column(f"{each.key}-against", label, period=against, unfinished=against.end > today))
    return tuple(made)


def beside(rows: Sequence[Row], others: Sequence[Row], columns: Sequence[Column]) -> tuple[Row, ...]:
    """Put the figures of other days behind those of the same row.

    :param others: the first of ``rows``, of the other days; what follows them has nothing to be compared with
    :param columns: of both
    """
    return tuple(
        replace(row, cells=tuple(_cells(row, other, columns))) for row, other in zip_longest(rows, others) if row
    )


def _cells(row: Row, other: Row | None, columns: Sequence[Column]) -> Iterator[Cell]:
    for place, column in enumerate(columns):
        yield row.cells[place]
        if column.key in COMPARED:
            yield other.cells[place] if other else BLANK


def _moved(month: date, their: Period, period: Period) -> date:
    """Give the month of a period that stands in the place of one of other days.

    >>> winter, autumn = Period(date(2026, 1, 1), date(2026, 3, 31)), Period(date(2025, 10, 1), date(2025, 12, 31))
    >>> _moved(date(2025, 11, 1), autumn, winter)
    datetime.date(2026, 2, 1)
    """
    by = (period.start.year - their.start.year) * 12 + period.start.month - their.start.month
    place = month.year * 12 + month.month - 1 + by
    return date(place // 12, place % 12 + 1, 1)

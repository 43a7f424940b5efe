"""Subtotals as formulas over the cells they sum."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from xlsxwriter.utility import xl_col_to_name

from hub.sdk.reports import ReportTable, Row

__all__ = ["Sums"]

MOST_ARGUMENTS = 255
"""What Excel takes in one function."""


class Sums:
    """The subtotals of a table whose rows stand in a sheet from a line on, one below the other.

    :param top: number of the first row's line, counted from 1 as Excel does
    """

    def __init__(self, table: ReportTable, top: int) -> None:
        counted = Counter(row.key for row in table.rows)
        self._rows = table.rows
        self._top = top
        self._places = {row.key: place for place, row in enumerate(table.rows) if counted[row.key] == 1}

    def formulas(self, row: Row) -> list[str | None]:
        """Write a formula for each figure of a row; None where the rows it names do not add up to it in the sheet."""
        places = self._parts(row)
        return [self._formula(places, column, cell.amount) for column, cell in enumerate(row.cells)]

    def _formula(self, places: Sequence[int], column: int, amount: int | None) -> str | None:
        if not places or amount is None or amount != self._sum(places, column):
            return None
        letter = xl_col_to_name(column + 1)
        runs = [f"{letter}{self._top + first}:{letter}{self._top + last}" for first, last in _runs(places)]
        return f"=SUM({','.join(runs)})" if len(runs) <= MOST_ARGUMENTS else None

    def _parts(self, row: Row) -> Sequence[int]:
        """Find the rows that a row sums; nothing where one is not in the table, or they sum each other in a ring."""
        places = {self._places[each] for each in row.parts if each in self._places}
        is_whole = len(places) == len(row.parts)
        return sorted(places) if is_whole and not any(self._leads_to(row.key, each) for each in places) else ()

    def _leads_to(self, key: str, place: int) -> bool:
        return key == self._rows[place].key or key in self._all_parts(place, set())

    def _all_parts(self, place: int, seen: set[int]) -> set[str]:
        """Name everything that a row is made of, over all levels."""
        if place in seen:
            return set()
        seen.add(place)
        parts = self._rows[place].parts
        below = (self._all_parts(self._places[each], seen) for each in parts if each in self._places)
        return set(parts).union(*below)

    def _sum(self, places: Sequence[int], column: int) -> int:
        return sum(self._rows[place].cells[column].amount or 0 for place in places)


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Join neighbours: ascending numbers as first and last of each unbroken run.

    >>> list(_runs([3, 4, 5, 9]))
    [(3, 5), (9, 9)]
    """
    first = places[0]
    for one, other in pairwise(places):
        if other != one + 1:
            yield first, one
            first = other
    yield first, places[-1]

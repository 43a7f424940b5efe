"""How a report is laid on paper: upright or across, how large, and which columns stand on one sheet together."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise

from reportlab.lib.pagesizes import A4, landscape

from hub.reports.exports.document import Document
from hub.reports.exports.pdf.letters import BOLD, REGULAR, printable, width
from hub.sdk.reports import Column

__all__ = ["GAP", "INDENT", "MARGIN", "Layout", "Panel", "laid_out"]

MARGIN = 36.0
"""Half an inch, in points."""
GAP, INDENT = 1.0, 1.1
"""Between two columns, and for each level of a row, in parts of the letters' size."""
UPRIGHT, ACROSS = A4, landscape(A4)
TRIALS = (
    *((UPRIGHT, size, 24.0) for size in (9.0, 8.5, 8.0)),
    *((ACROSS, size, 20.0) for size in (9.0, 8.5, 8.0, 7.5)),
    *((ACROSS, size, 16.0) for size in (7.0, 6.5)),
)
"""Paper, size of letters, and the least room for names in parts of it: the first in which all columns fit is taken."""
SPLIT_TRIALS = ((7.5, 20.0), (7.0, 16.0), (6.5, 16.0))
"""The same for each sheet of many, which lie across."""
WIDEST_TEXT, WIDEST_NAME = 14.0, 30.0
MEASURED = 30
"""Of many texts the longest are measured."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Columns that stand on one sheet together.

    :param first: number of the first of them in the table
    :param rights: where each ends, in points from the left edge of the paper
    """

    first: int
    columns: tuple[Column, ...]
    widths: tuple[float, ...]
    rights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The paper and its columns; everything in points.

    :param names: room for the names of the rows
    """

    paper: tuple[float, float]
    size: float
    names: float
    panels: tuple[Panel, ...]

    @property
    def right(self) -> float:
        """Where the print ends."""
        return self.paper[0] - MARGIN

    @property
    def leading(self) -> float:
        """From one line to the next."""
        return self.size * 1.25


def laid_out(document: Document) -> Layout:
    """Choose paper and letters for a report.

    Everything stands on one sheet as long as it can be read there. A longer stretch of months goes on upon further
    sheets, as equal in columns as can be, the last with the rest: two years are twelve months, then
    twelve and the total.
    """
    parts = [_needed(document, number) for number in range(len(document.table.columns))]
    wished = _names(document)
    for paper, size, least in TRIALS:
        if size * (sum(parts) + min(wished, least)) <= paper[0] - 2 * MARGIN:
            return _layout(document, paper, size, [parts])
    for sheets in range(2, len(parts)):
        split = _dealt(parts, sheets)
        for size, least in SPLIT_TRIALS:
            if size * (max(map(sum, split)) + min(wished, least)) <= ACROSS[0] - 2 * MARGIN:
                return _layout(document, ACROSS, size, split)
    return _layout(document, ACROSS, SPLIT_TRIALS[-1][0], _dealt(parts, len(parts)))


def _layout(document: Document, paper: tuple[float, float], size: float, split: list[list[float]]) -> Layout:
    room = paper[0] - 2 * MARGIN - size * max(map(sum, split), default=0)
    panels, first = [], 0
    for parts in split:
        columns = document.table.columns[first : first + len(parts)]
        widths = tuple(size * each for each in parts)
        rights = tuple(paper[0] - MARGIN - sum(widths[number + 1 :]) for number in range(len(widths)))
        panels.append(Panel(first, columns, widths, rights))
        first += len(parts)
    return Layout(paper, size, room, tuple(panels))


def _dealt(parts: list[float], sheets: int) -> list[list[float]]:
    """Deal columns out to sheets.

    >>> [len(each) for each in _dealt([5.0] * 37, 3)]
    [12, 12, 13]
    """
    ends = [len(parts) * number // sheets for number in range(sheets + 1)]
    return [parts[start:end] for start, end in pairwise(ends)]


def _needed(document: Document, number: int) -> float:
    """Tell how wide a column has to be, in parts of the letters' size."""
    column = document.table.columns[number]
    heading = max((width(word, BOLD, 1) for word in printable(column.label).split()), default=0.0)
    inside = max((width(printable(each), BOLD, 1) for each in _longest(document, number)), default=0.0)
    widest = WIDEST_TEXT if column.kind == "text" else max(inside, WIDEST_TEXT)
    return max(min(heading, WIDEST_TEXT), min(inside, widest)) + GAP


def _longest(document: Document, number: int) -> Iterable[str]:
    """Give what may be the widest in a column: of amounts the highest and the lowest, for figures are equally wide."""
    cells = [row.cells[number] for row in document.table.rows]
    amounts = [cell.amount for cell in cells if cell.amount is not None]
    ends = [max(amounts), min(amounts)] if amounts else []
    return [*map(document.figures.money, ends), *nlargest(MEASURED, (cell.text for cell in cells), key=len)]


def _names(document: Document) -> float:
    """Tell how much room the names of the rows wish for."""
    rows = nlargest(MEASURED, document.table.rows, key=lambda row: len(row.label) + 2 * row.level)
    wished = (width(printable(row.label), REGULAR, 1) + INDENT * row.level for row in rows)
    return min(max(wished, default=0.0), WIDEST_NAME) + GAP

"""Which notes and rows stand on which page, measured before anything is drawn: each page says of how many it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hub.reports.exports.document import Document
from hub.reports.exports.pdf.letters import BOLD, REGULAR, broken
from hub.reports.exports.pdf.rows import PADDING, height
from hub.reports.exports.pdf.sheets import GAP, MARGIN, Layout, Panel
from hub.sdk.reports import Kind, Row

__all__ = [
    "FOOT",
    "FURTHER_HEAD",
    "NOTES_END",
    "NOTE_LEADING",
    "NOTE_SIZE",
    "Page",
    "headings",
    "headings_height",
    "paged",
]

FOOT, FURTHER_HEAD = 22.0, 26.0
"""Room for the line at the foot, and for the one at the head of every page but the first."""
NOTE_SIZE, NOTE_LEADING, NOTES_END = 8.0, 10.5, 8.0
MOST_LINES = 40
FEWEST_ROWS = 5
"""With room for less below the notes, the figures begin on the next page."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: lines of notes, then rows of the table from ``first`` up to before ``end``.

    :param panel: the columns on it; None where it has notes only
    :param continued: the heading its first rows belong to, when that stands on an earlier page
    """

    notes: tuple[str, ...] = ()
    panel: Panel | None = None
    first: int = 0
    end: int = 0
    continued: Row | None = None


def paged(document: Document, layout: Layout, first_head: float) -> list[Page]:
    """Deal a report out to pages: the notes before the figures, then all rows of one panel after the other.

    :param first_head: how much the head of the first page takes, in points
    """
    high = layout.paper[1] - 2 * MARGIN - FOOT
    further = high - FURTHER_HEAD
    pages = list(_noted(document.notes, layout, high - first_head, further))
    left = (high - first_head if len(pages) == 1 else further) - NOTE_LEADING * len(pages[-1].notes) - NOTES_END
    first, *others = layout.panels
    if left < headings_height(layout, first) + FEWEST_ROWS * layout.leading * (1 + PADDING):
        pages += _figured(document.table.rows, layout, first, further, further)
    else:
        begun, *rest = _figured(document.table.rows, layout, first, left, further)
        pages = [*pages[:-1], replace(begun, notes=pages[-1].notes), *rest]
    for panel in others:
        pages += _figured(document.table.rows, layout, panel, further, further)
    return pages


def headings(layout: Layout, panel: Panel) -> list[tuple[str, ...]]:
    """Break the columns' names into lines."""
    return [
        broken(column.label, BOLD, layout.size, wide - GAP * layout.size, 3)
        for column, wide in zip(panel.columns, panel.widths, strict=True)
    ]


def headings_height(layout: Layout, panel: Panel) -> float:
    """Measure the head of the table, in points."""
    return layout.leading * max((len(each) for each in headings(layout, panel)), default=1) + layout.size


def _noted(notes: Sequence[str], layout: Layout, first: float, further: float) -> Iterator[Page]:
    """Fill pages with notes; the last of them has room left, and there is one even without notes."""
    room = layout.paper[0] - 2 * MARGIN
    lines = [line for note in notes for line in broken(note, REGULAR, NOTE_SIZE, room, MOST_LINES)]
    fits = int(first // NOTE_LEADING)
    while len(lines) > fits:
        yield Page(tuple(lines[:fits]))
        lines, fits = lines[fits:], int(further // NOTE_LEADING)
    yield Page(tuple(lines))


def _figured(rows: Sequence[Row], layout: Layout, panel: Panel, first: float, further: float) -> Iterator[Page]:
    """Fill pages with rows. A heading is not left behind at a foot, and is said again where its rows go on."""
    taken = headings_height(layout, panel)
    room, used, start = first - taken, 0.0, 0
    heading: Row | None = None
    begun_under: Row | None = None
    for place, row in enumerate(rows):
        tall = height(row, layout, panel)
        if used + tall > room and place > start:
            end = _without_headings(rows, start, place)
            yield Page((), panel, start, end, begun_under)
            begun_under = None if rows[end].kind is Kind.HEADING else _open(heading, rows[end])
            start, room = end, further - taken
            used = sum(height(each, layout, panel) for each in rows[end:place])
            used += layout.leading * (1 + PADDING) if begun_under else 0.0
        used += tall
        heading = row if row.kind is Kind.HEADING else _open(heading, row)
    yield Page((), panel, start, len(rows), begun_under)


def _open(heading: Row | None, row: Row) -> Row | None:
    """Tell whether what a heading began goes on in a row: below it is what is deeper."""
    return heading if heading and row.level > heading.level else None


def _without_headings(rows: Sequence[Row], start: int, end: int) -> int:
    """Go back over headings whose rows would stand on the next page."""
    back = end
    while back > start and rows[back - 1].kind is Kind.HEADING:
        back -= 1
    return back if back > start else end

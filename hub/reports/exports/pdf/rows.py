"""How a row of a report is written on paper: its letters, its lines and its height."""

from dataclasses import dataclass

from hub.reports.exports.pdf.letters import BOLD, OBLIQUE, REGULAR, broken
from hub.reports.exports.pdf.sheets import GAP, INDENT, Layout, Panel
from hub.sdk.reports import Kind, Row

__all__ = ["PADDING", "Written", "font_of", "gap_above", "height", "written"]

PADDING = 0.55
"""Above and below the letters of a row together, in parts of their size."""
MOST_LINES = 12
BOLDS = frozenset({Kind.HEADING, Kind.SUBTOTAL, Kind.TOTAL})
IN_DOUBT = frozenset({Kind.CLEARING, Kind.UNMAPPED, Kind.UNBALANCED})


@dataclass(frozen=True, slots=True)
class Written:
    """A row's texts, broken into lines; amounts stand on the first line and are not among them."""

    name: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> int:
        """Count the lines of the longest."""
        return max(len(self.name), *map(len, self.cells)) if self.cells else len(self.name)


def font_of(kind: Kind) -> str:
    """Choose the letters of a kind of row: sums and headings bold, what is in doubt oblique."""
    return BOLD if kind in BOLDS else OBLIQUE if kind in IN_DOUBT else REGULAR


def gap_above(row: Row, size: float) -> float:
    """Give the room above a row with which something begins or ends."""
    return size * 0.7 if row.kind is Kind.HEADING or (row.kind is Kind.TOTAL and row.level == 0) else 0.0


def height(row: Row, layout: Layout, panel: Panel) -> float:
    """Measure a row, in points."""
    lines = written(row, layout, panel).lines
    return lines * layout.leading + PADDING * layout.size + gap_above(row, layout.size)


def written(row: Row, layout: Layout, panel: Panel) -> Written:
    """Break the texts of a row."""
    font, size = font_of(row.kind), layout.size
    room = max(layout.names - (row.level * INDENT + GAP) * size, 4 * size)
    cells = row.cells[panel.first : panel.first + len(panel.columns)]
    inner = tuple(
        broken(cell.text, font, size, wide - GAP * size, MOST_LINES) if cell.text else ()
        for cell, wide in zip(cells, panel.widths, strict=True)
    )
    return Written(broken(row.label, font, size, room, MOST_LINES), inner)

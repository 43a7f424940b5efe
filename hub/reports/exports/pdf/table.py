"""The figures of a page: heads of columns, rows, and the rules that tell what sums what."""

from flask_babel import gettext as _
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from hub.reports.exports.document import Document
from hub.reports.exports.pdf.frame import INK, LINE, SOFT
from hub.reports.exports.pdf.letters import BOLD, OBLIQUE, REGULAR, broken, printable, width
from hub.reports.exports.pdf.pages import Page, headings, headings_height
from hub.reports.exports.pdf.rows import PADDING, font_of, gap_above, written
from hub.reports.exports.pdf.sheets import GAP, INDENT, MARGIN, Layout, Panel
from hub.sdk.reports import Kind, Row

__all__ = ["Table"]

SOFT_KINDS = frozenset({Kind.ACCOUNT, Kind.OPENING})
SUMS = frozenset({Kind.SUBTOTAL, Kind.TOTAL})


class Table:
    """Draws rows of a report, from the top of the room it is given downwards."""

    def __init__(self, canvas: Canvas, document: Document, layout: Layout) -> None:
        self._canvas = canvas
        self._layout = layout
        self._rows = document.table.rows
        self._money = document.figures.money
        self._text = canvas.beginText()
        self._pen: tuple[str, Color | None] = ("", None)
        names_parts = any(row.parts for row in self._rows)
        self._places = {row.key: place for place, row in enumerate(self._rows)} if names_parts else {}

    def draw(self, page: Page, panel: Panel, top: float) -> None:
        """Draw a page's part of the table.

        :param top: where it begins, in points from the foot of the paper
        """
        self._text, self._pen = self._canvas.beginText(), ("", None)
        y = self._heads(panel, top)
        if page.continued:
            y = self._continued(page.continued, y)
        if not self._rows:
            self._nothing(y)
        hairlines = []
        for place in range(page.first, page.end):
            y = self._row(place, panel, y)
            hairlines.append((MARGIN, y, self._layout.right, y))
        self._canvas.setStrokeColor(LINE)
        self._canvas.setLineWidth(0.25)
        self._canvas.lines(hairlines)
        self._canvas.drawText(self._text)

    def _heads(self, panel: Panel, top: float) -> float:
        size, leading = self._layout.size, self._layout.leading
        bottom = top - headings_height(self._layout, panel)
        for column, lines, right, wide in zip(
            panel.columns, headings(self._layout, panel), panel.rights, panel.widths, strict=True
        ):
            self._take_pen(OBLIQUE if column.unfinished else BOLD, INK)
            for number, line in enumerate(reversed(lines)):
                y = bottom + 0.6 * size + number * leading
                if column.kind == "money":
                    self._write_up_to(right, y, line)
                else:
                    self._write(right - wide + GAP * size, y, line)
        self._canvas.setStrokeColor(INK)
        self._canvas.setLineWidth(0.8)
        self._canvas.line(MARGIN, bottom, self._layout.right, bottom)
        return bottom

    def _continued(self, heading: Row, y: float) -> float:
        size = self._layout.size
        told = _("%(heading)s (continued)", heading=heading.label)
        self._take_pen(BOLD, SOFT)
        line = broken(told, BOLD, size, self._layout.right - MARGIN, 1)[0]
        self._write(MARGIN + heading.level * INDENT * size, y - self._baseline, line)
        return y - self._layout.leading * (1 + PADDING)

    def _nothing(self, y: float) -> None:
        self._take_pen(REGULAR, SOFT)
        self._write(MARGIN, y - 2 * self._layout.size, printable(_("Nothing was booked in this period.")))

    @property
    def _baseline(self) -> float:
        """How far below the top of a row its letters stand."""
        return self._layout.size * (1 + PADDING / 2)

    def _row(self, place: int, panel: Panel, top: float) -> float:
        """Draw a row; gives where the next begins."""
        row, size = self._rows[place], self._layout.size
        text = written(row, self._layout, panel)
        top -= gap_above(row, size)
        bottom = top - text.lines * self._layout.leading - PADDING * size
        if row.kind in SUMS and self._is_below_its_parts(place):
            self._sum_rule(row, panel, top)
        self._take_pen(font_of(row.kind), SOFT if row.kind in SOFT_KINDS else INK)
        self._lines(text.name, MARGIN + row.level * INDENT * size, top)
        self._cells(row, text.cells, panel, top)
        return bottom

    def _take_pen(self, font: str, ink: Color) -> None:
        """Choose letters and colour, unless they are those of the row above: a ledger is rows of one kind."""
        if self._pen != (font, ink):
            self._text.setFillColor(ink)
            self._text.setFont(font, self._layout.size)
            self._pen = font, ink

    def _write(self, x: float, y: float, text: str) -> None:
        self._text.setTextOrigin(x, y)
        self._text.textLine(text)

    def _write_up_to(self, right: float, y: float, text: str) -> None:
        self._write(right - width(text, self._pen[0], self._layout.size), y, text)

    def _cells(self, row: Row, texts: tuple[tuple[str, ...], ...], panel: Panel, top: float) -> None:
        y, size = top - self._baseline, self._layout.size
        for number, right in enumerate(panel.rights):
            amount = row.cells[panel.first + number].amount
            if amount is not None:
                self._write_up_to(right, y, printable(self._money(amount)))
            elif texts[number]:
                self._lines(texts[number], right - panel.widths[number] + GAP * size, top)

    def _lines(self, lines: tuple[str, ...], x: float, top: float) -> None:
        for number, line in enumerate(lines):
            self._write(x, top - self._baseline - number * self._layout.leading, line)

    def _is_below_its_parts(self, place: int) -> bool:
        """Tell whether a row sums what stands above it; one that does not name its parts closes them."""
        row = self._rows[place]
        first = next((self._places[each] for each in row.parts if each in self._places), -1)
        return first < place

    def _sum_rule(self, row: Row, panel: Panel, y: float) -> None:
        """Draw a rule above each amount that is a sum."""
        thick = 0.9 if row.kind is Kind.TOTAL else 0.5
        self._canvas.setStrokeColor(INK)
        self._canvas.setLineWidth(thick)
        for number, right in enumerate(panel.rights):
            if row.cells[panel.first + number].amount is not None:
                self._canvas.line(right - panel.widths[number] + GAP * self._layout.size, y, right, y)

"""What stands around the figures on every page: whose report it is, of when, and how far it can be relied on."""

from flask_babel import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from hub.reports.exports.document import Document
from hub.reports.exports.pdf.letters import BOLD, REGULAR, broken, printable, width
from hub.reports.exports.pdf.sheets import MARGIN, Layout
from hub.reports.proofs import ProofLine
from hub.sdk.reports import Figure

__all__ = ["INK", "LINE", "SOFT", "Frame"]

INK, SOFT, LINE = HexColor("#17211d"), HexColor("#55635c"), HexColor("#dfe4e0")
BADGES = {
    "success": ("#1b7f3b", "#e3f4e8"),
    "warning": ("#8a5a00", "#fdf1d8"),
    "danger": ("#b3261e", "#fce8e6"),
    "info": ("#1d5d91", "#e4eff8"),
}
"""Letters and ground of the proof's mark, by its look: the pages' colours."""
TITLED, TILE, TILES = 64.0, 46.0, 4
"""Height of the first head and of a line of key figures, and how many stand on such a line."""


class Frame:
    """Draws heads and feet.

    :ivar high: how much the first page's head takes, in points
    """

    def __init__(self, canvas: Canvas, document: Document, layout: Layout) -> None:
        self._canvas = canvas
        self._document = document
        self._layout = layout
        self.high = TITLED + TILE * -(-len(document.table.figures) // TILES)

    @property
    def _top(self) -> float:
        return self._layout.paper[1] - MARGIN

    @property
    def _wide(self) -> float:
        return self._layout.paper[0] - 2 * MARGIN

    def begin(self) -> None:
        """Draw the head of the first page."""
        table, top = self._document.table, self._top
        self._write(MARGIN, top - 9, self._document.company.name, BOLD, 10, room=self._wide * 0.5)
        self._write(MARGIN, top - 31, table.title, BOLD, 17, room=self._wide * 0.68)
        self._write(MARGIN, top - 47, " · ".join(self._of_what()), REGULAR, 10)
        if self._document.proof:
            self._mark(self._document.proof, top - 10)
        if self._document.business_id:
            told = _("Business ID %(id)s", id=self._document.business_id)
            self._write_right(top - 31, told, 8.5)
        self._write_right(top - 44, " · ".join(filter(None, (self._as_of(), self._currency()))), 8.5)
        self._rule(top - 55, 1.0)
        for number, figure in enumerate(table.figures):
            self._tile(number, figure)

    def go_on(self) -> None:
        """Draw the head of a further page."""
        table, top = self._document.table, self._top
        named = " · ".join([self._document.company.name, table.title, *table.scope])
        self._write(MARGIN, top - 8, named, BOLD, 8.5, room=self._wide * 0.7)
        self._write_right(top - 8, self._document.period, 8.5)
        self._rule(top - 15, 1.0)

    def end(self, number: int, of: int) -> None:
        """Draw the foot of a page."""
        self._rule(MARGIN + 12, 0.4)
        proof = self._document.proof.title if self._document.proof else ""
        told = (self._document.company.name, self._document.business_id, self._as_of(), proof)
        self._write(MARGIN, MARGIN + 2, " · ".join(filter(None, told)), REGULAR, 7.5, room=self._wide - 60, soft=True)
        self._write_right(MARGIN + 2, f"{number} / {of}", 7.5)

    def _of_what(self) -> list[str]:
        """Say of which days and receipts the figures are."""
        counted = self._document.official
        brief = [counted.brief] if counted and counted.brief else []
        return [self._document.period, *brief, *self._document.table.scope]

    def _as_of(self) -> str:
        at = self._document.data_as_of
        return _("Data as of %(moment)s", moment=self._document.figures.moment(at)) if at else ""

    def _currency(self) -> str:
        return _("Amounts in %(currency)s", currency=self._document.company.currency)

    def _mark(self, proof: ProofLine, y: float) -> None:
        """Draw the proof's mark, as it stands on the pages."""
        letters, ground = BADGES.get(proof.kind, BADGES["info"])
        title = printable(proof.title)
        wide = width(title, BOLD, 8.5) + 14
        self._canvas.setFillColor(HexColor(ground))
        self._canvas.roundRect(self._layout.right - wide, y - 4.5, wide, 15, 7.5, stroke=0, fill=1)
        self._canvas.setFillColor(HexColor(letters))
        self._canvas.setFont(BOLD, 8.5)
        self._canvas.drawString(self._layout.right - wide + 7, y, title)

    def _tile(self, number: int, figure: Figure) -> None:
        """Draw a key figure of the page's head."""
        room = self._wide / TILES
        x, y = MARGIN + room * (number % TILES), self._top - TITLED - TILE * (number // TILES)
        cell = figure.cell
        value = cell.text if cell.amount is None else self._document.figures.money(cell.amount)
        self._write(x, y - 8, figure.label, REGULAR, 8, room=room - 8, soft=True)
        self._write(x, y - 21, value, BOLD, 11, room=room - 8)
        for line, note in enumerate(broken(figure.note, REGULAR, 6.5, room - 8, 2)):
            self._write(x, y - 30 - 8 * line, note, REGULAR, 6.5, room=room, soft=True)

    def _write(
        self, x: float, y: float, text: str, font: str, size: float, *, room: float = 400, soft: bool = False
    ) -> None:
        self._canvas.setFillColor(SOFT if soft else INK)
        self._canvas.setFont(font, size)
        self._canvas.drawString(x, y, broken(text, font, size, room, 1)[0])

    def _write_right(self, y: float, text: str, size: float) -> None:
        self._canvas.setFillColor(SOFT)
        self._canvas.setFont(REGULAR, size)
        self._canvas.drawRightString(self._layout.right, y, printable(text))

    def _rule(self, y: float, thick: float) -> None:
        self._canvas.setStrokeColor(INK if thick > 0.5 else LINE)
        self._canvas.setLineWidth(thick)
        self._canvas.line(MARGIN, y, self._layout.right, y)

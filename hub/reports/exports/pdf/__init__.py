"""Reports on paper: a PDF that can be handed to a board."""

import io

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from hub.reports.exports.cells import legible
from hub.reports.exports.document import Document
from hub.reports.exports.pdf.frame import SOFT, Frame
from hub.reports.exports.pdf.letters import REGULAR
from hub.reports.exports.pdf.pages import FURTHER_HEAD, NOTE_LEADING, NOTE_SIZE, NOTES_END, Page, paged
from hub.reports.exports.pdf.sheets import MARGIN, laid_out
from hub.reports.exports.pdf.table import Table

__all__ = ["pdf_of"]

rl_config.useA85 = False  # pages stay bytes: spelled in ASCII, as is reportlab's habit, they are a fifth larger


def pdf_of(document: Document) -> bytes:
    """Print a report: A4, upright or across as its columns need it, the heads of columns on every page.

    Pages are drawn one after another and kept compressed; nothing is laid out as objects that a long ledger would
    multiply.
    """
    out, layout = io.BytesIO(), laid_out(document)
    canvas = Canvas(out, pagesize=layout.paper, pageCompression=1, lang=document.language)
    canvas.setTitle(legible(f"{document.table.title}, {document.period}"))
    canvas.setAuthor(legible(document.company.name))
    frame, table = Frame(canvas, document, layout), Table(canvas, document, layout)
    pages = paged(document, layout, frame.high)
    for number, page in enumerate(pages, start=1):
        top = layout.paper[1] - MARGIN - (frame.high if number == 1 else FURTHER_HEAD)
        frame.begin() if number == 1 else frame.go_on()
        top = _notes(canvas, page, top)
        if page.panel:
            table.draw(page, page.panel, top)
        frame.end(number, len(pages))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _notes(canvas: Canvas, page: Page, top: float) -> float:
    """Write a page's notes; gives where the table begins."""
    canvas.setFillColor(SOFT)
    canvas.setFont(REGULAR, NOTE_SIZE)
    for number, line in enumerate(page.notes, start=1):
        canvas.drawString(MARGIN, top - number * NOTE_LEADING + 2, line)
    return top - NOTE_LEADING * len(page.notes) - (NOTES_END if page.notes else 0)

"""Reports as workbooks: numbers that can be counted on with, subtotals that follow them."""

import io
from functools import cache
from typing import Any

import xlsxwriter
from flask_babel import gettext as _

from hub.reports.exports.cells import legible
from hub.reports.exports.document import Document
from hub.reports.exports.formulas import Sums
from hub.reports.exports.sheet import RowSheet
from hub.sdk.errors import UserFault
from hub.sdk.reports import Cell, Column, Kind, Row

__all__ = ["xlsx_of"]

BOLD = frozenset({Kind.SUBTOTAL, Kind.TOTAL, Kind.HEADING})
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
MOST_ROWS = 1_048_576
"""Excel's; the head takes some of them."""
LONGEST = 32_767
"""Characters that Excel takes in one cell."""
FIRST_YEAR = 1900
"""Excel knows no earlier dates."""
A4 = 9
DEEPEST = 7
AMOUNT = "#,##0.00;-#,##0.00"
RATIOS = {"percent": "0.0 %", "times": "0.00", "days": "0"}
READERS_DATE = 14
"""The number format that Excel shows as its own user writes dates."""


def xlsx_of(document: Document) -> bytes:
    """Write a report as a workbook: the head frozen, rows grouped by their depth, ready to be printed.

    A figure whose row names the rows it sums is a formula over them, with the figure as its kept result. Where they do
    not add up to it in the sheet (a part is not shown, or counts with another sign) it is a number.

    :raises UserFault: it has more rows than a workbook takes
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        _Sheet(book, document).fill()
    return out.getvalue()


class _Sheet:
    """The one sheet of a report's workbook."""

    def __init__(self, book: Any, document: Document) -> None:
        self.document = document
        self.sheet: RowSheet = book.add_worksheet(_sheet_name(document.table.title), RowSheet)
        self.style = cache(lambda **properties: book.add_format(properties))
        self.label = cache(lambda level, bold: self.style(indent=min(level, 15), bold=bold))
        self.amount = cache(lambda bold: self.style(num_format=AMOUNT, bold=bold))
        self.ratio = cache(lambda unit, bold: self.style(num_format=RATIOS[unit], bold=bold, align="right"))
        self.day, self.plain = self.style(num_format=READERS_DATE, align="left"), self.style()
        self.top = len(self._head()) + 1

    def fill(self) -> None:
        """Write everything."""
        for line, text in enumerate(self._head()):
            self._text(line, 0, text, self.style(bold=line == 0))
        for number, column in enumerate(self.document.table.columns, start=1):
            self._text(self.top, number, column.label, self.style(bold=True, bottom=1, **_side(column)))
        sums = Sums(self.document.table, self.top + 2)
        for line, row in enumerate(self.document.rows(), start=self.top + 1):
            self._row(line, row, sums)
        self._set_up()

    def _head(self) -> list[str]:
        """Say whose report it is, of when, in what, and everything that is not certain."""
        document = self.document
        facts = [
            _("Business ID %(id)s", id=document.business_id) if document.business_id else "",
            _("Amounts in %(currency)s", currency=document.company.currency),
            _("Data as of %(moment)s", moment=document.figures.moment(document.data_as_of))
            if document.data_as_of
            else "",
        ]
        title = f"{document.table.title}, {document.period}"
        return [document.company.name, title, *filter(None, facts), *document.notes]

    def _row(self, line: int, row: Row, sums: Sums) -> None:
        """Write a row; none before it can be changed any more.

        :raises UserFault: a workbook does not take so many
        """
        if line >= MOST_ROWS:
            raise UserFault(_("A workbook does not take so many rows. Choose a shorter period, or take the CSV file."))
        bold, level = row.kind in BOLD, min(row.level, DEEPEST)
        if not row.parts and (cells := self._plain_cells(line, row, bold=bold)):
            self.sheet.write_cells(line, level, cells)
            return
        if level:
            self.sheet.set_row(line, None, None, {"level": level})
        self._text(line, 0, row.label, self.label(row.level, bold))
        formulas = sums.formulas(row) if row.parts else ()
        for number, cell in enumerate(row.cells):
            self._cell(line, number + 1, cell, formula=formulas[number] if formulas else None, bold=bold)

    def _plain_cells(self, line: int, row: Row, *, bold: bool) -> list[str]:
        """Make the cells of a row; none where one of them is not plain."""
        sheet, cells = self.sheet, [self.sheet.text(line, 0, row.label, self.label(row.level, bold))]
        for column, cell in enumerate(row.cells, start=1):
            if cell.amount is not None:
                cells.append(sheet.number(line, column, cell.amount / 100, self.amount(bold)))
            elif cell.day:
                cells.append(sheet.day(line, column, cell.day, self.day))
            elif cell.ratio is not None:
                return []
            elif cell.text:
                cells.append(sheet.text(line, column, cell.text, self.plain))
        return [each for each in cells if each] if all(cells) else []

    def _cell(self, line: int, column: int, cell: Cell, *, formula: str | None, bold: bool) -> None:
        if cell.amount is not None:
            amount = cell.amount / 100  # the nearest that a spreadsheet has
            if formula:
                self.sheet.write_formula(line, column, formula, self.amount(bold), amount)
            else:
                self.sheet.write_number(line, column, amount, self.amount(bold))
        elif cell.day and cell.day.year >= FIRST_YEAR:
            self.sheet.write_datetime(line, column, cell.day, self.day)
        elif cell.ratio is not None:
            self.sheet.write_number(line, column, float(cell.ratio), self.ratio(cell.unit, bold))
        elif cell.text:
            self._text(line, column, cell.text, self.plain)

    def _text(self, line: int, column: int, text: str, style: Any) -> None:
        self.sheet.write_string(line, column, legible(text)[:LONGEST], style)

    def _set_up(self) -> None:
        sheet = self.sheet
        sheet.freeze_panes(self.top + 1, 1)
        sheet.set_column(0, 0, 52)
        sheet.set_column(1, max(len(self.document.table.columns), 1), 14)
        sheet.outline_settings(symbols_below=False)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(self.top)
        sheet.set_footer("&R&P / &N")


def _side(column: Column) -> dict[str, str]:
    return {"align": "right"} if column.kind == "money" else {}


def _sheet_name(title: str) -> str:
    """Name a sheet as Excel takes it: 31 UTF-16 units at the most, without some signs."""
    kept = "".join(c for c in legible(title) if c not in "[]:*?/\\")
    return kept.encode("utf-16-le")[:62].decode("utf-16-le", "ignore").strip("' ") or "Report"

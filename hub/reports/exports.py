"""Reports as files: CSV for any program, XLSX with real numbers."""

import csv
import io
from decimal import Decimal

import xlsxwriter

from hub.reports.formatting import Formatter, formatter
from hub.sdk.reports import Cell, Kind, ReportTable

__all__ = ["csv_of", "file_name", "xlsx_of"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BOLD = frozenset({Kind.SUBTOTAL, Kind.TOTAL, Kind.HEADING})


def harmless(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula (OWASP: CSV injection).

    >>> harmless("=1+1")
    "'=1+1"
    """
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def file_name(table: ReportTable, company: str, suffix: str) -> str:
    """Name a file after its company, report and period, in letters every system keeps."""
    words = f"{company} {table.title} {table.period.start:%Y-%m} {table.period.end:%Y-%m}"
    return "-".join("".join(c if c.isalnum() or c == "-" else " " for c in words).split()) + "." + suffix


def csv_of(table: ReportTable) -> bytes:
    """Write a report as CSV: UTF-8 with a byte-order mark, comma, decimal point, amounts in whole currency units.

    What has to be said with the figures stands below them, after an empty line.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["", *(harmless(each.label) for each in table.columns)])
    for row in table.rows:
        writer.writerow([harmless("  " * row.level + row.label), *(_plain(cell) for cell in row.cells)])
    if table.notes:
        writer.writerow([])
        writer.writerows([harmless(note)] for note in table.notes)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if cell.amount is None:
        return harmless(cell.text)
    return str(Decimal(cell.amount).scaleb(-2))


def xlsx_of(table: ReportTable, company: str, language: str) -> bytes:
    """Write a report as a workbook: numbers as numbers, the head frozen, rows grouped by their depth.

    :param language: in which its period is written
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _fill(book, table, company, formatter(language))
    return out.getvalue()


def _fill(book: xlsxwriter.Workbook, table: ReportTable, company: str, figures: Formatter) -> None:
    sheet = book.add_worksheet(_sheet_name(table.title))
    styles = _Styles(book)
    sheet.write_string(0, 0, company, styles.bold)
    start, end = figures.day(table.period.start), figures.day(table.period.end)
    sheet.write_string(1, 0, f"{table.title}, {start} – {end}")
    for number, note in enumerate(table.notes):
        sheet.write_string(2 + number, 0, note)
    top = 3 + len(table.notes)
    for column, each in enumerate(table.columns, start=1):
        sheet.write_string(top, column, each.label, styles.head if each.kind == "money" else styles.bold)
    for line, row in enumerate(table.rows, start=top + 1):
        bold = row.kind in BOLD
        sheet.write_string(line, 0, row.label, styles.label(row.level, bold=bold))
        for column, cell in enumerate(row.cells, start=1):
            if cell.amount is not None:
                sheet.write_number(line, column, Decimal(cell.amount).scaleb(-2), styles.amount(bold=bold))
            elif cell.text:
                sheet.write_string(line, column, cell.text)
    sheet.freeze_panes(top + 1, 1)
    sheet.set_column(0, 0, 52)
    sheet.set_column(1, max(len(table.columns), 1), 14)


class _Styles:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "align": "right", "bottom": 1})
        self._amounts = {
            bold: book.add_format({"num_format": "#,##0.00;-#,##0.00", "bold": bold}) for bold in (False, True)
        }
        self._labels: dict[tuple[int, bool], object] = {}

    def amount(self, *, bold: bool) -> object:
        """Give the format of an amount."""
        return self._amounts[bold]

    def label(self, level: int, *, bold: bool) -> object:
        """Give the format of a row's name at a depth."""
        key = (level, bold)
        if key not in self._labels:
            self._labels[key] = self._book.add_format({"indent": level, "bold": bold})
        return self._labels[key]


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\")[:31] or "Report"

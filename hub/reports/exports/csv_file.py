"""Reports as CSV: in the plain form that any program reads, and in the one that Excel opens with Finnish settings."""

import csv
import io
from dataclasses import dataclass

from hub.reports.exports.cells import harmless, legible
from hub.reports.exports.document import Document
from hub.sdk.reports import Cell, Row

__all__ = ["FINNISH", "PLAIN", "Form", "csv_of"]


@dataclass(frozen=True, slots=True)
class Form:
    """How cells are divided and written.

    :param day: format of dates, as :meth:`datetime.date.strftime` takes it; empty leaves them in the reader's own way
    """

    separator: str
    decimal: str
    day: str = ""


PLAIN = Form(",", ".")
FINNISH = Form(";", ",", "%d.%m.%Y")


def csv_of(document: Document, form: Form = PLAIN) -> bytes:
    """Write a report as CSV: UTF-8 with a byte-order mark, amounts in whole currency units without groups.

    What has to be said with the figures stands below them, after an empty line.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=form.separator)
    writer.writerow(["", *(_text(each.label) for each in document.table.columns)])
    writer.writerows(_line(row, form) for row in document.table.rows)
    writer.writerow([])
    writer.writerows([_text(note)] for note in document.notes)
    return out.getvalue().encode("utf-8-sig")


def _line(row: Row, form: Form) -> list[str]:
    return ["  " * row.level + _text(row.label), *(_cell(each, form) for each in row.cells)]


def _cell(cell: Cell, form: Form) -> str:
    amount = cell.amount
    if amount is not None:
        whole, cents = divmod(abs(amount), 100)
        return f"{'-' if amount < 0 else ''}{whole}{form.decimal}{cents:02}"
    if cell.day is not None and form.day:
        return cell.day.strftime(form.day)
    return _text(cell.text) if cell.text else ""


def _text(text: str) -> str:
    return harmless(legible(text))

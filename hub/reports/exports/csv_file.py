"""Reports as CSV: in the plain form that any program reads, and in the one that Excel opens with Finnish settings."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from hub.ledger.copying import Writing
from hub.reports.exports.cells import FORMULA, NO_LETTER, harmless, legible
from hub.reports.exports.document import Document, Unread
from hub.sdk.reports import Cell, Row

__all__ = ["FINNISH", "PLAIN", "Form", "csv_of"]


INDENT = "  "
AT_A_TIME = 1_000


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
    above, out = out.getvalue().encode("utf-8-sig"), io.StringIO(newline="")
    writer = csv.writer(out, delimiter=form.separator)
    writer.writerow([])
    writer.writerows([_text(note)] for note in document.notes)
    rows = _copied(document.unread, form) if document.unread else ()
    return b"".join((above, *rows, out.getvalue().encode()))


def _copied(unread: Unread, form: Form) -> Iterator[bytes]:
    """Have the database write rows, whose lines then end as ours do."""
    writing = Writing(
        separator=form.separator,
        decimal=form.decimal,
        indent=INDENT,
        row=partial(_line, form=form),
        cell=partial(_cell, form=form),
        no_letter=NO_LETTER,
        formula=FORMULA,
    )
    rows = unread.reader.copied(unread.listing, writing)
    while piece := b"".join(islice(rows, AT_A_TIME)):
        yield piece.replace(b"\n", b"\r\n")


def _line(row: Row, form: Form) -> list[str]:
    return [INDENT * row.level + _text(row.label), *(_cell(each, form) for each in row.cells)]


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

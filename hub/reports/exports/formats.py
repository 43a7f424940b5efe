"""The forms of file that every report comes in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from hub.reports.exports.csv_file import FINNISH, PLAIN, csv_of
from hub.reports.exports.document import Document
from hub.reports.exports.json_file import json_of
from hub.reports.exports.pdf import pdf_of
from hub.reports.exports.workbook import xlsx_of
from hub.sdk.texts import text as _

__all__ = ["FORMATS", "Format"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Format:
    """A form of file.

    :param label: what people call it
    :param suffix: of the file's name, without a dot
    :param kind: its media type
    :param reads: which rows it reads itself that a table leaves to be read: none, those of the ledger, or also sums of
        them, which stand in it as mere figures
    """

    label: str
    suffix: str
    kind: str
    write: Callable[[Document], bytes]
    reads: Literal["", "ledger", "sums"] = ""


FORMATS = {
    "pdf": Format("PDF", "pdf", "application/pdf", pdf_of),
    "xlsx": Format("Excel", "xlsx", XLSX, xlsx_of, reads="ledger"),
    "csv": Format("CSV", "csv", CSV, partial(csv_of, form=PLAIN), reads="sums"),
    "csv-fi": Format(_("CSV (Finnish Excel)"), "csv", CSV, partial(csv_of, form=FINNISH), reads="sums"),
    "json": Format("JSON", "json", "application/json", json_of),
}
"""By key, in the order in which they are offered."""

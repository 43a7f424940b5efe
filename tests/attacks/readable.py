"""What a person, a spreadsheet or a program reads in an answer, whatever kind of file it is."""

import io
import re
import zipfile
from decimal import Decimal

from pypdf import PdfReader

__all__ = ["readable"]

NUMBER_OF_A_CELL = re.compile(r"(?<!t=\"s\")><v>(-?[\d.]+)</v>")
CENTS = re.compile(r"(?<=[\[,])-?\d+(?=[,\]])")
"""Amounts of a report in JSON."""
BROKEN_WORD = re.compile(r"(?<=[^\W\d])\n(?=[^\W\d])")


def readable(body: bytes, kind: str) -> str:
    """Read an answer as text, amounts with two decimals: workbooks unpacked, paper with its broken words joined."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            text = "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
        return NUMBER_OF_A_CELL.sub(lambda cell: f"><v>{Decimal(cell[1]):.2f}</v>", text)
    if body.startswith(b"%PDF"):
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
        return BROKEN_WORD.sub("", text)
    text = body.decode("utf-8", "replace")
    return CENTS.sub(lambda found: str(Decimal(found[0]).scaleb(-2)), text) if kind == "application/json" else text

"""Receipts as Procountor answers with them, in a file: the same for everybody who is measured."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Company, Receipt
from plugins.procountor.sandbox.encoding import Form, encode, receipt_as_json

__all__ = ["PAGE", "Answers", "make"]

PAGE = 200
"""Receipts in one answer of the API."""
BLOCK = 25_000
"""Receipts that are made at a time, so that making a million lines takes no more memory than making some."""
MONTHS = 36
FIRST_MONTH = date(2023, 12, 1)
FORM = Form()


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers of 200 receipts each, one a line of the file.

    :param lines: the receipts' rows; the hub adds to these what it books on *VAT not yet summarised*
    """

    file: Path
    receipts: int
    lines: int

    def bodies(self) -> Iterator[bytes]:
        """Read them one after the other."""
        with self.file.open("rb") as file:
            yield from file


def make(file: Path, lines: int) -> Answers:
    """Make a company's receipts, the same every time, until they have so many rows."""
    receipts = rows = 0
    with file.open("wb") as out:
        for page in _pages(lines):
            out.write(encode([receipt_as_json(receipt, FORM) for receipt in page]) + b"\n")
            receipts += len(page)
            rows += sum(len(receipt.rows) for receipt in page)
    return Answers(file, receipts, rows)


def _pages(lines: int) -> Iterator[list[Receipt]]:
    page: list[Receipt] = []
    for receipt in _receipts(lines):
        if lines <= 0:
            break
        page.append(receipt)
        lines -= len(receipt.rows)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


def _receipts(lines: int) -> Iterator[Receipt]:
    """Make enough: a receipt has more than two rows."""
    for block in range(1 + lines // 2 // BLOCK):
        yield from generate(
            Company(1, "Bench Oy", "1234567-1"),
            seed=block,
            months=MONTHS,
            receipts=max(min(lines // 2, BLOCK), MONTHS),
            first_month=FIRST_MONTH,
            id_base=1 + block * 10_000_000,
        ).receipts

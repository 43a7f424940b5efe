"""The general ledger as the lines of a CSV file, which PostgreSQL writes itself: no row becomes an object on the way.

What belongs to a row, and to whom it is shown, is as :mod:`hub.ledger.lines` says; it is read as the application's role
under row-level security. Personal pay that is shown summed comes in from :mod:`hub.ledger.leaf`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

import psycopg
from psycopg.abc import Buffer

from hub.db_faults import silent_about_rows
from hub.ledger.figures import Figures
from hub.ledger.leaf import LAST, pay_of
from hub.ledger.lines import Reading, line_of
from hub.ledger.years import DAY
from hub.sdk.reports import Cell, LedgerReader, Listing, ReceiptListing, Row

__all__ = ["TYPES", "CopyingReader", "Writing", "copied", "reading_out"]

TYPES = "SELECT DISTINCT type FROM receipt WHERE tenant_id = %(tenant)s AND book_id = %(book)s"
COPY = """
COPY (
    WITH at AS (
        SELECT * FROM unnest(%(accounts)s::text[], %(openings)s::bigint[]) WITH ORDINALITY
            AS at (account, opening, place)
    ), day AS (
        SELECT * FROM unnest(%(days)s::date[], %(day_texts)s::text[]) AS day (date, text)
    ), kind AS (
        SELECT * FROM unnest(%(types)s::text[], %(type_layers)s::text[], %(type_texts)s::text[])
            AS kind (type, layer, text)
    ), read AS (
        SELECT place, opening, e.date, e.receipt_id AS receipt, e.line, e.amount,
               CASE WHEN e.text = '' OR r.name = e.text THEN CASE WHEN r.name = '' THEN r.number ELSE r.name END
                    WHEN r.name = '' THEN e.text ELSE r.name || ' – ' || e.text END AS about, NULL AS label,
               day.text AS day, r.number, kind.text AS type,
               NULL AS debit, NULL AS credit, NULL AS balance
          FROM at JOIN entry e ON e.tenant_id = %(tenant)s AND e.book_id = %(book)s AND e.account = at.account
          JOIN receipt r ON r.tenant_id = e.tenant_id AND r.id = e.receipt_id
          LEFT JOIN day ON day.date = e.date
          LEFT JOIN kind ON kind.type = r.type AND kind.layer = e.layer
         WHERE e.layer = ANY(%(layers)s) AND e.date BETWEEN %(start)s AND %(end)s AND (%(detail)s OR NOT e.private)
         UNION ALL
        SELECT place, opening, row.date, row.receipt, row.line, row.amount,
               NULL, row.label, row.day, row.number, row.type, row.debit, row.credit, row.balance
          FROM at JOIN unnest(%(row_at)s::bigint[], %(row_date)s::date[], %(row_receipt)s::bigint[],
                              %(row_line)s::integer[], %(row_amount)s::bigint[], %(row_label)s::text[],
                              %(row_day)s::text[], %(row_number)s::text[], %(row_type)s::text[], %(row_debit)s::text[],
                              %(row_credit)s::text[], %(row_balance)s::text[])
            AS row (at, date, receipt, line, amount, label, day, number, type, debit, credit, balance)
            ON row.at = at.place
    ), running AS (
        SELECT *, opening + sum(amount) OVER (PARTITION BY place ORDER BY date, receipt, line
                                              ROWS UNBOUNDED PRECEDING) AS moved
          FROM read
    )
    SELECT CASE WHEN about IS NULL THEN label
                WHEN about ~ %(odd)s THEN %(indent)s || (
                    SELECT CASE WHEN legible ~ %(formula)s THEN '''' || legible ELSE legible END
                      FROM regexp_replace(about, %(no_letter)s, ' ', 'g') AS legible)
                ELSE %(indent)s || about END,
           NULLIF(day, ''),
           CASE WHEN about IS NOT NULL AND number ~ %(odd)s THEN (
                    SELECT CASE WHEN legible ~ %(formula)s THEN '''' || legible ELSE legible END
                      FROM regexp_replace(number, %(no_letter)s, ' ', 'g') AS legible)
                ELSE NULLIF(number, '') END,
           NULLIF(type, ''),
           CASE WHEN amount > 0 THEN translate((amount * 0.01)::text, '.', %(decimal)s) ELSE NULLIF(debit, '') END,
           CASE WHEN amount < 0 THEN translate((amount * -0.01)::text, '.', %(decimal)s) ELSE NULLIF(credit, '') END,
           NULLIF(coalesce(balance, translate((moved * 0.01)::text, '.', %(decimal)s)), '')
      FROM running ORDER BY place, date, receipt, line
) TO STDOUT (FORMAT csv, DELIMITER %(separator)s, ENCODING 'UTF8')
"""
"""A row has ``about`` where it is read from the books, as what is in it is to be made harmless first; what is handed in
is that already. Multiplied by a hundredth, an amount has two decimals, exactly."""


@dataclass(frozen=True, slots=True)
class Writing:
    """How a file writes what it is made of.

    :param indent: what stands before the label of a ledger's row
    :param row: writes a row of a report as the texts of its label and its cells
    :param cell: writes a cell
    :param no_letter: what no text may have in it; a space takes its place. A regular expression of PostgreSQL's
    :param formula: what no text may begin with; an apostrophe is put before it. The same
    """

    separator: str
    decimal: str
    indent: str
    row: Callable[[Row], Sequence[str]]
    cell: Callable[[Cell], str]
    no_letter: str
    formula: str

    @property
    def signs(self) -> dict[str, str]:
        """Give what a statement writes with; ``odd`` is what a text has that cannot stay as it is."""
        return {
            "separator": self.separator,
            "decimal": self.decimal,
            "indent": self.indent,
            "no_letter": self.no_letter,
            "formula": self.formula,
            "odd": f"{self.no_letter}|{self.formula}",
        }


class CopyingReader(LedgerReader, Protocol):
    """A reader that can have the database write a file."""

    def copied(self, listing: Listing | ReceiptListing, writing: Writing) -> Iterator[Buffer]:
        """Write the rows of a listing as lines of a CSV file, one by one, each ended by a line feed; UTF-8."""


class _Handed(NamedTuple):
    """A row that is handed in to stand among those that are read, every text as the file has it.

    :ivar at: number of its account, from 1
    :ivar balance: None where it is counted
    """

    at: int
    date: date
    receipt: int
    line: int
    amount: int
    label: str
    day: str
    number: str
    type: str
    debit: str
    credit: str
    balance: str | None


def copied(reading: Reading, listing: Listing, writing: Writing) -> Iterator[Buffer]:
    """Have the database write the ledgers of accounts, with what stands around them; nothing of none."""
    if not listing.sections:
        return
    given = {**reading.figures.of_book, **_of_reading(reading), **_of_handed(reading, listing, writing)}
    with reading_out(reading.figures) as cursor:
        types = [name for (name,) in cursor.execute(TYPES, reading.figures.of_book)]
        with cursor.copy(COPY, {**given, **_of_words(reading, listing, writing, types)}) as copy:
            yield from copy


@contextmanager
def reading_out(figures: Figures) -> Iterator[psycopg.Cursor[Any]]:
    """Give a cursor of the caller's transaction that can copy; no row of it gets into a log."""
    connection = figures.db.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)  # noqa: S101 - PostgreSQL is the only database
    with connection.cursor() as cursor, silent_about_rows():
        yield cursor


def _of_reading(reading: Reading) -> dict[str, object]:
    (year,) = reading.years
    since = max(year.start, reading.period.start)
    return {
        "accounts": list(reading.accounts),
        "openings": [reading.before(each, year, since) for each in reading.accounts],
        "start": reading.period.start,
        "end": reading.period.end,
        "detail": reading.detail,
        "layers": [each.value for each in reading.layers],
    }


def _of_words(reading: Reading, listing: Listing, writing: Writing, types: Sequence[str]) -> dict[str, object]:
    """Write every day and every type once."""
    days = [
        reading.period.start + DAY * number for number in range((reading.period.end - reading.period.start).days + 1)
    ]
    kinds = [(name, layer) for name in types for layer in reading.layers]
    return {
        "days": days,
        "day_texts": [writing.cell(Cell(text=listing.day(each), day=each)) for each in days],
        "types": [name for name, _ in kinds],
        "type_layers": [layer.value for _, layer in kinds],
        "type_texts": [writing.cell(Cell(text=listing.type(*each))) for each in kinds],
        **writing.signs,
    }


def _of_handed(reading: Reading, listing: Listing, writing: Writing) -> dict[str, object]:
    columns = zip(*_handed(reading, listing, writing), strict=True)
    return {f"row_{name}": list(column) for name, column in zip(_Handed._fields, columns, strict=True)}


def _handed(reading: Reading, listing: Listing, writing: Writing) -> Iterator[_Handed]:
    """Write what stands above and below the rows of each account, and personal pay that is shown summed."""
    edges = reading.period.start - DAY, reading.period.end + DAY
    for at, section in enumerate(listing.sections, 1):
        for edge, rows in zip(edges, (section.above, section.below), strict=True):
            for line, row in enumerate(rows):
                yield _Handed(at, edge, 0, line, 0, *writing.row(row))
    for each in pay_of(reading):
        row = listing.row("", line_of(reading.accounts[each.place], each, 0))
        label, day, number, type_, *_ = writing.row(row)
        yield _Handed(each.place + 1, each.date, LAST, each.line, each.amount, label, day, number, type_, "", "", None)

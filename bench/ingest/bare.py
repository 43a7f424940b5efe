"""A bare COPY of the same lines: the columns and indexes of the ledger's entries, and nothing else of a ledger."""

import time
from collections.abc import Iterator
from itertools import islice
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from bench.ingest.made import Answers
from hub.ledger.statements import ENTRY_COLUMNS
from hub.sdk.accounting import Receipt
from plugins.procountor.mapping import receipt_from
from plugins.procountor.receipts import decode_receipts

__all__ = ["Row", "copied", "rows", "settle"]

Row = tuple[object, ...]
MAKE = "DROP TABLE IF EXISTS bare; CREATE TABLE bare (LIKE entry INCLUDING INDEXES)"
COPY = sql.SQL("COPY bare (tenant_id, book_id, receipt_id, private, {columns}) FROM STDIN").format(
    columns=sql.SQL(ENTRY_COLUMNS)
)


def rows(made: Answers) -> list[list[Row]]:
    """Give the rows of entries, page by page, as the values that a program would write."""
    keys, numbers = (uuid4(), uuid4()), iter(range(1, 1 << 60))
    return [
        [row for source in decode_receipts(body) for row in _rows(receipt_from(source), keys, next(numbers))]
        for body in made.bodies()
    ]


def copied(url: str, pages: list[list[Row]], together: int = 1) -> float:
    """Write rows into a table of their own, so many pages a transaction; give the seconds."""
    with psycopg.connect(url) as connection:
        connection.execute(MAKE)
        connection.commit()
        settle(url)
        began = time.perf_counter()
        for some in _grouped(pages, together):
            with connection.cursor().copy(COPY) as copy:
                for page in some:
                    for row in page:
                        copy.write_row(row)
            connection.commit()
        return time.perf_counter() - began


def settle(url: str) -> None:
    """Have the server write down what it still holds back, so that nobody pays for what another has written."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")


def _grouped(pages: list[list[Row]], together: int) -> Iterator[list[list[Row]]]:
    rest = iter(pages)
    while some := list(islice(rest, together)):
        yield some


def _rows(receipt: Receipt, keys: tuple[UUID, UUID], number: int) -> Iterator[Row]:
    for entry in receipt.entries:
        yield (
            *keys,
            number,
            receipt.private,
            entry.line,
            entry.account,
            entry.date,
            entry.amount,
            receipt.layer.value,
            entry.source_id,
            entry.of,
            entry.text,
            entry.vat_percent,
            entry.vat_status,
            entry.vat_deduction_percent,
            entry.vat_type,
            [share.item for share in entry.shares] or None,
            [share.amount for share in entry.shares] or None,
        )

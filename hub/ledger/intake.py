"""The way of receipts and entries into the tables: COPY into temporary tables, then INSERT … SELECT.

PostgreSQL refuses COPY into a table with row-level security, and the application's role is never let around it. Every
statement that writes or removes entries changes the balances by the difference itself, so that the two cannot part.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple, Self
from uuid import UUID

import msgspec
import psycopg

from hub.db import Db
from hub.db_faults import silent_about_rows
from hub.ledger import statements
from hub.ledger.clearing import share_of
from hub.ledger.models import Book
from hub.sdk.accounting import VAT_CLEARING, Receipt, Sweep
from hub.texts import kept

__all__ = ["Intake", "Known"]

FEW = 5_000
"""Entries up to which the planner's statistics count as those of an empty table."""

NO_FINDING = '""'
"""What nearly every receipt has to say, as JSON."""

_encode = msgspec.msgpack.Encoder(enc_hook=str).encode  # a sentence with parts counts as it reads in English


class Known(NamedTuple):
    """A receipt that is stored already."""

    id: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Intake:
    """An open way into one book, in the caller's transaction."""

    cursor: psycopg.Cursor[Any]
    keys: Mapping[str, UUID]

    @classmethod
    @contextmanager
    def on(cls, db: Db, book: Book) -> Iterator[Self]:
        """Open the way: temporary tables of this connection, empty."""
        db.flush()
        connection = db.connection().connection.driver_connection
        assert isinstance(connection, psycopg.Connection)  # noqa: S101 - PostgreSQL is the only database
        with connection.cursor() as cursor, silent_about_rows():
            cursor.execute(statements.TEMPORARY)
            yield cls(cursor, {"tenant": book.tenant_id, "book": book.id})

    def known(self, source_ids: Iterable[str]) -> dict[str, Known]:
        """Find which receipts are stored already."""
        self.cursor.execute(statements.KNOWN, {**self.keys, "ids": list(source_ids)})
        return {source_id: Known(id_, bytes(digest)) for source_id, id_, digest in self.cursor}

    def put(self, receipts: Mapping[str, Receipt], digests: Mapping[str, bytes], run: UUID | None) -> int:
        """Write receipts that are new or whose entries were taken out; give the number of entries."""
        if not receipts:
            return 0
        with self.cursor.copy(f"COPY incoming_receipt ({statements.RECEIPT_COLUMNS}) FROM STDIN") as copy:
            for source_id, receipt in receipts.items():
                copy.write_row(receipt_row(receipt, digests[source_id]))
        self.cursor.execute(statements.INSERT_RECEIPTS, {**self.keys, "run": run})
        ids = dict(self.cursor.fetchall())
        with self.cursor.copy(f"COPY incoming_entry ({statements.ENTRY_COLUMNS}) FROM STDIN") as copy:
            for source_id, receipt in receipts.items():
                for row in entry_rows(receipt, ids[source_id]):
                    copy.write_row(row)
        self.cursor.execute(statements.INSERT_ENTRIES, self.keys)
        return sum(len(receipt.entries) for receipt in receipts.values())

    def take_out(self, receipts: Sequence[int]) -> None:
        """Remove the entries of receipts, and their part of the balances."""
        if receipts:
            self.cursor.execute(statements.TAKE_OUT, {**self.keys, "receipts": receipts})
            self.cursor.execute(statements.CLEAR_MONTHS, self.keys)
            self.cursor.execute(statements.CLEAR_ITEMS, self.keys)

    def remove(self, receipts: Sequence[int]) -> int:
        """Remove receipts with their entries; give their number."""
        self.take_out(receipts)
        if receipts:
            self.cursor.execute(statements.REMOVE, {**self.keys, "receipts": receipts})
        return len(receipts)

    def gone(self, sweep: Sweep) -> list[int]:
        """Find the receipts of a range that the source no longer has."""
        period = {"start": sweep.period.start, "end": sweep.period.end}
        self.cursor.execute(statements.GONE, {**self.keys, **period, "ids": list(sweep.source_ids)})
        return [row[0] for row in self.cursor]

    def refresh_statistics(self) -> None:
        """Tell the planner that tables it believes to be empty have rows now."""
        self.cursor.execute(statements.STATISTICS_MISSING, {"few": FEW})
        if self.cursor.fetchone() == (True,):
            self.cursor.execute("SELECT analyze_ledger()")


def digest(receipt: Receipt) -> bytes:
    """Sum up everything a receipt says, so that a re-delivery is known without comparing its rows."""
    return blake2b(_encode(receipt), digest_size=16).digest()


def receipt_row(receipt: Receipt, summed: bytes) -> tuple[Any, ...]:
    """Lay a receipt out in the order of ``RECEIPT_COLUMNS``."""
    return (
        receipt.source_id,
        receipt.type,
        receipt.status,
        receipt.layer.value,
        receipt.name,
        receipt.date,
        receipt.number,
        receipt.private,
        receipt.partner_code,
        receipt.invoice_id,
        receipt.text,
        receipt.vat_month,
        receipt.version,
        json.dumps(kept(receipt.finding)) if receipt.finding else NO_FINDING,
        summed,
    )


def entry_rows(receipt: Receipt, receipt_id: int) -> Iterator[tuple[Any, ...]]:
    """Lay a receipt's entries out in the order of ``ENTRY_COLUMNS``.

    Days and shares are handed to COPY as text: psycopg would adapt each of them in Python, for millions of entries.
    """
    layer = receipt.layer.value
    for entry in receipt.entries:
        shares = (share_of(receipt, entry),) if entry.account == VAT_CLEARING else entry.shares
        yield (
            receipt_id,
            entry.line,
            entry.account,
            _day(entry.date),
            entry.amount,
            layer,
            entry.source_id,
            entry.of,
            entry.text,
            entry.vat_percent,
            entry.vat_status,
            entry.vat_deduction_percent,
            f"{{{','.join([_element(share.item) for share in shares])}}}" if shares else None,
            f"{{{','.join([str(share.amount) for share in shares])}}}" if shares else None,
        )


_day = lru_cache(maxsize=4096)(date.isoformat)


def _element(text: str) -> str:
    """Write a text as an element of an array, whatever is in it."""
    if text.isalnum():
        return f'"{text}"'
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def differing(receipts: Collection[Receipt], known: Mapping[str, Known]) -> tuple[dict[str, Receipt], dict[str, bytes]]:
    """Pick the receipts that are not stored just so, with their digests."""
    digests = {receipt.source_id: digest(receipt) for receipt in receipts}
    fresh = {
        receipt.source_id: receipt
        for receipt in receipts
        if receipt.source_id not in known or known[receipt.source_id].digest != digests[receipt.source_id]
    }
    return fresh, digests

"""The way of receipts and entries into the tables: COPY into temporary tables, then INSERT … SELECT.

PostgreSQL refuses COPY into a table with row-level security, and the application's role is never let around it. Every
statement that writes or removes entries changes the balances by the difference itself, so that the two cannot part.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple, Self
from uuid import UUID

import psycopg

from hub.db import Db
from hub.db_faults import silent_about_rows
from hub.ledger import statements
from hub.ledger.models import Book
from hub.ledger.sheaf import Sheaf
from hub.sdk.accounting import Sweep

__all__ = ["Intake", "Known", "differing"]

FEW = 5_000
"""Entries up to which the planner's statistics count as those of an empty table."""


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

    def put(self, sheaf: Sheaf, run: UUID | None) -> int:
        """Write receipts that are new or whose entries were taken out; give the number of entries."""
        laid = sheaf.receipts.values()
        if not laid:
            return 0
        with self.cursor.copy(statements.COPY_RECEIPTS) as copy:
            copy.write(b"".join([each.line for each in laid]))
        with self.cursor.copy(statements.COPY_ENTRIES) as copy:
            copy.write(b"".join([each.entries for each in laid]))
        self.cursor.execute(statements.INSERT, {**self.keys, "run": run})
        return sum([len(each.receipt.entries) for each in laid])

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


def differing(sheaf: Sheaf, known: Mapping[str, Known]) -> Sheaf:
    """Pick the receipts that are not stored just so."""
    return Sheaf(
        {
            source_id: laid
            for source_id, laid in sheaf.receipts.items()
            if source_id not in known or known[source_id].digest != laid.digest
        }
    )

"""Writing down what a batch changes, in the transaction that changes it.

A first reading costs nothing here: only receipts of days that were wholly read before are looked at one by one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from hub.ledger.changelog import statements
from hub.ledger.changelog.linking import link
from hub.ledger.changelog.models import ChangeKind
from hub.ledger.changelog.said import Said, moved
from hub.sdk.accounting import Period, Receipt

__all__ = ["ChangeLog"]


@dataclass(slots=True)
class ChangeLog:
    """The part of the log that one batch writes."""

    cursor: psycopg.Cursor[Any]
    keys: Mapping[str, UUID]
    run: UUID | None
    before: dict[str, Said] = field(default_factory=dict)
    after: dict[str, Said] = field(default_factory=dict)
    _covered: list[tuple[date, date]] | None = None

    def change(self, receipts: Sequence[int]) -> None:
        """Remember what receipts say that are about to be changed."""
        self.before |= {said.source_id: said for said in self._said(receipts)}

    def come(self, receipts: Iterable[Receipt]) -> None:
        """Remember what receipts say that are new or changed, unless their days are being read for the first time."""
        for receipt in receipts:
            if receipt.source_id in self.before or self._is_covered(receipt.date):
                self.after[receipt.source_id] = Said.of(receipt)

    def go(self, receipts: Sequence[int]) -> None:
        """Remember what receipts say that are about to be removed; what came with this very batch was never there."""
        for said in self._said(receipts):
            if self.after.pop(said.source_id, None) is None:
                self.before.setdefault(said.source_id, said)

    def write(self) -> int:
        """Log what was remembered; tells how many receipts changed without moving a figure."""
        rows, unmoved = [], 0
        for source_id in {**self.before, **self.after}:
            before, after = self.before.get(source_id), self.after.get(source_id)
            if not any(self._is_covered(said.date) for said in (before, after) if said):
                continue
            row = self._row(before, after)
            if before and after and not row["accounts"] and before.head == after.head:
                unmoved += 1
            else:
                rows.append(row)
        if rows:
            self.cursor.executemany(statements.INSERT, rows)
            link(self.cursor, self.keys, self.run, (row["number"] for row in rows if row["kind"] != ChangeKind.CHANGED))
        return unmoved

    def note_reading(self, period: Period, debit: int) -> None:
        """Log a range that has now been read wholly for the first time, with the sum of its debits."""
        order = {"run": self.run, "start": period.start, "end": period.end, "debit": debit}
        self.cursor.execute(statements.FIRST_READING, {**self.keys, **order})

    def first_read(self, periods: Iterable[Period]) -> Iterator[Period]:
        """Pick the ranges that were not wholly read before."""
        for period in periods:
            if not any(start <= period.start and period.end <= end for start, end in self._ranges()):
                yield period

    def _row(self, before: Said | None, after: Said | None) -> dict[str, Any]:
        said = after or before
        assert said is not None  # noqa: S101 - one of the two is why we are asked
        moves = list(moved(before, after))
        return {
            **self.keys,
            "run": self.run,
            "kind": ChangeKind.GONE if not after else ChangeKind.CHANGED if before else ChangeKind.ADDED,
            "source_id": said.source_id,
            "type": said.type,
            "number": said.number,
            "name": said.name,
            "private": said.private,
            "invoice_id": said.invoice_id,
            "date_before": before and before.date,
            "date_after": after and after.date,
            "layer_before": before and before.layer,
            "layer_after": after and after.layer,
            "accounts": [each.account for each in moves],
            "months": [each.month for each in moves],
            "before": [each.before for each in moves],
            "after": [each.after for each in moves],
        }

    def _said(self, receipts: Sequence[int]) -> list[Said]:
        if not receipts:
            return []
        self.cursor.execute(statements.SAID, {**self.keys, "receipts": receipts})
        return [Said.read(row) for row in self.cursor]

    def _is_covered(self, day: date) -> bool:
        return any(start <= day <= end for start, end in self._ranges())

    def _ranges(self) -> list[tuple[date, date]]:
        if self._covered is None:
            self.cursor.execute(statements.COVERED, self.keys)
            self._covered = self.cursor.fetchall()
        return self._covered

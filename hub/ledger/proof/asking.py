"""What a book's source is to be asked, and what it has answered so far."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from msgspec import convert, to_builtins
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from hub.db import Db
from hub.ledger.extent import Extent
from hub.ledger.models import Book
from hub.ledger.proof.comparing import digest
from hub.ledger.proof.models import Proof, SourceTotals
from hub.ledger.proof.verdicts import Answer, Reason, Status
from hub.ledger.years import DAY, month_end
from hub.sdk.accounting import AccountTotal, FiscalYear, Period
from hub.sdk.proving import StatementRow

__all__ = ["UNTOLD", "Inquiry", "months_of"]

DAILY = timedelta(days=1)
LONGEST_NAME = 200
UNTOLD = frozenset({Reason.REFUSED, Reason.NO_TOTALS})
"""Why a source did not tell its totals."""


def months_of(year: FiscalYear) -> list[Period]:
    """List the months of a fiscal year, cut off at its edges.

    >>> year = FiscalYear("1", date(2024, 3, 12), date(2024, 5, 31))
    >>> [str(month.start) for month in months_of(year)]
    ['2024-03-12', '2024-04-01', '2024-05-01']
    """
    found, start = [], year.start
    while start <= year.end:
        end = min(month_end(start), year.end)
        found.append(Period(start, end))
        start = end + DAY
    return found


class Inquiry:
    """The questions to one book's source.

    An answer is compared with our totals of its time only: once these have moved, it is asked for again.
    """

    def __init__(self, db: Db, book: Book, extent: Extent, run_id: UUID | None) -> None:
        self._db = db
        self._book = book
        self._extent = extent
        self._run_id = run_id

    @cached_property
    def years(self) -> list[FiscalYear]:
        """The source's fiscal years that have been read wholly, newest first."""
        covers = self._extent.coverage.covers
        return [year for year in reversed(self._extent.told_years) if covers(Period(year.start, year.end))]

    @cached_property
    def answers(self) -> Mapping[Period, Answer]:
        """The answers that our totals of today may be compared with."""
        return {period: _answer(row) for period, row in self._rows.items() if row.digest == self.digest(period)}

    def was_asked(self, period: Period) -> bool:
        """Tell whether a period was answered for in this sync, and our totals have not moved since."""
        row = self._rows.get(period)
        return row is not None and row.sync_run_id == self._run_id and period in self.answers

    def digest(self, period: Period) -> bytes:
        """Sum up our totals of a period."""
        return digest(self._extent.figures.sums(period))

    def years_due(self, today: date) -> list[Period]:
        """List the years to be asked about now, newest first: see :func:`hub.ledger.proof.service.wanted`."""
        proofs = {
            each.start_date: each for each in self._db.scalars(select(Proof).where(Proof.book_id == self._book.id))
        }
        open_to_ask = [year for year in self.years if not self.was_asked(Period(year.start, year.end))]
        answers = any(_told(proof) for proof in proofs.values())
        due = [year for year in open_to_ask if self._is_due(year, proofs.get(year.start), today, answers=answers)]
        rested = [proofs[year.start] for year in open_to_ask if year not in due]
        oldest = min(rested, key=lambda proof: proof.checked_at, default=None)
        if oldest is not None and oldest.checked_at < datetime.now(UTC) - DAILY:
            due += [year for year in open_to_ask if year.start == oldest.start_date]
        return [Period(year.start, year.end) for year in due]

    def months_due(self, year: FiscalYear) -> list[Period]:
        """List the months of a year that the source has not answered for."""
        return [month for month in months_of(year) if month not in self.answers]

    def keep(self, answer: Answer) -> None:
        """Keep an answer in the place of the one before; where a year changed at the source, so did some months."""
        before = self._rows.get(answer.period)
        told = answer.by_account
        if before is not None and before.totals != told:
            self._forget_within(answer.period)
        key = {"tenant_id": self._book.tenant_id, "book_id": self._book.id}
        days = {"start_date": answer.period.start, "end_date": answer.period.end}
        values = {
            "asked_at": datetime.now(UTC),
            "sync_run_id": self._run_id,
            "totals": told,
            "refusal": answer.refusal,
            "result": answer.result,
            "rows": [_kept(row) for row in answer.rows],
            "digest": self.digest(answer.period),
        }
        row = insert(SourceTotals).values(**key, **days, **values)
        self._db.execute(row.on_conflict_do_update(index_elements=[*key, *days], set_=values))

    def _is_due(self, year: FiscalYear, proof: Proof | None, today: date, *, answers: bool) -> bool:
        """Tell whether to ask about a year; of a source that tells nothing to compare, about the running one only."""
        if proof is None or year.start <= today <= year.end:
            return True
        if proof.reason in UNTOLD:
            return answers or (bool(proof.rows) and self._has_moved(year, proof))
        return proof.status != Status.PROVED or self._has_moved(year, proof)

    def _has_moved(self, year: FiscalYear, proof: Proof) -> bool:
        return proof.end_date != year.end or proof.digest != self.digest(Period(year.start, year.end))

    def _forget_within(self, period: Period) -> None:
        of_book = SourceTotals.book_id == self._book.id
        within = SourceTotals.start_date >= period.start, SourceTotals.end_date <= period.end
        self._db.execute(delete(SourceTotals).where(of_book, *within).execution_options(synchronize_session=False))

    @cached_property
    def _rows(self) -> Mapping[Period, SourceTotals]:
        rows: Sequence[SourceTotals] = self._db.scalars(
            select(SourceTotals).where(SourceTotals.book_id == self._book.id)
        ).all()
        return {Period(row.start_date, row.end_date): row for row in rows}


def _told(proof: Proof) -> bool:
    """Tell whether the source told its totals; where it did not, rows of its income statement alone may differ."""
    return proof.reason not in UNTOLD and (proof.accounts > 0 or proof.status != Status.DIFFERS)


def _kept(row: StatementRow) -> dict[str, Any]:
    """Give a row as the JSON that is kept, which has no zero bytes."""
    return {**to_builtins(row), "name": row.name.replace("\x00", "")[:LONGEST_NAME]}


def _answer(row: SourceTotals) -> Answer:
    totals = None if row.totals is None else [AccountTotal(account, amount) for account, amount in row.totals.items()]
    rows = convert(row.rows or [], list[StatementRow])
    return Answer(Period(row.start_date, row.end_date), totals, row.refusal, row.result, rows)

"""How far the figures of a period are proved, as pages and files say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from msgspec import convert
from sqlalchemy import select

from hub.db import Db
from hub.ledger.extent import Extent
from hub.ledger.figures import Figures
from hub.ledger.models import Book
from hub.ledger.proof.comparing import digest
from hub.ledger.proof.models import Proof, ProofDifference, SourceTotals
from hub.ledger.proof.rows import ComparedRow, result_of
from hub.ledger.proof.verdicts import PASSING, Difference, Reason, Status
from hub.sdk.accounting import FiscalYear, Period
from hub.sdk.reports import Coverage, LedgerReader

__all__ = ["Standing", "YearProof", "standing", "standing_of"]


@dataclass(frozen=True, slots=True)
class YearProof:
    """How one fiscal year stands.

    :param reason: the likeliest reason why it differs, or why it cannot be proved; None when it is proved
    :param detail: what the source itself said
    :param checked_at: when the source was last asked; None if it was not yet
    :param accounts: how many accounts were compared
    :param results: ours, and what the source's own income statement comes to, profits positive; None where not told
    :param rows: those of that statement
    """

    period: Period
    status: Status
    reason: Reason | None = None
    detail: str = ""
    checked_at: datetime | None = None
    since: datetime | None = None
    accounts: int = 0
    differences: tuple[Difference, ...] = ()
    results: tuple[int, int] | None = None
    rows: tuple[ComparedRow, ...] = ()

    @property
    def is_private(self) -> bool:
        """Tell whether what differs may be a single slip of personal pay."""
        return any(each.private for each in self.differences) or any(each.private for each in self.rows)

    @property
    def is_due(self) -> bool:
        """Tell whether it is not proved merely because it has not been compared yet."""
        return self.reason in PASSING


@dataclass(frozen=True, slots=True)
class Standing:
    """How the years that a period touches stand, newest first."""

    years: tuple[YearProof, ...]

    @property
    def status(self) -> Status:
        """Tell the worst of them: a difference is worse than what nobody could compare."""
        found = {each.status for each in self.years}
        for worst in (Status.DIFFERS, Status.NOT_PROVABLE):
            if worst in found:
                return worst
        return Status.PROVED if self.years else Status.NOT_PROVABLE

    @property
    def is_due(self) -> bool:
        """Tell whether nothing is proved merely because it has not been compared yet."""
        return all(each.is_due for each in self.worst)

    @property
    def worst(self) -> tuple[YearProof, ...]:
        """List the years that stand as the whole does."""
        return tuple(each for each in self.years if each.status is self.status)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """List what differs, newest year first."""
        return tuple(difference for year in self.worst for difference in year.differences)

    @property
    def checked_at(self) -> datetime | None:
        """Tell since when the oldest of the comparisons has not been made again."""
        return min((each.checked_at for each in self.years if each.checked_at), default=None)


def standing(db: Db, book_id: UUID, today: date, period: Period | None = None) -> Standing:
    """Tell how the fiscal years stand that a period touches; all of them without a period.

    A proof holds for the figures that were compared. Once these have moved, nothing is proved until the next sync.
    """
    book = db.scalars(select(Book).where(Book.id == book_id)).one()
    extent = Extent(db, book, today)
    return _standing(db, book_id, extent.years, extent.coverage, period)


def standing_of(db: Db, reader: LedgerReader, period: Period) -> Standing:
    """Tell the same of the book that a reader has open: what it knows of its years is not read a second time."""
    return _standing(db, reader.book.id, reader.fiscal_years(), reader.coverage(), period)


def _standing(
    db: Db, book_id: UUID, years: Sequence[FiscalYear], coverage: Coverage, period: Period | None
) -> Standing:
    proofs = {each.start_date: each for each in db.scalars(select(Proof).where(Proof.book_id == book_id))}
    touched = [
        year for year in reversed(years) if period is None or (year.start <= period.end and period.start <= year.end)
    ]
    return Standing(tuple(_of_year(db, coverage, year, proofs.get(year.start)) for year in touched))


def _of_year(db: Db, coverage: Coverage, year: FiscalYear, proof: Proof | None) -> YearProof:
    period = Period(year.start, year.end)
    if not year.source_id:
        return YearProof(period, Status.NOT_PROVABLE, Reason.OUTSIDE)
    if not coverage.covers(period):
        return YearProof(period, Status.NOT_PROVABLE, Reason.READING if coverage.syncing else Reason.UNREAD)
    if proof is None:
        reason = Reason.READING if coverage.syncing else Reason.NOT_ASKED
        return YearProof(period, Status.NOT_PROVABLE, reason)
    figures = Figures(db, proof.tenant_id, proof.book_id)
    if proof.end_date != year.end or proof.digest != digest(figures.sums(period)):
        return YearProof(period, Status.NOT_PROVABLE, Reason.MOVED, "", proof.checked_at, proof.since)
    return YearProof(
        period,
        Status(proof.status),
        Reason(proof.reason) if proof.reason else None,
        proof.detail,
        proof.checked_at,
        proof.since,
        proof.accounts,
        _differences(db, proof.id),
        _results(db, figures, proof),
        tuple(convert(proof.rows or [], list[ComparedRow])),
    )


def _results(db: Db, figures: Figures, proof: Proof) -> tuple[int, int] | None:
    told = db.scalar(
        select(SourceTotals.result).where(
            SourceTotals.book_id == proof.book_id,
            SourceTotals.start_date == proof.start_date,
            SourceTotals.end_date == proof.end_date,
        )
    )
    if told is None:
        return None
    sums = figures.sums(Period(proof.start_date, proof.end_date))
    return result_of(sums), told


def _differences(db: Db, proof_id: UUID) -> tuple[Difference, ...]:
    rows: Sequence[ProofDifference] = db.scalars(
        select(ProofDifference)
        .where(ProofDifference.proof_id == proof_id)
        .order_by(ProofDifference.month.desc().nulls_last(), ProofDifference.account)
    ).all()
    return tuple(
        Difference(row.account, row.month, row.ours, row.theirs, row.reason, row.source_id, row.private) for row in rows
    )

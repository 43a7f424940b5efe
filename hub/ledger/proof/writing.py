"""Storing what became of a period."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from uuid import UUID

from msgspec import to_builtins
from sqlalchemy import delete, insert, select

from hub.db import Db
from hub.ledger.models import Book
from hub.ledger.proof.models import Proof, ProofDifference, SourceTotals, TotalsReading
from hub.ledger.proof.verdicts import Status, Verdict
from hub.sdk.accounting import Period
from hub.sdk.proving import Balances, Totals

__all__ = ["Place", "differing", "form_of", "keep_form", "keep_only", "store"]

Place = tuple[str, date | None, int]
"""An account, a month, and by how much ours is more."""


def store(db: Db, book: Book, verdict: Verdict, digest: bytes, run_id: UUID | None) -> None:
    """Put a verdict in the place of the one before.

    :param digest: of our totals that were compared
    """
    at_start = Proof.book_id == book.id, Proof.start_date == verdict.period.start
    proof = db.scalar(select(Proof).where(*at_start).with_for_update())
    before = None if proof is None else Status(proof.status)
    now = datetime.now(UTC)
    if proof is None:
        proof = Proof(tenant_id=book.tenant_id, book_id=book.id, start_date=verdict.period.start, since=now)
        db.add(proof)
    elif before is not verdict.status:
        proof.since = now
    proof.end_date, proof.status, proof.reason = verdict.period.end, verdict.status, verdict.reason
    proof.detail, proof.accounts, proof.digest = verdict.detail, verdict.accounts, digest
    proof.rows = to_builtins(verdict.rows)
    proof.checked_at, proof.sync_run_id = now, run_id
    db.flush()
    _put_differences(db, proof, verdict)


def differing(db: Db, book_id: UUID, period: Period) -> set[Place]:
    """List what was said to differ in a year before, each with by how much ours is more."""
    rows = db.scalars(
        select(ProofDifference)
        .join(Proof, Proof.id == ProofDifference.proof_id)
        .where(Proof.book_id == book_id, Proof.start_date == period.start)
    )
    return {(row.account, row.month, row.ours - (row.theirs or 0)) for row in rows}


def keep_only(db: Db, book_id: UUID, starts: Collection[date]) -> None:
    """Forget proofs of years that the source does not have any more, and what it answered about them."""
    gone = delete(Proof).where(Proof.book_id == book_id, Proof.start_date.not_in(starts))
    db.execute(gone.execution_options(synchronize_session=False))
    if starts:
        early = delete(SourceTotals).where(SourceTotals.book_id == book_id, SourceTotals.start_date < min(starts))
        db.execute(early.execution_options(synchronize_session=False))


def form_of(db: Db, book_id: UUID) -> Totals | None:
    """Tell how the totals of a book's source turned out to be read."""
    row = db.scalar(select(TotalsReading).where(TotalsReading.book_id == book_id))
    return None if row is None else Totals(row.sign, Balances(row.balances))


def keep_form(db: Db, book: Book, form: Totals) -> None:
    """Keep how the totals of a book's source are read."""
    if form_of(db, book.id) == form:
        return
    db.execute(delete(TotalsReading).where(TotalsReading.book_id == book.id))
    db.add(TotalsReading(tenant_id=book.tenant_id, book_id=book.id, sign=form.sign, balances=form.balances))
    db.flush()


def _put_differences(db: Db, proof: Proof, verdict: Verdict) -> None:
    of_proof = delete(ProofDifference).where(ProofDifference.proof_id == proof.id)
    db.execute(of_proof.execution_options(synchronize_session=False))
    rows = [
        {
            "tenant_id": proof.tenant_id,
            "proof_id": proof.id,
            "account": each.account[:20],
            "month": each.month,
            "ours": each.ours,
            "theirs": each.theirs,
            "reason": each.reason,
            "source_id": each.source_id,
            "private": each.private,
        }
        for each in verdict.differences
    ]
    if rows:
        db.execute(insert(ProofDifference), rows)

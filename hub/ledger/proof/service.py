"""Proving a book, step by step: what is to be asked of its source, what it answered, and what that comes to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import exists, select

from hub.connectors.models import Connection, ConnectionFinding, ConnectionState
from hub.db import Db
from hub.ledger.extent import Extent
from hub.ledger.proof import writing
from hub.ledger.proof.asking import UNTOLD, Inquiry
from hub.ledger.proof.judging import Judge
from hub.ledger.proof.models import Proof
from hub.ledger.proof.verdicts import Answer, Reason, Source, Status, Verdict
from hub.ledger.proof.writing import Place
from hub.ledger.service import locked
from hub.ledger.years import month_end
from hub.sdk.accounting import Period

__all__ = ["Conclusion", "differs", "judge", "keep", "wanted"]

YEARS_BY_MONTH = 2
"""How many years that differ are looked into month by month at a time."""
MOST_AGAIN = 6
"""How many months of a year are read once more at a time."""
MENDABLE = frozenset({Reason.NOT_HELD, Reason.NOT_THERE, Reason.REPLACED, Reason.TWICE, Reason.SIGN, Reason.VAT})


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What judging a book has come to.

    :param months: single months to be asked about, because their year differs
    :param again: months that should be read once more: they differ as they did not before, and reading may mend it
    """

    months: tuple[Period, ...] = ()
    again: tuple[Period, ...] = ()


def wanted(db: Db, book_id: UUID, run_id: UUID | None, today: date) -> Sequence[Period]:
    """List the fiscal years that the source is to be asked about in a sync, newest first.

    Of those that have been read wholly: the running one, those that are not proved or whose figures have moved since,
    and once a day the one that was looked at longest ago. None twice in a sync, unless its figures have moved again.

    :raises BookGone: the book is not in the scope of the transaction
    """
    book = locked(db, book_id)
    return Inquiry(db, book, Extent(db, book, today), run_id).years_due(today)


def keep(db: Db, book_id: UUID, run_id: UUID | None, answer: Answer, today: date) -> None:
    """Keep what the source answered, in the place of what it said of the same period before.

    :raises BookGone: the book is not in the scope of the transaction
    """
    book = locked(db, book_id)
    Inquiry(db, book, Extent(db, book, today), run_id).keep(answer)


def judge(
    db: Db, book_id: UUID, run_id: UUID | None, source: Source, today: date, *, early: bool = False
) -> Conclusion:
    """Compare every year that the source was asked about in a sync with the ledger, and store what that comes to.

    :param early: more is still being read: what agrees is proved, and what does not is not told yet
    :returns: what should be asked or read before it is judged again
    :raises BookGone: the book is not in the scope of the transaction
    """
    book = locked(db, book_id)
    extent = Extent(db, book, today)
    inquiry = Inquiry(db, book, extent, run_id)
    judging = Judge(extent, source, inquiry.answers, today, writing.form_of(db, book_id), _found(db, book_id))
    writing.keep_only(db, book_id, [year.start for year in extent.told_years])
    months, again = list[Period](), list[Period]()
    for year in inquiry.years:
        period = Period(year.start, year.end)
        verdict = judging.verdict(year) if inquiry.was_asked(period) else None
        if verdict is None or (early and not _is_sure(verdict)):
            continue
        by_account = verdict.status is Status.DIFFERS and verdict.differences
        if by_account and len(months) < YEARS_BY_MONTH * 12:
            months += inquiry.months_due(year)
        again += _mendable(verdict, writing.differing(db, book_id, period))
        writing.store(db, book, verdict, inquiry.digest(period), run_id)
    if judging.known is not None:
        writing.keep_form(db, book, judging.known)
    return Conclusion(tuple(months), tuple(again))


def differs(db: Db, book_id: UUID) -> bool:
    """Tell whether a book was found to differ from its source's own totals when these were last compared."""
    return bool(db.scalar(select(exists().where(Proof.book_id == book_id, Proof.status == Status.DIFFERS))))


def _mendable(verdict: Verdict, before: Collection[Place]) -> list[Period]:
    """List the months with differences that are new, and that more rights would not mend."""
    fresh = {
        each.month
        for each in verdict.differences
        if each.month and each.reason in MENDABLE and (each.account, each.month, each.amount) not in before
    }
    return [Period(max(month, verdict.period.start), month_end(month)) for month in sorted(fresh)][:MOST_AGAIN]


def _is_sure(verdict: Verdict) -> bool:
    return verdict.status is Status.PROVED or verdict.reason in UNTOLD


def _found(db: Db, book_id: UUID) -> set[str]:
    """Give the codes of what the last probe of a book's connections found."""
    query = (
        select(ConnectionFinding.code)
        .join(Connection, Connection.id == ConnectionFinding.connection_id)
        .where(Connection.book_id == book_id, Connection.state != ConnectionState.DETACHED)
    )
    return set(db.scalars(query))

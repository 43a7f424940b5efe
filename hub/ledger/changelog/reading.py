"""The change log as somebody may see it.

Private pay is left out of the receipts for those without *payroll detail*: they see what it moved as one sum by account
and month, as in every report, and no amount at all where a sync changed a single slip, for that would be its own.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select, text

from hub.db import Db
from hub.ledger.changelog.models import FirstReading, ReceiptChange
from hub.ledger.models import Receipt
from hub.ledger.years import DAY, month_end
from hub.sdk.accounting import Period

__all__ = [
    "MovedHere",
    "MovedSum",
    "Summary",
    "brought_by",
    "moved_here",
    "of_receipt",
    "readings",
    "receipts",
    "summaries",
    "sums",
]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a sync changed in days that were read before.

    :param result: by how much it raised the result of all years together, minor units; income is positive
    :param first, last: the months whose figures moved; None where none did
    :param hidden: whether a single slip moved figures that the reader may not see; *result* is without it
    """

    added: int
    changed: int
    gone: int
    result: int = 0
    first: date | None = None
    last: date | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class MovedSum:
    """By how much a sync moved an account's figure of a month, minor units, debit positive; see :class:`Summary`."""

    account: str
    month: date
    amount: int
    receipts: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class MovedHere:
    """What one sync changed on some accounts in some months.

    :param receipts: how many receipts the reader may see of those that moved it
    :param salaries: whether private pay is among the rest
    :param amount: minor units, debit positive, as far as it may be seen
    """

    run_id: UUID | None
    at: datetime
    receipts: int
    salaries: bool
    amount: int
    hidden: bool


def summaries(db: Db, tenant_id: UUID, runs: Collection[UUID], *, detail: bool) -> Mapping[UUID, Summary]:
    """Sum up what syncs changed; those that changed nothing are not among them."""
    given = {"tenant": tenant_id, "runs": list(runs), "detail": detail}
    counted = {row.run: Summary(row.added, row.changed, row.gone) for row in db.execute(COUNTS, given)}
    for row in db.execute(EFFECTS, given):
        each = counted[row.run]
        counted[row.run] = Summary(
            each.added, each.changed, each.gone, -row.debit, row.first_month, row.last_month, row.hidden
        )
    return counted


def sums(db: Db, tenant_id: UUID, run_id: UUID, *, detail: bool) -> Sequence[MovedSum]:
    """List which figures a sync moved, by month and account."""
    rows = db.execute(SUMS, {"tenant": tenant_id, "runs": [run_id], "detail": detail})
    return [MovedSum(row.account, row.month, row.amount, row.receipts, row.hidden) for row in rows]


def moved_here(
    db: Db, tenant_id: UUID, book_id: UUID, accounts: Collection[str], period: Period, *, detail: bool
) -> Sequence[MovedHere]:
    """List which syncs changed the figures of some accounts in the months of a period, newest first."""
    given = {
        "tenant": tenant_id,
        "book": book_id,
        "accounts": list(accounts),
        "months": list(_months(period)),
        "detail": detail,
    }
    rows = db.execute(HERE, given)
    return [MovedHere(row.run, row.at, row.receipts, row.salaries, row.amount, row.hidden) for row in rows]


def receipts(
    db: Db, run_id: UUID, *, detail: bool, accounts: Collection[str] = (), page: tuple[int, int] = (0, 100)
) -> Sequence[ReceiptChange]:
    """List the receipts that a sync changed, oldest day first.

    :param accounts: only those that moved one of these
    :param page: how many to leave out at the start, and how many to give at the most
    """
    query = _visible(detail).where(ReceiptChange.sync_run_id == run_id)
    if accounts:
        query = query.where(ReceiptChange.accounts.overlap(list(accounts)))
    day = ReceiptChange.date_after, ReceiptChange.date_before
    return db.scalars(query.order_by(*day, ReceiptChange.id).offset(page[0]).limit(page[1])).all()


def of_receipt(db: Db, book_id: UUID, source_id: str, *, detail: bool) -> Sequence[ReceiptChange]:
    """List what became of a receipt, newest first."""
    query = _visible(detail).where(ReceiptChange.book_id == book_id, ReceiptChange.source_id == source_id)
    return db.scalars(query.order_by(ReceiptChange.id.desc())).all()


def brought_by(db: Db, book_id: UUID, source_id: str) -> UUID | None:
    """Name the sync that read a receipt as it is now; None when that is not known any more."""
    query = select(Receipt.sync_run_id).where(Receipt.book_id == book_id, Receipt.source_id == source_id)
    return db.scalar(query)


def readings(db: Db, run_id: UUID) -> Sequence[FirstReading]:
    """List the ranges that a sync read for the first time, newest days first."""
    query = select(FirstReading).where(FirstReading.sync_run_id == run_id)
    return db.scalars(query.order_by(FirstReading.start_date.desc())).all()


def _months(period: Period) -> Iterator[date]:
    month = period.start.replace(day=1)
    while month <= period.end:
        yield month
        month = month_end(month) + DAY


def _visible(detail: bool) -> Select[ReceiptChange]:
    query = select(ReceiptChange)
    return query if detail else query.where(ReceiptChange.private.is_(False))


COUNTS = text(
    """
    SELECT sync_run_id AS run, count(*) FILTER (WHERE kind = 'added') AS added,
           count(*) FILTER (WHERE kind = 'changed') AS changed, count(*) FILTER (WHERE kind = 'gone') AS gone
      FROM receipt_change WHERE tenant_id = :tenant AND sync_run_id = ANY(:runs) GROUP BY sync_run_id
    """
)

EFFECTS = text(
    """
    WITH moved AS (
        SELECT c.sync_run_id AS run, m.account, m.month, c.private AND NOT :detail AS summed,
               sum(CASE WHEN c.layer_after = 'movement' THEN m.after ELSE 0 END
                   - CASE WHEN c.layer_before = 'movement' THEN m.before ELSE 0 END)::bigint AS amount,
               count(*) AS receipts
          FROM receipt_change c, unnest(c.accounts, c.months, c.before, c.after) AS m (account, month, before, after)
         WHERE c.tenant_id = :tenant AND c.sync_run_id = ANY(:runs)
           AND 'movement' IN (c.layer_before, c.layer_after)
         GROUP BY 1, 2, 3, 4
    )
    SELECT run, min(month) AS first_month, max(month) AS last_month, bool_or(summed AND receipts = 1) AS hidden,
           coalesce(sum(amount) FILTER (WHERE account ~ '^[3-9]' AND NOT (summed AND receipts = 1)), 0)::bigint AS debit
      FROM moved GROUP BY run
    """
)

SUMS = text(
    """
    WITH moved AS (
        SELECT m.account, m.month, c.private AND NOT :detail AS summed,
               sum(CASE WHEN c.layer_after = 'movement' THEN m.after ELSE 0 END
                   - CASE WHEN c.layer_before = 'movement' THEN m.before ELSE 0 END)::bigint AS amount,
               count(*) AS receipts
          FROM receipt_change c, unnest(c.accounts, c.months, c.before, c.after) AS m (account, month, before, after)
         WHERE c.tenant_id = :tenant AND c.sync_run_id = ANY(:runs)
           AND 'movement' IN (c.layer_before, c.layer_after)
         GROUP BY 1, 2, 3
    )
    SELECT account, month, coalesce(sum(amount) FILTER (WHERE NOT (summed AND receipts = 1)), 0)::bigint AS amount,
           sum(receipts)::int AS receipts, bool_or(summed AND receipts = 1) AS hidden
      FROM moved GROUP BY month, account ORDER BY month, account
    """
)

HERE = text(
    """
    WITH moved AS (
        SELECT c.sync_run_id AS run, max(c.at) AS at, c.private AND NOT :detail AS summed,
               sum(CASE WHEN c.layer_after = 'movement' THEN m.after ELSE 0 END
                   - CASE WHEN c.layer_before = 'movement' THEN m.before ELSE 0 END)::bigint AS amount,
               count(DISTINCT c.id) AS receipts
          FROM receipt_change c, unnest(c.accounts, c.months, c.before, c.after) AS m (account, month, before, after)
         WHERE c.tenant_id = :tenant AND c.book_id = :book AND c.accounts && CAST(:accounts AS text[])
           AND c.months && CAST(:months AS date[]) AND 'movement' IN (c.layer_before, c.layer_after)
           AND m.account = ANY(:accounts) AND m.month = ANY(:months)
         GROUP BY 1, 3
    )
    SELECT run, max(at) AS at, coalesce(sum(receipts) FILTER (WHERE NOT summed), 0)::int AS receipts,
           bool_or(summed) AS salaries, bool_or(summed AND receipts = 1) AS hidden,
           coalesce(sum(amount) FILTER (WHERE NOT (summed AND receipts = 1)), 0)::bigint AS amount
      FROM moved GROUP BY run ORDER BY max(at) DESC
    """
)

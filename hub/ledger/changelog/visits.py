"""Since when somebody has not looked at a book, and what has moved since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text

from hub.db import Db
from hub.ledger.changelog.models import BookVisit

__all__ = ["ONE_VISIT", "MovedMonth", "came", "moved_since", "was_here"]

ONE_VISIT = timedelta(hours=1)
"""Pages that are opened within so long of each other are one visit."""
MOST = 12
"""Months and syncs that are listed, the newest syncs first."""


@dataclass(frozen=True, slots=True)
class MovedMonth:
    """What one sync moved in one month.

    :param receipts: how many receipts the reader may see of those that moved it
    :param salaries: whether private pay is among the rest
    :param result: by how much it raised the month's result, minor units, as far as it may be seen
    :param hidden: whether a single slip moved figures that the reader may not see
    """

    run_id: UUID | None
    month: date
    at: datetime
    receipts: int
    salaries: bool
    result: int
    hidden: bool


def came(db: Db, tenant_id: UUID, book_id: UUID, person_id: UUID, at: datetime) -> datetime | None:
    """Note that somebody looks at a book; tell when their visit before this one ended, None if this is the first."""
    given = {"tenant": tenant_id, "book": book_id, "person": person_id, "at": at, "pause": ONE_VISIT}
    return db.scalar(CAME, given)


def was_here(db: Db, book_id: UUID, person_id: UUID) -> datetime | None:
    """Tell the same without noting anything, for a page that asks by itself."""
    query = select(BookVisit.before_at).where(BookVisit.book_id == book_id, BookVisit.person_id == person_id)
    return db.scalar(query)


def moved_since(db: Db, tenant_id: UUID, book_id: UUID, since: datetime, *, detail: bool) -> Sequence[MovedMonth]:
    """List the months whose figures have moved since a moment, by sync, the newest first.

    :param detail: whether amounts of a single slip may be told
    """
    given = {"tenant": tenant_id, "book": book_id, "since": since, "detail": detail, "most": MOST}
    return [MovedMonth(**row) for row in db.execute(MOVED, given).mappings()]


CAME = text(
    """
    INSERT INTO book_visit AS held (tenant_id, book_id, person_id, last_at) VALUES (:tenant, :book, :person, :at)
        ON CONFLICT (tenant_id, book_id, person_id) DO UPDATE
       SET before_at = CASE WHEN excluded.last_at > held.last_at + :pause THEN held.last_at ELSE held.before_at END,
           last_at = greatest(held.last_at, excluded.last_at)
    RETURNING before_at
    """
)
MOVED = text(
    """
    WITH change AS (
        SELECT c.id, c.sync_run_id AS run_id, c.at, c.private AND NOT :detail AS summed, m.account, m.month,
               CASE WHEN c.layer_after = 'movement' THEN m.after ELSE 0 END
               - CASE WHEN c.layer_before = 'movement' THEN m.before ELSE 0 END AS amount
          FROM receipt_change c, unnest(c.accounts, c.months, c.before, c.after) AS m (account, month, before, after)
         WHERE c.tenant_id = :tenant AND c.book_id = :book AND c.at > :since
           AND 'movement' IN (c.layer_before, c.layer_after)
    ), moved AS (
        SELECT run_id, month, summed, account, sum(amount)::bigint AS amount, summed AND count(*) = 1 AS hidden
          FROM change GROUP BY run_id, month, summed, account
    ), sums AS (
        SELECT run_id, month, bool_or(summed) AS salaries, bool_or(hidden) AS hidden,
               -coalesce(sum(amount) FILTER (WHERE account ~ '^[3-9]' AND NOT hidden), 0)::bigint AS result
          FROM moved GROUP BY run_id, month
    ), counts AS (
        SELECT run_id, month, max(at) AS at, count(DISTINCT id) FILTER (WHERE NOT summed) AS receipts
          FROM change WHERE amount <> 0 GROUP BY run_id, month
    )
    SELECT counts.run_id, counts.month, counts.at, counts.receipts, salaries, result, hidden
      FROM counts JOIN sums ON sums.month = counts.month AND sums.run_id IS NOT DISTINCT FROM counts.run_id
     ORDER BY counts.at DESC, counts.month DESC LIMIT :most
    """
)

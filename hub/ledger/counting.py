"""How many rows of the ledger there are, counted no further than somebody wants to know."""

from uuid import UUID

from sqlalchemy import text

from hub.db import Db
from hub.sdk.accounting import Period

__all__ = ["rows_in"]

ROWS = text(
    """
    SELECT count(*) FROM (
        SELECT FROM receipt r JOIN entry e ON e.tenant_id = r.tenant_id AND e.receipt_id = r.id
         WHERE r.tenant_id = :tenant AND r.book_id = :book AND r.layer = 'movement'
           AND r.date BETWEEN :start AND :end AND (:account = '' OR e.account = :account)
         LIMIT :most
    ) AS counted
    """
)


def rows_in(
    db: Db, tenant_id: UUID, book_id: UUID, period: Period, *, account: str = "", most: int | None = None
) -> int:
    """Count the rows of official receipts that are dated in a period.

    :param account: count this account's rows only
    :param most: stop at so many; a limit keeps a large book from being gone through
    """
    given = {"tenant": tenant_id, "book": book_id, "start": period.start, "end": period.end}
    return db.execute(ROWS, {**given, "account": account, "most": most}).scalar_one()

"""Count the balances again from the entries, to hold the kept ones against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from hub.db import Db

__all__ = ["Compared", "Difference", "compared", "differences"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A kept balance that the entries do not give; minor units, debit positive.

    :param item: a dimension item's source id or a VAT month; empty for the balance of the whole account
    :param debit: kept and counted debit turnover; both 0 for a dimension item
    """

    layer: str
    account: str
    item: str
    month: date
    kept: int
    counted: int
    kept_debit: int = 0
    counted_debit: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """How much of a book is looked at when its balances are counted again."""

    receipts: int
    entries: int
    balances: int


MONTHS = text(
    """
    WITH counted AS (
        SELECT layer, account, date_trunc('month', date::timestamp)::date AS month,
               sum(amount) AS net, sum(greatest(amount, 0)) AS debit
          FROM entry WHERE tenant_id = :tenant AND book_id = :book GROUP BY 1, 2, 3
    ), kept AS (
        SELECT layer, account, month, net, debit FROM month_balance WHERE tenant_id = :tenant AND book_id = :book
    )
    SELECT layer, account, '', month, coalesce(kept.net, 0), coalesce(counted.net, 0),
           coalesce(kept.debit, 0), coalesce(counted.debit, 0)
      FROM kept FULL JOIN counted USING (layer, account, month)
     WHERE (coalesce(kept.net, 0), coalesce(kept.debit, 0)) <> (coalesce(counted.net, 0), coalesce(counted.debit, 0))
     ORDER BY 1, 2, 4
    """
)

ITEMS = text(
    """
    WITH counted AS (
        SELECT layer, account, share.item, date_trunc('month', date::timestamp)::date AS month, sum(share.amount) AS net
          FROM entry, unnest(share_items, share_amounts) AS share (item, amount)
         WHERE tenant_id = :tenant AND book_id = :book GROUP BY 1, 2, 3, 4
    ), kept AS (
        SELECT layer, account, item, month, net FROM item_balance WHERE tenant_id = :tenant AND book_id = :book
    )
    SELECT layer, account, item, month, coalesce(kept.net, 0), coalesce(counted.net, 0)
      FROM kept FULL JOIN counted USING (layer, account, item, month)
     WHERE coalesce(kept.net, 0) <> coalesce(counted.net, 0)
     ORDER BY 1, 2, 3, 4
    """
)


def differences(db: Db, tenant_id: UUID, book_id: UUID) -> Sequence[Difference]:
    """List where the kept balances of a book are not what its entries sum to."""
    of_book = {"tenant": tenant_id, "book": book_id}
    rows = [*db.execute(MONTHS, of_book), *db.execute(ITEMS, of_book)]
    return [Difference(*row[:4], *map(int, row[4:])) for row in rows]


EXTENT = text(
    """
    SELECT (SELECT count(*) FROM receipt WHERE tenant_id = :tenant AND book_id = :book),
           (SELECT count(*) FROM entry WHERE tenant_id = :tenant AND book_id = :book),
           (SELECT count(*) FROM month_balance WHERE tenant_id = :tenant AND book_id = :book)
           + (SELECT count(*) FROM item_balance WHERE tenant_id = :tenant AND book_id = :book)
    """
)


def compared(db: Db, tenant_id: UUID, book_id: UUID) -> Compared:
    """Count what :func:`differences` compares."""
    return Compared(*db.execute(EXTENT, {"tenant": tenant_id, "book": book_id}).one())

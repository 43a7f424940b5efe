"""The receipts that figures leave out because they are not official, one by one as far as somebody may see them."""

from collections.abc import Sequence

from sqlalchemy import text

from hub.ledger.figures import Figures
from hub.sdk.accounting import Layer, Period
from hub.sdk.reports import LeftOut

__all__ = ["receipts"]

RECEIPTS = text(
    """
    WITH besides AS (
        SELECT r.id, r.source_id, r.number, r.name, r.date, r.type, r.status, r.layer,
               r.private AND NOT :detail AS hidden,
               CASE WHEN :detail OR NOT bool_or(r.private) OVER (PARTITION BY r.type, r.status)
                    THEN (SELECT coalesce(sum(greatest(e.amount, 0)), 0) FROM entry e
                           WHERE e.tenant_id = r.tenant_id AND e.receipt_id = r.id)::bigint END AS debit
          FROM receipt r
         WHERE r.tenant_id = :tenant AND r.book_id = :book AND r.layer IN ('pending', 'left_out')
           AND r.date BETWEEN :start AND :end AND NOT (r.layer = ANY(:layers) AND (:detail OR NOT r.private))
    )
    SELECT source_id, number, name, date, type, status, layer, debit, 1 AS receipts FROM besides WHERE NOT hidden
    UNION ALL
    SELECT NULL, '', '', NULL, type, status, layer, NULL, count(*)
      FROM besides WHERE hidden GROUP BY type, status, layer
     ORDER BY date, number, source_id, type, status
    """
)
"""A kind with a slip that the reader may not see tells no sum at all, here as in the counts beside figures."""


def receipts(figures: Figures, period: Period, *, detail: bool, layers: Sequence[Layer]) -> Sequence[LeftOut]:
    """List what figures of some layers leave out, dated in some days, by date; pay that is hidden last, as one."""
    told = [each.value for each in layers]
    given = {"start": period.start, "end": period.end, "detail": detail, "layers": told}
    rows = figures.db.execute(RECEIPTS, {**figures.of_book, **given})
    return [LeftOut(**{**row._asdict(), "layer": Layer(row.layer)}) for row in rows]

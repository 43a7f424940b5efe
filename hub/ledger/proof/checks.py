"""What the stored ledger tells about itself, besides the source's totals."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from hub.ledger.extent import Extent
from hub.ledger.figures import Figures
from hub.sdk.accounting import FiscalYear, Period

__all__ = ["Gap", "gaps", "lacking"]

GAPS = text(
    """
    WITH numbered AS (
        SELECT DISTINCT type, number::bigint AS number FROM receipt
         WHERE tenant_id = :tenant AND book_id = :book AND date BETWEEN :start AND :end
           AND NOT private AND number ~ '^[0-9]{1,15}$'
    ), followed AS (
        SELECT type, number, lead(number) OVER (PARTITION BY type ORDER BY number) AS next FROM numbered
    )
    SELECT type, number + 1 AS first, next - 1 AS last FROM followed WHERE next > number + 1
     ORDER BY type, number LIMIT :most
    """
)
MOST = 100
"""A series with more gaps is not numbered one by one."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of a type of receipts that no receipt of a fiscal year has, though some before and after them do."""

    type: str
    first: int
    last: int


def gaps(figures: Figures, year: FiscalYear) -> Sequence[Gap]:
    """List the gaps in the numbers of receipts by type, salaries left out; the first :data:`MOST` of them."""
    given = {"start": year.start, "end": year.end, "most": MOST}
    return [Gap(*row) for row in figures.db.execute(GAPS, {**figures.of_book, **given})]


def lacking(extent: Extent, year: FiscalYear) -> int:
    """Tell what openings and movements of a fiscal year lack to zero, minor units: with all accounts, nothing."""
    moved = sum(extent.figures.sums(Period(year.start, year.end)).values())
    return -(sum(extent.openings.of(year).values()) + moved)

"""The receipts of a month that could be why it differs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from hub.ledger.figures import Figures
from hub.ledger.years import month_end
from hub.sdk.accounting import Period

__all__ = ["Held", "has_another", "holding", "holds_pay"]

MOST = 40
"""So many receipts with the same amount on the same account tell nothing any more."""

HOLDING = text(
    """
    WITH candidate AS (
        SELECT DISTINCT receipt_id FROM entry
         WHERE tenant_id = :tenant AND book_id = :book AND layer = 'movement' AND account = :account
           AND date BETWEEN :start AND :end AND amount = ANY(:amounts)
         ORDER BY receipt_id LIMIT :most
    )
    SELECT r.id, r.source_id, r.type, r.number, r.private, r.invoice_id, e.account, sum(e.amount)::bigint AS amount
      FROM candidate JOIN receipt r ON r.tenant_id = :tenant AND r.id = candidate.receipt_id
      JOIN entry e ON e.tenant_id = r.tenant_id AND e.receipt_id = r.id
     WHERE e.account NOT LIKE '~%' GROUP BY r.id, r.tenant_id, e.account ORDER BY r.id
    """
)
BESIDES = text(
    """
    SELECT count(*) FROM receipt
     WHERE tenant_id = :tenant AND book_id = :book AND layer = 'movement' AND id <> :id
       AND date BETWEEN :start AND :end AND type = :type
       AND ((invoice_id IS NOT NULL AND invoice_id = :invoice) OR (number <> '' AND number = :number))
    """
)
PAY = text(
    """
    SELECT EXISTS (SELECT FROM receipt WHERE tenant_id = :tenant AND book_id = :book AND private
                      AND date BETWEEN :start AND :end)
    """
)


@dataclass(frozen=True, slots=True)
class Held:
    """A receipt that we hold, with its sums by account in minor units; zeros are left out."""

    id: int
    source_id: str
    type: str
    number: str
    private: bool
    invoice_id: str | None
    sums: Mapping[str, int]


def holding(figures: Figures, month: date, account: str, amounts: Iterable[int]) -> list[Held]:
    """List the official receipts of a month with one of some amounts on an account, the oldest first."""
    given = {"start": month, "end": month_end(month), "account": account, "amounts": list(amounts), "most": MOST}
    found: dict[int, Held] = {}
    for row in figures.db.execute(HOLDING, {**figures.of_book, **given}):
        facts = row.id, row.source_id, row.type, row.number, row.private, row.invoice_id
        sums = dict(found[row.id].sums) if row.id in found else {}
        found[row.id] = Held(*facts, sums | ({row.account: row.amount} if row.amount else {}))
    return list(found.values())


def has_another(figures: Figures, month: date, held: Held) -> bool:
    """Tell whether there is another receipt of the month by the same number or for the same invoice."""
    given = {"start": month, "end": month_end(month), "id": held.id, "type": held.type}
    facts = {"invoice": held.invoice_id, "number": held.number}
    return bool(figures.db.execute(BESIDES, {**figures.of_book, **given, **facts}).scalar())


def holds_pay(figures: Figures, period: Period) -> bool:
    """Tell whether there is any receipt of personal pay in a period, official or not, with rows or without."""
    return bool(figures.db.execute(PAY, {**figures.of_book, "start": period.start, "end": period.end}).scalar())

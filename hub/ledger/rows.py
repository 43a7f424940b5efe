"""Receipts behind the figures, as far as somebody may see them, and what moved before a day.

How personal pay is shown is said in :mod:`hub.ledger.lines`.
"""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import text

from hub.ledger.figures import Figures
from hub.ledger.years import DAY, month_end
from hub.sdk.accounting import UNBALANCED, Layer, Period
from hub.sdk.reports import LedgerLine, ReceiptView, Unbalanced
from hub.texts import read

__all__ = ["moved_before", "receipt", "unbalanced"]

BEFORE_IN_MONTH = text(
    """
    SELECT coalesce(sum(amount), 0)::bigint FROM entry
     WHERE tenant_id = :tenant AND book_id = :book AND account = :account AND layer = 'movement'
       AND date BETWEEN :start AND :end AND (:detail OR NOT private)
    """
)

RECEIPT = text(
    """
    SELECT id, source_id, type, status, layer, name, date, number, private, text, finding, stored_at FROM receipt
     WHERE tenant_id = :tenant AND book_id = :book AND source_id = :source_id
    """
)
RECEIPT_LINES = text(
    """
    SELECT account, date, amount, text, sum(amount) OVER (ORDER BY line)::bigint AS balance FROM entry
     WHERE tenant_id = :tenant AND receipt_id = :id ORDER BY line
    """
)

UNBALANCED_RECEIPTS = text(
    """
    WITH lacking AS MATERIALIZED (
        SELECT receipt_id, sum(amount)::bigint AS amount FROM entry
         WHERE tenant_id = :tenant AND book_id = :book AND account = :account AND layer = ANY(:layers)
         GROUP BY receipt_id
    )
    SELECT r.source_id, r.number, r.name, r.date, lacking.amount, r.layer, r.finding, r.private
      FROM lacking JOIN receipt r ON r.tenant_id = :tenant AND r.id = lacking.receipt_id
     WHERE r.layer <> 'pending' OR :detail OR NOT r.private
     ORDER BY r.date, r.id
    """
)


def moved_before(figures: Figures, account: str, year: Period, day: date, *, detail: bool) -> int:
    """Sum what moved on an account in a fiscal year before a day; pay that is shown summed counts when it is dated."""
    month = max(day.replace(day=1), year.start)
    moved = figures.sums(Period(year.start, month - DAY)).get(account, 0)
    if day > month:
        given = {"account": account, "start": month, "end": day - DAY, "detail": detail}
        moved += figures.db.execute(BEFORE_IN_MONTH, {**figures.of_book, **given}).scalar_one()
    return moved


def receipt(figures: Figures, source_id: str, *, detail: bool) -> ReceiptView | None:
    """Read one receipt with its lines, their balance running within it; None for one that may not be opened."""
    row = figures.db.execute(RECEIPT, {**figures.of_book, "source_id": source_id}).one_or_none()
    if row is None or (row.private and not detail):
        return None
    found = figures.db.execute(RECEIPT_LINES, {**figures.of_book, "id": row.id})
    layer = Layer(row.layer)
    return ReceiptView(
        source_id=row.source_id,
        type=row.type,
        status=row.status,
        layer=layer,
        name=row.name,
        date=row.date,
        number=row.number,
        text=row.text,
        lines=tuple(
            LedgerLine(
                account=line.account,
                date=line.date,
                amount=line.amount,
                balance=line.balance,
                text=line.text,
                receipt_id=row.source_id,
                receipt_number=row.number,
                receipt_type=row.type,
                receipt_name=row.name,
                layer=layer,
            )
            for line in found
        ),
        finding=read(row.finding),
        synced_at=row.stored_at,
    )


def unbalanced(figures: Figures, *, detail: bool, layers: Sequence[Layer]) -> list[Unbalanced]:
    """List the receipts on *Does not balance*; without the right to see pay, slips make one row a month."""
    named, summed = [], dict[date, int]()
    told = [Layer.OPENING.value, *(each.value for each in layers)]
    given = {"account": UNBALANCED, "layers": told, "detail": detail}
    for row in figures.db.execute(UNBALANCED_RECEIPTS, {**figures.of_book, **given}):
        if row.private and not detail:
            month = month_end(row.date)
            summed[month] = summed.get(month, 0) + row.amount
        elif row.amount:
            layer = Layer(row.layer)
            said = read(row.finding)
            named.append(Unbalanced(row.source_id, row.number, row.name, row.date, row.amount, layer, said))
    salaries = [
        Unbalanced("", "", _("Salaries"), month, amount, Layer.MOVEMENT, "")
        for month, amount in summed.items()
        if amount
    ]
    return sorted([*named, *salaries], key=lambda each: each.date)

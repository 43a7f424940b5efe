"""What is open of a side's invoices at a day."""

from datetime import date

from sqlalchemy import text

from hub.ledger.figures import Figures
from hub.sdk.invoices import Side
from hub.sdk.reports import OpenItem, OpenItems

__all__ = ["open_items"]

READ = text("SELECT read_at FROM invoices_read WHERE tenant_id = :tenant AND book_id = :book AND side = :side")

OPEN = text(
    """
    WITH settled AS MATERIALIZED (
        SELECT p.invoice_id, sum(p.amount) FILTER (WHERE p.date <= :day)::bigint AS amount,
               sum(p.amount)::bigint AS in_all
          FROM payment_event p WHERE p.tenant_id = :tenant AND p.book_id = :book GROUP BY p.invoice_id
    )
    SELECT i.source_id, i.number, i.reference, i.partner, i.partner_number, i.partner_code, i.date, i.due, i.amount,
           i.currency, coalesce(s.amount, 0) AS settled, i.is_paid AND coalesce(s.in_all, 0) <> i.amount AS in_doubt,
           (SELECT min(r.source_id) FROM receipt r
             WHERE r.tenant_id = i.tenant_id AND r.book_id = i.book_id AND r.date = i.date
               AND r.invoice_id = i.source_id AND NOT r.private) AS receipt_id
      FROM invoice i LEFT JOIN settled s ON s.invoice_id = i.source_id
     WHERE i.tenant_id = :tenant AND i.book_id = :book AND i.side = :side AND i.layer = 'movement' AND i.date <= :day
       AND (i.amount <> coalesce(s.amount, 0) OR i.currency = 'XXX')
     ORDER BY i.due, i.date, i.number, i.source_id
    """
)
"""Invoices dated up to a day of which payments dated up to it leave something open, those due first.

A receipt bears the date of its invoice, which is how it is found without an index of its own.
"""


def open_items(figures: Figures, day: date, side: Side) -> OpenItems | None:
    """Read what is open; None until the side's invoices have all been read once."""
    given = {**figures.of_book, "day": day, "side": side}
    read_at = figures.db.scalar(READ, given)
    if read_at is None:
        return None
    items = (OpenItem(side=side, **row._asdict()) for row in figures.db.execute(OPEN, given))
    return OpenItems(day, read_at, tuple(items))

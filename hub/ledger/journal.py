"""The journal: receipts in order of date and number, each with its lines, as far as somebody may see them."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row, text

from hub.ledger.figures import Figures
from hub.sdk.accounting import Layer, Period
from hub.sdk.reports import LedgerLine, ReceiptView
from hub.texts import read

__all__ = ["journal"]

JOURNAL = text(
    """
    WITH booked AS (
        SELECT r.id, r.source_id, r.type, r.status, r.name, r.number, r.text AS about, r.finding, r.stored_at, r.date,
               r.private AND NOT :detail AS hidden, e.line, e.account, e.amount, e.text
          FROM receipt r JOIN entry e ON e.tenant_id = r.tenant_id AND e.receipt_id = r.id
         WHERE r.tenant_id = :tenant AND r.book_id = :book AND r.layer = 'movement' AND r.date BETWEEN :start AND :end
    ), shown AS (
        SELECT id, source_id, type, status, name, number, about, finding, stored_at, date, line, account, amount, text,
               1 AS rows
          FROM booked WHERE NOT hidden
        UNION ALL
        SELECT NULL, '', '', '', '', '', '', NULL, NULL,
               least(CAST(:end AS date), (date_trunc('month', date::timestamp) + interval '1 month -1 day')::date),
               CASE WHEN amount > 0 THEN 1 ELSE 2 END, account, sum(amount)::bigint, '', count(*)
          FROM booked WHERE hidden GROUP BY 10, 11, 12
    )
    SELECT * FROM shown
     ORDER BY date, id IS NULL, length(number), number, id, CASE WHEN id IS NULL THEN account END, line
    """
)


def journal(figures: Figures, period: Period, *, detail: bool) -> Iterator[ReceiptView]:
    """Read the official receipts of whole months, each whole."""
    given = {"start": period.start, "end": period.end, "detail": detail}
    rows = figures.db.execute(JOURNAL, {**figures.of_book, **given})
    for _key, of_receipt in groupby(rows, key=lambda row: (row.date, row.id)):
        yield _view(list(of_receipt))


def _view(rows: list[Row[Any]]) -> ReceiptView:
    first, balance = rows[0], 0
    lines = []
    for row in rows:
        balance += row.amount
        lines.append(_line(row, balance))
    return ReceiptView(
        source_id=first.source_id,
        type=first.type,
        status=first.status,
        layer=Layer.MOVEMENT,
        name=first.name if first.id is not None else _("Salaries"),
        date=first.date,
        number=first.number,
        text=first.about,
        lines=tuple(lines),
        finding=read(first.finding) if first.finding is not None else "",
        synced_at=first.stored_at,
    )


def _line(row: Row[Any], balance: int) -> LedgerLine:
    said = row.text if row.id is not None else ngettext("Salaries, %(num)s row", "Salaries, %(num)s rows", row.rows)
    return LedgerLine(
        account=row.account,
        date=row.date,
        amount=row.amount,
        balance=balance,
        text=said,
        receipt_id=row.source_id or None,
        receipt_number=row.number,
        receipt_type=row.type,
        receipt_name=row.name,
        layer=Layer.MOVEMENT,
        rows=row.rows,
    )

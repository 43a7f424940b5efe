"""What receipts moved by partner; no personal pay is ever among them, whoever asks."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace
from sqlalchemy import text

from hub.ledger.figures import Figures
from hub.sdk.accounting import Layer, Period
from hub.sdk.reports import LedgerLine, PartnerRows, PartnerTotal

__all__ = ["lines", "totals"]

TOTALS = text(
    """
    SELECT coalesce(nullif(r.partner_code, ''), r.name) AS key,
           (array_agg(r.name ORDER BY r.date DESC, r.id DESC))[1] AS name,
           sum(e.amount)::bigint AS amount, count(DISTINCT r.id) AS receipts
      FROM receipt r JOIN entry e ON e.tenant_id = r.tenant_id AND e.receipt_id = r.id
     WHERE r.tenant_id = :tenant AND r.book_id = :book AND r.date BETWEEN :start AND :end
       AND r.type = ANY(:kinds) AND r.layer = 'movement' AND NOT r.private AND e.account ~ '^[3-9]'
     GROUP BY 1 ORDER BY abs(sum(e.amount)) DESC, 1
    """
)
LINES = text(
    """
    SELECT e.account, r.date, e.amount, e.text, r.source_id, r.number, r.type, r.name
      FROM receipt r JOIN entry e ON e.tenant_id = r.tenant_id AND e.receipt_id = r.id
     WHERE r.tenant_id = :tenant AND r.book_id = :book AND r.date BETWEEN :start AND :end
       AND r.type = ANY(:kinds) AND r.layer = 'movement' AND NOT r.private AND e.account ~ '^[3-9]'
       AND coalesce(nullif(r.partner_code, ''), r.name) = :key
     ORDER BY e.account, r.date, r.id, e.line
    """
)


def totals(figures: Figures, kinds: Sequence[str], period: Period) -> Sequence[PartnerTotal]:
    """Sum receipts of some types, dated in some days, by partner; the largest first."""
    given = {**figures.of_book, "kinds": list(kinds), "start": period.start, "end": period.end}
    return [PartnerTotal(row.key, row.name, row.amount, row.receipts) for row in figures.db.execute(TOTALS, given)]


def lines(figures: Figures, wanted: PartnerRows, period: Period) -> Iterator[LedgerLine]:
    """Read a partner's rows, account by account, with the account's balance running among them."""
    given = {**figures.of_book, "kinds": list(wanted.kinds), "start": period.start, "end": period.end}
    found = [
        LedgerLine(
            account=row.account,
            date=row.date,
            amount=row.amount,
            balance=0,
            text=row.text,
            receipt_id=row.source_id,
            receipt_number=row.number,
            receipt_type=row.type,
            receipt_name=row.name,
            layer=Layer.MOVEMENT,
        )
        for row in figures.db.execute(LINES, {**given, "key": wanted.key})
    ]
    for _account, of_account in groupby(found, key=lambda line: line.account):
        balance = 0
        for line in of_account:
            balance += line.amount
            yield replace(line, balance=balance)

"""VAT by its kind and by its month: what receipts tell and what summaries have booked.

The VAT of a row is its part of *VAT not yet summarised*, to the cent as the receipt explains it. Personal pay that the
reader may not see is one kind for itself, whose base is not told: of a single slip it would be the gross.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from flask_babel import ngettext
from msgspec.structs import replace
from sqlalchemy import Row, text

from hub.ledger.clearing import marks_of, vat_month
from hub.ledger.figures import Figures
from hub.ledger.years import month_end
from hub.sdk.accounting import VAT_CLEARING, Layer, Period
from hub.sdk.reports import LedgerLine, VatKind, VatMonth, VatRows, VatTotal

__all__ = ["lines", "months", "totals"]

MONTHS = text(
    """
    SELECT item, sum(net)::bigint AS net, bool_or(net <> 0) AS is_there FROM item_balance
     WHERE tenant_id = :tenant AND book_id = :book AND layer = 'movement' AND account = :account AND item = ANY(:items)
     GROUP BY item
    """
)

ROWS = text(
    """
    WITH booked AS MATERIALIZED (
        SELECT receipt_id, of AS line, right(share_items[1], 1) = '+' AS of_summary,
               min(date) AS date, min(text) AS text, sum(amount)::bigint AS amount
          FROM entry
         WHERE tenant_id = :tenant AND book_id = :book AND account = :account AND layer = 'movement'
           AND share_items[1] = ANY(:items)
           AND date >= (SELECT min(month) FROM item_balance
                         WHERE tenant_id = :tenant AND book_id = :book AND layer = 'movement' AND account = :account
                           AND item = ANY(:items))
         GROUP BY 1, 2, 3
    ), bearing AS MATERIALIZED (
        SELECT e.receipt_id, e.line, e.account, e.date, e.text, e.amount, e.vat_type, e.vat_status,
               coalesce(e.vat_percent, 0) AS percent, coalesce(e.vat_deduction_percent, 100) / 100 AS part,
               e.amount * coalesce(e.vat_percent, 0) / 100 AS whole
          FROM receipt r JOIN entry e ON e.tenant_id = r.tenant_id AND e.receipt_id = r.id
         WHERE r.tenant_id = :tenant AND r.book_id = :book AND r.layer = 'movement'
           AND (r.vat_month BETWEEN :first AND :last OR r.vat_month IS NULL AND r.date BETWEEN :first AND :last)
           AND e.account <> :account AND (e.vat_percent <> 0 OR e.vat_type IS NOT NULL)
    ), joined AS (
        SELECT receipt_id, line, b.account, coalesce(b.date, c.date) AS date, coalesce(b.text, c.text) AS text,
               b.vat_type, b.vat_status, b.percent, coalesce(c.of_summary, false) AS of_summary,
               b.amount AS base, coalesce(c.amount, 0) AS vat,
               b.line IS NULL OR c.amount IS NOT NULL OR b.part = 0 OR round(b.whole) = 0 AS carried,
               CASE WHEN abs(c.amount - b.whole) <= abs(c.amount - b.whole * b.part)
                    THEN round(c.amount * b.part) ELSE coalesce(c.amount, 0) END AS deductible
          FROM bearing b FULL JOIN booked c USING (receipt_id, line)
    )
    SELECT CASE WHEN seen THEN vat_type END AS vat_type, CASE WHEN seen THEN vat_status END AS vat_status,
           CASE WHEN seen THEN percent END AS percent, carried OR NOT seen AS carried, NOT seen AS hidden, of_summary,
           CASE WHEN :single THEN receipt_id END AS receipt_id, CASE WHEN :single THEN line END AS line,
           coalesce(sum(base), 0)::bigint AS base, sum(vat)::bigint AS vat, sum(deductible)::bigint AS deductible,
           min(account) AS account, min(joined.date) AS date, min(joined.text) AS text,
           min(source_id) AS source_id, min(number) AS number, min(type) AS type, min(name) AS name
      FROM joined JOIN receipt r ON r.tenant_id = :tenant AND r.id = receipt_id,
           LATERAL (SELECT :detail OR NOT r.private AS seen)
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
     ORDER BY 1, 2, 3, 4, 5, 6
    """
)
"""Rows that bear VAT, each with what it has on the clearing account, and what summaries have there; single or summed.

A row whose VAT stands there in full is deducted by its percent; where the receipt has left the undeductible part to the
cost, what stands there is deductible as a whole. The balances tell from which month on there is anything to be found.
"""


def totals(figures: Figures, period: Period, *, detail: bool) -> list[VatTotal]:
    """Sum VAT months by kind of VAT."""
    found = [
        VatTotal(_kind(row), None if row.hidden else row.base, row.vat, row.deductible)
        for row in _rows(figures, period, single=False, detail=detail)
        if not row.of_summary
    ]
    return [each for each in found if each.base or each.vat]


def months(figures: Figures, period: Period) -> list[VatMonth]:
    """Tell of each VAT month what is booked of it."""
    told, summarised = dict[date, int](), dict[date, int]()
    for row in figures.db.execute(MONTHS, _given(figures, period)):
        if row.is_there:
            month, of_summary = vat_month(row.item)
            (summarised if of_summary else told)[month] = row.net
    return [
        VatMonth(month, told.get(month, 0), summarised.get(month, 0), month in summarised)
        for month in sorted({*told, *summarised})
    ]


def lines(figures: Figures, wanted: VatRows, period: Period, *, detail: bool) -> Iterator[LedgerLine]:
    """Read rows of VAT months."""
    rows = sorted(_rows(figures, period, single=True, detail=detail), key=lambda row: (row.receipt_id, row.line or 0))
    if wanted.figure in ("base", "vat"):
        rows = [row for row in rows if not row.of_summary and (not wanted.kinds or _kind(row) in wanted.kinds)]
    elif wanted.figure == "summary":
        rows = [row for row in rows if row.of_summary]
    made = _bases(rows) if wanted.figure == "base" else _taxes(rows)
    return _running(sorted(made, key=lambda each: (each.account, each.date)))


def _rows(figures: Figures, period: Period, *, single: bool, detail: bool) -> Sequence[Row[Any]]:
    return figures.db.execute(ROWS, {**_given(figures, period), "single": single, "detail": detail}).all()


def _given(figures: Figures, period: Period) -> dict[str, object]:
    first, last = period.start.replace(day=1), month_end(period.end)
    return {**figures.of_book, "account": VAT_CLEARING, "items": marks_of(first, last), "first": first, "last": last}


def _kind(row: Row[Any]) -> VatKind:
    return VatKind(row.vat_type, row.vat_status, row.percent, row.carried, row.hidden)


def _bases(rows: Iterable[Row[Any]]) -> Iterator[LedgerLine]:
    return (_line(row, row.account, row.base) for row in rows if row.base and not row.hidden)


def _taxes(rows: Sequence[Row[Any]]) -> Iterator[LedgerLine]:
    yield from (_line(row, VAT_CLEARING, row.vat) for row in rows if row.vat and not row.hidden)
    pay: dict[tuple[date, bool], list[int]] = {}
    for row in rows:
        if row.vat and row.hidden:
            pay.setdefault((month_end(row.date), row.vat > 0), []).append(row.vat)
    for (day, _is_debit), amounts in pay.items():
        said = ngettext("Salaries, %(num)s row", "Salaries, %(num)s rows", len(amounts))
        facts = VAT_CLEARING, day, sum(amounts), 0, said
        yield LedgerLine(*facts, None, "", "", "", Layer.MOVEMENT, rows=len(amounts))


def _line(row: Row[Any], account: str, amount: int) -> LedgerLine:
    return LedgerLine(
        account=account,
        date=row.date,
        amount=amount,
        balance=0,
        text=row.text,
        receipt_id=row.source_id,
        receipt_number=row.number,
        receipt_type=row.type,
        receipt_name=row.name,
        layer=Layer.MOVEMENT,
    )


def _running(found: Iterable[LedgerLine]) -> Iterator[LedgerLine]:
    balances: dict[str, int] = {}
    for each in found:
        balances[each.account] = balances.get(each.account, 0) + each.amount
        yield replace(each, balance=balances[each.account])

"""The rows behind the figures, as far as somebody may see them.

Personal pay is shown by name only to those with the right *payroll detail*. Everybody else sees one sum of debits and
one of credits per account and month, so that what is shown adds up to either; they are dated at the month's end (or
the fiscal year's, if that ends before), whatever days are asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import text

from hub.ledger.figures import Figures
from hub.ledger.years import DAY, month_end
from hub.sdk.accounting import UNBALANCED, Layer, Period
from hub.sdk.reports import UNALLOCATED, UNDIVIDED_PAY, LedgerLine, Part, ReceiptView, Unbalanced
from hub.texts import read

__all__ = ["Share", "lines", "moved_before", "receipt", "unbalanced"]

LINES = text(
    """
    WITH year AS (
        SELECT * FROM unnest(CAST(:starts AS date[]), CAST(:ends AS date[]), CAST(:bases AS bigint[]))
                   AS year (first_day, last_day, base)
    ), named AS (
        SELECT e.date, e.receipt_id, e.line, e.text, r.source_id, r.number, r.type, r.name, e.layer, 1 AS rows,
               CASE WHEN :whole THEN e.amount ELSE CASE WHEN :rest THEN e.amount - (
                   SELECT coalesce(sum(share.amount), 0)::bigint
                     FROM unnest(e.share_items, e.share_amounts) AS share (item, amount)
                    WHERE share.item = ANY(CAST(:listed AS text[]))) ELSE 0 END + (
                   SELECT coalesce(sum(share.amount), 0)::bigint
                     FROM unnest(e.share_items, e.share_amounts) AS share (item, amount)
                    WHERE share.item = ANY(CAST(:items AS text[]))) END AS amount
          FROM entry e JOIN receipt r ON r.tenant_id = e.tenant_id AND r.id = e.receipt_id
         WHERE e.tenant_id = :tenant AND e.book_id = :book AND e.account = :account AND e.layer = ANY(:layers)
           AND e.date BETWEEN :start AND :end AND (:detail OR NOT r.private)
    ), summed AS (
        SELECT least(last_day, (date_trunc('month', e.date::timestamp) + interval '1 month -1 day')::date) AS date,
               CASE WHEN e.amount > 0 THEN 1 ELSE 2 END AS line, sum(e.amount)::bigint AS amount, count(*) AS rows
          FROM entry e JOIN receipt r ON r.tenant_id = e.tenant_id AND r.id = e.receipt_id
          JOIN year ON e.date BETWEEN first_day AND last_day
         WHERE e.tenant_id = :tenant AND e.book_id = :book AND e.account = :account AND e.layer = ANY(:layers)
           AND e.layer <> 'pending' AND e.date BETWEEN :month_start AND :end AND r.private AND NOT :detail AND :with_pay
         GROUP BY 1, 2
    ), shown AS (
        SELECT date, receipt_id, line, amount, text, source_id, number, type, name, layer, rows
          FROM named WHERE :whole OR amount <> 0
        UNION ALL
        SELECT date, NULL, line, amount, '', NULL, '', '', '', 'movement', rows
          FROM summed WHERE date BETWEEN :start AND :end
    )
    SELECT date, amount, text, source_id, number, type, name, layer, rows,
           (base + sum(amount) OVER (PARTITION BY first_day ORDER BY date, receipt_id, line))::bigint AS balance
      FROM shown JOIN year ON date BETWEEN first_day AND last_day
     ORDER BY date, receipt_id, line OFFSET :after LIMIT :limit
    """
)
"""Whole rows, or of each the share that it has in some items, or in none of those that its dimension lists."""

BEFORE_IN_MONTH = text(
    """
    SELECT coalesce(sum(e.amount), 0)::bigint
      FROM entry e JOIN receipt r ON r.tenant_id = e.tenant_id AND r.id = e.receipt_id
     WHERE e.tenant_id = :tenant AND e.book_id = :book AND e.account = :account AND e.layer = 'movement'
       AND e.date BETWEEN :start AND :end AND (:detail OR NOT r.private)
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


@dataclass(frozen=True, slots=True)
class Share:
    """Which share of a row is meant.

    :param items: source ids of the items whose share it is
    :param listed: source ids of all items of their dimension
    :param rest: whether what is allocated to none of these belongs to it
    :param pay: whether personal pay belongs to it that is not divided
    """

    items: list[str]
    listed: list[str]
    rest: bool
    pay: bool

    @classmethod
    def of(cls, part: Part, listed: Sequence[str]) -> Self:
        """Read it off a part of a dimension."""
        items = [each for each in part.items if each in frozenset(listed)]
        return cls(items, list(listed), UNALLOCATED in part.items, UNDIVIDED_PAY in part.items)


def lines(
    figures: Figures,
    account: str,
    period: Period,
    *,
    years: Sequence[tuple[Period, int]],
    detail: bool,
    page: tuple[int, int | None],
    layers: Sequence[Layer],
    share: Share | None = None,
) -> Iterator[LedgerLine]:
    """Read an account's ledger in a period.

    :param years: the fiscal years the period touches, with the account's balance before its first row shown in each
    :param page: how many rows to leave out at the start, and how many to give at the most
    :param share: which share of each row is meant; the whole row if None
    """
    given = {
        "account": account,
        "start": period.start,
        "end": period.end,
        "month_start": period.start.replace(day=1),
        "starts": [year.start for year, _ in years],
        "ends": [year.end for year, _ in years],
        "bases": [base for _, base in years],
        "detail": detail,
        "after": page[0],
        "limit": page[1],
        "layers": [each.value for each in layers],
        "whole": share is None,
        "rest": share is not None and share.rest,
        "listed": share.listed if share else [],
        "items": share.items if share else [],
        "with_pay": share is None or share.pay,
    }
    for row in figures.db.execute(LINES, {**figures.of_book, **given}):
        yield LedgerLine(
            account=account,
            date=row.date,
            amount=row.amount,
            balance=row.balance,
            text=row.text if row.source_id else ngettext("Salaries, %(num)s row", "Salaries, %(num)s rows", row.rows),
            receipt_id=row.source_id,
            receipt_number=row.number,
            receipt_type=row.type,
            receipt_name=row.name,
            layer=Layer(row.layer),
            rows=row.rows,
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

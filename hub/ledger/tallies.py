"""Counts and sums that reports and findings say beside the figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from hub.ledger.clearing import vat_month
from hub.ledger.figures import Figures, split
from hub.sdk.accounting import VAT_CLEARING, Layer, Period
from hub.texts import read

__all__ = [
    "Clearing",
    "Outside",
    "clearing",
    "last_booked",
    "not_official",
    "outside",
    "pending_clearing",
    "remarks",
    "used_accounts",
]

USED_ACCOUNTS = text("SELECT DISTINCT account FROM month_balance WHERE tenant_id = :tenant AND book_id = :book")
OUTSIDE = text(
    """
    SELECT min(date) AS first_day, max(date) AS last_day, count(*) AS receipts FROM receipt
     WHERE tenant_id = :tenant AND book_id = :book AND date BETWEEN :start AND :end AND layer = 'movement'
    """
)
CLEARING = text(
    """
    SELECT item, sum(net)::bigint AS net FROM item_balance
     WHERE tenant_id = :tenant AND book_id = :book AND layer = 'movement' AND account = :account
       AND month BETWEEN :start AND :end
     GROUP BY item
    """
)
CLEARING_DAYS = text(
    """
    SELECT share_items[1] AS item, sum(amount)::bigint AS net FROM entry
     WHERE tenant_id = :tenant AND book_id = :book AND layer = 'movement' AND account = :account
       AND date BETWEEN :start AND :end
     GROUP BY 1
    """
)
PENDING_CLEARING = text(
    """
    SELECT e.share_items[1] AS item, sum(e.amount)::bigint AS net
      FROM entry e
     WHERE e.tenant_id = :tenant AND e.layer = 'pending' AND e.account = :account AND e.date BETWEEN :start AND :end
       AND e.receipt_id = ANY(ARRAY(SELECT id FROM receipt
                                     WHERE tenant_id = :tenant AND book_id = :book
                                       AND layer IN ('pending', 'left_out') AND (:detail OR NOT private)))
     GROUP BY 1
    """
)
NOT_OFFICIAL = text(
    """
    SELECT r.type, r.status, count(DISTINCT r.id) AS receipts,
           CASE WHEN :detail OR NOT bool_or(r.private)
                THEN coalesce(sum(greatest(e.amount, 0)), 0)::bigint END AS debit
      FROM receipt r LEFT JOIN entry e ON e.tenant_id = r.tenant_id AND e.receipt_id = r.id
     WHERE r.tenant_id = :tenant AND r.book_id = :book AND r.layer IN ('pending', 'left_out')
       AND r.date BETWEEN :start AND :end
       AND (r.layer = ANY(:layers) AND (:detail OR NOT r.private)) = :counted
     GROUP BY r.type, r.status ORDER BY r.type, r.status
    """
)
LAST_BOOKED = text(
    """
    SELECT e.account, max(r.date) AS day FROM receipt r
      JOIN entry e ON e.tenant_id = r.tenant_id AND e.receipt_id = r.id
     WHERE r.tenant_id = :tenant AND r.book_id = :book AND r.date BETWEEN :start AND :end
       AND r.type = :type AND r.layer = 'movement' AND NOT r.private
     GROUP BY e.account ORDER BY e.account
    """
)
REMARKS = text(
    """
    SELECT r.number, r.name, r.private, r.finding FROM receipt r
     WHERE r.tenant_id = :tenant AND r.book_id = :book AND r.finding <> '""'
       AND NOT EXISTS (SELECT FROM entry e WHERE e.tenant_id = r.tenant_id AND e.receipt_id = r.id
                          AND e.account = :account)
     ORDER BY r.date DESC, r.id
    """
)


@dataclass(frozen=True, slots=True)
class Clearing:
    """What is left of a VAT month on *VAT not yet summarised*, and whether a VAT summary of that month is there."""

    amount: int
    summarised: bool


@dataclass(frozen=True, slots=True)
class Outside:
    """Receipts outside every fiscal year of the source."""

    first: date
    last: date
    receipts: int


@dataclass(frozen=True, slots=True)
class Remark:
    """A receipt that sums to zero and still has something to be said about it."""

    number: str
    name: str
    private: bool
    text: str


def used_accounts(figures: Figures) -> set[str]:
    """List the accounts that carry anything."""
    return set(figures.db.execute(USED_ACCOUNTS, figures.of_book).scalars())


def outside(figures: Figures, period: Period) -> Outside | None:
    """Count the official receipts of a stretch of days that no fiscal year holds."""
    row = figures.db.execute(OUTSIDE, {**figures.of_book, "start": period.start, "end": period.end}).one()
    return Outside(row.first_day, row.last_day, row.receipts) if row.receipts else None


def clearing(figures: Figures, period: Period) -> Mapping[date, Clearing]:
    """Split what moved on *VAT not yet summarised* by VAT month; settled months are not among them."""
    whole, odd = split(period)
    stretches = [(CLEARING, whole)] if whole else []
    amounts: dict[date, int] = {}
    summarised: set[date] = set()
    for statement, days in [*stretches, *((CLEARING_DAYS, each) for each in odd)]:
        given = {**figures.of_book, "account": VAT_CLEARING, "start": days.start, "end": days.end}
        for row in figures.db.execute(statement, given):
            month, of_summary = vat_month(row.item)
            amounts[month] = amounts.get(month, 0) + row.net
            summarised |= {month} if of_summary and row.net else set()
    return {month: Clearing(amounts[month], month in summarised) for month in sorted(amounts) if amounts[month]}


def pending_clearing(figures: Figures, period: Period, *, detail: bool) -> Mapping[date, int]:
    """Split by VAT month what receipts that await approval have on *VAT not yet summarised*."""
    given = {"account": VAT_CLEARING, "start": period.start, "end": period.end, "detail": detail}
    amounts: dict[date, int] = {}
    for row in figures.db.execute(PENDING_CLEARING, {**figures.of_book, **given}):
        month, _of_summary = vat_month(row.item)
        amounts[month] = amounts.get(month, 0) + row.net
    return amounts


def not_official(
    figures: Figures, period: Period, *, detail: bool, layers: Sequence[Layer], counted: bool = False
) -> Mapping[tuple[str, str], tuple[int, int | None]]:
    """Count what is not official by type and status, with the sum of its debits; None for that of personal pay.

    It is a sum over all accounts: of a single slip it would tell the gross.

    :param layers: what figures are made of
    :param counted: count what they have of it; else what they leave out
    """
    told = [each.value for each in layers]
    given = {"start": period.start, "end": period.end, "detail": detail, "layers": told, "counted": counted}
    rows = figures.db.execute(NOT_OFFICIAL, {**figures.of_book, **given})
    return {(row.type, row.status): (row.receipts, row.debit) for row in rows}


def last_booked(figures: Figures, kind: str, period: Period) -> Mapping[str, date]:
    """Tell on which day official receipts of a type last moved each account; personal pay is not told."""
    given = {**figures.of_book, "type": kind, "start": period.start, "end": period.end}
    return {row.account: row.day for row in figures.db.execute(LAST_BOOKED, given)}


def remarks(figures: Figures, besides: str) -> list[Remark]:
    """List what is said about receipts that carry nothing on an account, newest first."""
    rows = figures.db.execute(REMARKS, {**figures.of_book, "account": besides})
    return [Remark(row.number, row.name, row.private, read(row.finding)) for row in rows]

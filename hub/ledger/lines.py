"""The general ledger as a whole: the rows of accounts in one statement, read as they come.

Personal pay is shown by name only to those with the right *payroll detail*. Everybody else sees one sum of debits and
one of credits per account and month, so that what is shown adds up to either; they are dated at the month's end (or
the fiscal year's, if that ends before), whatever days are asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Self

from flask_babel import ngettext
from sqlalchemy import text

from hub.ledger.figures import Figures
from hub.ledger.years import month_end
from hub.sdk.accounting import FiscalYear, Layer, Period
from hub.sdk.reports import UNALLOCATED, UNDIVIDED_PAY, LedgerLine, Part

__all__ = ["Raw", "Reading", "Share", "balanced", "line_of", "lines"]

AT_A_TIME = 5_000

LINES = text(
    """
    WITH at AS (
        SELECT * FROM unnest(CAST(:accounts AS text[])) WITH ORDINALITY AS at (account, place)
    ), year AS (
        SELECT * FROM unnest(CAST(:starts AS date[]), CAST(:ends AS date[])) AS year (first_day, last_day)
    ), named AS (
        SELECT place - 1 AS place, e.date, e.receipt_id, e.line,
               CASE WHEN :whole THEN e.amount ELSE CASE WHEN :rest THEN e.amount - (
                   SELECT coalesce(sum(share.amount), 0)::bigint
                     FROM unnest(e.share_items, e.share_amounts) AS share (item, amount)
                    WHERE share.item = ANY(CAST(:listed AS text[]))) ELSE 0 END + (
                   SELECT coalesce(sum(share.amount), 0)::bigint
                     FROM unnest(e.share_items, e.share_amounts) AS share (item, amount)
                    WHERE share.item = ANY(CAST(:items AS text[]))) END AS amount,
               e.text, r.source_id, r.number, r.type, r.name, e.layer, 1 AS rows
          FROM at JOIN entry e ON e.tenant_id = :tenant AND e.book_id = :book AND e.account = at.account
          JOIN receipt r ON r.tenant_id = e.tenant_id AND r.id = e.receipt_id
         WHERE e.layer = ANY(:layers) AND e.date BETWEEN :start AND :end AND (:detail OR NOT e.private)
    ), summed (place, date, receipt, line, amount, text, source_id, number, type, name, layer, rows) AS (
        SELECT place - 1, least(last_day, (date_trunc('month', e.date::timestamp) + interval '1 month -1 day')::date),
               NULL::bigint, CASE WHEN e.amount > 0 THEN 1 ELSE 2 END, sum(e.amount)::bigint, '', NULL, '', '', '',
               'movement', count(*)
          FROM at JOIN entry e ON e.tenant_id = :tenant AND e.book_id = :book AND e.account = at.account
          JOIN year ON e.date BETWEEN first_day AND last_day
         WHERE e.layer = ANY(:layers) AND e.layer <> 'pending' AND e.date BETWEEN :month_start AND :end AND e.private
           AND NOT :detail AND :with_pay
         GROUP BY 1, 2, 4
    )
    SELECT * FROM named WHERE :whole OR amount <> 0
    UNION ALL
    SELECT * FROM summed WHERE date BETWEEN :start AND :end
    ORDER BY 1, 2, 3, 4
    """
)
"""Whole rows, or of each the share that it has in some items, or in none of those that its dimension lists."""


class Raw(NamedTuple):
    """A row as it is read.

    :ivar place: of its account among those asked for
    :ivar receipt: None where it sums personal pay: its debits on line 1, its credits on line 2
    """

    place: int
    date: date
    receipt: int | None
    line: int
    amount: int
    text: str
    source_id: str | None
    number: str
    type: str
    name: str
    layer: str
    rows: int


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


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read of a book.

    :param years: the fiscal years that the period touches
    :param before: an account's balance, counted from a fiscal year's opening, before a day
    :param detail: whether personal pay is shown by name
    :param share: which share of each row is meant, whose balances begin with it; the whole row if None
    """

    figures: Figures
    accounts: Sequence[str]
    period: Period
    years: Sequence[FiscalYear]
    before: Callable[[str, FiscalYear, date], int]
    detail: bool
    layers: Sequence[Layer]
    share: Share | None = None

    def year(self, day: date) -> FiscalYear:
        """Find the fiscal year of a day of the period."""
        return next(each for each in self.years if each.start <= day <= each.end)

    def pay_day(self, day: date) -> date:
        """Tell when the pay of a day is shown that is shown summed."""
        return min(month_end(day), self.year(day).end)

    def pay_start(self, day: date) -> date:
        """Tell from which day on pay is summed together with that of a day."""
        return max(day.replace(day=1), self.year(day).start)


def lines(reading: Reading, *, streamed: bool) -> Iterator[LedgerLine]:
    """Read every row of accounts, in their order.

    :param streamed: whether memory has to stay the same however many there are; few rows come sooner without
    """
    figures, share = reading.figures, reading.share
    given = {
        "accounts": list(reading.accounts),
        "start": reading.period.start,
        "end": reading.period.end,
        "month_start": reading.period.start.replace(day=1),
        "starts": [each.start for each in reading.years],
        "ends": [each.end for each in reading.years],
        "detail": reading.detail,
        "layers": [each.value for each in reading.layers],
        "whole": share is None,
        "rest": share is not None and share.rest,
        "listed": share.listed if share else [],
        "items": share.items if share else [],
        "with_pay": share is None or share.pay,
    }
    found = figures.db.execute(
        LINES,
        {**figures.of_book, **given},
        execution_options={"yield_per": AT_A_TIME, "stream_results": True} if streamed else {},
    )
    with found:
        yield from balanced(reading, map(Raw._make, found))


def balanced(reading: Reading, rows: Iterable[Raw], started: int | None = None) -> Iterator[LedgerLine]:
    """Let each account's balance run along its rows, in each fiscal year anew.

    :param started: the balance before the first row; None where the rows begin with the period
    """
    place, until, balance = -1, date.min, 0
    for row in rows:
        if row.place != place or row.date > until:
            year = reading.year(row.date)
            if started is None:
                since = max(year.start, reading.period.start)
                started = 0 if reading.share else reading.before(reading.accounts[row.place], year, since)
            place, until, balance, started = row.place, year.end, started, None
        balance += row.amount
        yield line_of(reading.accounts[place], row, balance)


def line_of(account: str, row: Raw, balance: int) -> LedgerLine:
    """Make a row as reports read it."""
    said = row.text if row.source_id else ngettext("Salaries, %(num)s row", "Salaries, %(num)s rows", row.rows)
    return LedgerLine(
        account,
        row.date,
        row.amount,
        balance,
        said,
        row.source_id,
        row.number,
        row.type,
        row.name,
        Layer(row.layer),
        row.rows,
        row.line,
    )

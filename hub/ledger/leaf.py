"""A leaf of the general ledger: some rows after or before a place, found by the index at any depth.

Rows stand in the order of the index ``ix_entry_account``, so that a leaf is read from its place on. The balance before
it is that of the nearer end of its month and, in the index alone, what has moved between that and the leaf. What is
personal pay, and for whom it is summed, is said in :mod:`hub.ledger.lines`.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import text

from hub.ledger.lines import Raw, Reading, balanced
from hub.ledger.years import DAY, month_end
from hub.sdk.accounting import Layer, Period
from hub.sdk.reports import LedgerLine, LedgerPlace

__all__ = ["LAST", "leaf", "pay_of"]

FORWARD = text(
    """
    SELECT place - 1, e.date, e.receipt_id, e.line, e.amount, e.text, r.source_id, r.number, r.type, r.name,
           e.layer, 1
      FROM (
        SELECT at.place, found.receipt_id, found.line
          FROM unnest(CAST(:accounts AS text[]), CAST(:days AS date[]), CAST(:receipts AS bigint[]),
                      CAST(:lines AS integer[])) WITH ORDINALITY AS at (account, day, receipt, line, place)
         CROSS JOIN LATERAL (
            SELECT date, receipt_id, line FROM entry
             WHERE tenant_id = :tenant AND book_id = :book AND account = at.account AND layer = ANY(:layers)
               AND (:detail OR NOT private) AND date BETWEEN :start AND :end
               AND (date, receipt_id, line) > (at.day, at.receipt, at.line)
             ORDER BY date ASC, receipt_id ASC, line ASC LIMIT :limit
         ) AS found
         ORDER BY at.place, found.date ASC, found.receipt_id ASC, found.line ASC LIMIT :limit
      ) AS place
      JOIN entry e ON e.tenant_id = :tenant AND e.receipt_id = place.receipt_id AND e.line = place.line
      JOIN receipt r ON r.tenant_id = :tenant AND r.id = place.receipt_id
     ORDER BY place.place, e.date ASC, e.receipt_id ASC, e.line ASC
    """
)
BACKWARD = text(
    """
    SELECT place - 1, e.date, e.receipt_id, e.line, e.amount, e.text, r.source_id, r.number, r.type, r.name,
           e.layer, 1
      FROM (
        SELECT at.place, found.receipt_id, found.line
          FROM unnest(CAST(:accounts AS text[]), CAST(:days AS date[]), CAST(:receipts AS bigint[]),
                      CAST(:lines AS integer[])) WITH ORDINALITY AS at (account, day, receipt, line, place)
         CROSS JOIN LATERAL (
            SELECT date, receipt_id, line FROM entry
             WHERE tenant_id = :tenant AND book_id = :book AND account = at.account AND layer = ANY(:layers)
               AND (:detail OR NOT private) AND date BETWEEN :start AND :end
               AND (date, receipt_id, line) < (at.day, at.receipt, at.line)
             ORDER BY date DESC, receipt_id DESC, line DESC LIMIT :limit
         ) AS found
         ORDER BY at.place, found.date DESC, found.receipt_id DESC, found.line DESC LIMIT :limit
      ) AS place
      JOIN entry e ON e.tenant_id = :tenant AND e.receipt_id = place.receipt_id AND e.line = place.line
      JOIN receipt r ON r.tenant_id = :tenant AND r.id = place.receipt_id
     ORDER BY place.place, e.date DESC, e.receipt_id DESC, e.line DESC
    """
)
"""The same the other way round."""
SUMMED = text(
    """
    SELECT at.place,
           least(last_day, (date_trunc('month', e.date::timestamp) + interval '1 month -1 day')::date) AS date,
           CASE WHEN e.amount > 0 THEN 1 ELSE 2 END AS line, sum(e.amount)::bigint AS amount, count(*) AS rows
      FROM unnest(CAST(:accounts AS text[]), CAST(:firsts AS date[]), CAST(:lasts AS date[]),
                  CAST(:places AS integer[])) AS at (account, first, last, place)
      JOIN entry e ON e.tenant_id = :tenant AND e.book_id = :book AND e.account = at.account
       AND e.date BETWEEN at.first AND at.last
      JOIN unnest(CAST(:starts AS date[]), CAST(:ends AS date[])) AS year (first_day, last_day)
           ON e.date BETWEEN first_day AND last_day
     WHERE e.layer = ANY(:layers) AND e.layer <> 'pending' AND e.private
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """
)
BEFORE = text(
    """
    SELECT coalesce(sum(amount), 0)::bigint FROM (
        SELECT amount, layer, private FROM entry
         WHERE tenant_id = :tenant AND book_id = :book AND account = :account AND date >= :since AND date < :date
        UNION ALL
        SELECT amount, layer, private FROM entry
         WHERE tenant_id = :tenant AND book_id = :book AND account = :account AND date = :date
           AND (receipt_id, line) < (CAST(:receipt AS bigint), CAST(:line AS integer))
    ) AS of_month WHERE layer = ANY(:layers) AND (:detail OR NOT private)
    """
)
FROM_THERE = text(
    """
    SELECT coalesce(sum(amount), 0)::bigint FROM (
        SELECT amount, layer, private FROM entry
         WHERE tenant_id = :tenant AND book_id = :book AND account = :account AND date > :date AND date <= :until
        UNION ALL
        SELECT amount, layer, private FROM entry
         WHERE tenant_id = :tenant AND book_id = :book AND account = :account AND date = :date
           AND (receipt_id, line) >= (CAST(:receipt AS bigint), CAST(:line AS integer))
    ) AS of_month WHERE layer = ANY(:layers) AND (:detail OR NOT private)
    """
)
"""The day itself apart: to compare whole places takes longer than to add up."""
PAY_FROM_THERE = text(
    """
    SELECT coalesce(sum(amount), 0)::bigint FROM entry
     WHERE tenant_id = :tenant AND book_id = :book AND account = :account AND date BETWEEN :since AND :until
       AND private AND layer = ANY(:layers) AND layer <> 'pending'
       AND CASE WHEN amount > 0 THEN 1 ELSE 2 END >= :first
    """
)
RECEIPT = text(
    """
    SELECT id FROM receipt
     WHERE tenant_id = :tenant AND book_id = :book AND source_id = :source_id AND (:detail OR NOT private)
    """
)
FIRST, LAST = -1, 2**63 - 1
"""Before every receipt of a day, and after: sums of personal pay close their day."""
LAST_LINE = 2**31 - 1
MIDDLE = 15
"""The day of a month after which its end is nearer."""


class Key(NamedTuple):
    """Where a row stands among the rows of some accounts."""

    place: int
    date: date
    receipt: int
    line: int


def leaf(
    reading: Reading, *, after: LedgerPlace | None, before: LedgerPlace | None, limit: int
) -> Iterator[LedgerLine]:
    """Read some rows of accounts in their order.

    :param after: leave out the rows of the first account up to here
    :param before: leave out the rows of the last account from here on, and give those nearest to it
    """
    low = _key(reading, 0, after) if after else Key(0, reading.period.start, FIRST, 0)
    last = len(reading.accounts) - 1
    high = _key(reading, last, before) if before else Key(last, reading.period.end, LAST, LAST_LINE)
    named = _named(reading, low, high, limit, back=before is not None)
    edge = _key_of(named[-1]) if len(named) == limit else None
    if edge:
        low, high = (Key(*edge[:3], edge.line - 1), high) if before else (low, Key(*edge[:3], edge.line + 1))
    pay = [] if reading.detail else list(_pay(reading, low, high))
    rows = sorted([*named, *(each for each in pay if low < _key_of(each) < high)], key=_key_of)
    rows = rows[-limit:] if before else rows[:limit]
    yield from balanced(reading, rows, _before(reading, rows[0], pay) if rows else None)


def pay_of(reading: Reading) -> Iterator[Raw]:
    """Sum all personal pay that is shown summed."""
    if not reading.detail:
        low, high = Key(0, reading.period.start, FIRST, 0), Key(len(reading.accounts) - 1, reading.period.end, LAST, 0)
        yield from _pay(reading, low, high)


def _key(reading: Reading, place: int, where: LedgerPlace) -> Key:
    """Find a place; a receipt that is not there any more, or not to be seen, stands for its day's beginning."""
    if not reading.period.start <= where.date <= reading.period.end:
        is_early = where.date < reading.period.start
        return Key(place, *((reading.period.start, FIRST, 0) if is_early else (reading.period.end, LAST, LAST_LINE)))
    if where.receipt_id is None:
        return Key(place, where.date, LAST, where.line)
    given = {"source_id": where.receipt_id, "detail": reading.detail}
    found = reading.figures.db.execute(RECEIPT, {**reading.figures.of_book, **given}).scalar()
    return Key(place, where.date, FIRST, 0) if found is None else Key(place, where.date, found, where.line)


def _key_of(row: Raw) -> Key:
    return Key(row.place, row.date, LAST if row.receipt is None else row.receipt, row.line)


def _named(reading: Reading, low: Key, high: Key, limit: int, *, back: bool) -> list[Raw]:
    """Read rows that stand by themselves, in the direction that is asked for."""
    accounts, period = list(reading.accounts), reading.period
    start, others = (high, (period.end, LAST, LAST_LINE)) if back else (low, (period.start, FIRST, 0))
    bounds = [start[1:], *[others] * (len(accounts) - 1)]
    given = {
        "accounts": accounts[::-1] if back else accounts,
        "days": [day for day, _, _ in bounds],
        "receipts": [receipt for _, receipt, _ in bounds],
        "lines": [line for _, _, line in bounds],
        "start": period.start,
        "end": period.end,
        "detail": reading.detail,
        "layers": [each.value for each in reading.layers],
        "limit": limit,
    }
    found = reading.figures.db.execute(BACKWARD if back else FORWARD, {**reading.figures.of_book, **given})
    rows = list(map(Raw._make, found))
    return [row._replace(place=len(accounts) - 1 - row.place) for row in rows] if back else rows


def _pay(reading: Reading, low: Key, high: Key) -> Iterator[Raw]:
    """Sum the personal pay that is shown between two places, and what is summed on the same days."""
    stretches = [
        (place, days) for place in range(low.place, high.place + 1) if (days := _days(reading, place, low, high))
    ]
    given = {
        "accounts": [reading.accounts[place] for place, _ in stretches],
        "places": [place for place, _ in stretches],
        "firsts": [days.start for _, days in stretches],
        "lasts": [days.end for _, days in stretches],
        "starts": [each.start for each in reading.years],
        "ends": [each.end for each in reading.years],
        "layers": [each.value for each in reading.layers],
    }
    found = reading.figures.db.execute(SUMMED, {**reading.figures.of_book, **given}) if stretches else ()
    for place, day, line, amount, rows in found:
        yield Raw(place, day, None, line, amount, "", None, "", "", "", Layer.MOVEMENT, rows)


def _days(reading: Reading, place: int, low: Key, high: Key) -> Period | None:
    """Tell of which days an account's pay is shown between two places; None where of none."""
    first = low.date if place == low.place else reading.period.start
    last = high.date if place == high.place else reading.period.end
    if reading.pay_day(last) != last:
        last = reading.pay_start(last) - DAY
    start = reading.pay_start(first)
    return Period(start, last) if start <= last else None


def _before(reading: Reading, row: Raw, pay: list[Raw]) -> int:
    """Count an account's balance before a row, from the nearer end of its month."""
    until = reading.pay_day(row.date)
    if row.date.day > MIDDLE and until == month_end(until):
        return _from_end(reading, row, until)
    given = _given(reading, row)
    moved = reading.figures.db.execute(BEFORE, given).scalar_one()
    if row.receipt is None:
        moved += sum(each.amount for each in pay if each[:2] == row[:2] and each.line < row.line)
    return reading.before(given["account"], reading.year(row.date), given["since"]) + moved


def _from_end(reading: Reading, row: Raw, until: date) -> int:
    """Take from the balance at the month's end what moves from a row on; pay that is shown summed closes the month."""
    given = {**_given(reading, row), "until": until, "first": row.line if row.receipt is None else 0}
    moved = reading.figures.db.execute(FROM_THERE, given).scalar_one()
    if not reading.detail:
        moved += reading.figures.db.execute(PAY_FROM_THERE, given).scalar_one()
    return reading.before(given["account"], reading.year(row.date), until + DAY) - moved


def _given(reading: Reading, row: Raw) -> dict[str, Any]:
    """Say for a statement where a row stands in its month."""
    return {
        **reading.figures.of_book,
        **_key_of(row)._asdict(),
        "account": reading.accounts[row.place],
        "since": reading.pay_start(row.date),
        "detail": reading.detail,
        "layers": [each.value for each in reading.layers],
    }

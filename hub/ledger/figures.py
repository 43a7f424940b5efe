"""What moved on the accounts of a book: month balances, and entries for the odd days at the edge of a fiscal year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import text

from hub.db import Db
from hub.ledger.years import DAY, month_end
from hub.sdk.accounting import Layer, Period
from hub.sdk.reports import MonthBalance

__all__ = ["Figures", "pay_shown_in", "split"]

MONTHS = text(
    """
    SELECT account, month, sum(net)::bigint, sum(debit)::bigint FROM month_balance
     WHERE tenant_id = :tenant AND book_id = :book AND layer = ANY(:layers) AND month BETWEEN :start AND :end
     GROUP BY account, month ORDER BY account, month
    """
)
MONTHS_OF_LAYER = text(
    """
    SELECT account, month, net, debit FROM month_balance
     WHERE tenant_id = :tenant AND book_id = :book AND layer = :layer AND month BETWEEN :start AND :end
     ORDER BY account, month
    """
)
"""Where there is nothing to be added up: the balances as they are kept, in their index's order."""
SUMS = text(
    """
    SELECT account, sum(net)::bigint AS net FROM month_balance
     WHERE tenant_id = :tenant AND book_id = :book AND layer = :layer AND month BETWEEN :start AND :end
     GROUP BY account
    """
)
DAYS = text(
    """
    SELECT account, sum(amount)::bigint, sum(greatest(amount, 0))::bigint FROM entry
     WHERE tenant_id = :tenant AND book_id = :book AND layer = ANY(:layers) AND date BETWEEN :start AND :end
     GROUP BY account ORDER BY account
    """
)
DAYS_AS_SHOWN = text(
    """
    SELECT e.account, sum(e.amount)::bigint, sum(greatest(e.amount, 0))::bigint
      FROM entry e JOIN receipt r ON r.tenant_id = e.tenant_id AND r.id = e.receipt_id
     WHERE e.tenant_id = :tenant AND e.book_id = :book AND e.layer = ANY(:layers) AND e.date BETWEEN :first AND :last
       AND CASE WHEN r.private THEN e.layer <> 'pending' AND e.date BETWEEN :pay_start AND :pay_end
                ELSE e.date BETWEEN :start AND :end END
     GROUP BY e.account ORDER BY e.account
    """
)
PENDING_PAY = text(
    """
    SELECT e.account, date_trunc('month', e.date::timestamp)::date AS month, sum(e.amount)::bigint AS net,
           sum(greatest(e.amount, 0))::bigint AS debit
      FROM entry e
     WHERE e.tenant_id = :tenant AND e.layer = 'pending' AND e.date BETWEEN :start AND :end
       AND e.receipt_id = ANY(ARRAY(SELECT id FROM receipt
                                     WHERE tenant_id = :tenant AND book_id = :book AND private
                                       AND layer IN ('pending', 'left_out')))
     GROUP BY 1, 2
    """
)
"""Personal pay that awaits approval, to be taken out of the balances of a reader who may not see it."""


@dataclass(slots=True)
class Figures:
    """The balances of one book, each read at most once."""

    db: Db
    tenant_id: UUID
    book_id: UUID
    _months: dict[Any, list[MonthBalance]] = field(default_factory=dict)
    _sums: dict[Any, dict[str, int]] = field(default_factory=dict)

    @property
    def of_book(self) -> dict[str, object]:
        """Name the book for a statement."""
        return {"tenant": self.tenant_id, "book": self.book_id}

    def months(
        self, period: Period, layers: Sequence[Layer], pay_days: Sequence[date] | None = None
    ) -> Sequence[MonthBalance]:
        """Read what moved by account and month, in this order.

        :param pay_days: the fiscal years' last days: personal pay counts at the end of its month or its year, so that
            no choice of days tells a single slip; None where it counts on its own day
        """
        key = period, tuple(layers), pay_days is None
        if key not in self._months:
            known = self._known(*key)
            told = [layer.value for layer in layers]
            self._months[key] = self._read_months(period, told, pay_days) if known is None else known
        return self._months[key]

    def sums(self, period: Period, layer: Layer = Layer.MOVEMENT) -> Mapping[str, int]:
        """Read what moved by account."""
        key = period, layer
        if key not in self._sums:
            known = self._known(period, (layer,), True)
            known = self._known(period, (layer,), False) if known is None else known
            self._sums[key] = self._read_sums(period, layer) if known is None else _summed(known)
        return self._sums[key]

    def _known(self, period: Period, layers: tuple[Layer, ...], pay_as_dated: bool) -> list[MonthBalance] | None:
        """Take whole months out of a longer stretch that was read already; None where there is none."""
        if split(period)[1]:
            return None
        for (read, *of_read), found in self._months.items():
            if of_read == [layers, pay_as_dated] and read.start <= period.start and period.end <= read.end:
                return [each for each in found if period.start <= each.month <= period.end]
        return None

    def _read_months(self, period: Period, layers: list[str], pay_days: Sequence[date] | None) -> list[MonthBalance]:
        whole, odd = split(period)
        found = []
        if whole:
            found = self._read_whole(whole, layers)
            if pay_days is not None and Layer.PENDING.value in layers:
                found = self._without_pending_pay(found, whole)
        for days in odd:
            given = {**self.of_book, "layers": layers, "start": days.start, "end": days.end}
            statement = DAYS
            if pay_days is not None:
                statement, given = DAYS_AS_SHOWN, given | pay_shown_in(days, pay_days)
            rows = self.db.execute(statement, given)
            found += [MonthBalance(account, days.start.replace(day=1), net, debit) for account, net, debit in rows]
        return sorted(found, key=lambda each: (each.account, each.month)) if odd else found

    def _read_whole(self, months: Period, layers: list[str]) -> list[MonthBalance]:
        statement = MONTHS_OF_LAYER if len(layers) == 1 else MONTHS
        given = {"layers": layers, "layer": next(iter(layers), ""), "start": months.start, "end": months.end}
        rows = self.db.execute(statement, {**self.of_book, **given})
        return [MonthBalance(*row) for row in rows.all()]

    def _without_pending_pay(self, found: list[MonthBalance], months: Period) -> list[MonthBalance]:
        given = {**self.of_book, "start": months.start, "end": months.end}
        pay = {(row.account, row.month): row for row in self.db.execute(PENDING_PAY, given)}
        left = (
            replace(each, net=each.net - hidden.net, debit=each.debit - hidden.debit)
            if (hidden := pay.get((each.account, each.month)))
            else each
            for each in found
        )
        return [each for each in left if each.net or each.debit]

    def _read_sums(self, period: Period, layer: Layer) -> dict[str, int]:
        whole, odd = split(period)
        sums: dict[str, int] = {}
        if whole:
            rows = self.db.execute(SUMS, {**self.of_book, "layer": layer.value, "start": whole.start, "end": whole.end})
            sums = {row.account: row.net for row in rows.all()}
        for days in odd:
            rows = self.db.execute(
                DAYS, {**self.of_book, "layers": [layer.value], "start": days.start, "end": days.end}
            )
            for account, net, _ in rows:
                sums[account] = sums.get(account, 0) + net
        return sums


def _summed(months: Iterable[MonthBalance]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for each in months:
        sums[each.account] = sums.get(each.account, 0) + each.net
    return sums


def pay_shown_in(days: Period, year_ends: Sequence[date]) -> dict[str, date]:
    """Tell which days' pay counts in some days of a month: what is dated at a month's or a year's end among them.

    >>> from datetime import date
    >>> shown = pay_shown_in(Period(date(2026, 3, 10), date(2026, 3, 31)), [])
    >>> shown["pay_start"], shown["pay_end"]
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 31))
    """
    first, last = days.start.replace(day=1), month_end(days.start)
    ends = [*sorted(each for each in year_ends if first <= each < last), last]
    starts = [first, *(each + DAY for each in ends[:-1])]
    shown = [(start, end) for start, end in zip(starts, ends, strict=True) if days.start <= end <= days.end]
    pay_start, pay_end = (shown[0][0], shown[-1][1]) if shown else (last, first - DAY)
    return {"first": first, "last": last, "pay_start": pay_start, "pay_end": pay_end}


def split(period: Period) -> tuple[Period | None, list[Period]]:
    """Split a period into its whole months and the odd days at its edges.

    >>> from datetime import date
    >>> split(Period(date(2024, 3, 12), date(2024, 12, 31)))[1]
    [Period(start=datetime.date(2024, 3, 12), end=datetime.date(2024, 3, 31))]
    """
    start, end, odd = period.start, period.end, []
    if start > end:
        return None, []
    if start.day != 1:
        odd.append(Period(start, min(month_end(start), end)))
        start = odd[0].end + DAY
    if start <= end and end != month_end(end):
        odd.append(Period(end.replace(day=1), end))
        end = odd[-1].start - DAY
    return (Period(start, end) if start <= end else None), odd

"""What of the movements is allocated to the items of a dimension: month balances, and entries for odd days.

Without the right *payroll detail* personal pay is divided by no dimension, for a cost centre may have one employee. It
is taken out of the balances of the items and stands undivided, as one sum per account and month.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from hub.ledger.figures import Figures, pay_shown_in, split
from hub.sdk.accounting import Layer, Period
from hub.sdk.reports import UNALLOCATED, UNDIVIDED_PAY, ItemMovement, Part

__all__ = ["Allocations"]

ITEM_MONTHS = text(
    """
    SELECT account, item, CASE WHEN :by_month THEN month ELSE CAST(:first AS date) END AS month,
           sum(net)::bigint AS net
      FROM item_balance
     WHERE tenant_id = :tenant AND book_id = :book AND layer = ANY(:layers) AND item = ANY(:items)
       AND month BETWEEN :start AND :end
     GROUP BY 1, 2, 3
    """
)
ITEM_DAYS = text(
    """
    SELECT e.account, share.item, date_trunc('month', e.date::timestamp)::date AS month,
           sum(share.amount)::bigint AS net
      FROM entry e JOIN receipt r ON r.tenant_id = e.tenant_id AND r.id = e.receipt_id,
           unnest(e.share_items, e.share_amounts) AS share (item, amount)
     WHERE e.tenant_id = :tenant AND e.book_id = :book AND e.layer = ANY(:layers) AND share.item = ANY(:items)
       AND e.date BETWEEN :start AND :end AND (:detail OR NOT r.private)
     GROUP BY 1, 2, 3
    """
)
ITEMS_OF_PAY = text(
    """
    SELECT e.account, share.item, date_trunc('month', e.date::timestamp)::date AS month,
           -sum(share.amount)::bigint AS net
      FROM entry e, unnest(e.share_items, e.share_amounts) AS share (item, amount)
     WHERE e.tenant_id = :tenant AND e.layer = ANY(:layers) AND e.date BETWEEN :start AND :end
       AND share.item = ANY(:items)
       AND e.receipt_id = ANY(ARRAY(SELECT id FROM receipt
                                     WHERE tenant_id = :tenant AND book_id = :book AND private))
     GROUP BY 1, 2, 3
    """
)
"""What of the items' balances is personal pay, to be taken out of them. The slips are looked up before their rows: the
planner takes a year's rows for few."""
PAY = text(
    """
    SELECT e.account, date_trunc('month', e.date::timestamp)::date AS month, sum(e.amount)::bigint AS net
      FROM entry e
     WHERE e.tenant_id = :tenant AND e.layer = ANY(:layers) AND e.date BETWEEN :start AND :end
       AND e.receipt_id = ANY(ARRAY(SELECT id FROM receipt
                                     WHERE tenant_id = :tenant AND book_id = :book AND private))
     GROUP BY 1, 2
    """
)

Key = tuple[str, str, date]


@dataclass(frozen=True, slots=True)
class Allocations:
    """The movements of one dimension's items in some days.

    :param listed: source ids of all its items
    :param pay_days: the fiscal years' last days; None where personal pay may be seen
    :param by_month: whether each month stands alone; else all are summed in the period's first
    """

    figures: Figures
    period: Period
    layers: Sequence[Layer]
    listed: Sequence[str]
    pay_days: Sequence[date] | None
    by_month: bool = True

    def of(self, part: Part) -> list[ItemMovement]:
        """Read a part of the dimension."""
        wanted = frozenset(part.items)
        items = list(self.listed) if UNALLOCATED in wanted else [each for each in self.listed if each in wanted]
        sums: dict[Key, int] = {}
        self._add(sums, self._items(items))
        if wanted & {UNALLOCATED, UNDIVIDED_PAY}:
            self._add(sums, self._pay())
        if UNALLOCATED in wanted:
            self._add(sums, self._rest(sums))
        return [ItemMovement(*key, net) for key, net in sorted(sums.items()) if net and key[1] in wanted]

    @property
    def _first(self) -> date:
        return self.period.start.replace(day=1)

    def _add(self, sums: dict[Key, int], found: Sequence[tuple[Key, int]]) -> None:
        for (account, item, month), net in found:
            key = account, item, month if self.by_month else self._first
            sums[key] = sums.get(key, 0) + net

    def _items(self, items: list[str]) -> list[tuple[Key, int]]:
        whole, odd = split(self.period)
        given = {"items": items, "layers": [each.value for each in self.layers], "detail": self.pay_days is None}
        given |= {"by_month": self.by_month, "first": self._first}
        asked = [(ITEM_DAYS, days) for days in odd]
        if whole:
            asked += [(ITEM_MONTHS, whole)] if self.pay_days is None else [(ITEM_MONTHS, whole), (ITEMS_OF_PAY, whole)]
        return [
            ((account, item, month), net)
            for statement, days in asked
            for account, item, month, net in self.figures.db.execute(
                statement, {**self.figures.of_book, **given, "start": days.start, "end": days.end}
            ).all()
        ]

    def _pay(self) -> list[tuple[Key, int]]:
        """Read pay that is not divided, as it counts in the days: that which awaits approval does not count at all."""
        layers = [each.value for each in self.layers if each is not Layer.PENDING]
        return [
            ((row.account, UNDIVIDED_PAY, row.month), row.net)
            for start, end in self._days_of_pay()
            for row in self.figures.db.execute(
                PAY, {**self.figures.of_book, "layers": layers, "start": start, "end": end}
            )
        ]

    def _days_of_pay(self) -> Iterator[tuple[date, date]]:
        if self.pay_days is None:
            return
        whole, odd = split(self.period)
        if whole:
            yield whole.start, whole.end
        for days in odd:
            shown = pay_shown_in(days, self.pay_days)
            yield shown["pay_start"], shown["pay_end"]

    def _rest(self, sums: dict[Key, int]) -> list[tuple[Key, int]]:
        """What has moved and stands nowhere else."""
        moved = self.figures.months(self.period, self.layers, self.pay_days)
        elsewhere = [((account, UNALLOCATED, month), -net) for (account, _item, month), net in sums.items()]
        return [*(((each.account, UNALLOCATED, each.month), each.net) for each in moved), *elsewhere]

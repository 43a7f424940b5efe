"""What the cash accounts stood at when a period began and when it ended."""

from dataclasses import dataclass
from functools import cached_property

from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Drill, LedgerReader
from plugins.procountor.reports.cash_flow_layout import CASH
from plugins.procountor.reports.columns import DAY
from plugins.procountor.reports.layout import STANDARD, Places

__all__ = ["Cash"]


@dataclass(frozen=True)
class Cash:
    """The cash accounts of a book at the edges of a period; minor units, debit positive.

    :param places: which line each account stands on
    """

    reader: LedgerReader
    period: Period
    places: Places = STANDARD

    @cached_property
    def start(self) -> Cell:
        """Give what there was before anything moved, counted from the opening of the fiscal year."""
        year = self.reader.fiscal_year_of(self.period.start)
        return self._standing(Period(year.start, self.period.start - DAY))

    @cached_property
    def end(self) -> Cell:
        """Give what there was in the end, counted from the opening of the fiscal year that the period ends in."""
        return self._standing(Period(self.reader.fiscal_year_of(self.period.end).start, self.period.end))

    @cached_property
    def change(self) -> Cell:
        """Give how much more there was in the end; no ledger rows make it where a year began with another balance."""
        amount = (self.end.amount or 0) - (self.start.amount or 0)
        moved = self._moved(self.period)
        is_booked = amount == sum(moved.values())
        return Cell(amount, drill=Drill(tuple(moved), self.period) if is_booked else None)

    def _standing(self, since: Period) -> Cell:
        """Give the balance after some days of a fiscal year from its first on; its opening where there are no days."""
        opened = self.reader.openings(self.reader.fiscal_year_of(since.start))
        amounts = {each.account: each.amount for each in opened if self.places.has(each.account, CASH)}
        moved = self._moved(since)
        codes = tuple(sorted({*amounts, *moved}))
        return Cell(sum(amounts.values()) + sum(moved.values()), drill=Drill(codes, since, opening=True))

    def _moved(self, period: Period) -> dict[str, int]:
        moved: dict[str, int] = {}
        for each in self.reader.movements(period):
            if self.places.has(each.account, CASH):
                moved[each.account] = moved.get(each.account, 0) + each.net
        return moved

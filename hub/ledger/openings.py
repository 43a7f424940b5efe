"""What a fiscal year starts with, known from one of three places and never the sum of two.

Closing a year in the source makes an opening receipt in the next one and moves the result to an account of its choice.
A closing is computed where the year before is wholly loaded, because it is right earlier (the receipt comes months
later) and stays right when the old year is edited afterwards. While the year before is still to be loaded and there is
no opening receipt, what the source itself says stands in: provisionally, as do the closings computed from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from hub.ledger.figures import Figures
from hub.ledger.years import month_end, previous
from hub.sdk.accounting import EARLIER_RESULT, FiscalYear, Layer, Period, is_result_account
from hub.sdk.reports import Basis, Coverage

__all__ = ["Openings"]

VIRTUAL = "~"


@dataclass(slots=True)
class Openings:
    """The openings of one book's fiscal years.

    :param years: all years, oldest first
    :param told: the source's own balances by account before some years, by the year's first day
    """

    figures: Figures
    years: Sequence[FiscalYear]
    coverage: Coverage
    today: date
    told: Mapping[date, Mapping[str, int]] = field(default_factory=dict)
    _known: dict[date, Mapping[str, int]] = field(default_factory=dict)

    def of(self, year: FiscalYear) -> Mapping[str, int]:
        """Give the opening balances of a year by account, without zeros."""
        if year.start not in self._known:
            amounts = self._from(self.place(year), year)
            self._known[year.start] = {account: amount for account, amount in amounts.items() if amount}
        return self._known[year.start]

    def place(self, year: FiscalYear) -> Literal["computed", "receipt", "told"]:
        """Tell from which of the three places a year's opening is taken."""
        before = self.loaded_before(year)
        if before is not None and self.is_known(before):
            return "computed"
        if self.on_receipt(year):
            return "receipt"
        if year.start in self.told and (before is None or not self.is_provisional(before)):
            return "told"
        return "receipt" if before is None else "computed"

    def basis(self, year: FiscalYear) -> Basis:
        """Tell where a year's opening is known from, for whoever reads it."""
        place = self.place(year)
        return "provisional" if place == "told" or self.is_provisional(year) else place

    def is_provisional(self, year: FiscalYear) -> bool:
        """Tell whether a year's opening is the source's own balances, or was computed from such."""
        if self.is_known(year):
            return False
        before = self.loaded_before(year)
        return year.start in self.told or (before is not None and self.is_provisional(before))

    def is_known(self, year: FiscalYear) -> bool:
        """Tell whether nothing is missing from a year's opening; a first year may well start with none."""
        before = self.loaded_before(year)
        if before is not None and self.is_known(before):
            return True
        return bool(self.on_receipt(year)) or previous(self.years, year) is None

    def has_begun(self, year: FiscalYear) -> bool:
        """Tell whether anything of a year is loaded, or it has come and is known to be without receipts as yet."""
        is_here = year.start <= self.today and self.is_loaded(year)
        return is_here or bool(self.figures.sums(Period(year.start, year.end)))

    def is_loaded(self, year: FiscalYear) -> bool:
        """Tell whether a year's receipts are all loaded, as far as it has come."""
        return self.coverage.covers(Period(year.start, min(year.end, max(self.today, year.start))))

    def loaded_before(self, year: FiscalYear) -> FiscalYear | None:
        """Find the year before another if it is loaded."""
        before = previous(self.years, year)
        return before if before is not None and self.is_loaded(before) else None

    def on_receipt(self, year: FiscalYear) -> Mapping[str, int]:
        """Read the source's opening receipts of a year; a result they carry is one of an earlier year."""
        self._read_receipts()
        amounts: dict[str, int] = {}
        for account, amount in self.figures.sums(Period(year.start, year.end), Layer.OPENING).items():
            carried = EARLIER_RESULT if is_result_account(account) else account
            amounts[carried] = amounts.get(carried, 0) + amount
        return amounts

    def _read_receipts(self) -> None:
        """Read the opening receipts of all years at once: the figures keep what they have read."""
        if self.years:
            first, last = self.years[0].start.replace(day=1), month_end(self.years[-1].end)
            self.figures.months(Period(first, last), [Layer.OPENING])

    def chain_start(self, year: FiscalYear) -> FiscalYear:
        """Find the year whose opening is not computed, from which the balances of another are counted."""
        while self.place(year) == "computed":
            before = self.loaded_before(year)
            assert before is not None  # noqa: S101 - what a computed opening is computed from
            year = before
        return year

    def mismatch(self, year: FiscalYear) -> Mapping[str, int]:
        """Compare computed closing and opening receipt where both exist: by account what the receipt has too much."""
        receipt = self.on_receipt(year)
        if self.place(year) != "computed" or not receipt:
            return {}
        computed = self.of(year)
        accounts = {account for account in (*receipt, *computed) if not account.startswith(VIRTUAL)}
        found = {account: receipt.get(account, 0) - computed.get(account, 0) for account in sorted(accounts)}
        return {account: amount for account, amount in found.items() if amount}

    def _from(self, place: Literal["computed", "receipt", "told"], year: FiscalYear) -> Mapping[str, int]:
        if place == "told":
            return self.told[year.start]
        return self._computed(year) if place == "computed" else self.on_receipt(year)

    def _computed(self, year: FiscalYear) -> Mapping[str, int]:
        before = self.loaded_before(year)
        assert before is not None  # noqa: S101 - the caller has seen that it is
        closing = dict(self.of(before))
        result = closing.pop(EARLIER_RESULT, 0)
        for account, net in self.figures.sums(Period(before.start, before.end)).items():
            if is_result_account(account):
                result += net
            else:
                closing[account] = closing.get(account, 0) + net
        carrier = carrying(result, closing, self.on_receipt(year))
        closing[carrier] = closing.get(carrier, 0) + result
        return closing


def carrying(result: int, closing: Mapping[str, int], receipt: Mapping[str, int]) -> str:
    """Find the account on which an opening receipt carries the result: the one that it raises by about that much.

    >>> carrying(-500, {"1910": 700, "2251": -200}, {"1910": 700, "2251": -700})
    '2251'
    >>> carrying(-500, {"1910": 500}, {})
    '~result'
    """
    raised = {
        account: receipt.get(account, 0) - closing.get(account, 0)
        for account in {*receipt, *closing}
        if not account.startswith(VIRTUAL)
    }
    near = {account: abs(amount - result) for account, amount in raised.items() if amount * result > 0}
    best = min(sorted(near), key=near.__getitem__, default=None)
    return best if receipt and best is not None and near[best] * 2 <= abs(result) else EARLIER_RESULT

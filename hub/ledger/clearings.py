"""*VAT not yet summarised* of a book, by VAT month."""

from collections.abc import Mapping
from datetime import date

from hub.ledger import tallies
from hub.ledger.extent import Extent
from hub.ledger.years import month_end, year_of
from hub.sdk.accounting import Period

__all__ = ["Clearings"]


class Clearings:
    """What is left of each VAT month, read once for each day that is asked about."""

    def __init__(self, extent: Extent) -> None:
        self._extent = extent
        self._at: dict[date, Mapping[date, tallies.Clearing]] = {}

    def at(self, day: date) -> Mapping[date, tallies.Clearing]:
        """Split the balance at the end of a day by VAT month."""
        if day not in self._at:
            start = self._extent.openings.chain_start(year_of(self._extent.years, day)).start
            self._at[day] = tallies.clearing(self._extent.figures, Period(start, day))
        return self._at[day]

    def read(self) -> Mapping[date, tallies.Clearing]:
        """Give the VAT months of which everything is here: a summary that nobody has read yet is not missing."""
        return {month: left for month, left in self.at(self._extent.today).items() if self._has_read(month)}

    def _has_read(self, month: date) -> bool:
        """Tell whether a VAT month is loaded, and what is before it in its year, where its invoices may be dated."""
        end = min(month_end(month), max(self._extent.today, month))
        return self._extent.coverage.covers(Period(year_of(self._extent.years, month).start, end))

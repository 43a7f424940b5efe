"""Which figures can be relied on while a book is still being read: a zero that nobody has read yet is no zero."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from hub.sdk.accounting import Period
from hub.sdk.reports import Coverage

__all__ = ["Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a book has been read.

    :param today: no receipts are waited for after this day
    """

    coverage: Coverage
    today: date

    def has_read(self, period: Period | None) -> bool:
        """Tell whether all receipts that a figure of a period is made of are here.

        >>> reading = Reading(Coverage((Period(date(2026, 1, 1), date(2026, 2, 10)),), None, True), date(2026, 2, 10))
        >>> reading.has_read(Period(date(2026, 1, 1), date(2026, 2, 28)))
        True
        >>> reading.has_read(Period(date(2025, 12, 1), date(2025, 12, 31)))
        False
        """
        if period is None:
            return True
        return self.coverage.covers(Period(period.start, max(min(period.end, self.today), period.start)))

    def has_begun(self, period: Period) -> bool:
        """Tell whether any receipts of a period are here.

        >>> reading = Reading(Coverage((Period(date(2026, 2, 1), date(2026, 2, 10)),), None, True), date(2026, 2, 10))
        >>> reading.has_begun(Period(date(2026, 1, 1), date(2026, 12, 31)))
        True
        >>> reading.has_begun(Period(date(2026, 1, 1), date(2026, 1, 31)))
        False
        """
        end = max(min(period.end, self.today), period.start)
        return any(each.start <= end and period.start <= each.end for each in self.coverage.complete)

    @property
    def mark(self) -> str:
        """Say in two words what becomes of a figure that has not been read."""
        return _("being read") if self.coverage.syncing else _("not read")

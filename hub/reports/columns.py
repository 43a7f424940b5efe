"""What stands side by side in a report: the columns of a view, before anything is figured."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from hub.reports.formatting import Formatter
from hub.reports.periods import a_year_ago, months_of, quarters_of, whole_months
from hub.reports.view import View
from hub.sdk.accounting import Period
from hub.sdk.reports import Column, LedgerReader, ReportBuilder

__all__ = ["Layout", "layout_of"]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a view.

    :param pairs: keys of columns that are compared: a stretch and what it is held against
    :param notes: why something is left blank
    """

    columns: tuple[Column, ...]
    pairs: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def layout_of(builder: ReportBuilder, view: View, reader: LedgerReader, figures: Formatter) -> Layout:
    """Lay out what a builder is asked for."""
    maker = _Columns(reader, figures, balances=builder.measures == "balances")
    if view.by == "ytd":
        return maker.month_and_year(view)
    stretches = {"month": months_of, "quarter": quarters_of, "total": lambda _whole: []}[view.by](view.period)
    return maker.side_by_side(view, [maker.stretch(each) for each in stretches])


@dataclass(frozen=True, slots=True)
class _Columns:
    """Makes the columns of one reader.

    :param balances: whether a column is how things stand at the end of its days, not what moved in them
    """

    reader: LedgerReader
    figures: Formatter
    balances: bool

    def side_by_side(self, view: View, stretches: list[Column]) -> Layout:
        """Lay stretches out with their total, and what that is compared with."""
        one = (self.balances and stretches) or len(stretches) == 1
        columns = stretches if one else [*stretches, self.column("total", self._total(view.period), view.period)]
        other = view.compared
        if other is None:
            return Layout(tuple(columns))
        held = self.column("against", self.named(other), other)
        return Layout((*columns, held), ((columns[-1].key, held.key),))

    def month_and_year(self, view: View) -> Layout:
        """Lay out the last month of a view and its fiscal year up to then, each beside the same a year ago."""
        end = view.period.end
        month, year = Period(max(end.replace(day=1), view.year.start), end), Period(view.year.start, end)
        now = [("month", month)] if self.balances else [("month", month), ("ytd", year)]
        columns: list[Column] = []
        pairs, notes = [], []
        for key, period in now:
            columns.append(self.column(key, self.named(period), period))
            earlier = a_year_ago(period)
            if key == "month" or self._begins_a_year(earlier.start):
                columns.append(self.column(f"{key}-before", self.named(earlier), earlier))
                pairs.append((key, f"{key}-before"))
            else:
                notes.append(_("The year to date stands alone: no fiscal year began on the same day a year before."))
        return Layout(tuple(columns), tuple(pairs), tuple(notes))

    def stretch(self, period: Period) -> Column:
        """Make the column of a month or a quarter."""
        return self.column(f"{period.start:%Y-%m}", self.named(period), period)

    def column(self, key: str, label: str, period: Period) -> Column:
        """Make a column."""
        return Column(key, label, period=period, unfinished=period.end > self.reader.today)

    def named(self, period: Period) -> str:
        """Name a stretch: a month, months, or days; balances by their day."""
        if self.balances:
            return self.figures.day(period.end)
        if not whole_months(period):
            return f"{self.figures.day(period.start)} – {self.figures.day(period.end)}"
        if len(months_of(period)) == 1:
            return self.figures.month(period.end)
        same = period.start.year == period.end.year
        first = self.figures.month_name(period.start) if same else self.figures.month(period.start)
        return f"{first} – {self.figures.month(period.end)}"

    def _total(self, period: Period) -> str:
        return self.named(period) if self.balances else _("Total")

    def _begins_a_year(self, day: date) -> bool:
        return any(each.start == day for each in self.reader.fiscal_years())

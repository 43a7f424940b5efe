"""Lines of the statements in many stretches of time at once, each month of the book read once."""

from collections.abc import Iterable, Mapping
from datetime import date

from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Column, LedgerReader
from plugins.procountor.reports.columns import DAY, balances, flows, month_end
from plugins.procountor.reports.layout import Places
from plugins.procountor.reports.measures import Input, gathered
from plugins.procountor.reports.statements import Statement, balance_sheet, income_statement
from plugins.procountor.reports.words import Words

__all__ = ["Lines", "is_known", "last_ended", "to_date", "twelve_months"]

Cells = Mapping[str, Cell]


class Lines:
    """What moved on lines of the income statement in some stretches, and how lines of the balance sheet stood then."""

    def __init__(self, reader: LedgerReader, words: Words, places: Places, stretches: Iterable[Period]) -> None:
        self._places = {each: place for place, each in enumerate(dict.fromkeys(stretches))}
        columns = tuple(Column(f"{place}", "", period=each) for each, place in self._places.items())
        self._moved = _by_place(income_statement(reader, flows(reader, columns), words, places), len(columns))
        self._stood = _by_place(balance_sheet(reader, balances(reader, columns), words, places), len(columns))

    def moved(self, given: Input, stretch: Period) -> Cell:
        """Give what moved in a stretch; income is positive."""
        return gathered(self._moved[self._places[stretch]], given)

    def stood(self, given: Input, stretch: Period) -> Cell:
        """Give what there was at a stretch's end, on the line's own side."""
        return gathered(self._stood[self._places[stretch]], given)


def last_ended(reader: LedgerReader, period: Period) -> Period:
    """Give the last month of a period that has ended; its last month where none has."""
    last = Period(max(period.end.replace(day=1), period.start), period.end)
    before = Period(_month_before(reader.today), reader.today.replace(day=1) - DAY)
    if last.end <= reader.today or before.end < period.start:
        return last
    return Period(max(before.start, period.start), before.end)


def twelve_months(month: Period) -> list[Period]:
    """List the twelve months that end with one, oldest first."""
    starts = [month.start.replace(day=1)]
    while len(starts) < 12:
        starts.insert(0, _month_before(starts[0]))
    return [*(Period(each, month_end(each)) for each in starts[:-1]), month]


def to_date(reader: LedgerReader, period: Period) -> Period:
    """Give the fiscal year up to a period's end: what a balance is counted from."""
    return Period(reader.fiscal_year_of(period.end).start, period.end)


def is_known(reader: LedgerReader, period: Period) -> bool:
    """Tell whether a period lies in the books and has been read."""
    years = reader.fiscal_years()
    end = max(min(period.end, reader.today), period.start)
    return bool(years) and years[0].start <= period.start and reader.coverage().covers(Period(period.start, end))


def _month_before(day: date) -> date:
    return (day.replace(day=1) - DAY).replace(day=1)


def _by_place(made: Statement, places: int) -> list[Cells]:
    return [{row.key: row.cells[place] for row in made.rows} for place in range(places)]

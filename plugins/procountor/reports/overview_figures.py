"""The key figures at the head of the overview: of a month, beside a year earlier and the fiscal year to date."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, partial

from hub.sdk.accounting import Period
from hub.sdk.reports import Cell, Figure, Lead, LedgerReader
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.reports.measured import CREDITORS, DEBTORS, EBIT, RESULT, TURNOVER
from plugins.procountor.reports.measures import Input, Measure, of
from plugins.procountor.reports.measures_layout import EQUITY_RATIO
from plugins.procountor.reports.stretches import Lines, is_known, to_date, twelve_months
from plugins.procountor.reports.words import Words
from plugins.procountor.reports.year_earlier import Earlier, earlier_months, earlier_year

__all__ = ["CASH", "Head"]

CASH = Input("cash", Names("Rahavarat", "Likvida medel", "Cash"), ("cash",))
MARGIN = Measure(
    "operating-margin",
    Names("Liikevoittoprosentti", "Rörelsemarginal", "Operating margin"),
    Names("liikevoitto / liikevaihto", "rörelsevinst / omsättning", "operating profit / turnover"),
    "percent",
    (of(EBIT),),
    (of(TURNOVER),),
)
Given = Callable[[Input, Period], Cell]
"""Gives a line in a stretch."""


@dataclass(frozen=True)
class Head:
    """The key figures of a month."""

    reader: LedgerReader
    words: Words
    month: Period

    @property
    def stretches(self) -> tuple[Period, ...]:
        """List the stretches that the figures are of."""
        then = (each.period for each in (self._month_before, self._year_before))
        return self.month, self._to_date, *(each for each in then if each), *self._known

    def figures(self, lines: Lines) -> tuple[Figure, ...]:
        """Make the figures out of the lines of their stretches."""
        return (
            self._flow(lines, TURNOVER),
            self._flow(lines, EBIT),
            self._margin(lines),
            self._flow(lines, RESULT),
            *(self._balance(lines, each) for each in (CASH, DEBTORS, CREDITORS)),
            self._solidity(lines),
        )

    def _flow(self, lines: Lines, given: Input) -> Figure:
        month = self._made(given.key, given, lines.moved, self.month, self._month_before)
        year = self._made(f"{given.key}-to-date", given, lines.moved, self._to_date, self._year_before)
        year = replace(year, label=f"{year.label}, {self.words.label('year-to-date')}")
        return replace(
            month,
            period=self.month,
            trend=self._trend(self._known, lambda each: lines.moved(given, each).amount),
            more=(replace(year, period=self._to_date),) if self._to_date != self.month else (),
        )

    def _balance(self, lines: Lines, given: Input) -> Figure:
        made = self._made(given.key, given, lines.stood, self.month, self._stood_before)
        trend = self._trend(self._standing, lambda each: lines.stood(given, each).amount)
        return replace(made, note=self.words.day(self.month.end), period=self._to_date, trend=trend)

    def _made(self, key: str, given: Input, read: Given, stretch: Period, before: Earlier) -> Figure:
        earlier = read(given, before.period) if before.period else None
        label, note = self.words.name(given.names), self._named(stretch)
        return Figure(key, label, read(given, stretch), note, earlier, missing=before.reason)

    def _margin(self, lines: Lines) -> Figure:
        undefined = _("There was no turnover to divide by.")
        made = self._share(lines.moved, MARGIN, self._month_before, undefined)
        value = partial(self._thousandths, lines.moved, MARGIN)
        return replace(made, period=self.month, trend=self._trend(self._known, value))

    def _solidity(self, lines: Lines) -> Figure:
        made = self._share(lines.stood, EQUITY_RATIO, self._stood_before, _("There are no assets to divide by."))
        value = partial(self._thousandths, lines.stood, EQUITY_RATIO)
        return replace(made, period=self._to_date, trend=self._trend(self._standing, value))

    def _share(self, read: Given, measure: Measure, before: Earlier, undefined: str) -> Figure:
        now, then = self._value(read, measure, self.month), self._value(read, measure, before.period)
        change = "" if now is None or then is None else self.words.points(now - then)
        return Figure(
            measure.key,
            self.words.name(measure.names),
            measure.cell(now, self.words),
            self._named(self.month),
            change=change,
            missing=undefined if now is None else "" if change else before.reason or undefined,
            lead=Lead("key-figures", self.month),
        )

    def _named(self, stretch: Period) -> str:
        named = self.words.months(stretch)
        return _("%(month)s, not finished", month=named) if stretch.end > self.reader.today else named

    def _value(self, read: Given, measure: Measure, stretch: Period | None) -> Fraction | None:
        if stretch is None:
            return None
        amounts: Mapping[Input, int] = {each: read(each, stretch).amount or 0 for each in measure.inputs}
        return measure.value(amounts)

    def _thousandths(self, read: Given, measure: Measure, stretch: Period) -> int | None:
        value = self._value(read, measure, stretch)
        return None if value is None else round(value * 1000)

    def _trend(self, known: Sequence[Period], read: Callable[[Period], int | None]) -> tuple[int | None, ...]:
        return tuple(read(each) if each in known else None for each in twelve_months(self.month))

    @cached_property
    def _to_date(self) -> Period:
        return to_date(self.reader, self.month)

    @cached_property
    def _known(self) -> tuple[Period, ...]:
        return tuple(each for each in twelve_months(self.month) if is_known(self.reader, each))

    @cached_property
    def _standing(self) -> tuple[Period, ...]:
        """The months at whose end balances are known: all of their fiscal year up to there has been read."""
        return tuple(each for each in self._known if is_known(self.reader, to_date(self.reader, each)))

    @cached_property
    def _month_before(self) -> Earlier:
        return earlier_months(self.reader, self.month)

    @cached_property
    def _stood_before(self) -> Earlier:
        before = self._month_before
        if before.period is None or is_known(self.reader, to_date(self.reader, before.period)):
            return before
        return Earlier(reason=_("Left blank: the receipts of the year before have not all been read."))

    @cached_property
    def _year_before(self) -> Earlier:
        return earlier_year(self.reader, self._to_date)

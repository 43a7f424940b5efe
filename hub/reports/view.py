"""What part of a book a report shows: read from the address, so that it can be bookmarked and sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from flask_babel import gettext as _

from hub.ledger.years import month_end
from hub.sdk.accounting import FiscalYear, Period
from hub.sdk.errors import UserFault
from hub.sdk.reports import LedgerReader

__all__ = ["View", "months_of", "read"]

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""No books are looked for outside these."""
LONGEST_KEY = 40
"""Characters of a form's key that links carry on."""


@dataclass(frozen=True, slots=True)
class View:
    """A chosen stretch of whole months inside one fiscal year or across several.

    :param year: the fiscal year the stretch ends in
    :param form: key of the form that was asked for, which only some reports have; empty where none was
    """

    year: FiscalYear
    period: Period
    by_month: bool
    accounts: bool
    form: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The view as query parameters."""
        query = {"from": f"{self.period.start:%Y-%m}", "to": f"{self.period.end:%Y-%m}"}
        if not self.by_month:
            query["by"] = "total"
        if self.accounts:
            query["accounts"] = "1"
        if self.form:
            query["form"] = self.form
        return query

    def but(self, **changes: str) -> dict[str, str]:
        """Give the query parameters with some replaced; an empty text drops one."""
        return {key: value for key, value in (self.query | changes).items() if value}


def read(args: Mapping[str, str], reader: LedgerReader, usual: Literal["year", "month"] = "year") -> View:
    """Read a view out of query parameters.

    Without any it is the newest fiscal year with an ended month, up to today; or, where a month is usual, that month.

    :raises UserFault: a month cannot be read, or the stretch ends before it starts
    """
    by_month, accounts = args.get("by") != "total", args.get("accounts") == "1"
    period = _asked(args) if "from" in args or "to" in args else _usual(reader, usual)
    return View(reader.fiscal_year_of(period.end), period, by_month, accounts, args.get("form", "")[:LONGEST_KEY])


def months_of(period: Period) -> Sequence[Period]:
    """Split a stretch of whole months into its months."""
    months, start = [], period.start.replace(day=1)
    while start <= period.end:
        end = month_end(start)
        months.append(Period(start, end))
        start = date(end.year + end.month // 12, end.month % 12 + 1, 1)
    return months


def up_to_today(year: FiscalYear, today: date) -> Period:
    """Give a fiscal year as far as it has come: to the end of the running month at the most."""
    return Period(year.start, max(min(year.end, month_end(today)), month_end(year.start)))


def _usual(reader: LedgerReader, usual: Literal["year", "month"]) -> Period:
    ended = reader.today.replace(day=1) - timedelta(days=1)
    begun = [each for each in reader.fiscal_years() if each.start <= ended]
    year = begun[-1] if begun else reader.fiscal_year_of(ended)
    if usual == "month":
        end = min(year.end, ended)
        return Period(end.replace(day=1), month_end(end))
    return up_to_today(year, reader.today)


def _asked(args: Mapping[str, str]) -> Period:
    start = _month(args.get("from") or args["to"])
    end = month_end(_month(args.get("to") or args["from"]))
    if end < start:
        raise UserFault(_("The period ends before it starts. Choose a later end."), field="to")
    if end.year - start.year > 20:
        raise UserFault(_("The period is longer than 20 years. Choose a shorter one."), field="from")
    return Period(start, end)


def _month(value: str) -> date:
    try:
        month = date.fromisoformat(f"{value}-01")
    except ValueError:
        wrong = _("“%(given)s” is not a month. Write it as 2026-03.", given=value[:20])
        raise UserFault(wrong, field="from") from None
    if not FIRST_YEAR <= month.year <= LAST_YEAR:
        far = _("There are no books of %(year)s. Choose a nearer year.", year=str(month.year))
        raise UserFault(far, field="from")
    return month

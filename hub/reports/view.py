"""What part of a book a report shows: read from the address, so that it can be bookmarked and sent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, Self, cast, get_args

from flask_babel import gettext as _

from hub.ledger.years import month_end
from hub.reports.periods import a_year_ago, before, last_ended, up_to_last_month, up_to_today, whole_months
from hub.sdk.accounting import FiscalYear, Period
from hub.sdk.errors import UserFault
from hub.sdk.reports import LedgerReader

__all__ = ["Against", "Span", "Split", "View", "asked", "days", "kept", "read", "usual_period"]

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""No books are looked for outside these."""
LONGEST_KEY = 40
"""Characters of a chosen key that links carry on."""

LONGEST = 120
"""Characters of a parameter and its name that are kept."""

MONTH = len("2026-03")

ELSEWHERE = frozenset({"book", "from", "to", "span", "locale", "q", "unattended"})
"""Parameters that are no part of how a report looks, or are days."""

Span = Literal["month", "ended", "year"]
"""Days that move with the calendar: the last month that has ended, its fiscal year up to it, or the fiscal year as far
as it has come, its running month among the others."""

Split = Literal["month", "quarter", "total", "ytd"]
"""What stands side by side: months, quarters, the whole stretch alone, or its last month and the year up to it."""

Against = Literal["", "before", "year"]
"""What a stretch is compared with: nothing, the stretch before, the same days a year ago."""


@dataclass(frozen=True, slots=True)
class View:
    """A chosen stretch of days inside one fiscal year or across several, and how its figures are laid out.

    :param year: the fiscal year the stretch ends in
    :param share: whether figures stand as a share of turnover, too
    :param thousands: whether amounts are shown in thousands
    :param form: key of the form that was asked for, which only some reports have; empty where none was
    :param dimension: source id of the dimension to split by, and
    :param item: of the item whose figures are wanted alone; empty where none was asked for, and only some reports can
    :param pending: whether receipts that await approval are counted, by reports that can
    """

    year: FiscalYear
    period: Period
    by: Split = "month"
    against: Against = ""
    accounts: bool = False
    share: bool = False
    thousands: bool = False
    form: str = ""
    dimension: str = ""
    item: str = ""
    pending: bool = False

    @property
    def query(self) -> dict[str, str]:
        """The view as query parameters."""
        told = {
            "by": "" if self.by == "month" else self.by,
            "against": self.against,
            "accounts": "1" if self.accounts else "",
            "share": "1" if self.share else "",
            "unit": "k" if self.thousands else "",
            "form": self.form,
            "dimension": self.dimension,
            "item": self.item,
            "pending": "1" if self.pending else "",
        }
        return days(self.period) | {key: value for key, value in told.items() if value}

    @property
    def of_the_whole(self) -> Self:
        """The same view of the official figures of all items."""
        return replace(self, item="", pending=False)

    @property
    def compared(self) -> Period | None:
        """The days that its own are compared with."""
        return {"before": before, "year": a_year_ago}[self.against](self.period) if self.against else None

    def but(self, **changes: str) -> dict[str, str]:
        """Give the query parameters with some replaced; an empty text drops one."""
        return {key: value for key, value in (self.query | changes).items() if value}


def days(period: Period) -> dict[str, str]:
    """Write a period as query parameters.

    >>> days(Period(date(2026, 1, 1), date(2026, 3, 31)))
    {'from': '2026-01', 'to': '2026-03'}
    """
    form = "%Y-%m" if whole_months(period) else "%Y-%m-%d"
    return {"from": period.start.strftime(form), "to": period.end.strftime(form)}


def kept(args: Mapping[str, str]) -> dict[str, str]:
    """Choose the query parameters that say how a report looks, its days left out; only what a database takes.

    >>> kept({"book": "7", "from": "2026-01", "by": "total", "account": "3000", "form": "\\x00"})
    {'by': 'total', 'account': '3000'}
    """
    return {
        key: value
        for key, value in args.items()
        if key not in ELSEWHERE and value and (key + value).isprintable() and len(key) + len(value) <= LONGEST
    }


def read(args: Mapping[str, str], reader: LedgerReader, usual: Span = "ended", *, exact: bool = True) -> View:
    """Read a view out of query parameters.

    Without any it is what is usual; ``span`` asks for the one or the other by name.

    :param exact: whether days within months may stand; else they are widened to whole months
    :raises UserFault: a month or a day cannot be read, or the stretch ends before it starts
    """
    span = args.get("span")
    newest = cast(Span, span) if span in get_args(Span) else usual
    period = asked(args) if args.get("from") or args.get("to") else usual_period(reader, newest)
    if not exact:
        period = Period(period.start.replace(day=1), month_end(period.end))
    by, against = args.get("by"), args.get("against")
    return View(
        reader.fiscal_year_of(period.end),
        period,
        cast(Split, by) if by in get_args(Split) else "month",
        cast(Against, against) if against in get_args(Against) else "",
        accounts=args.get("accounts") == "1",
        share=args.get("share") == "1",
        thousands=args.get("unit") == "k",
        form=args.get("form", "")[:LONGEST_KEY],
        dimension=args.get("dimension", "")[:LONGEST_KEY],
        item=args.get("item", "")[:LONGEST_KEY],
        pending=args.get("pending") == "1",
    )


def usual_period(reader: LedgerReader, usual: Span) -> Period:
    """Give the newest days of a kind; of a book whose first month goes on, that month."""
    begun = [each for each in reader.fiscal_years() if each.start <= reader.today]
    begun = begun or [reader.fiscal_year_of(reader.today)]
    ended = [each for each in begun if each.start <= last_ended(reader.today)]
    if usual == "year" or not ended:
        return up_to_today(begun[-1], reader.today)
    newest = up_to_last_month(ended[-1], reader.today)
    return Period(newest.end.replace(day=1), month_end(newest.end)) if usual == "month" else newest


def asked(args: Mapping[str, str]) -> Period:
    """Read the days that query parameters name.

    :raises UserFault: a month or a day cannot be read, or the stretch ends before it starts or is too long
    """
    start = _day(args.get("from") or args["to"])
    end = _day(args.get("to") or args["from"], last=True)
    if end < start:
        raise UserFault(_("The period ends before it starts. Choose a later end."), field="to")
    if end.year - start.year > 20:
        raise UserFault(_("The period is longer than 20 years. Choose a shorter one."), field="from")
    return Period(start, end)


def _day(value: str, *, last: bool = False) -> date:
    """Read a day, or the first day of a month; or the last."""
    try:
        day = date.fromisoformat(f"{value}-01" if len(value) == MONTH else value)
    except ValueError:
        wrong = _("“%(given)s” is neither a month nor a day. Write it as 2026-03 or 2026-03-31.", given=value[:20])
        raise UserFault(wrong, field="from") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        far = _("There are no books of %(year)s. Choose a nearer year.", year=str(day.year))
        raise UserFault(far, field="from")
    return month_end(day) if last and len(value) == MONTH else day

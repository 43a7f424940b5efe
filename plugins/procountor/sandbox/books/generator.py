"""A realistic Finnish company, generated from a seed: the same seed gives the same book, byte for byte."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from .bank import reference_payments, statements
from .chart import liikekirjuri
from .closing import income_tax, opening_receipt, period_opening
from .journals import founding, journals_of, standing_payments
from .model import Book, Company, FiscalYear, Receipt
from .numbering import numbered
from .one_offs import OneOff, one_offs_of
from .payroll import salaries_of
from .people import cost_centres, projects
from .purchases import purchases_of
from .sales import sales_of
from .setting import Movement, Setting, setting_for
from .taxes import tax_return, vat_summary
from .travel import travels_of
from .unofficial import unofficial_of
from .vat import STATUSES
from .years import add_months, fiscal_years, last_day, with_periods

__all__ = ["generate"]

_SUMMARISED_ON = 5  # day of the second month after on which a month's VAT summary is made, before it is due


@dataclass(slots=True)
class _Pile:
    """What has been generated so far."""

    receipts: list[Receipt] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)

    def add(self, receipt: Receipt, *movements: Movement) -> None:
        self.receipts.append(receipt)
        self.movements += movements


def generate(
    company: Company,
    *,
    seed: int,
    months: int,
    receipts: int,
    first_month: date,
    fiscal_year_start_month: int = 1,
    first_year_months: int = 12,
    id_base: int = 1,
    payroll: bool = True,
    until: date | None = None,
    closing_lag: timedelta = timedelta(days=90),
    one_offs: tuple[OneOff, ...] = (),
) -> Book:
    """Generate a company's whole book.

    :param receipts: about how many receipts the months together should have
    :param first_month: first day of the month in which the company starts
    :param fiscal_year_start_month: month in which every fiscal year but the first begins
    :param first_year_months: wished length of the first fiscal year; the nearest possible one is taken
    :param id_base: where receipt, row and invoice ids start, so that two companies' ids can collide
    :param until: the day the book is looked at, by default the last month's end; nothing entered later exists yet
    :param closing_lag: how long after its end a fiscal year is closed and the next one gets its opening receipt
    :param one_offs: invoices that come besides
    """
    until = until or last_day(add_months(first_month, months - 1))
    setting = setting_for(company, Random(seed), receipts / months, until, payroll=payroll)  # noqa: S311 - no secret
    pile = _Pile()
    pile.add(founding(first_month))
    for index in range(months):
        _add_month(pile, setting, add_months(first_month, index), seed=seed, index=index, one_offs=one_offs)
    _add_bank(pile, setting)
    laid_out = fiscal_years(first_month, until, start_month=fiscal_year_start_month, first_length=first_year_months)
    years = with_periods(laid_out, until, closing_lag)
    _close_years(pile, years, closing_lag)
    entered = [receipt for receipt in pile.receipts if receipt.created.date() <= until]
    return Book(
        company=company,
        accounts=liikekirjuri(),
        fiscal_years=years,
        receipts=tuple(numbered(entered, id_base)),
        dimensions=(cost_centres(), projects()),
        payroll=payroll,
        vat_statuses=STATUSES,
    )


def _add_month(
    pile: _Pile, setting: Setting, month: date, *, seed: int, index: int, one_offs: tuple[OneOff, ...]
) -> None:
    rng = Random(f"{seed} {month}")  # noqa: S311 - a repeatable draw, no secret
    this_month = _Pile()
    for receipt, movement in _documents(setting, rng, month, index):
        this_month.add(receipt, movement)
    for receipt, movement in one_offs_of(setting, one_offs, month, seed=seed):
        this_month.add(receipt, movement)
    for receipt, paid in salaries_of(setting, rng, month):
        this_month.add(receipt, *paid)
    _add_taxes(this_month, month)
    for receipt in journals_of(setting, rng, month, index):
        this_month.add(receipt)
    pile.receipts += this_month.receipts
    pile.receipts += unofficial_of(setting, rng, month)
    pile.movements += [*this_month.movements, *standing_payments(month, index)]


def _documents(setting: Setting, rng: Random, month: date, index: int) -> Iterator[tuple[Receipt, Movement]]:
    yield from sales_of(setting, rng, month)
    yield from purchases_of(setting, rng, month, index)
    yield from travels_of(setting, rng, month)


def _add_taxes(this_month: _Pile, month: date) -> None:
    entered = datetime.combine(add_months(month, 2).replace(day=_SUMMARISED_ON), time(12))
    summary = vat_summary(month, this_month.receipts, entered)
    if summary:
        this_month.add(summary)
    filed = tax_return(month, this_month.receipts)
    if filed:
        this_month.add(*filed)


def _add_bank(pile: _Pile, setting: Setting) -> None:
    for receipt, movement in list(reference_payments(pile.movements, setting.references)):
        pile.add(receipt, movement)
    pile.receipts += statements(pile.movements, setting.statements)


def _close_years(pile: _Pile, years: tuple[FiscalYear, ...], closing_lag: timedelta) -> None:
    for year in years:
        if not year.is_open:
            _close(pile, year, year.end + closing_lag)
        period = year.tracking_periods[len(year.tracking_periods) // 2]
        if period.status == "CLOSED":
            pile.receipts += period_opening(year, pile.receipts, period)


def _close(pile: _Pile, year: FiscalYear, closing: date) -> None:
    known = [receipt for receipt in pile.receipts if receipt.created.date() <= closing]
    tax = income_tax(year, known, closing)
    opening = opening_receipt(year, [*known, *tax], datetime.combine(closing, time(16)))
    pile.receipts += [*tax, *opening]

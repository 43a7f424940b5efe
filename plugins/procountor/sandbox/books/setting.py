"""What stays the same while a company's months are generated, and how a receipt is put together."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from .model import Company, DimensionShare, Receipt, Row
from .money import ZERO, euros, portion
from .people import Employee, Partner, employees, partners
from .vat import DOMESTIC, NO_VAT, row_vat
from .years import last_day

__all__ = [
    "CENTRES",
    "PROJECTS",
    "Movement",
    "Setting",
    "about",
    "day_in",
    "due_after",
    "entry",
    "hours_after",
    "reversing",
    "setting_for",
    "settled",
    "slice_end",
    "split",
    "taxed",
]

CENTRES, PROJECTS = 1, 2
_TERMS = (14, 14, 30, 7)  # days of payment


@dataclass(frozen=True, slots=True)
class Movement:
    """Money through the bank: the counter-account's amount, debit positive."""

    day: date
    account: str
    amount: Decimal
    text: str
    settles: str = ""  # key of the invoice that is paid


@dataclass(frozen=True, slots=True)
class Setting:
    """The constant facts of one generated company."""

    company: Company
    until: date
    sales: int
    purchases: int
    references: int
    statements: int
    travels: int
    unofficial: int
    sale_cents: int  # the usual size of a sales invoice row, net
    customers: tuple[Partner, ...]
    suppliers: tuple[Partner, ...]
    staff: tuple[Employee, ...]


def setting_for(company: Company, rng: Random, per_month: float, until: date, *, payroll: bool) -> Setting:
    """Choose how many receipts of each kind a month has, and invoice sizes that leave a small profit."""
    staff = max(2, round(per_month * 0.06)) if payroll else 0
    statements = min(22, max(4, round(per_month * 0.08)))
    travels, unofficial = max(1, round(per_month * 0.04)), max(1, round(per_month * 0.03))
    rest = max(6, round(per_month) - staff - statements - travels - unofficial - 6)
    sales, purchases = max(3, round(rest * 0.48)), max(2, round(rest * 0.34))
    costs = staff * 440_000 + purchases * 95_000 + travels * 30_000 + 450_000
    return Setting(
        company=company,
        until=until,
        sales=sales,
        purchases=purchases,
        references=max(1, rest - sales - purchases),
        statements=statements,
        travels=travels,
        unofficial=unofficial,
        sale_cents=costs * 96 // 100 // (sales * 2),
        customers=partners(rng, max(8, sales), 1001),
        suppliers=partners(rng, max(8, purchases), 5001),
        staff=employees(rng, staff, 9001),
    )


def day_in(rng: Random, month: date, last: int = 28) -> date:
    """Draw a day of the month."""
    return month.replace(day=rng.randint(1, last))


def hours_after(rng: Random, day: date, most_days: int = 3) -> datetime:
    """Draw when a document of a day was entered: in office hours, at most some days later."""
    moment = datetime.combine(day, time(8)) + timedelta(days=rng.randint(0, most_days))
    return moment + timedelta(seconds=rng.randint(0, 8 * 3600))


def taxed(account: str, value: Decimal, percent: Decimal, text: str) -> Row:
    """Make a domestic row, net of its VAT."""
    return Row(0, account, value, vat_percent=percent, vat_status=DOMESTIC, description=text)


def entry(account: str, value: Decimal, text: str = "") -> Row:
    """Make a row without VAT."""
    return Row(0, account, value, vat_status=NO_VAT, description=text)


def reversing(account: str, rows: list[Row]) -> Row:
    """Make the counter-row of an invoice: everything the rows and their VAT come to, with the other sign."""
    return Row(0, account, -sum((row.value + row_vat(row) for row in rows), ZERO), "REVERSING_ENTRY")


def slice_end(day: date, per_month: int) -> date:
    """Give the day on which what moves on a day is booked, where a month has so many receipts of the bank."""
    length = last_day(day).day
    part = (day.day - 1) * per_month // length
    return day.replace(day=-(-(part + 1) * length // per_month))


def due_after(receipt: Receipt) -> date:
    """Give the day an invoice is due, by the terms agreed with the partner."""
    return receipt.date + timedelta(days=_TERMS[(receipt.partner_id or 0) % len(_TERMS)])


def settled(setting: Setting, receipt: Receipt, paid_on: date, else_status: str) -> Receipt:
    """Give the receipt as it stands today: paid, which moved its version the morning after, or not yet.

    :param paid_on: the day on which the bank's receipt books the payment
    """
    if paid_on >= setting.until:
        return replace(receipt, status=else_status)
    morning = datetime.combine(paid_on + timedelta(days=1), time(6))
    return replace(receipt, status="PAID", version=max(receipt.created, morning))


def split(rng: Random, value: Decimal, dimension: int, items: tuple[int, ...]) -> tuple[DimensionShare, ...]:
    """Share a value between one or two items of a dimension so that the shares sum to it."""
    if len(items) == 1 or rng.random() < 0.7:
        return (DimensionShare(dimension, rng.choice(items), value),)
    first, second = rng.sample(items, 2)
    part = portion(value, Decimal(rng.randint(20, 80)))
    return (DimensionShare(dimension, first, part), DimensionShare(dimension, second, value - part))


def about(rng: Random, cents: int) -> Decimal:
    """Draw an amount between a third and twice of a usual one."""
    return euros(rng.randint(cents // 3, cents * 2))

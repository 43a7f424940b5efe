"""Journals: the founding, depreciation, accruals and their reversals, changes in stock."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from .model import Receipt, Row
from .money import ZERO, euros
from .purchases import MACHINE_EVERY, machine_cost
from .setting import Movement, Setting, entry
from .years import add_months, last_day

__all__ = ["founding", "journal", "journals_of", "standing_payments"]

_LIFE = 60  # months over which a machine is written off


def founding(first: date) -> Receipt:
    """Book the share capital and the bank loan a company starts with, and the stock it takes over."""
    brought = [entry("1910", euros(6_450_000)), entry("1500", euros(1_800_000))]
    owed = [entry("2000", euros(-250_000)), entry("2061", euros(-3_000_000)), entry("2620", euros(-5_000_000))]
    return journal("Perustaminen", first, [*brought, *owed], first)


def journals_of(setting: Setting, rng: Random, month: date, index: int) -> Iterator[Receipt]:
    """Give the month's closing entries; what is accrued is reversed on the first of the next month."""
    end = last_day(month)
    entered = end + timedelta(days=8)
    yield journal("Poistot", end, _pair("6870", "1160", _depreciation(index)), entered)
    yield journal("Varaston muutos", end, _pair("4400", "1500", euros(rng.randint(-150_000, 140_000))), entered)
    accrual = euros(rng.randint(20_000, 180_000))
    yield journal("Kulujen jaksotus", end, _pair("8450", "2979", accrual), entered)
    yield journal("Jaksotuksen purku", add_months(month, 1), _pair("2979", "8450", accrual), entered)
    if setting.staff:
        holiday = euros(sum(employee.salary for employee in setting.staff) // 100 * (-30 if month.month == 7 else 3))
        yield journal("Lomapalkkavelka", end, _pair("5320", "2970", holiday), entered)


def standing_payments(month: date, index: int) -> list[Movement]:
    """Give what the bank takes every month: charges, interest and instalment of the loan, prepaid tax."""
    interest = euros(max(0, 5_000_000 - 50_000 * index) * 4 // 1200)
    instalment = euros(50_000 if index < 100 else 0)
    fixed = [
        Movement(last_day(month), "8560", euros(1_890), "Palvelumaksut"),
        Movement(month.replace(day=23), "9900", euros(30_000), "Ennakkovero"),
        Movement(month.replace(day=5), "9440", interest, "Lainan korko"),
        Movement(month.replace(day=5), "2620", instalment, "Lainan lyhennys"),
    ]
    return [movement for movement in fixed if movement.amount]


def journal(name: str, day: date, rows: list[Row], entered: date, *, status: str = "APPROVED") -> Receipt:
    """Put a journal receipt together."""
    return Receipt(
        id=0,
        type="JOURNAL",
        status=status,
        name=name,
        date=day,
        rows=tuple(rows),
        vat_status=12,
        created=datetime.combine(entered, time(14)),
    )


def _pair(debit: str, credit: str, value: Decimal) -> list[Row]:
    return [entry(debit, value), entry(credit, -value)]


def _depreciation(index: int) -> Decimal:
    machines = range(0, index + 1, MACHINE_EVERY)
    running = (machine_cost(bought) for bought in machines if index - bought < _LIFE)
    return (sum(running, ZERO) / _LIFE).quantize(Decimal("0.01"))

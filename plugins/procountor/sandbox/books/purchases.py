"""Purchase invoices: domestic rates, partial deduction in both its forms, reverse charge from the EU, machines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from .model import Receipt, Row
from .money import euros, portion
from .setting import (
    CENTRES,
    Movement,
    Setting,
    about,
    day_in,
    due_after,
    entry,
    hours_after,
    reversing,
    settled,
    slice_end,
    split,
    taxed,
)
from .vat import EU_GOODS, EU_SERVICES, NO_VAT, rate, row_vat

__all__ = ["MACHINE_EVERY", "billed", "machine_cost", "owed", "partly_deductible", "purchases_of"]

MACHINE_EVERY = 6  # months
_HALF = Decimal(50)
_UNDEDUCTIBLE = "Vähennyskelvoton ALV"
# account, kind of rate, text, weight
_COSTS = (
    ("4000", "food", "Raaka-aineet", 30),
    ("4010", "standard", "Pakkaukset", 10),
    ("4020", "standard", "Tavarat", 12),
    ("4450", "standard", "Alihankinta", 6),
    ("7050", "zero", "Työterveyshuolto", 3),
    ("7300", "standard", "Sähkö", 4),
    ("7330", "standard", "Siivous", 4),
    ("7400", "standard", "Polttoaine", 4),
    ("7500", "standard", "Ohjelmistot", 4),
    ("7620", "standard", "Koneiden huolto", 4),
    ("8050", "standard", "Mainonta", 4),
    ("8380", "standard", "Taloushallinto", 3),
    ("8450", "standard", "Muut hallintokulut", 5),
    ("8500", "standard", "Puhelin", 3),
    ("8600", "zero", "Vakuutus", 2),
    ("8650", "ten", "Lehdet", 2),
)


def purchases_of(setting: Setting, rng: Random, month: date, index: int) -> Iterator[tuple[Receipt, Movement]]:
    """Give the month's purchase invoices, each with its payment; every sixth month brings a machine."""
    for number, bill in enumerate(_bills(setting, rng, month, index)):
        yield _paid(setting, rng, replace(bill, key=f"P {month} {number}", due=due_after(bill)))


def _bills(setting: Setting, rng: Random, month: date, index: int) -> Iterator[Receipt]:
    yield billed(setting, rng, month.replace(day=2), [_rent(month)])
    if index % MACHINE_EVERY == 0:
        day = month.replace(day=10)
        machine = taxed("1160", machine_cost(index), rate("standard", day), "Uuni ja linjasto")
        yield billed(setting, rng, day, [machine])
    for _ in range(setting.purchases):
        day = day_in(rng, month)
        yield billed(setting, rng, day, _rows(rng, day))


def machine_cost(index: int) -> Decimal:
    """Give the net price of the machine bought in the book's month of that number."""
    return euros(1_200_000 + 35_000 * index)


def partly_deductible(account: str, net: Decimal, percent: Decimal, *, raised: bool) -> list[Row]:
    """Make the rows of a cost whose VAT is half deductible, the undeductible part kept aside or raised to the cost.

    Kept aside, the receipt leaves its whole VAT out; raised, the undeductible part is a row of its own without VAT.
    """
    row = replace(taxed(account, net, percent, "50 % vähennysoikeus"), vat_deduction_percent=_HALF)
    if not raised:
        return [row]
    return [row, entry(account, row_vat(row) - portion(row_vat(row), _HALF), _UNDEDUCTIBLE)]


def owed(rows: list[Row]) -> Row:
    """Make the creditor's row; VAT that already stands as a cost is owed once, not twice."""
    return reversing("2880", [row for row in rows if row.description != _UNDEDUCTIBLE])


def _rows(rng: Random, day: date) -> list[Row]:
    lot = rng.random()
    if lot < 0.04:
        account, status = rng.choice([("4100", EU_GOODS), ("4110", EU_SERVICES)])
        return [Row(0, account, about(rng, 90_000), vat_status=status, description="Käännetty verovelvollisuus")]
    if lot < 0.08:
        return partly_deductible("7460", about(rng, 60_000), rate("standard", day), raised=lot < 0.06)
    chosen = rng.choices(_COSTS, [cost[3] for cost in _COSTS], k=rng.randint(1, 2))
    rows = [taxed(account, about(rng, 50_000), rate(kind, day), text) for account, kind, text, _ in chosen]
    return [replace(row, shares=split(rng, row.value, CENTRES, (11, 12, 13, 14))) for row in rows]


def _rent(month: date) -> Row:
    return taxed("7200", euros(245_000), rate("standard", month), "Toimitilavuokra")


def billed(setting: Setting, rng: Random, day: date, rows: list[Row]) -> Receipt:
    """Make the invoice of some supplier, with what is owed as its first row."""
    supplier = rng.choice(setting.suppliers)
    return Receipt(
        id=0,
        type="PURCHASE_INVOICE",
        status="APPROVED",
        name=supplier.name,
        date=day,
        rows=(owed(rows), *rows),
        vat_type="PURCHASE",
        vat_status=rows[0].vat_status or NO_VAT,
        partner_id=supplier.id,
        partner_code=supplier.business_id,
        description=rows[0].description,
        created=hours_after(rng, day),
    )


def _paid(setting: Setting, rng: Random, receipt: Receipt) -> tuple[Receipt, Movement]:
    paid_on = receipt.date + timedelta(days=rng.randint(5, 30))
    waiting = rng.choice(["APPROVED", "PAYMENT_QUEUED"])
    payment = Movement(paid_on, "2880", -receipt.rows[0].value, receipt.name, receipt.key)
    return settled(setting, receipt, slice_end(paid_on, setting.statements), waiting), payment

"""Sales invoices: several rates on one invoice, EU and export sales, credit notes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from .model import Receipt, Row
from .money import ZERO
from .setting import (
    CENTRES,
    PROJECTS,
    Movement,
    Setting,
    about,
    day_in,
    due_after,
    hours_after,
    reversing,
    settled,
    slice_end,
    split,
    taxed,
)
from .vat import EU_GOODS, EU_SERVICES, NO_VAT, rate

__all__ = ["sales_of"]

# account, kind of rate, text, weight
_PRODUCTS = (
    ("3000", "standard", "Tuotemyynti", 30),
    ("3010", "food", "Elintarvikkeet", 35),
    ("3030", "standard", "Palvelut", 15),
    ("3020", "ten", "Lehdet", 6),
    ("3070", "standard", "Rahti", 8),
)
_ABROAD = (("3370", EU_GOODS, "Yhteisömyynti"), ("3380", EU_SERVICES, "Palvelu EU"), ("3390", NO_VAT, "Vienti"))
_SEASON = (92, 90, 97, 99, 104, 106, 88, 96, 101, 104, 108, 115)  # per cent of a usual month


def sales_of(setting: Setting, rng: Random, month: date) -> Iterator[tuple[Receipt, Movement]]:
    """Give the month's sales invoices, each with the payment that will come for it."""
    for number in range(setting.sales):
        receipt = _invoice(setting, rng, month)
        paid_on = receipt.date + timedelta(days=rng.randint(7, 35))
        waiting = rng.choice(["SENT", "SENT", "NOT_SENT", "APPROVED"])
        gross = -sum((row.value for row in receipt.rows if row.account == "1700"), ZERO)
        paid_on += timedelta(days=_lateness(gross))
        booked = slice_end(paid_on, setting.references)
        named = replace(receipt, key=f"S {month} {number}", due=due_after(receipt))
        payment = Movement(paid_on, "1700", gross, receipt.name, named.key)
        yield settled(setting, named, booked, waiting), payment


def _lateness(gross: Decimal) -> int:
    """Tell by how many days more a customer lets us wait: now and then one does, and some let us wait very long."""
    cents = int(gross * 100)
    return 150 if cents % 37 == 0 else 60 if cents % 19 == 0 else 30 if cents % 11 == 0 else 0


def _invoice(setting: Setting, rng: Random, month: date) -> Receipt:
    customer, day = rng.choice(setting.customers), day_in(rng, month)
    rows = _abroad(setting, rng) if rng.random() < 0.05 else _domestic(setting, rng, day)
    text = "Lasku"
    if rng.random() < 0.03:
        rows, text = [_credited(row) for row in rows[:1]], "Hyvityslasku"
    return Receipt(
        id=0,
        type="SALES_INVOICE",
        status="SENT",
        name=customer.name,
        date=day,
        rows=(reversing("1700", rows), *rows),
        vat_status=rows[0].vat_status or NO_VAT,
        partner_id=customer.id,
        partner_code=customer.business_id,
        description=text,
        created=hours_after(rng, day),
    )


def _domestic(setting: Setting, rng: Random, day: date) -> list[Row]:
    usual = setting.sale_cents * _SEASON[day.month - 1] // 100
    chosen = rng.choices(_PRODUCTS, [product[3] for product in _PRODUCTS], k=rng.randint(1, 3))
    rows = [taxed(account, -about(rng, usual), rate(kind, day), text) for account, kind, text, _ in chosen]
    return [_allocated(rng, row) for row in rows]


def _abroad(setting: Setting, rng: Random) -> list[Row]:
    account, status, text = rng.choice(_ABROAD)
    return [Row(0, account, -about(rng, setting.sale_cents), vat_status=status, description=text)]


def _credited(row: Row) -> Row:
    shares = tuple(replace(share, value=-share.value) for share in row.shares)
    return replace(row, value=-row.value, shares=shares)


def _allocated(rng: Random, row: Row) -> Row:
    shares = split(rng, row.value, CENTRES, (11, 12, 14))
    if rng.random() < 0.25:
        shares += split(rng, row.value, PROJECTS, (21, 22, 23))
    return replace(row, shares=shares)

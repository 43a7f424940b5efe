"""Travel invoices and expense claims of the staff."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from .business_ids import personal_identity_code
from .model import Receipt, Row
from .money import euros
from .people import Employee
from .setting import Movement, Setting, about, day_in, entry, hours_after, reversing, taxed
from .vat import rate

__all__ = ["travels_of"]

_CLAIMS = (
    ("7070", "Työvaatteet"),
    ("7680", "Pienhankinta"),
    ("8620", "Toimistotarvikkeet"),
    ("7010", "Kokoustarjoilu"),
)


def travels_of(setting: Setting, rng: Random, month: date) -> Iterator[tuple[Receipt, Movement]]:
    """Give the month's travel invoices and expense claims; a company without payroll has its owner travel."""
    for number in range(setting.travels):
        day = day_in(rng, month)
        claim = number % 3 == 2
        rows = _claim(rng, day) if claim else _travel(rng, day)
        yield _paid(setting, rng, "BILL_OF_CHARGES" if claim else "TRAVEL_INVOICE", rows, day=day)


def _travel(rng: Random, day: date) -> list[Row]:
    rows = [
        entry("7820", euros(5_100 * rng.randint(1, 3)), "Päivärahat"),
        entry("7830", euros(57 * rng.randint(30, 480)), "Kilometrikorvaukset"),
    ]
    if rng.random() < 0.5:
        rows.append(taxed("7810", about(rng, 9_500), rate("food", day), "Majoitus"))
    return rows


def _claim(rng: Random, day: date) -> list[Row]:
    account, text = rng.choice(_CLAIMS)
    return [taxed(account, about(rng, 6_000), rate("standard", day), text)]


def _paid(setting: Setting, rng: Random, kind: str, rows: list[Row], *, day: date) -> tuple[Receipt, Movement]:
    traveller = rng.choice(setting.staff) if setting.staff else _OWNER
    paid_on = day + timedelta(days=rng.randint(5, 20))
    receipt = Receipt(
        id=0,
        type=kind,
        status="PAID" if paid_on < setting.until else "APPROVED",
        name=traveller.name,
        date=day,
        rows=(reversing("2880", rows), *rows),
        vat_type="PURCHASE",
        partner_id=traveller.id,
        partner_code=traveller.identity_code,
        description=rows[0].description,
        created=hours_after(rng, day, 5),
    )
    return receipt, Movement(paid_on, "2880", -receipt.rows[0].value, traveller.name)


_OWNER = Employee(9000, "Omistaja Oili", personal_identity_code(date(1970, 1, 1), 900), 0, 13)

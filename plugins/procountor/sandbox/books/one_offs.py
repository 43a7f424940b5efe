"""What happens once in a company, such as a web shop that is built: costs on an account that has no others."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from .model import Receipt
from .money import euros
from .purchases import billed
from .setting import Movement, Setting, settled, slice_end, taxed
from .vat import rate

__all__ = ["WEB_SHOP", "OneOff", "one_offs_of"]


@dataclass(frozen=True, slots=True)
class OneOff:
    """A purchase invoice of one row, net in cents, paid a fortnight later."""

    day: date
    account: str
    cents: int
    text: str


WEB_SHOP = (
    OneOff(date(2026, 10, 5), "8410", 210_000, "Verkkokaupan suunnittelu"),
    OneOff(date(2026, 10, 14), "8410", 345_050, "Verkkokaupan toteutus"),
    OneOff(date(2026, 10, 26), "8410", 129_000, "Verkkokaupan käyttöönotto"),
)


def one_offs_of(
    setting: Setting, planned: tuple[OneOff, ...], month: date, *, seed: int
) -> Iterator[tuple[Receipt, Movement]]:
    """Give the invoices of a month, each with its payment; they change nothing that is drawn beside them."""
    for each in planned:
        if each.day.replace(day=1) == month:
            rng = Random(f"{seed} {each.day} {each.text}")  # noqa: S311 - a repeatable draw, no secret
            row = taxed(each.account, euros(each.cents), rate("standard", each.day), each.text)
            paid_on, key = each.day + timedelta(days=14), f"O {each.day} {each.text}"
            receipt = replace(billed(setting, rng, each.day, [row]), key=key, due=paid_on)
            movement = Movement(paid_on, "2880", -receipt.rows[0].value, receipt.name, key)
            yield settled(setting, receipt, slice_end(paid_on, setting.statements), "APPROVED"), movement

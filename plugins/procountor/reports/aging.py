"""Open invoices by how long they have been due, and by partner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from hub.sdk.invoices import NO_CURRENCY
from hub.sdk.reports import OpenItem

__all__ = ["BUCKETS", "Partner", "bucket", "by_partner", "due_in", "in_currency"]

BUCKETS: tuple[tuple[str, int | None], ...] = (("not-due", 0), ("30", 30), ("60", 60), ("90", 90), ("older", None))
"""Keys of the columns, each with the most days for which what stands in it has been overdue."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A customer or supplier with what is open, minor units, an invoice positive."""

    key: str
    name: str
    items: tuple[OpenItem, ...]

    @property
    def row(self) -> str:
        """Its key in a report: addresses of pages go into logs, names do not."""
        number = self.items[0].partner_number
        return f"partner:{number or sha256(self.key.encode()).hexdigest()[:16]}"

    def sums(self, day: date) -> dict[str, int]:
        """Sum what is open at a day by how long it has been due; columns without an invoice are not in it."""
        found: dict[str, int] = {}
        for each in self.items:
            key = bucket(each.due, day)
            found[key] = found.get(key, 0) + each.open
        return found


def bucket(due: date, day: date) -> str:
    """Tell in which column an invoice stands: on the day it is due it is not overdue.

    >>> bucket(date(2026, 3, 31), date(2026, 3, 31)), bucket(date(2026, 3, 31), date(2026, 4, 30))
    ('not-due', '30')
    """
    late = (day - due).days
    return next(key for key, most in BUCKETS if most is None or late <= most)


def due_in(column: str, day: date) -> tuple[date | None, date | None]:
    """Give the first and the last day on which the invoices of a column were due; None where there is none.

    >>> [f"{each:%d.%m.}" for each in due_in("60", date(2026, 3, 31)) if each]
    ['30.01.', '28.02.']
    """
    keys, most = [key for key, _most in BUCKETS], [days for _key, days in BUCKETS]
    place = keys.index(column)
    longest, before = most[place], most[place - 1]
    return (
        day - timedelta(longest) if longest is not None else None,
        day - timedelta(before + 1) if place and before is not None else None,
    )


def by_partner(items: Iterable[OpenItem]) -> list[Partner]:
    """Gather what is open by partner, in order of their names; each is called as on its newest invoice."""
    found: dict[str, list[OpenItem]] = {}
    for each in items:
        found.setdefault(each.partner_key, []).append(each)
    named = [
        Partner(key, max(theirs, key=lambda each: (each.date, each.source_id)).partner, tuple(theirs))
        for key, theirs in found.items()
    ]
    return sorted(named, key=lambda each: (each.name.casefold(), each.key))


def in_currency(items: Iterable[OpenItem], currency: str) -> tuple[Sequence[OpenItem], Sequence[OpenItem]]:
    """Part the invoices whose sum is told in a currency from the others, which cannot be added to them."""
    listed = list(items)
    told = [each for each in listed if each.currency in ("", currency) and each.currency != NO_CURRENCY]
    return told, [each for each in listed if each not in told]

"""What a receipt says at a moment, as far as figures depend on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from hub.sdk.accounting import Receipt

__all__ = ["Moved", "Said", "moved"]

Sums = Mapping[tuple[str, date], int]
"""Minor units by account and first day of the month, debit positive, without zeros."""


class Moved(NamedTuple):
    """What a change did on one account in one month."""

    account: str
    month: date
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Said:
    """A receipt as it is, or was, in the books."""

    source_id: str
    type: str
    number: str
    name: str
    private: bool
    invoice_id: str | None
    date: date
    layer: str
    sums: Sums

    @classmethod
    def of(cls, receipt: Receipt) -> "Said":
        """Sum up a receipt that was delivered."""
        sums: dict[tuple[str, date], int] = {}
        for entry in receipt.entries:
            place = entry.account, entry.date.replace(day=1)
            sums[place] = sums.get(place, 0) + entry.amount
        return cls(
            receipt.source_id,
            receipt.type,
            receipt.number,
            receipt.name,
            receipt.private,
            receipt.invoice_id,
            receipt.date,
            receipt.layer.value,
            {place: amount for place, amount in sums.items() if amount},
        )

    @classmethod
    def read(cls, row: Sequence[Any]) -> "Said":
        """Make one of a row of ``statements.SAID``."""
        source_id, kind, number, name, private, invoice_id, day, layer, *sums = row
        places = {(account, month): amount for account, month, amount in zip(*sums, strict=True) if amount}
        return cls(source_id, kind, number, name, private, invoice_id, day, layer, places)

    @property
    def head(self) -> tuple[object, ...]:
        """All but what its entries sum to."""
        return self.type, self.number, self.name, self.private, self.date, self.layer


def moved(before: Said | None, after: Said | None) -> Iterator[Moved]:
    """Compare by account and month; in another layer everything has moved, for it counts elsewhere then."""
    old: Sums = before.sums if before else {}
    new: Sums = after.sums if after else {}
    elsewhere = before is not None and after is not None and before.layer != after.layer
    for place in sorted({*old, *new}):
        pair = old.get(place, 0), new.get(place, 0)
        if elsewhere or pair[0] != pair[1]:
            yield Moved(*place, *pair)

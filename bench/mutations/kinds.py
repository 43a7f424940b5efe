"""The ways in which a ledger has been found wrong: each changes what we hold, or what the source has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from msgspec.structs import replace as changed

from bench.mutations.companies import Made
from hub.sdk.accounting import UNBALANCED, Entry, Layer, Receipt
from plugins.procountor.sandbox.books.model import Book

__all__ = ["KINDS", "Mutation", "Place", "moved"]

Place = tuple[str, date]
"""An account and the first day of a month."""


@dataclass(frozen=True)
class Mutation:
    """What is wrong.

    :param ours: the receipts that we hold instead of the true ones
    :param book: the source's books, where these have become others
    :param seen: whether the source's totals show it, too
    """

    ours: tuple[Receipt, ...]
    book: Book | None = None
    hidden: bool = False


def moved(receipts: Sequence[Receipt]) -> dict[Place, int]:
    """Sum what receipts move by account and month, the hub's own accounts left out."""
    sums: dict[Place, int] = {}
    for receipt in receipts:
        if receipt.layer is Layer.MOVEMENT:
            for entry in receipt.entries:
                if not entry.account.startswith("~"):
                    place = entry.account, entry.date.replace(day=1)
                    sums[place] = sums.get(place, 0) + entry.amount
    return {place: amount for place, amount in sums.items() if amount}


def drop(made: Made, rng: Random) -> Mutation | None:
    return _without(made, rng.choice(_official(made)))


def duplicate(made: Made, rng: Random) -> Mutation | None:
    one = rng.choice(_official(made))
    return Mutation((*made.receipts, changed(one, source_id=f"{one.source_id}-again")))


def edited_beside(made: Made, rng: Random) -> Mutation | None:
    """The source has the receipt as it is; we hold it as it was, too."""
    one = rng.choice(_official(made))
    factor = rng.choice((2, 3))
    was = tuple(changed(entry, amount=factor * entry.amount) for entry in one.entries)
    return Mutation((*made.receipts, changed(one, source_id=f"{one.source_id}-old", entries=was)))


def late_posting(made: Made, rng: Random) -> Mutation | None:
    """The source got a receipt in a month that we hold to be closed."""
    early = [each for each in made.book.receipts if each.type == "PURCHASE_INVOICE" and each.status == "PAID"]
    early = [each for each in early if (made.today - each.date).days > 70]
    if not early:
        return None
    one = rng.choice(early)
    late = replace(one, id=max(each.id for each in made.book.receipts) + 1)
    return Mutation(made.receipts, replace(made.book, receipts=(*made.book.receipts, late)))


def wrong_sign(made: Made, rng: Random) -> Mutation | None:
    one = rng.choice(_official(made))
    turned = changed(one, entries=tuple(changed(entry, amount=-entry.amount) for entry in one.entries))
    return _with(made, one, turned)


def missing_type(made: Made, rng: Random) -> Mutation | None:
    kind = rng.choice(sorted({each.type for each in _official(made)}))
    return Mutation(tuple(each for each in made.receipts if each.type != kind))


def hidden_salaries(made: Made, rng: Random) -> Mutation | None:
    """The key may not read salaries; every other time the source's totals leave them out, too."""
    if not any(each.type == "SALARY" for each in made.receipts):
        return None
    return Mutation(tuple(each for each in made.receipts if each.type != "SALARY"), hidden=rng.random() < 0.5)


def limited_dimensions(made: Made, rng: Random) -> Mutation | None:
    items = sorted({item for each in _official(made) for item in _items(each)})
    if not items:
        return None
    item = rng.choice(items)
    return Mutation(tuple(each for each in made.receipts if item not in _items(each)))


def missing_vat_summary(made: Made, rng: Random) -> Mutation | None:
    summaries = [each for each in _official(made) if each.type == "VAT_SUMMARY"]
    return _without(made, rng.choice(summaries)) if summaries else None


def double_opening(made: Made, rng: Random) -> Mutation | None:
    openings = [each for each in made.receipts if each.layer is Layer.OPENING]
    if not openings:
        return None
    one = rng.choice(openings)
    return Mutation((*made.receipts, changed(one, source_id=f"{one.source_id}-again", layer=Layer.MOVEMENT)))


def cent_rounding(made: Made, rng: Random) -> Mutation | None:
    one = rng.choice(_official(made))
    cents = rng.choice((-2, -1, 1, 2))
    first, *rest = one.entries
    line = max(entry.line for entry in one.entries) + 1
    off = changed(first, amount=first.amount + cents)
    return _with(made, one, changed(one, entries=(off, *rest, Entry(line, UNBALANCED, -cents, one.date))))


KINDS: Mapping[str, Callable[[Made, Random], Mutation | None]] = {
    "drop": drop,
    "duplicate": duplicate,
    "edit_new_id": edited_beside,
    "late_posting": late_posting,
    "wrong_sign": wrong_sign,
    "missing_type": missing_type,
    "hidden_salaries": hidden_salaries,
    "limited_dimensions": limited_dimensions,
    "missing_vat_summary": missing_vat_summary,
    "double_opening": double_opening,
    "cent_rounding": cent_rounding,
}
"""Each gives None for a company to which it cannot happen."""


def _official(made: Made) -> list[Receipt]:
    return [each for each in made.receipts if each.layer is Layer.MOVEMENT and moved([each])]


def _items(receipt: Receipt) -> set[str]:
    return {share.item for entry in receipt.entries for share in entry.shares}


def _without(made: Made, one: Receipt) -> Mutation:
    return Mutation(tuple(each for each in made.receipts if each is not one))


def _with(made: Made, old: Receipt, new: Receipt) -> Mutation:
    return Mutation(tuple(new if each is old else each for each in made.receipts))

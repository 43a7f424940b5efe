"""The items of a dimension as columns: the figures of accounts by item, with what belongs to none of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hub.sdk.accounting import Dimension, DimensionItem, Period, is_result_account
from hub.sdk.reports import UNALLOCATED, UNDIVIDED_PAY, Column, ItemMovement, LedgerReader, Part
from plugins.procountor.names import Names
from plugins.procountor.reports.columns import Matrix
from plugins.procountor.reports.words import Words

__all__ = ["SIDE_BY_SIDE", "Split", "split"]

SIDE_BY_SIDE = 10
"""Items that a page and a sheet of paper hold beside each other."""
BESIDES = {
    "others": Names("Muut seurantakohteet", "Övriga objekt", "Other items"),
    "pay": Names("Palkat, jakamatta", "Löner, ofördelade", "Salaries, not divided"),
    "unallocated": Names("Kohdistamatta", "Ofördelat", "Not allocated"),
    "total": Names("Yhteensä", "Totalt", "Total"),
}


@dataclass(frozen=True, slots=True)
class Split:
    """What moved in some days by the items of a dimension.

    :param together: how many items stand together as *Other items*
    :param has_pay: whether there is pay that the reader may not see divided
    """

    matrix: Matrix
    together: int
    has_pay: bool


def split(
    reader: LedgerReader,
    period: Period,
    dimension: Dimension | None,
    words: Words,
    *,
    most: int | None = SIDE_BY_SIDE,
    also: Collection[str] = (),
) -> Split:
    """Split the income statement's accounts by item; items without figures are left out.

    :param dimension: None where the books have none: then nothing is allocated
    :param most: how many columns the items may take: of more the largest stand alone, the others together
    :param also: keys of columns that are not left out
    """
    items = dimension.items if dimension else ()
    key = dimension.source_id if dimension else ""
    whole = Part(key, (*(each.source_id for each in items), UNALLOCATED, UNDIVIDED_PAY))
    found = [each for each in reader.item_movements(period, whole, by_month=False) if is_result_account(each.account)]
    moved = {row.item for row in found}
    used = [each for each in items if each.source_id in moved or f"item:{each.source_id}" in also]
    alone = _largest(used, found, most)
    together = tuple(each.source_id for each in used if each not in alone)
    has_pay = UNDIVIDED_PAY in moved or "pay" in also
    columns: list[tuple[str, str, tuple[str, ...]]]
    columns = [(f"item:{each.source_id}", each.label, (each.source_id,)) for each in alone]
    columns += [("others", words.name(BESIDES["others"]), together)] if together else []
    columns += [("pay", words.name(BESIDES["pay"]), (UNDIVIDED_PAY,))] if has_pay else []
    columns += [("unallocated", words.name(BESIDES["unallocated"]), (UNALLOCATED,))]
    return Split(_matrix(reader, period, key, columns, found, words), len(together), has_pay)


def _largest(used: Sequence[DimensionItem], found: Sequence[ItemMovement], most: int | None) -> list[DimensionItem]:
    """Choose the items that stand alone, by how much moved on their accounts; they stay in the order of their codes."""
    if most is None or len(used) <= most:
        return list(used)
    sizes: dict[str, int] = {}
    for each in found:
        sizes[each.item] = sizes.get(each.item, 0) + abs(each.net)
    chosen = sorted(used, key=lambda item: -sizes[item.source_id])[: most - 1]
    return [each for each in used if each in chosen]


def _matrix(
    reader: LedgerReader,
    period: Period,
    dimension: str,
    columns: Sequence[tuple[str, str, tuple[str, ...]]],
    found: Sequence[ItemMovement],
    words: Words,
) -> Matrix:
    """Lay the movements out by item, the total of all after them: it is the accounts' own, whole."""
    made = [*((key, label) for key, label, _items in columns), ("total", words.name(BESIDES["total"]))]
    unfinished = period.end > reader.today
    return Matrix(
        columns=tuple(Column(key, label, period=period, unfinished=unfinished) for key, label in made),
        drills=(period,) * len(made),
        amounts=_amounts({item: place for place, (*_, items) in enumerate(columns) for item in items}, found),
        opening=False,
        parts=(*(Part(dimension, items) for _key, _label, items in columns), None),
    )


def _amounts(places: Mapping[str, int], found: Sequence[ItemMovement]) -> dict[str, tuple[int, ...]]:
    rows: dict[str, list[int]] = {}
    last = max(places.values()) + 1
    for each in found:
        row = rows.setdefault(each.account, [0] * (last + 1))
        for place in (places[each.item], last):
            row[place] += each.net
    return {account: tuple(row) for account, row in sorted(rows.items()) if any(row)}

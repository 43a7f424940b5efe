"""Folding a Swedish voucher's VAT rows (BAS accounts 2610-2649) into net rows that carry their rate.

Only where a rate explains the VAT within a cent per row; all else stays as it was booked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from .model import Receipt, Row
from .money import CENT, ZERO
from .vat import DOMESTIC, gap

__all__ = ["folded", "is_vat_account"]

_RATES = {"261": (Decimal(25),), "262": (Decimal(12),), "263": (Decimal(6),)}
_INPUT_RATES = (Decimal(25), Decimal(12), Decimal(6))
_COMPUTED = {"2614", "2615", "2617", "2624", "2634", "2645", "2647"}  # tax on reverse charge: no net row bears it
_MOST_NET_ROWS = 12  # beyond, a search over all choices would take too long


def is_vat_account(code: str) -> bool:
    """Say whether the chart (BAS) keeps output or input VAT there."""
    return "2610" <= code[:4] <= "2649"


def folded(receipt: Receipt) -> Receipt | None:
    """Give the receipt with net rows instead of its VAT rows; None when a rate does not explain all of them.

    A receipt that does not balance is left alone: what is wrong with it must stay to be seen.
    """
    vat_rows = [row for row in receipt.rows if is_vat_account(row.account)]
    if not vat_rows or gap(receipt) or any(row.account[:4] in _COMPUTED for row in vat_rows):
        return None
    free = [place for place, row in enumerate(receipt.rows) if _may_bear_vat(row)]
    rates: dict[int, Decimal] = {}
    for vat_row in vat_rows:
        found = _explained(receipt.rows, [place for place in free if place not in rates], vat_row)
        if found is None:
            return None
        rates.update(found)
    return replace(receipt, rows=tuple(_net_rows(receipt.rows, rates)), vat_status=DOMESTIC, vat_type=_side(vat_rows))


def _may_bear_vat(row: Row) -> bool:
    """Income and costs, and assets bought: not debtors, money, creditors or VAT itself."""
    return bool(row.value) and (row.account >= "3" or row.account < "15")


def _explained(rows: tuple[Row, ...], free: list[int], vat_row: Row) -> dict[int, Decimal] | None:
    for rate in _RATES.get(vat_row.account[:3], _INPUT_RATES):
        for chosen in _choices(free):
            vats = [_vat(rows[place], rate) for place in chosen]
            if abs(sum(vats, ZERO) - vat_row.value) <= CENT * len(chosen):
                return dict.fromkeys(chosen, rate)
    return None


def _choices(free: list[int]) -> Iterator[tuple[int, ...]]:
    """Try all rows first, then ever fewer."""
    sizes: Iterable[int] = range(len(free), 0, -1) if len(free) <= _MOST_NET_ROWS else (len(free),)
    for size in sizes:
        yield from combinations(free, size)


def _vat(row: Row, rate: Decimal) -> Decimal:
    return row.value * rate / 100


def _net_rows(rows: tuple[Row, ...], rates: dict[int, Decimal]) -> Iterator[Row]:
    for place, row in enumerate(rows):
        if place in rates:
            yield replace(row, vat_percent=rates[place], vat_status=DOMESTIC)
        elif not is_vat_account(row.account):
            yield row


def _side(vat_rows: list[Row]) -> str:
    return "PURCHASE" if vat_rows[0].account.startswith("264") else "SALES"

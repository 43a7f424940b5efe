"""VAT in Procountor's books: rows are net, receipts leave their VAT out, a monthly summary books it.

Standard rate 25.5 % from 1 September 2024 and 24 % before, food 13.5 % from 1 January 2026 and 14 % before
(Value Added Tax Act 1501/1993, sections 84-85a, as amended).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from .model import Receipt, Row
from .money import ZERO, portion
from .official import is_official

__all__ = [
    "DOMESTIC",
    "EU_GOODS",
    "EU_SERVICES",
    "NO_VAT",
    "STATUSES",
    "VAT_ACCOUNT",
    "gap",
    "rate",
    "row_vat",
    "summary_rows",
    "vat_left_out",
    "vat_month",
]

VAT_ACCOUNT = "2930"
DOMESTIC, EU_GOODS, EU_SERVICES, NO_VAT = 1, 5, 6, 12
STATUSES = (
    (DOMESTIC, "Domestic"),
    (EU_GOODS, "EU trade, goods"),
    (EU_SERVICES, "EU trade, services"),
    (NO_VAT, "No VAT handling"),
)
_SIDES = {"SALES": "myynnistä", "PURCHASE": "ostoista"}


def rate(kind: str, day: date) -> Decimal:
    """Give the rate in per cent of a kind of supply on a day; kinds are standard, food, ten and zero."""
    if kind == "standard":
        return Decimal("25.5") if day >= date(2024, 9, 1) else Decimal(24)
    if kind == "food":
        return Decimal("13.5") if day >= date(2026, 1, 1) else Decimal(14)
    return {"ten": Decimal(10), "zero": Decimal(0)}[kind]


def row_vat(row: Row) -> Decimal:
    """Give the row's whole VAT in cents, signed like the row."""
    return portion(row.value, row.vat_percent) if row.vat_percent else ZERO


def gap(receipt: Receipt) -> Decimal:
    """Give what the receipt's rows lack to zero."""
    return -sum((row.value for row in receipt.rows), ZERO)


def vat_month(receipt: Receipt) -> date:
    """Give the first day of the month whose return the receipt's VAT belongs to."""
    return (receipt.vat_date or receipt.date).replace(day=1)


def vat_left_out(receipt: Receipt) -> Decimal:
    """Give the VAT the receipt leaves to the summary.

    A partly deductible row leaves its whole VAT out, unless the undeductible part already stands as a cost on a row
    of its own; then only the deductible part is missing.
    """
    if gap(receipt) == _deductible_vat(receipt):
        return _deductible_vat(receipt)
    return sum((row_vat(row) for row in receipt.rows), ZERO)


def summary_rows(receipts: Iterable[Receipt], account: str = VAT_ACCOUNT) -> list[Row]:
    """Build the rows of a VAT summary over one month's receipts; they sum to the VAT those receipts leave out.

    Tax and deduction go to the VAT account by side and rate, what may not be deducted to the row's own cost account.
    """
    sums: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for receipt in receipts:
        if is_official(receipt):
            _add_vat(sums, receipt, account)
    keys = sorted(key for key, value in sums.items() if value)
    return [Row(0, code, sums[code, text], description=text) for code, text in keys]


def _add_vat(sums: dict[tuple[str, str], Decimal], receipt: Receipt, account: str) -> None:
    raised = gap(receipt) == _deductible_vat(receipt)
    for row in receipt.rows:
        if not row.vat_percent:
            continue
        deductible = _deductible(row)
        sums[account, f"ALV {row.vat_percent} % {_SIDES[receipt.vat_type]}"] += deductible
        if not raised:
            sums[row.account, f"Vähennyskelvoton ALV {row.vat_percent} %"] += row_vat(row) - deductible


def _deductible(row: Row) -> Decimal:
    if row.vat_deduction_percent is None:
        return row_vat(row)
    return portion(row_vat(row), row.vat_deduction_percent)


def _deductible_vat(receipt: Receipt) -> Decimal:
    return sum((_deductible(row) for row in receipt.rows), ZERO)

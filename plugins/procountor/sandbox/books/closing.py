"""Closing a year: income tax, the opening receipt of the next year, and openings of tracking periods."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from .journals import journal
from .model import FiscalYear, Receipt, Row, TrackingPeriod
from .money import ZERO, portion
from .official import is_official
from .setting import entry

__all__ = ["RESULT", "RETAINED", "balances", "income_tax", "opening_receipt", "period_opening"]

RETAINED, RESULT = "2251", "2371"
_TAX_RATE = Decimal(20)


def balances(receipts: Iterable[Receipt], start: date, end: date) -> dict[str, Decimal]:
    """Sum the official rows from start to end per account, the year's own opening receipt among them."""
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for receipt in receipts:
        if start <= receipt.date <= end and receipt.type != "TRACKING_PERIOD_OPENING_RECEIPT" and is_official(receipt):
            for row in receipt.rows:
                sums[row.account] += row.value
    return sums


def income_tax(year: FiscalYear, receipts: Iterable[Receipt], entered: date) -> list[Receipt]:
    """Book the tax on the year's profit that was not prepaid; nothing when it was or there is no profit."""
    sums = balances(receipts, year.start, year.end)
    profit = -sum((value for code, value in sums.items() if "3000" <= code < "9900"), ZERO)
    missing = portion(max(profit, ZERO), _TAX_RATE) - sums.get("9900", ZERO)
    if missing <= 0:
        return []
    return [journal("Tilikauden verot", year.end, [entry("9900", missing), entry("2960", -missing)], entered)]


def opening_receipt(year: FiscalYear, receipts: Iterable[Receipt], entered: datetime) -> list[Receipt]:
    """Carry a closed year's balances to the first day after it, its result added to the retained earnings."""
    sums = balances(receipts, year.start, year.end)
    carried = {code: value for code, value in sums.items() if code < "3000"}
    result = sum((value for code, value in sums.items() if code >= "3000"), ZERO)
    carried[RETAINED] = carried.get(RETAINED, ZERO) + result
    rows = _rows(carried)
    return _opening("RECEIPT_FOR_OPENING_ACCOUNTS", "Tilinavaus", year.end + timedelta(days=1), rows, entered=entered)


def period_opening(year: FiscalYear, receipts: Iterable[Receipt], period: TrackingPeriod) -> list[Receipt]:
    """Repeat the balances of a closed tracking period's first day, the result so far on an account of its own."""
    sums = balances(receipts, year.start, period.start - timedelta(days=1))
    carried = {code: value for code, value in sums.items() if code < "3000"}
    carried[RESULT] = -sum(carried.values(), ZERO)
    kind, name = "TRACKING_PERIOD_OPENING_RECEIPT", "Seurantakauden avaus"
    return _opening(kind, name, period.start, _rows(carried), entered=period.modified)


def _rows(carried: dict[str, Decimal]) -> tuple[Row, ...]:
    return tuple(Row(0, code, value) for code, value in sorted(carried.items()) if value)


def _opening(kind: str, name: str, day: date, rows: tuple[Row, ...], *, entered: datetime) -> list[Receipt]:
    if not rows:
        return []
    title = f"{name} {day:%d.%m.%Y}"
    return [Receipt(id=0, type=kind, status=None, name=title, date=day, rows=rows, vat_status=12, created=entered)]

"""Money in and out: reference payments (1990/1700) and bank statements (1910/1990, 2880/1910)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from .model import Receipt, Row
from .money import ZERO
from .setting import Movement, slice_end

__all__ = ["reference_payments", "statements"]


def reference_payments(movements: Iterable[Movement], per_month: int) -> Iterator[tuple[Receipt, Movement]]:
    """Gather customers' payments into so many receipts a month, each with the sum the bank will report."""
    payments = (movement for movement in movements if movement.account == "1700")
    for day, batch in _batches(payments, per_month):
        total = -_sum(batch)
        yield (
            _receipt("REFERENCE_PAYMENT", f"Viitesuoritukset {day:%d.%m.%Y}", day, account="1990", batch=batch),
            Movement(day, "1990", -total, f"Viitesuoritukset {day:%d.%m.%Y}"),
        )


def statements(movements: Iterable[Movement], per_month: int) -> Iterator[Receipt]:
    """Gather everything else into so many bank statements a month."""
    others = (movement for movement in movements if movement.account != "1700")
    for day, batch in _batches(others, per_month):
        yield _receipt("BANK_STATEMENT_AS_RECEIPT", f"Tiliote {day:%d.%m.%Y}", day, account="1910", batch=batch)


def _batches(movements: Iterable[Movement], per_month: int) -> Iterator[tuple[date, list[Movement]]]:
    batches: dict[date, list[Movement]] = defaultdict(list)
    for movement in movements:
        batches[slice_end(movement.day, per_month)].append(movement)
    yield from sorted(batches.items())


def _receipt(kind: str, name: str, day: date, *, account: str, batch: list[Movement]) -> Receipt:
    rows = [
        Row(0, movement.account, movement.amount, description=movement.text, settles=movement.settles)
        for movement in batch
    ]
    return Receipt(
        id=0,
        type=kind,
        status=None,
        name=name,
        date=day,
        rows=(Row(0, account, -_sum(batch), "REVERSING_ENTRY"), *rows),
        vat_status=12,
        created=datetime.combine(day + timedelta(days=1), time(6)),
    )


def _sum(batch: list[Movement]) -> Decimal:
    return sum((movement.amount for movement in batch), ZERO)

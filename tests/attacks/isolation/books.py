"""What is in a twin's books: every kind of row, each with the twin's word in it."""

from datetime import date
from uuid import UUID

from msgspec.structs import replace

import hub.db
from hub.ledger import service as ledger
from hub.sdk.accounting import (
    UNBALANCED,
    Account,
    Batch,
    Dimension,
    DimensionItem,
    Entry,
    FiscalYear,
    Layer,
    Period,
    Receipt,
    Share,
    Sweep,
)
from tests.attacks.isolation.side import canary_of, pay_canary_of

__all__ = ["fill_book"]

DAY = date(2026, 3, 10)
YEAR = FiscalYear("2026", date(2026, 1, 1), date(2026, 12, 31))


def fill_book(tenant_id: UUID, book_id: UUID, run_id: UUID, name: str) -> None:
    """Store a chart, a year, a dimension, and receipts of every layer, a salary among them; some changed or went."""
    word, pay = canary_of(name), pay_canary_of(name)
    accounts = tuple(Account(code, f"{what} {word}") for code, what in CHART.items())
    batch = Batch(
        cursor={"next": word},
        accounts=accounts,
        fiscal_years=(YEAR,),
        dimensions=(Dimension("d1", f"Cost centres {word}", (DimensionItem("i1", "10", f"Bakery {word}"),)),),
        covered=(Period(YEAR.start, YEAR.end),),
        receipts=(
            _receipt(name, 1, f"Sale {word}", _rows(("1910", 12_400), ("3000", -12_400), text=word)),
            _receipt(name, 2, f"Odd {word}", _rows(("1910", 70), (UNBALANCED, -70), text=word), finding=f"Odd {word}"),
            _receipt(name, 3, f"Waits {word}", _rows(("1910", 5), ("3000", -5), text=word), layer=Layer.PENDING),
            _receipt(name, 4, f"Invalid {word}", _rows(("1910", 9), ("3000", -9), text=word), layer=Layer.LEFT_OUT),
            _receipt(
                name, 5, f"Slip {pay}", _rows(("5000", 310_000), ("1910", -310_000), text=pay), private=True, text=pay
            ),
        ),
    )
    before = (
        _receipt(name, 1, f"Sale {word}", _rows(("1910", 12_000), ("3000", -12_000), text=word)),
        _receipt(name, 5, f"Slip {pay}", _rows(("5000", 300_000), ("1910", -300_000), text=pay), private=True),
        _receipt(name, 6, f"Gone {word}", _rows(("1910", 8), ("3000", -8), text=word)),
    )
    sweep = Sweep(Period(YEAR.start, YEAR.end), frozenset(each.source_id for each in batch.receipts))
    with hub.db.transaction(tenant_id) as db:  # what is stored twice is in the log of changes, too
        ledger.store(db, book_id, replace(batch, receipts=before), sync_run_id=run_id)
        ledger.store(db, book_id, replace(batch, sweep=sweep), sync_run_id=run_id)


CHART = {"1910": "Bank", "3000": "Sales", "5000": "Wages"}


def _rows(*amounts: tuple[str, int], text: str) -> tuple[Entry, ...]:
    return tuple(
        Entry(line, account, amount, DAY, source_id=str(line), text=text, shares=(Share("i1", amount),))
        for line, (account, amount) in enumerate(amounts, 1)
    )


def _receipt(name: str, number: int, title: str, entries: tuple[Entry, ...], **more: object) -> Receipt:
    given = {"type": "JOURNAL", "status": "APPROVED", "layer": Layer.MOVEMENT, "number": f"{name}{number}", **more}
    return Receipt(source_id=f"{name}-{number}", name=title, date=DAY, entries=entries, **given)

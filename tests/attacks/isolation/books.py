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
from hub.sdk.invoices import SIDES, Invoice, Payment, Side
from tests.attacks.isolation.side import canary_of, pay_canary_of

__all__ = ["PAY", "fill_book"]

DAY = date(2026, 3, 10)
YEAR = FiscalYear("2026", date(2026, 1, 1), date(2026, 12, 31))


def fill_book(tenant_id: UUID, book_id: UUID, run_id: UUID, name: str) -> None:
    """Store a chart, a year, a dimension, and receipts of every layer, salaries of each kind; some changed or went."""
    word = canary_of(name)
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
            _slip(name, 5, ("5000", PAY[0]), ("1910", -PAY[0])),
            _slip(name, 6, ("5000", PAY[1]), ("1910", -PAY[1])),
            _slip(name, 7, ("5000", PAY[2]), ("1910", -PAY[2]), layer=Layer.PENDING, status="UNFINISHED"),
            _slip(name, 8, ("5000", PAY[3]), ("1910", -PAY[3]), layer=Layer.LEFT_OUT, status="INVALIDATED"),
            _slip(name, 9, ("2880", PAY[4]), (UNBALANCED, -PAY[4])),
            _slip(name, 10, ("2880", PAY[5]), (UNBALANCED, -PAY[5])),
        ),
        invoices=tuple(_invoice(name, number, side) for number, side in enumerate(SIDES, 1)),
        invoices_covered=SIDES,
    )
    before = (
        _receipt(name, 1, f"Sale {word}", _rows(("1910", 12_000), ("3000", -12_000), text=word)),
        _slip(name, 5, ("5000", PAY[6]), ("1910", -PAY[6])),
        _receipt(name, 11, f"Gone {word}", _rows(("1910", 8), ("3000", -8), text=word)),
    )
    sweep = Sweep(Period(YEAR.start, YEAR.end), frozenset(each.source_id for each in batch.receipts))
    with hub.db.transaction(tenant_id) as db:  # what is stored twice is in the log of changes, too
        ledger.store(db, book_id, replace(batch, receipts=before), sync_run_id=run_id)
        ledger.store(db, book_id, replace(batch, sweep=sweep), sync_run_id=run_id)


PAY = (187_613, 122_387, 90_917, 80_819, 70_723, 60_629, 150_413)
"""What stands in one slip each, in cents; the last stood in the first one before it was changed."""
CHART = {"1910": "Bank", "2880": "Wages payable", "3000": "Sales", "5000": "Wages"}


def _rows(*amounts: tuple[str, int], text: str) -> tuple[Entry, ...]:
    return tuple(
        Entry(line, account, amount, DAY, source_id=str(line), text=text, shares=(Share("i1", amount),))
        for line, (account, amount) in enumerate(amounts, 1)
    )


def _invoice(name: str, number: int, side: Side) -> Invoice:
    word = canary_of(name)
    return Invoice(
        source_id=f"{name}-invoice-{number}",
        side=side,
        layer=Layer.MOVEMENT,
        status="SENT",
        date=DAY,
        due=DAY,
        amount=12_400,
        currency="EUR",
        partner=f"Partner {word}",
        number=f"{name}{number}",
        reference=f"Reference {word}",
        payments=(Payment(DAY, 2_400, "CASH"),),
    )


def _slip(name: str, number: int, *amounts: tuple[str, int], **more: object) -> Receipt:
    pay = pay_canary_of(name)
    given = {"type": "SALARY", "text": pay, "finding": f"Odd {pay}", **more}
    return _receipt(name, number, f"Slip {pay}", _rows(*amounts, text=pay), private=True, **given)


def _receipt(name: str, number: int, title: str, entries: tuple[Entry, ...], **more: object) -> Receipt:
    given = {"type": "JOURNAL", "status": "APPROVED", "layer": Layer.MOVEMENT, "number": f"{name}{number}", **more}
    return Receipt(source_id=f"{name}-{number}", name=title, date=DAY, entries=entries, **given)

"""Makers for ledger tests: an environment with a book, and receipts in few words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

from hub.db import Db
from hub.ledger import service
from hub.ledger.models import Book
from hub.ledger.reader import BookReader
from hub.sdk.accounting import VAT_CLEARING, Batch, Entry, FiscalYear, Layer, Period, Receipt
from hub.sdk.refs import BookRef, CompanyRef
from tenants.models import Company, Tenant

NUMBERS = count(10_000_000)


@dataclass(frozen=True)
class Shelf:
    """One environment with one company's book."""

    hub_db: ModuleType
    tenant_id: UUID
    book_id: UUID

    @classmethod
    def make(cls, hub_db: ModuleType, name: str = "Käpylän Leipä Oy") -> "Shelf":
        """Open an environment with an empty book."""
        tenant_id, company_id, book_id, number = uuid4(), uuid4(), uuid4(), next(NUMBERS)
        with hub_db.transaction(tenant_id) as db:
            db.add(Tenant(id=tenant_id, name=name, email="kirjat@leipa.example", subdomain=f"leipa-{number}"))
            db.flush()
            db.add(Company(id=company_id, tenant_id=tenant_id, country="FI", business_id=str(number), name=name))
            db.flush()
            db.add(Book(id=book_id, tenant_id=tenant_id, company_id=company_id, name=name))
        return cls(hub_db, tenant_id, book_id)

    @contextmanager
    def open(self) -> Iterator[Db]:
        """Open a transaction in the environment."""
        with self.hub_db.transaction(self.tenant_id) as db:
            yield db

    def store(self, *receipts: Receipt, **batch: Any) -> service.Stored:
        """Store a batch in a transaction of its own."""
        with self.open() as db:
            return service.store(db, self.book_id, Batch(cursor={}, receipts=receipts, **batch))

    @contextmanager
    def read(self, *, payroll_detail: bool = False, today: date = date(2026, 11, 22)) -> Iterator[BookReader]:
        """Open a reader of the book."""
        ref = BookRef(self.book_id, CompanyRef("1", "Käpylän Leipä Oy"))
        with self.open() as db:
            yield BookReader(db, ref, payroll_detail=payroll_detail, today=today)


def receipt(source_id: str, day: date, *rows: tuple[str, int] | Entry, **more: Any) -> Receipt:
    """Make a receipt of (account, cents) rows; entries given whole stay as they are."""
    entries = tuple(
        row
        if isinstance(row, Entry)
        else Entry(line=line, account=row[0], amount=row[1], date=day, source_id=str(line))
        for line, row in enumerate(rows, 1)
    )
    given = {"type": "JOURNAL", "status": "APPROVED", "layer": Layer.MOVEMENT, "name": f"Receipt {source_id}", **more}
    return Receipt(source_id=source_id, date=day, entries=entries, **given)


def year(start: date, end: date, number: int = 1) -> FiscalYear:
    """Make a fiscal year."""
    return FiscalYear(source_id=str(number), start=start, end=end)


def calendar_years(first: int, last: int) -> tuple[FiscalYear, ...]:
    """Make calendar years."""
    return tuple(year(date(each, 1, 1), date(each, 12, 31), each) for each in range(first, last + 1))


def opening(*rows: tuple[str, int], day: date = date(2026, 1, 1)) -> Receipt:
    """Make an opening receipt."""
    return receipt(f"o{day}", day, *rows, type="RECEIPT_FOR_OPENING_ACCOUNTS", status="", layer=Layer.OPENING)


def vat_sale(source_id: str, day: date, vat: int) -> Receipt:
    """Make a sale of 100.00 whose VAT waits for its summary."""
    rows = (
        Entry(1, "1700", 10_000 + vat, day),
        Entry(2, "3000", -10_000, day, vat_percent=255),
        Entry(3, VAT_CLEARING, -vat, day, of=2),
    )
    return receipt(source_id, day, *rows, vat_month=day.replace(day=1))


def openings_of(reader: BookReader, day: date = date(2026, 5, 5)) -> dict[str, tuple[int, str]]:
    """Read what a day's fiscal year starts with, by account: the amount, and where it is known from."""
    return {each.account: (each.amount, each.basis) for each in reader.openings(reader.fiscal_year_of(day))}


def codes(reader: BookReader) -> list[str]:
    """Name what there is to be known."""
    return [each.code for each in reader.findings()]


CAPITAL = receipt("c", date(2025, 1, 2), ("1910", 10_000), ("2001", -10_000))
SALE_2025 = receipt("s5", date(2025, 6, 30), ("1910", 5_000), ("3000", -5_000))
SALE_2026 = receipt("s6", date(2026, 2, 10), ("1910", 700), ("3000", -700))
WHOLE_2025 = Period(date(2025, 1, 1), date(2025, 12, 31))
WHOLE_2026 = Period(date(2026, 1, 1), date(2026, 12, 31))

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
from hub.sdk.accounting import Batch, Entry, FiscalYear, Layer, Receipt
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

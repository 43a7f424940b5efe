"""A company's book in the ledger, and the source that it was read from."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Self
from uuid import UUID, uuid4

from sqlalchemy import update

from bench.mutations.companies import Made
from bench.mutations.source import Teller
from hub.connectors.models import Connection, SyncRun
from hub.connectors.proving import prove
from hub.db import Db
from hub.identity.models import Person
from hub.ledger import service
from hub.ledger.models import Book
from hub.ledger.proof import reading
from hub.ledger.proof.models import Proof
from hub.ledger.proof.reading import YearProof
from hub.sdk.accounting import Access, Batch, Period, Receipt, Sweep
from tenants.models import Company, Tenant

__all__ = ["Shelf"]

ALWAYS = Period(date(1900, 1, 1), date(2199, 12, 31))
NUMBERS = count(10_000_000)


@dataclass
class Shelf:
    """One environment with one company, in a transaction of its own."""

    db: Db
    tenant_id: UUID
    connection_id: UUID
    book_id: UUID
    made: Made
    source: Teller

    @classmethod
    def make(cls, db: Db, tenant_id: UUID, made: Made, source: Teller) -> Self:
        """Open the environment; its books are empty."""
        company_id, book_id, connection_id, number = uuid4(), uuid4(), uuid4(), next(NUMBERS)
        person = Person(id=uuid4(), name="Aino", email=f"aino-{number}@example.com")
        db.add_all([person, Tenant(id=tenant_id, name="Muutos Oy", email="a@b.example", subdomain=f"muutos-{number}")])
        db.flush()
        db.add(Company(id=company_id, tenant_id=tenant_id, country="FI", business_id=str(number), name="Muutos Oy"))
        db.flush()
        db.add(Book(id=book_id, tenant_id=tenant_id, company_id=company_id, name="Muutos Oy"))
        db.flush()
        of = {"tenant_id": tenant_id, "company_id": company_id, "book_id": book_id, "attached_by": person.id}
        db.add(Connection(id=connection_id, connector="teller", source_id=str(number), **of))
        db.flush()
        return cls(db, tenant_id, connection_id, book_id, made, source)

    def store(self, receipts: Sequence[Receipt]) -> None:
        """Have the ledger hold just these."""
        sweep = Sweep(ALWAYS, frozenset(each.source_id for each in receipts))
        batch = Batch({}, tuple(receipts), self.made.accounts, self.made.years, sweep=sweep, covered=(ALWAYS,))
        service.store(self.db, self.book_id, batch)

    def prove(self) -> Sequence[YearProof]:
        """Have the end of a sync prove the books, and give how the years stand."""
        run = SyncRun(id=uuid4(), tenant_id=self.tenant_id, connection_id=self.connection_id, state="done")
        self.db.add(run)
        self.db.flush()
        of, today = (self.book_id, run.id), self.made.today
        prove(lambda: nullcontext(self.db), of, self.source, Access(), today=today)
        return reading.standing(self.db, self.book_id, today).years

    def a_day_passes(self) -> None:
        """Let closed years be due again."""
        ago = Proof.checked_at - timedelta(hours=25)
        self.db.execute(update(Proof).where(Proof.book_id == self.book_id).values(checked_at=ago))
        self.db.expire_all()

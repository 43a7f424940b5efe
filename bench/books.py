"""Environments to be measured: each with a company, an empty book, a connection and a sync that is under way."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from hub import db
from hub.connectors.models import Connection, SyncRun, SyncState
from hub.identity.models import Person
from hub.ledger.models import Book
from tenants.models import Company, Tenant

__all__ = ["OpenBook", "open_book"]


@dataclass(frozen=True, slots=True)
class OpenBook:
    """An empty book that is being read."""

    tenant_id: UUID
    book_id: UUID
    connection_id: UUID
    run_id: UUID


def open_book(number: int) -> OpenBook:
    """Set up an environment; its number tells it from the others of a database."""
    made, person_id, company_id = OpenBook(uuid4(), uuid4(), uuid4(), uuid4()), uuid4(), uuid4()
    of_tenant = {"tenant_id": made.tenant_id}
    name = f"Bench {number} Oy"
    with db.transaction(made.tenant_id) as session:
        rows = (
            Tenant(id=made.tenant_id, name=name, email="bench@example.com", subdomain=f"bench-{number}"),
            Person(id=person_id, name="Bench", email=f"bench-{number}@example.com"),
            Company(id=company_id, country="FI", business_id=f"{number:08}", name=name, **of_tenant),
            Book(id=made.book_id, company_id=company_id, name=name, **of_tenant),
            Connection(
                id=made.connection_id,
                company_id=company_id,
                book_id=made.book_id,
                connector="procountor",
                source_id=str(number),
                attached_by=person_id,
                **of_tenant,
            ),
            SyncRun(
                id=made.run_id,
                connection_id=made.connection_id,
                state=SyncState.RUNNING,
                started_at=datetime.now(UTC),
                **of_tenant,
            ),
        )
        for row in rows:
            session.add(row)
            session.flush()
    return made

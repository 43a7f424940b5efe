"""How fast receipts come into the ledger, under row-level security and with balances kept."""

import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

import psycopg

from bench.figures import Figure, report
from bench.place import database
from hub import db
from hub.ledger import service
from hub.ledger.models import Book
from hub.sdk.accounting import Batch, Entry, Layer, Receipt
from tenants.models import Company, Tenant

RECEIPTS = 20_000
PAGE = 200  # receipts in one answer of the API, stored in one transaction
ACCOUNTS = [str(number) for number in range(3000, 3200)]
FIRST_DAY = date(2024, 1, 1)
DELIVERED = "13,000 lines/s, what 20 batches a second of the API deliver"
LINES = """
    CREATE TABLE line (
        receipt text, line int, account text, amount bigint, date date, source_id text, text text,
        PRIMARY KEY (receipt, line)
    );
    CREATE INDEX ON line (account, date)
"""


def measure() -> Iterator[Figure]:
    """Store made-up receipts page by page, deliver them again, and COPY the same lines into a bare table."""
    receipts = [_receipt(number) for number in range(RECEIPTS)]
    lines = sum(len(receipt.entries) for receipt in receipts)
    with database() as server:
        bare = lines / _copied(server.as_superuser(), receipts)
        tenant_id, book_id = _open_book()
        stored = lines / _stored(tenant_id, book_id, receipts)
        again = lines / _stored(tenant_id, book_id, receipts)
    yield Figure("Bare COPY by page", bare, "lines/s", "itself: the limit of the day")
    yield Figure("Ledger, first delivery", stored, "lines/s", DELIVERED)
    yield Figure(
        "Ledger, first delivery, share of a bare COPY",
        stored / bare,
        "×",
        "0.35 as the target; 1 is a bare COPY of the same lines in the same run",
    )
    yield Figure("Ledger, the same again", again, "lines/s", DELIVERED)


def _receipt(number: int) -> Receipt:
    """Make an invoice of three lines: the customer's debt, the sale and its VAT."""
    day = FIRST_DAY + timedelta(days=number * 1000 // RECEIPTS)
    net = 10_000 + number % 997
    vat = round(net * 0.255)
    rows = (("1700", net + vat), (ACCOUNTS[number % len(ACCOUNTS)], -net), ("2939", -vat))
    entries = tuple(
        Entry(line=line, account=account, amount=amount, date=day, source_id=f"{number}-{line}", text="Consulting")
        for line, (account, amount) in enumerate(rows, 1)
    )
    return Receipt(
        source_id=str(number),
        type="SALES_INVOICE",
        status="APPROVED",
        layer=Layer.MOVEMENT,
        name=f"Customer {number % 300}",
        date=day,
        entries=entries,
        number=str(10_000 + number),
    )


def _open_book() -> tuple[UUID, UUID]:
    tenant_id, company_id, book_id = uuid4(), uuid4(), uuid4()
    with db.transaction(tenant_id) as session:
        session.add(Tenant(id=tenant_id, name="Bench Oy", email="bench@example.com", subdomain="bench"))
        session.flush()
        session.add(Company(id=company_id, tenant_id=tenant_id, country="FI", business_id="10000000", name="Bench Oy"))
        session.flush()
        session.add(Book(id=book_id, tenant_id=tenant_id, company_id=company_id, name="Bench Oy"))
    return tenant_id, book_id


def _stored(tenant_id: UUID, book_id: UUID, receipts: Sequence[Receipt]) -> float:
    began = time.perf_counter()
    for page in _pages(receipts):
        with db.transaction(tenant_id) as session:
            service.store(session, book_id, Batch(cursor={}, receipts=page))
    return time.perf_counter() - began


def _copied(superuser: str, receipts: Sequence[Receipt]) -> float:
    with psycopg.connect(superuser, dbname="postgres") as connection:
        connection.execute(LINES)
        connection.commit()
        began = time.perf_counter()
        for page in _pages(receipts):
            with connection.cursor().copy("COPY line FROM STDIN") as copy:
                for receipt in page:
                    for entry in receipt.entries:
                        copy.write_row((receipt.source_id, *_columns(entry)))
            connection.commit()
        return time.perf_counter() - began


def _columns(entry: Entry) -> tuple[object, ...]:
    return entry.line, entry.account, entry.amount, entry.date, entry.source_id, entry.text


def _pages(receipts: Sequence[Receipt]) -> Iterator[tuple[Receipt, ...]]:
    return (tuple(receipts[start : start + PAGE]) for start in range(0, len(receipts), PAGE))


if __name__ == "__main__":
    report(measure)

"""Made-up books put into the hub's tables by COPY, with the balances that the hub keeps of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg

from bench.reports.made import ACCOUNTS, DIMENSION, ITEMS, TODAY, WHOLE, YEARS, Made, made
from hub import db
from hub.embedded.postgres import RunningPostgres
from hub.ledger import service
from hub.ledger.models import Book
from hub.ledger.reader import BookReader
from hub.sdk.accounting import Account, Batch, Dimension, DimensionItem
from hub.sdk.refs import BookRef, CompanyRef
from tenants.models import Company, Tenant

__all__ = ["Held", "WrongBalances", "put"]

RECEIPTS = """COPY receipt (id, tenant_id, book_id, source_id, type, status, layer, name, date, number, private, text,
    finding, digest) FROM STDIN"""
ENTRIES = """COPY entry (tenant_id, receipt_id, line, book_id, account, date, amount, layer, private, text, share_items,
    share_amounts) FROM STDIN"""
MONTHS = """
INSERT INTO month_balance (tenant_id, book_id, layer, account, month, net, debit)
SELECT tenant_id, book_id, layer, account, date_trunc('month', date::timestamp)::date, sum(amount),
       sum(greatest(amount, 0))
  FROM entry WHERE book_id = %(book)s GROUP BY 1, 2, 3, 4, 5
"""
ITEM_MONTHS = """
INSERT INTO item_balance (tenant_id, book_id, layer, account, item, month, net)
SELECT tenant_id, book_id, layer, account, share.item, date_trunc('month', date::timestamp)::date, sum(share.amount)
  FROM entry, unnest(share_items, share_amounts) AS share (item, amount)
 WHERE book_id = %(book)s GROUP BY 1, 2, 3, 4, 5, 6
"""
INDEX = "SELECT pg_get_indexdef('ix_entry_account'::regclass)"
AT_A_TIME = 20_000


class WrongBalances(SystemExit):
    """The balances of a book are not those of its rows: nothing measured on it would say anything."""


@dataclass(frozen=True, slots=True)
class Held:
    """A book that is there."""

    tenant_id: UUID
    book_id: UUID
    lines: int

    @property
    def ref(self) -> BookRef:
        """Name it as reports do."""
        return BookRef(self.book_id, CompanyRef("1", "Bench Oy", "FI", "01120389"))

    def reader(self, session: db.Db, *, payroll_detail: bool = False) -> BookReader:
        """Open it, as on the last day of its years."""
        return BookReader(session, self.ref, payroll_detail=payroll_detail, today=TODAY)


def put(server: RunningPostgres, lines: int, *, verified: bool) -> Held:
    """Make a book and put it into an environment of its own.

    :param verified: whether its balances are counted again from its rows, as ``hub ledger verify`` does
    """
    held = _opened(lines)
    with psycopg.connect(server.superuser_url.replace("+psycopg", ""), autocommit=True) as connection:
        _fill(connection, held)
    if verified:
        with db.transaction(held.tenant_id) as session:
            if service.verify(session, held.book_id):
                raise WrongBalances(f"The balances of the book of {lines:,} lines are not those of its rows.")
    return held


def _opened(lines: int) -> Held:
    held, company_id = Held(uuid4(), uuid4(), lines), uuid4()
    of_tenant = {"tenant_id": held.tenant_id}
    with db.transaction(held.tenant_id) as session:
        for row in (
            Tenant(id=held.tenant_id, name="Bench Oy", email="bench@example.com", subdomain=f"bench-{lines}"),
            Company(id=company_id, country="FI", business_id=f"{lines:08}", name="Bench Oy", **of_tenant),
            Book(id=held.book_id, company_id=company_id, name="Bench Oy", **of_tenant),
        ):
            session.add(row)
            session.flush()
        batch = Batch(
            {},
            accounts=tuple(Account(code, f"Tili {code}") for code in ACCOUNTS),
            fiscal_years=YEARS,
            dimensions=(
                Dimension(DIMENSION, "Kustannuspaikka", tuple(DimensionItem(each, each, each) for each in ITEMS)),
            ),
            covered=(WHOLE,),
        )
        service.store(session, held.book_id, batch)
    return held


def _fill(connection: psycopg.Connection, held: Held) -> None:
    """Write a book's rows without looking at each for its keys, then make the index and the balances."""
    of_book = {"book": held.book_id}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        (first,) = cursor.execute("SELECT coalesce(max(id), 0) FROM receipt").fetchone() or (0,)
        (index,) = cursor.execute(INDEX).fetchone() or ("",)
        cursor.execute("DROP INDEX ix_entry_account")
        for receipts, entries in _texts(held, first):
            with cursor.copy(RECEIPTS) as copy:
                copy.write(receipts)
            with cursor.copy(ENTRIES) as copy:
                copy.write(entries)
        cursor.execute("SELECT setval(pg_get_serial_sequence('receipt', 'id'), (SELECT max(id) FROM receipt))")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(index)
        cursor.execute(MONTHS, of_book)
        cursor.execute(ITEM_MONTHS, of_book)
        cursor.execute("VACUUM (ANALYZE) receipt, entry, month_balance, item_balance")


def _texts(held: Held, first: int) -> Iterator[tuple[str, str]]:
    receipts: list[str] = []
    entries: list[str] = []
    for each in made(held.lines):
        _write(held, first + each.number, each, receipts, entries)
        if len(entries) >= AT_A_TIME:
            yield "".join(receipts), "".join(entries)
            receipts, entries = [], []
    yield "".join(receipts), "".join(entries)


def _write(held: Held, number: int, made: Made, receipts: list[str], entries: list[str]) -> None:
    tenant, book, day, private = held.tenant_id, held.book_id, made.day.isoformat(), "ft"[made.kind == "SALARY"]
    receipts.append(
        f"{number}\t{tenant}\t{book}\t{made.number}\t{made.kind}\tAPPROVED\tmovement\t{made.name}\t{day}\t"
        f'{made.number}\t{private}\t\t""\t\\\\x\n'
    )
    for line, row in enumerate(made.lines, 1):
        shares = f"{{{row.item}}}\t{{{row.amount}}}" if row.item else "\\N\t\\N"
        entries.append(
            f"{tenant}\t{number}\t{line}\t{book}\t{row.account}\t{day}\t{row.amount}\tmovement\t{private}\t{row.text}\t"
            f"{shares}\n"
        )

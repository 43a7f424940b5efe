"""How long somebody waits for the figures of one cost centre, and of all of them, beside a scan by DuckDB."""

import csv
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from statistics import median
from uuid import UUID, uuid4

import duckdb

from bench.figures import Figure, report
from bench.place import database
from hub import db
from hub.ledger import service
from hub.ledger.models import Book
from hub.ledger.reader import BookReader
from hub.sdk.accounting import (
    Batch,
    Dimension,
    DimensionItem,
    Entry,
    FiscalYear,
    Layer,
    Period,
    Receipt,
    Share,
)
from hub.sdk.refs import BookRef, CompanyRef
from hub.sdk.reports import UNALLOCATED, UNDIVIDED_PAY, Part, ReportOptions
from plugins.procountor.reports import BUILDERS
from tenants.models import Company, Tenant

LINES = 1_000_000
LINES_OF_RECEIPT = 4
ONE_SALARY_IN = 100
YEARS = tuple(FiscalYear(str(year), date(year, 1, 1), date(year, 12, 31)) for year in (2023, 2024, 2025))
FIRST_DAY, DAYS = YEARS[0].start, (YEARS[-1].end - YEARS[0].start).days + 1
LAST = Period(YEARS[-1].start, YEARS[-1].end)
CENTRES = Dimension("1", "Cost centre", tuple(DimensionItem(str(each), f"{each:03}") for each in range(100, 140)))
PROJECTS = Dimension("2", "Project", tuple(DimensionItem(str(each), f"P{each}") for each in range(1000, 1400)))
COSTS = [str(number) for number in range(4000, 8000, 50)]
REPORTS = {each.key: each for each in BUILDERS}
ONE = Part("1", ("104",))
EVERY = Part("1", (*(each.source_id for each in CENTRES.items), UNALLOCATED, UNDIVIDED_PAY))
WHOLE = (
    ("Profit and loss of all items", "income-statement", ReportOptions()),
    ("Profit and loss of one item", "income-statement", ReportOptions(only=ONE)),
    ("Profit and loss by dimension", "by-dimension", ReportOptions(form="columns")),
)
ROUNDS, PAGE = 9, 5_000
SCAN = """
    SELECT account, date_trunc('month', day) AS month, sum(amount) FROM share
     WHERE item = '104' AND day BETWEEN DATE '2025-01-01' AND DATE '2025-12-31' GROUP BY ALL
"""
SPLIT = """
    SELECT account, item, sum(amount) FROM share
     WHERE dimension = '1' AND day BETWEEN DATE '2025-01-01' AND DATE '2025-12-31' GROUP BY ALL
"""


def measure() -> Iterator[Figure]:
    """Build the last year's profit and loss of one cost centre, and by cost centre, out of a million lines."""
    with database(), duckdb.connect() as peer:
        book = _filled(peer)
        scan, split = (_middle(lambda sql=sql: peer.execute(sql).fetchall()) for sql in (SCAN, SPLIT))
        yield Figure("DuckDB, one item", scan * 1000, "ms", "nothing: the peer")
        yield Figure("DuckDB, all items of a dimension", split * 1000, "ms", "nothing: the peer")
        for detail in (True, False):
            right = "with" if detail else "without"
            one, every = (_middle(partial(_read, *book, part, detail)) for part in (ONE, EVERY))
            yield Figure(f"One item's months, {right} payroll detail", one * 1000, "ms", "100 ms, and below")
            yield Figure("... to DuckDB's scan", one / scan, "×", "3")
            yield Figure(f"All items of a dimension, {right} payroll detail", every * 1000, "ms", "100 ms, and below")
            yield Figure("... to DuckDB's scan", every / split, "×", "3")
            for name, key, options in WHOLE:
                built = _middle(partial(_build, key, *book, options, detail=detail))
                yield Figure(f"{name}, {right} payroll detail", built * 1000, "ms", "one of all items")


def _middle(once: Callable[[], object]) -> float:
    """Give the middle of some times, after one to warm up."""
    times = []
    for _round in range(ROUNDS + 1):
        began = time.perf_counter()
        once()
        times.append(time.perf_counter() - began)
    return median(times[1:])


def _read(tenant_id: UUID, book_id: UUID, part: Part, detail: bool) -> None:
    with db.transaction(tenant_id) as session:
        reader = BookReader(
            session, BookRef(book_id, CompanyRef("1", "Bench Oy")), payroll_detail=detail, today=LAST.end
        )
        reader.item_movements(LAST, part, by_month=part is ONE)


def _build(key: str, tenant_id: UUID, book_id: UUID, options: ReportOptions, *, detail: bool) -> None:
    with db.transaction(tenant_id) as session:
        ref = BookRef(book_id, CompanyRef("1", "Bench Oy"))
        reader = BookReader(session, ref, payroll_detail=detail, today=LAST.end)
        REPORTS[key].build(reader, LAST, options)


def _filled(peer: duckdb.DuckDBPyConnection) -> tuple[UUID, UUID]:
    """Fill a book, and the peer with the same shares."""
    tenant_id, company_id, book_id = uuid4(), uuid4(), uuid4()
    with db.transaction(tenant_id) as session:
        session.add(Tenant(id=tenant_id, name="Bench Oy", email="bench@example.com", subdomain="bench"))
        session.flush()
        session.add(Company(id=company_id, tenant_id=tenant_id, country="FI", business_id="12345671", name="Bench"))
        session.flush()
        session.add(Book(id=book_id, tenant_id=tenant_id, company_id=company_id, name="Bench Oy"))
    peer.execute("CREATE TABLE share (account VARCHAR, day DATE, dimension VARCHAR, item VARCHAR, amount BIGINT)")
    count = LINES // LINES_OF_RECEIPT
    for start in range(0, count, PAGE):
        page = tuple(_receipt(number, count) for number in range(start, min(start + PAGE, count)))
        with db.transaction(tenant_id) as session:
            batch = Batch(
                {}, page, fiscal_years=YEARS, dimensions=(CENTRES, PROJECTS), covered=(Period(FIRST_DAY, LAST.end),)
            )
            service.store(session, book_id, batch)
        _tell(peer, page)
    return tenant_id, book_id


def _tell(peer: duckdb.DuckDBPyConnection, page: Sequence[Receipt]) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as file:
        rows = csv.writer(file)
        for each in page:
            for entry in each.entries:
                for share in entry.shares:
                    dimension = "2" if len(share.item) == len("1000") else "1"
                    rows.writerow([entry.account, entry.date.isoformat(), dimension, share.item, share.amount])
        file.flush()
        peer.execute(f"COPY share FROM '{file.name}' (HEADER false)")


def _receipt(number: int, count: int) -> Receipt:
    """Make a receipt of three costs, each of a cost centre and every other one of a project, and what is owed.

    One in a hundred is a salary.
    """
    day, pay = FIRST_DAY + timedelta(days=number * DAYS // count), number % ONE_SALARY_IN == 0
    costs = [(COSTS[(number * 7 + place * 13) % len(COSTS)], 10_000 + number % 997) for place in range(3)]
    rows = [
        Entry(line, "5000" if pay else account, amount, day, shares=_shares(number + line, amount))
        for line, (account, amount) in enumerate(costs, 1)
    ]
    owed = Entry(4, "2870", -sum(amount for _account, amount in costs), day)
    kind = "SALARY" if pay else "PURCHASE_INVOICE"
    return Receipt(
        str(number), kind, "APPROVED", Layer.MOVEMENT, "Partner", day, (*rows, owed), str(number), private=pay
    )


def _shares(number: int, amount: int) -> tuple[Share, ...]:
    centre = Share(CENTRES.items[number % len(CENTRES.items)].source_id, amount)
    return (centre, Share(PROJECTS.items[number % len(PROJECTS.items)].source_id, amount)) if number % 2 else (centre,)


if __name__ == "__main__":
    report(measure)

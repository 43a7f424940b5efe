"""How long somebody waits for the statements, and that it does not depend on the size of the ledger."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median
from uuid import UUID, uuid4

from bench.figures import Figure, report
from bench.place import database
from hub import db
from hub.ledger import service
from hub.ledger.models import Book
from hub.ledger.reader import BookReader
from hub.sdk.accounting import VAT_CLEARING, Batch, Entry, FiscalYear, Layer, Period, Receipt
from hub.sdk.refs import BookRef, CompanyRef
from hub.sdk.reports import ReportOptions
from plugins.procountor.reports import BUILDERS
from tenants.models import Company, Tenant

SMALL, LARGE = 10_000, 100_000  # lines
LINES = 4  # of a receipt
YEARS = tuple(FiscalYear(str(year), date(year, 1, 1), date(year, 12, 31)) for year in (2023, 2024, 2025))
FIRST_DAY, DAYS = YEARS[0].start, (YEARS[-1].end - YEARS[0].start).days + 1
INCOME = [str(number) for number in range(3000, 3020)]
COSTS = [str(number) for number in range(4000, 8000, 50)]
STATEMENTS = ("income-statement", "balance-sheet", "trial-balance")
ROUNDS = 15
PAGE = 2_000


def measure() -> Iterator[Figure]:
    """Build profit and loss, balance sheet and trial balance of the last of three years, out of two sizes of ledger."""
    with database():
        small, large = _warm(_filled(SMALL), _filled(LARGE))
    yield Figure("Three statements by month, 10,000 lines", small * 1000, "ms", "60 ms, three numpy sums over 1M lines")
    yield Figure(
        "Three statements by month, 100,000 lines", large * 1000, "ms", "60 ms, three numpy sums over 1M lines"
    )
    yield Figure(
        "Three statements, 100,000 lines to 10,000", large / small, "×", "1 where size does not matter; 10 for a scan"
    )


def _filled(lines: int) -> tuple[UUID, UUID]:
    tenant_id, company_id, book_id = uuid4(), uuid4(), uuid4()
    with db.transaction(tenant_id) as session:
        session.add(Tenant(id=tenant_id, name="Bench Oy", email="bench@example.com", subdomain=f"bench-{lines}"))
        session.flush()
        session.add(Company(id=company_id, tenant_id=tenant_id, country="FI", business_id=f"{lines:08}", name="Bench"))
        session.flush()
        session.add(Book(id=book_id, tenant_id=tenant_id, company_id=company_id, name="Bench Oy"))
    count = lines // LINES
    for start in range(0, count, PAGE):
        page = tuple(_receipt(number, count) for number in range(start, min(start + PAGE, count)))
        with db.transaction(tenant_id) as session:
            covered = Period(FIRST_DAY, YEARS[-1].end)
            service.store(session, book_id, Batch({}, page, fiscal_years=YEARS, covered=(covered,)))
    return tenant_id, book_id


def _receipt(number: int, count: int) -> Receipt:
    """Make an invoice: sales for one in three, else a purchase, with its VAT not summarised yet."""
    day = FIRST_DAY + timedelta(days=number * DAYS // count)
    sale = number % 3 == 0
    sign, account, counter = (
        (-1, INCOME[number % len(INCOME)], "1700") if sale else (1, COSTS[number % len(COSTS)], "2870")
    )
    net, vat = sign * (10_000 + number % 997), sign * 2_550
    rows = ((account, net), (account, net // 2), (VAT_CLEARING, vat), (counter, -net - net // 2 - vat))
    entries = tuple(
        Entry(line, account, amount, day, str(line), of=1 if account == VAT_CLEARING else None)
        for line, (account, amount) in enumerate(rows, 1)
    )
    kind = "SALES_INVOICE" if sale else "PURCHASE_INVOICE"
    return Receipt(str(number), kind, "APPROVED", Layer.MOVEMENT, f"Partner {number % 300}", day, entries, str(number))


def _warm(*books: tuple[UUID, UUID]) -> list[float]:
    """Give each book's middle time, round by round in turn so that the machine's mood is the same for all.

    Every round has a transaction and a reader of its own; the first one only warms up.
    """
    rounds = [[_seconds(*book) for book in books] for _ in range(ROUNDS + 1)][1:]
    return [median(times) for times in zip(*rounds, strict=True)]


def _seconds(tenant_id: UUID, book_id: UUID) -> float:
    began = time.perf_counter()
    with db.transaction(tenant_id) as session:
        ref = BookRef(book_id, CompanyRef("1", "Bench Oy"))
        reader = BookReader(session, ref, payroll_detail=False, today=date(2025, 12, 31))
        for builder in BUILDERS:
            if builder.key in STATEMENTS:
                builder.build(reader, Period(YEARS[-1].start, YEARS[-1].end), ReportOptions())
    return time.perf_counter() - began


if __name__ == "__main__":
    report(measure)

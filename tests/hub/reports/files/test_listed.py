"""A file that waits says what it is: which report, whose, of which days, who asked when, and how long it stays.

An environment may have several companies, and its files wait together.
"""

from datetime import date
from html import unescape
from re import sub
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from hub.ledger.models import Book
from hub.reports.models import ReportFile
from tenants.models import Company
from tests.hub.ledger.making import Shelf, receipt
from tests.hub.reports.files.conftest import LEDGER, ROWS, ask


@pytest.fixture
def second(db, shelf: Shelf) -> Shelf:
    """Another company of the same environment, with a ledger as long."""
    with db.transaction(shelf.tenant_id) as tx:
        company = Company(tenant_id=shelf.tenant_id, country="FI", business_id="29999999", name="Zeta Oy")
        tx.add(company)
        tx.flush()
        book = Book(tenant_id=shelf.tenant_id, company_id=company.id, name="Zeta Oy")
        tx.add(book)
        tx.flush()
        second = Shelf(db, shelf.tenant_id, book.id)
    second.store(
        *(receipt(f"z{n}", date(2025, 3, 5), ("1910", n + 1), ("3000", -n - 1)) for n in range(ROWS)),
    )
    return second


def said(client, file_id: UUID) -> str:
    """Read what *Content* says of a file, on one line."""
    _, _, rest = client.get("/content").text.partition(f'id="file-{file_id}"')
    return " ".join(unescape(sub(r"<[^>]+>", " ", rest.partition("</li>")[0])).split())


def test_each_file_names_its_company(reader, second, shelf, work_off):
    own = ask(reader, "csv", f"{LEDGER}&book={shelf.book_id}")
    other = ask(reader, "csv", f"{LEDGER}&book={second.book_id}")
    for _ in range(2):
        assert ("Käpylän Leipä Oy" in said(reader, own), "Zeta Oy" in said(reader, own)) == (True, False)
        assert ("Käpylän Leipä Oy" in said(reader, other), "Zeta Oy" in said(reader, other)) == (False, True)
        assert "Zeta Oy" in reader.get(f"/files/{other}?book={second.book_id}").text
        work_off()


def test_a_file_says_what_it_is_and_how_long_it_stays(reader, work_off, files):
    file_id = ask(reader, "csv-fi")
    waiting = said(reader, file_id)
    assert "General ledger, CSV (Finnish Excel)" in waiting
    assert "1 Jan 2025 – 31 Dec 2025" in waiting
    assert f"asked for {moment(files()[0], 'asked_at')} by Anna Kirjanpitäjä" in waiting
    assert "kept for 7 days once it is ready" in waiting
    work_off()
    assert f"removed {moment(files()[0], 'ends_at')}" in said(reader, file_id)


def moment(file: ReportFile, of: str) -> str:
    """Write a moment as a page in English does, in Finland's time."""
    at = getattr(file, of).astimezone(ZoneInfo("Europe/Helsinki"))
    return f"{at.day} {at:%b %Y, %H:%M}"


def test_a_file_that_failed_says_when_it_goes(reader, files, change):
    file_id = ask(reader)
    change("UPDATE report_file SET state = 'failed'")
    assert f"removed {moment(files()[0], 'ends_at')}" in said(reader, file_id)

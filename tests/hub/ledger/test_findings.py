"""What is said beside the figures: receipts that do not balance, VAT without its summary, what the connection found."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from hub.connectors.models import Connection, ConnectionFinding, SyncRun
from hub.identity.models import Person
from hub.ledger import models
from hub.sdk.accounting import UNBALANCED, VAT_CLEARING, Entry, Period, Severity
from hub.sdk.texts import Money, text
from tests.hub.ledger.making import (
    CAPITAL,
    SALE_2026,
    WHOLE_2025,
    WHOLE_2026,
    Shelf,
    calendar_years,
    codes,
    opening,
    receipt,
    vat_sale,
)


def summary(source_id: str, day: date, vat: int):
    rows = Entry(1, "2930", -vat, day), Entry(2, VAT_CLEARING, vat, day, of=1)
    return receipt(source_id, day, *rows, type="VAT_SUMMARY", status="", vat_month=day.replace(day=1))


def test_an_unbalanced_receipt_is_named_in_a_warning(shelf: Shelf):
    bad = receipt("7", date(2011, 1, 3), ("1910", -1_277_100), (UNBALANCED, 1_277_100), number="B1", name="Lön")
    shelf.store(bad)
    with shelf.read() as reader:
        [found] = reader.unbalanced()
        assert (found.number, found.amount) == ("B1", 1_277_100)
        finding = next(each for each in reader.findings() if each.code == "unbalanced")
        assert finding.title == "1 receipt does not balance: B1 “Lön” 12,771.00."


def test_what_is_odd_about_a_receipt_is_read_back_with_its_parts(shelf: Shelf):
    lacks = text("%(amount)s is missing", amount=Money(-58_08))
    odd = text("This is odd.")
    shelf.store(
        receipt("7", date(2026, 1, 3), ("1910", -5_808), (UNBALANCED, 5_808), finding=lacks),
        receipt("8", date(2026, 1, 4), ("1910", -100), ("3000", 100), finding=odd),
        SALE_2026,
    )
    assert shelf.store(receipt("8", date(2026, 1, 4), ("1910", -100), ("3000", 100), finding=odd)).receipts == 0
    with shelf.read() as reader:
        [found] = reader.unbalanced()
        kept = [found.finding, *(reader.receipt(each).finding for each in ("7", "8"))]
        assert [each.to_json() for each in kept] == [lacks.to_json(), lacks.to_json(), odd.to_json()]
        assert (reader.receipt("s6").finding, "receipt_remarks" in codes(reader)) == ("", True)


def test_the_clearing_balance_splits_by_vat_month(shelf: Shelf):
    shelf.store(
        vat_sale("1", date(2026, 8, 5), 2_550),
        vat_sale("2", date(2026, 9, 5), 500),
        vat_sale("3", date(2026, 10, 5), 7),
    )
    shelf.store(summary("v", date(2026, 8, 31), 2_550))
    with shelf.read() as reader:
        assert reader.clearing_by_month(date(2026, 8, 20)) == {date(2026, 8, 1): -2_550}
        assert reader.clearing_by_month(date(2026, 8, 31)) == {}
        assert reader.clearing_by_month(date(2026, 10, 31)) == {date(2026, 9, 1): -500, date(2026, 10, 1): -7}


@pytest.mark.parametrize(("today", "code"), [(date(2026, 11, 12), "vat_not_due"), (date(2026, 11, 13), "vat_missing")])
def test_vat_without_a_summary_is_a_warning_once_it_is_due(shelf: Shelf, today: date, code: str):
    shelf.store(vat_sale("1", date(2026, 9, 5), 2_550), covered=(WHOLE_2026,))
    with shelf.read(today=today) as reader:
        [finding] = [each for each in reader.findings() if each.code.startswith("vat_")]
        assert finding.code == code
        assert "September 2026 25.50 credit" in finding.title


def test_a_summary_that_no_longer_fits_says_by_how_much(shelf: Shelf):
    sale = vat_sale("1", date(2026, 9, 5), 2_550)
    shelf.store(sale, summary("v", date(2026, 9, 30), 2_500), covered=(WHOLE_2026,))
    with shelf.read() as reader:
        [finding] = [each for each in reader.findings() if each.code == "vat_outdated"]
        assert "September 2026 0.50 credit" in finding.title


def vat_codes(shelf: Shelf) -> list[str]:
    with shelf.read() as reader:
        return [code for code in codes(reader) if code.startswith("vat_")]


def test_a_summary_that_nobody_has_read_yet_is_not_called_missing(shelf: Shelf):
    shelf.store(
        vat_sale("1", date(2026, 9, 5), 2_550),
        vat_sale("2", date(2026, 8, 5), 500),
        summary("v", date(2026, 8, 31), 7),
        vat_sale("3", date(2026, 11, 5), 100),
        fiscal_years=calendar_years(2026, 2026),
    )
    assert vat_codes(shelf) == []
    shelf.store(covered=(Period(date(2026, 9, 1), date(2026, 9, 30)),))
    assert vat_codes(shelf) == [], "an invoice of January may have its VAT in September"
    shelf.store(covered=(Period(date(2026, 1, 1), date(2026, 8, 31)),))
    assert vat_codes(shelf) == ["vat_outdated", "vat_missing"]
    shelf.store(covered=(WHOLE_2026,))
    assert vat_codes(shelf) == ["vat_outdated", "vat_missing", "vat_not_due"]


@pytest.fixture
def connect(shelf: Shelf) -> Callable[..., UUID]:
    """Connect the book; what is said of the connection may be changed."""

    def connect(**facts: object) -> UUID:
        connection, person = uuid4(), uuid4()
        facts = {"examined_at": datetime.now(UTC), **facts}
        with shelf.open() as db:
            db.add(Person(id=person, name="Aino", email="aino@leipa.example"))
            book = db.get(models.Book, shelf.book_id)
            assert book is not None
            db.flush()
            db.add(
                Connection(
                    id=connection,
                    tenant_id=shelf.tenant_id,
                    company_id=book.company_id,
                    book_id=book.id,
                    connector="procountor",
                    source_id="1",
                    attached_by=person,
                    **facts,
                )
            )
        return connection

    return connect


@pytest.fixture
def find(shelf: Shelf) -> Callable[[UUID], None]:
    """Find out that payroll cannot be read over a connection."""

    def find(connection: UUID) -> None:
        with shelf.open() as db:
            db.add(
                ConnectionFinding(
                    tenant_id=shelf.tenant_id,
                    connection_id=connection,
                    code="payroll_hidden",
                    severity="warning",
                    title="Payroll cannot be read.",
                    accounts=["5", "6"],
                )
            )

    return find


def test_findings_of_the_connection_come_first(shelf: Shelf, connect, find):
    find(connect())
    with shelf.read() as reader:
        assert [(each.code, each.accounts) for each in reader.findings()] == [("payroll_hidden", ("5", "6"))]


def told(shelf: Shelf) -> list[tuple[str, Severity, tuple[str, ...]]]:
    with shelf.read() as reader:
        return [(each.code, each.severity, each.accounts) for each in reader.findings()]


def test_a_connection_that_needs_a_key_is_a_warning_about_every_figure(shelf: Shelf, connect):
    connect(state="needs_key", last_error="The key is not accepted.")
    assert told(shelf) == [("needs_key", Severity.WARNING, ())]
    with shelf.read() as reader:
        assert reader.findings()[0].remedy.startswith("The key is not accepted. The figures stay as they were")


def test_books_that_could_not_be_read_are_a_warning_until_they_can_be(shelf: Shelf, connect):
    connection = connect(last_error="The answer makes no sense.")
    assert told(shelf) == [("sync_failed", Severity.WARNING, ())]
    with shelf.read() as reader:
        assert reader.findings()[0].remedy == (
            "The answer makes no sense. The hub tries again by itself within a quarter of an hour."
        )
    with shelf.open() as db:
        db.add(SyncRun(tenant_id=shelf.tenant_id, connection_id=connection))
    with shelf.read() as reader:
        assert reader.findings()[0].remedy == "The answer makes no sense. It is being read again now."
    with shelf.open() as db:
        db.get_one(Connection, connection).last_error = ""
    assert told(shelf) == []


def test_a_company_that_nobody_reads_any_more_is_said_so_with_the_day(shelf: Shelf, connect):
    connect(state="detached", detached_at=datetime(2026, 3, 12, 12, tzinfo=UTC), last_error="Of no matter now.")
    with shelf.read() as reader:
        [finding] = reader.findings()
        assert (finding.code, finding.severity) == ("detached", Severity.NOTICE)
        assert finding.title == "The company was detached on 12 March 2026: nothing newer is read."
    connect()
    assert told(shelf) == [], "it is read again"


def test_a_failed_sync_is_not_taken_for_what_the_key_may_not_read(shelf: Shelf, connect, find):
    differing = opening(("1910", 9_999), ("2001", -9_999))
    shelf.store(CAPITAL, differing, fiscal_years=calendar_years(2025, 2026), covered=(WHOLE_2025,))
    connection = connect(last_error="The answer makes no sense.")

    def remedy() -> str:
        with shelf.read() as reader:
            return next(each.remedy for each in reader.findings() if each.code.startswith("opening_differs"))

    assert "may not read" not in remedy()
    find(connection)
    assert "may not read" in remedy()

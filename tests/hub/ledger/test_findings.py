"""What is said beside the figures: receipts that do not balance, VAT without its summary, what the connection found."""

from datetime import date
from uuid import uuid4

import pytest

from hub.connectors.models import Connection, ConnectionFinding
from hub.identity.models import Person
from hub.ledger import models
from hub.sdk.accounting import UNBALANCED, VAT_CLEARING, Entry
from hub.sdk.texts import Money, text
from tests.hub.ledger.making import SALE_2026, Shelf, codes, receipt, vat_sale


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
    shelf.store(vat_sale("1", date(2026, 9, 5), 2_550))
    with shelf.read(today=today) as reader:
        [finding] = [each for each in reader.findings() if each.code.startswith("vat_")]
        assert finding.code == code
        assert "September 2026 -25.50" in finding.title


def test_a_summary_that_no_longer_fits_says_by_how_much(shelf: Shelf):
    shelf.store(vat_sale("1", date(2026, 9, 5), 2_550), summary("v", date(2026, 9, 30), 2_500))
    with shelf.read() as reader:
        [finding] = [each for each in reader.findings() if each.code == "vat_outdated"]
        assert "September 2026 -0.50" in finding.title


def test_findings_of_the_connection_come_first(shelf: Shelf):
    connection, person = uuid4(), uuid4()
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
            )
        )
        db.flush()
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
    with shelf.read() as reader:
        assert [(each.code, each.accounts) for each in reader.findings()] == [("payroll_hidden", ("5", "6"))]

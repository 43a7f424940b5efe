"""Customers and suppliers by what their invoices come to; nobody who is paid a salary is ever one of them."""

from collections.abc import Iterator
from datetime import date

import pytest

from hub.ledger.reader import BookReader
from hub.sdk.accounting import Layer, Period, Receipt
from hub.sdk.reports import Kind, ReportTable
from hub.sdk.testing import report_suite
from plugins.procountor.reports.largest_partners import LargestPartners
from tests.hub.ledger.making import Shelf, calendar_years, receipt
from tests.plugins.procountor_reports.filling import report, row_sum
from tests.plugins.procountor_reports.test_overview import APRIL_2026, BOTH_YEARS, THIS_YEAR, grown

MARCH = date(2026, 3, 5)
BEFORE = date(2025, 3, 5)


class TestLargestPartners(report_suite(LargestPartners, reader=lambda: NotImplemented, period=THIS_YEAR)):
    """The report."""

    @pytest.fixture
    def books(self, shelf: Shelf) -> Iterator[BookReader]:
        with grown(shelf).read(today=APRIL_2026) as reader:
            yield reader

    def test_every_receipt_of_a_customer_is_in_its_figure(self, table: ReportTable, books: BookReader):
        march = Period(date(2026, 3, 1), date(2026, 3, 31))
        found = books.partners(["SALES_INVOICE"], march)
        sold = [each for each in books.journal(march) if each.type == "SALES_INVOICE"]
        moved = sum(line.amount for each in sold for line in each.lines if line.account[0] in "3456789")
        assert sum(each.amount for each in found) == moved < 0
        assert sum(each.receipts for each in found) == len(sold)
        assert table.rows[1].cells[0].amount == max(-each.amount for each in found)


def invoice(number: str, day: date, name: str, cents: int, *, sale: bool = False, **more: object) -> Receipt:
    kind, account, other = ("SALES_INVOICE", "3000", "1700") if sale else ("PURCHASE_INVOICE", "4000", "2880")
    amount = -cents if sale else cents
    return receipt(number, day, (account, amount), (other, -amount), **{"type": kind, "name": name, **more})


def table_of(shelf: Shelf, *receipts: Receipt, detail: bool = True) -> ReportTable:
    shelf.store(*receipts, fiscal_years=calendar_years(2025, 2026), covered=(BOTH_YEARS,))
    with shelf.read(today=APRIL_2026, payroll_detail=detail) as reader:
        table = report(reader, "largest-partners", date(2026, 3, 1), date(2026, 3, 31))
        for row in table.rows:
            for cell in row.cells:
                if cell.drill:
                    assert row_sum(reader, cell.drill) == cell.amount
        return table


def told(table: ReportTable) -> list[tuple[str, ...]]:
    return [(row.label, *(cell.amount for cell in row.cells[:3])) for row in table.rows if row.kind is Kind.ACCOUNT]


def test_a_business_id_makes_one_partner_of_two_names_and_the_newest_name_is_shown(shelf: Shelf):
    table = table_of(
        shelf,
        invoice("1", MARCH, "Vanha Mylly Oy", 100_00, partner_code="01120389"),
        invoice("2", date(2026, 3, 20), "Uusi Mylly Oy", 50_00, partner_code="01120389"),
        invoice("3", BEFORE, "Vanha Mylly Oy", 40_00, partner_code="01120389"),
        invoice("4", MARCH, "Kahvila Onni", 900_00, sale=True),
    )
    assert told(table) == [("Kahvila Onni", 900_00, 0, 900_00), ("Uusi Mylly Oy", 150_00, 40_00, 110_00)]


def test_the_largest_come_first_and_only_some_are_named(shelf: Shelf):
    many = [invoice(str(n), MARCH, f"Toimittaja {n}", n * 100) for n in range(1, 9)]
    assert [row[0] for row in told(table_of(shelf, *many))] == [f"Toimittaja {n}" for n in (8, 7, 6, 5, 4)]


@pytest.mark.parametrize("detail", [True, False])
def test_no_person_who_is_paid_is_a_partner(shelf: Shelf, detail: bool):
    table = table_of(
        shelf,
        invoice("1", MARCH, "Maija Salainen", 3_000_00, type="SALARY", private=True),
        invoice("2", MARCH, "Maija Salainen", 100_00, private=True),
        invoice("3", MARCH, "Pekka Matkaaja", 200_00, type="TRAVEL_INVOICE"),
        invoice("4", MARCH, "Mylly Oy", 10_00),
        detail=detail,
    )
    assert [row[0] for row in told(table)] == ["Mylly Oy"]


def test_what_is_not_official_is_no_deal(shelf: Shelf):
    waiting = invoice("1", MARCH, "Mylly Oy", 10_00, status="UNFINISHED", layer=Layer.PENDING)
    assert told(table_of(shelf, waiting)) == []


def test_a_name_is_in_no_address(shelf: Shelf):
    (heading, row) = table_of(shelf, invoice("1", MARCH, "Mylly Oy", 10_00)).rows
    assert heading.label == "Largest suppliers"
    assert "Mylly" not in row.key

"""Receivables and payables: what is open by partner and age adds up, and is tied to the ledger."""

from datetime import date, timedelta
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.sdk.accounting import Layer
from hub.sdk.invoices import SIDES, Invoice, Payment
from hub.sdk.reports import Kind, LedgerReader, ReportTable
from plugins.procountor.reports.aging import BUCKETS
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Company
from plugins.procountor.sandbox.books.worked import worked_example
from tests.hub.ledger.making import Shelf, receipt
from tests.plugins.procountor_reports.any_books import SLOW, check_drills
from tests.plugins.procountor_reports.filling import ALL_TIME, COMPANY, cells, fill, last, report

START, END = date(2026, 1, 1), date(2026, 12, 31)
KEYS = {"sales": "receivables", "purchase": "payables"}


def invoice(number: int, amount: int, due: date, *payments: tuple[date, int], **more: object) -> Invoice:
    told = {"side": "sales", "layer": Layer.MOVEMENT, "status": "SENT", "date": START, "currency": "EUR"}
    told |= {"partner": "Asiakas Oy", "partner_number": "1", "number": f"{1000 + number}", **more}
    paid = tuple(Payment(*each) for each in payments)
    return Invoice(source_id=str(number), amount=amount, due=due, payments=paid, **told)  # type: ignore[arg-type]


def put(shelf: Shelf, *held: Invoice) -> Shelf:
    shelf.store(invoices=held, invoices_covered=SIDES, covered=(ALL_TIME,))
    return shelf


def checked(reader: LedgerReader, key: str, end: date, *, accounts: bool = False, language: str = "en") -> ReportTable:
    """Build a report; sums are those of their parts, rows behind the balance sum to it, the difference is the rest."""
    table = report(reader, key, end.replace(day=1), end, accounts=accounts, language=language)
    rows = {row.key: row for row in table.rows}
    for row in (row for row in table.rows if row.parts):
        for place, cell in enumerate(row.cells):
            assert (cell.amount or 0) == sum(rows[part].cells[place].amount or 0 for part in row.parts), row.key
    check_drills(reader, table)  # type: ignore[arg-type]
    assert len(rows) == len(table.rows)
    assert all(len(row.cells) == len(table.columns) for row in table.rows)
    found = last(table)
    if "total" in found:
        assert found["difference"] == found["ledger"] - found["total"]
        assert ("difference:why" in rows) == (found["difference"] != 0)
    return table


def ages(table: ReportTable, key: str) -> list[int | None]:
    return cells(table, key)[-len(BUCKETS) - 1 : -1]


@pytest.mark.parametrize(
    ("late", "place"), [(-1, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (4000, 4)]
)
def test_an_invoice_stands_in_the_column_of_the_days_it_is_overdue(shelf: Shelf, late: int, place: int):
    day = date(2026, 6, 30)
    put(shelf, invoice(1, 10_000, day - timedelta(late)))
    with shelf.read(today=END) as reader:
        table = checked(reader, "receivables", day)
        assert ages(table, "total") == [10_000 if each == place else 0 for each in range(5)]


dated = st.dates(date(2025, 6, 1), date(2026, 12, 31))
sums = st.integers(-(10**9), 10**9)


@st.composite
def registers(draw: st.DrawFn) -> list[Invoice]:
    return [
        invoice(
            number,
            draw(sums),
            draw(dated),
            *draw(st.lists(st.tuples(dated, sums), max_size=3)),
            date=draw(dated),
            side=draw(st.sampled_from(SIDES)),
            partner_number=draw(st.sampled_from(["1", "2", "3", None])),
        )
        for number in range(draw(st.integers(0, 8)))
    ]


@SLOW
@given(held=registers(), month=st.integers(1, 12), accounts=st.booleans())
def test_every_open_cent_stands_once_by_age_and_by_partner(
    db: ModuleType, held: list[Invoice], month: int, accounts: bool
):
    shelf = put(Shelf.make(db), *held)
    day = date(2026, month, 28)
    with shelf.read(today=day) as reader:
        for side, key in KEYS.items():
            table = checked(reader, key, day, accounts=accounts)
            found = reader.open_items(table.period.end, side)  # type: ignore[arg-type]
            assert found is not None
            total = sum(each.open for each in found.items)
            assert last(table)["total"] == total
            assert sum(amount or 0 for amount in ages(table, "total")) == total
            shown = {row.key for row in table.rows if row.key.startswith("invoice:")}
            assert shown == ({f"invoice:{each.source_id}" for each in found.items} if accounts else set())


def test_the_worked_example_ties_to_the_ledger_before_and_after_its_payments(shelf: Shelf):
    fill(shelf, worked_example(COMPANY))
    with shelf.read(today=date(2025, 2, 1), payroll_detail=True) as reader:
        november = checked(reader, "receivables", date(2024, 11, 30))
        assert [last(november)[key] for key in ("total", "ledger", "difference")] == [502_000, 502_000, 0]
        assert ages(november, "total") == [0, 502_000, 0, 0, 0]
        december = checked(reader, "receivables", date(2024, 12, 31))
        assert last(december)["total"] == last(december)["ledger"] == 125_500
        owed = checked(reader, "payables", date(2024, 11, 30))
        assert (last(owed)["total"], last(owed)["ledger"]) == (125_500, 125_500)
        assert last(checked(reader, "payables", date(2024, 12, 31)))["total"] == 0


def test_a_generated_company_ties_its_debtors_at_every_month_s_end(shelf: Shelf):
    today = date(2025, 8, 15)
    company = Company(101, "Käpylän Leipä Oy", "1234567-1")
    fill(shelf, generate(company, months=20, receipts=500, first_month=date(2024, 1, 1), until=today, seed=5))
    with shelf.read(today=today, payroll_detail=True) as reader:
        open_once = False
        for month in range(1, 9):
            end = date(2025, month, 28)
            table = checked(reader, "receivables", end, accounts=True)
            assert last(table)["difference"] == 0
            open_once |= any(ages(table, "total")[1:])
        assert open_once
        owed = checked(reader, "payables", date(2025, 8, 31), accounts=True)
        assert last(owed)["difference"] > 0
        assert any("salaries" in row.label for row in owed.rows if row.kind is Kind.REMARK)


def test_an_invoice_says_its_numbers_and_days_and_opens_its_receipt(shelf: Shelf):
    shelf.store(receipt("70", START, ("1700", 10_000), ("3000", -10_000), type="SALES_INVOICE", invoice_id="1"))
    due = date(2026, 1, 15)
    put(
        shelf,
        invoice(1, 10_000, due, reference="A-7"),
        invoice(2, -500, due),
        invoice(3, 1_000, due, (START, 1_200)),
    )
    with shelf.read(today=END) as reader:
        table = checked(reader, "receivables", date(2026, 1, 31), accounts=True)
        assert [column.kind for column in table.columns][:3] == ["date", "date", "money"]
        rows = {row.key: row for row in table.rows}
        assert rows["invoice:1"].label == "1001 / A-7"
        assert [cell.day for cell in rows["invoice:1"].cells[:2]] == [START, due]
        assert rows["invoice:1"].receipt_id == "70"
        assert rows["invoice:2"].label == "1002 (credit note)"
        assert rows["invoice:3"].label == "1003 (overpaid)"
        assert cells(table, "invoice:3")[-1] == -200
        assert rows["partner:1"].kind is Kind.SUBTOTAL
        assert last(table)["account:1700"] == 10_000


def test_a_partner_is_called_as_on_its_newest_invoice_and_two_of_one_name_are_two(shelf: Shelf):
    put(
        shelf,
        invoice(1, 100, START, partner="Vanha Oy"),
        invoice(2, 100, START, partner="Uusi Oy", date=date(2026, 2, 1)),
        invoice(3, 100, START, partner="Uusi Oy", partner_number="2"),
        invoice(4, 100, START, partner="", partner_number=None),
    )
    with shelf.read(today=END) as reader:
        table = checked(reader, "receivables", date(2026, 2, 28))
        partners = [(row.label, row.cells[-1].amount) for row in table.rows if row.key.startswith("partner:")]
    assert partners == [("Without a name", 100), ("Uusi Oy", 200), ("Uusi Oy", 100)]


def test_what_has_not_been_read_is_said_and_is_no_zero(shelf: Shelf):
    shelf.store(receipt("70", START, ("1700", 10_000), ("3000", -10_000)), covered=(ALL_TIME,))
    with shelf.read(today=END) as reader:
        table = checked(reader, "receivables", date(2026, 1, 31))
        assert [row.key for row in table.rows] == ["ledger"]
        assert last(table) == {"ledger": 10_000}
        assert any("have not been read" in str(each) for each in table.notes)


def test_a_side_without_open_invoices_is_a_zero(shelf: Shelf):
    put(shelf)
    with shelf.read(today=END) as reader:
        table = checked(reader, "payables", date(2026, 1, 31))
        assert last(table) == {"total": 0, "ledger": 0, "difference": 0}


def test_the_running_month_is_told_as_of_today(shelf: Shelf):
    put(shelf, invoice(1, 10_000, date(2026, 6, 20)))
    with shelf.read(today=date(2026, 6, 15)) as reader:
        table = checked(reader, "receivables", date(2026, 6, 30))
        assert ages(table, "total") == [10_000, 0, 0, 0, 0]
        assert table.columns[-1].label == "Open 15 Jun 2026"


def test_foreign_sums_are_left_out_and_named(shelf: Shelf):
    put(shelf, invoice(1, 10_000, START), invoice(2, 7_000, START, currency="SEK"))
    with shelf.read(today=END) as reader:
        table = checked(reader, "receivables", date(2026, 1, 31))
        assert last(table)["total"] == 10_000
        assert any("1002" in str(note) for note in table.notes)


def test_an_invoice_that_is_called_paid_but_is_not_is_named(shelf: Shelf):
    put(shelf, invoice(1, 10_000, START, (START, 4_000), status="PAID", is_paid=True))
    with shelf.read(today=END) as reader:
        table = checked(reader, "receivables", date(2026, 1, 31))
        assert last(table)["total"] == 6_000
        assert any("1001" in str(note) for note in table.notes)


@pytest.mark.parametrize(("language", "title"), [("fi", "Myyntisaamiset"), ("sv", "Kundfordringar")])
def test_it_speaks_as_its_reader_does(shelf: Shelf, language: str, title: str):
    put(shelf, invoice(1, 10_000, START))
    with shelf.read(today=END) as reader:
        table = checked(reader, "receivables", date(2026, 1, 31), language=language)
    assert table.title == title
    assert "31.1.2026" in table.columns[-1].label.replace("2026-01-31", "31.1.2026")

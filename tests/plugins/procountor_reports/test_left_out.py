"""The receipts that figures leave out are listed one by one, and come to what is told beside the figures."""

from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.sdk.accounting import Entry, Layer, Period, Receipt
from hub.sdk.reports import Lead, LedgerReader, Note, ReportOptions, ReportTable
from tests.hub.ledger.making import WHOLE_2026, Shelf, calendar_years, receipt
from tests.plugins.procountor_reports.any_books import SLOW, TODAY, YEARS, books, filled
from tests.plugins.procountor_reports.filling import REPORTS, report

DAY = date(2026, 3, 5)
LAYERS = [(Layer.MOVEMENT,), (Layer.MOVEMENT, Layer.PENDING)]


def listed(reader: LedgerReader, period: Period, form: str = "all", **extra: str) -> ReportTable:
    return REPORTS["left-out"].build(reader, period, ReportOptions(form=form, extra=extra))


def sums(table: ReportTable) -> dict[str, int | None]:
    return {row.key: row.cells[-1].amount for row in table.rows}


@SLOW
@given(book=books(), detail=st.booleans(), layers=st.sampled_from(LAYERS))
def test_the_list_comes_to_what_reports_say_that_they_leave_out(
    db: ModuleType, book: tuple[list[Receipt], bool], detail: bool, layers: tuple[Layer, ...]
):
    extra = {"pending": "1"} if Layer.PENDING in layers else {}
    with filled(db, book).read(today=TODAY, payroll_detail=detail) as reader:
        for year in YEARS:
            period = Period(year.start, year.end)
            told = reader.left_out(period, layers=layers)
            table = listed(reader, period, **extra)
            check_parts_of(table)
            found = reader.left_out_receipts(period, layers=layers)
            assert sum(each.receipts for each in found) == sum(count for count, _debit in told.values())
            total = sum(debit or 0 for _count, debit in told.values())
            assert sums(table).get("total", 0) == total
            parts = [sums(listed(reader, period, form, **extra)).get("total", 0) for form in ("awaiting", "others")]
            assert sum(each or 0 for each in parts) == total


def check_parts_of(table: ReportTable) -> None:
    rows = {row.key: row for row in table.rows}
    assert len(rows) == len(table.rows)
    for row in (row for row in table.rows if row.parts):
        assert row.cells[-1].amount == sum(rows[part].cells[-1].amount or 0 for part in row.parts)


@pytest.fixture
def waiting(db: ModuleType) -> Shelf:
    shelf = Shelf.make(db)
    bill = ("4000", 30_00), ("2870", -30_00)
    pay = Entry(1, "5000", 900_00, DAY, text="Aino Virtanen"), Entry(2, "1910", -900_00, DAY)
    shelf.store(
        receipt("b", DAY, *bill, type="PURCHASE_INVOICE", status="RECEIVED", layer=Layer.PENDING, number="7"),
        receipt("o", date(2026, 3, 20), *bill, type="PURCHASE_ORDER", status="SENT", layer=Layer.LEFT_OUT),
        receipt("p", DAY, *pay, type="SALARY", status="UNFINISHED", layer=Layer.PENDING, name="Aino", private=True),
        receipt("later", date(2026, 4, 1), *bill, status="UNFINISHED", layer=Layer.PENDING),
        fiscal_years=calendar_years(2026, 2026),
        covered=(WHOLE_2026,),
    )
    return shelf


MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def test_each_receipt_says_what_it_is_and_opens(waiting: Shelf):
    with waiting.read(payroll_detail=True) as reader:
        table = listed(reader, MARCH)
    told = [(row.receipt_id, row.label, [cell.text or cell.amount for cell in row.cells]) for row in table.rows]
    assert told == [
        ("p", "Aino", ["5 Mar 2026", "Salary", "Unfinished", 900_00]),
        ("b", "7 Receipt b", ["5 Mar 2026", "Purchase invoice", "Received", 30_00]),
        ("o", "Receipt o", ["20 Mar 2026", "Purchase order", "Sent", 30_00]),
        (None, "Total", [None, None, None, 960_00]),
    ]


def test_v8_2_3_a_slip_is_counted_and_neither_named_nor_summed_without_payroll_detail(waiting: Shelf):
    with waiting.read() as reader:
        table = listed(reader, MARCH)
    assert "Aino" not in str(table)
    assert "p" not in {row.receipt_id for row in table.rows}
    assert sums(table) == {
        "receipt:b": 30_00,
        "receipt:o": 30_00,
        "hidden:SALARY:UNFINISHED:pending": None,
        "total": 60_00,
    }
    assert "1 × Salary" in {row.label for row in table.rows}
    assert "without its sum" in table.notes[0]


@pytest.mark.parametrize(
    ("form", "expected"),
    [("awaiting", {"p", "b"}), ("others", {"o"}), ("all", {"p", "b", "o"}), ("odd", {"p", "b", "o"})],
)
def test_what_awaits_approval_is_told_from_what_is_no_bookkeeping(waiting: Shelf, form: str, expected: set[str]):
    with waiting.read(payroll_detail=True) as reader:
        assert {row.receipt_id for row in listed(reader, MARCH, form).rows if row.receipt_id} == expected


@pytest.mark.parametrize("key", ["income-statement", "balance-sheet", "trial-balance", "general-ledger"])
def test_what_a_report_says_that_it_leaves_out_leads_to_the_list_of_its_days(waiting: Shelf, key: str):
    with waiting.read(payroll_detail=True) as reader:
        table = report(reader, key, MARCH.start, MARCH.end, account="4000")
        (note,) = [each for each in table.notes if isinstance(each, Note)]
        assert note.lead.report == "left-out"
        total = sums(listed(reader, note.lead.period))["total"]
    assert f"{total / 100:,.2f} in all" in note


def test_what_waits_in_a_month_leads_to_what_awaits_approval_in_it(waiting: Shelf):
    with waiting.read() as reader:
        table = report(reader, "month-check", MARCH.start, MARCH.end)
    assert Lead("left-out", MARCH, form="awaiting") in {row.lead for row in table.rows}

"""The VAT overview agrees with the receipts, with the summaries, and with the balance sheet."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import ModuleType

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hub.ledger.reader import BookReader
from hub.sdk.accounting import Period
from hub.sdk.reports import Kind, ReportTable
from plugins.procountor.sandbox.books import vat
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.golden import golden_book
from plugins.procountor.sandbox.books.model import Book, Receipt, Row, replace
from plugins.procountor.sandbox.books.money import portion
from plugins.procountor.sandbox.books.official import movements
from plugins.procountor.sandbox.books.worked import DECEMBER, NOVEMBER, worked_example
from plugins.procountor.sandbox.books.years import add_months, last_day
from tests.hub.ledger.making import Shelf
from tests.plugins.procountor_reports.filling import COMPANY, cells, drilled, fill, last, report

NOV, DEC, JAN = date(2024, 11, 30), date(2024, 12, 31), date(2025, 1, 31)
INVOICES = {"SALES_INVOICE", "PURCHASE_INVOICE", "TRAVEL_INVOICE", "BILL_OF_CHARGES"}
Sums = Mapping[tuple[str, int, Decimal], tuple[int, int, int]]


def overview(reader: BookReader, start: date, end: date, language: str = "en") -> ReportTable:
    """Build the report; whatever it shows, the rows behind a figure sum to it, and the steps to the balance do."""
    table = report(reader, "vat", start, end, language=language)
    rows = {row.key: row for row in table.rows}
    assert len(rows) == len(table.rows)
    for row in (row for row in table.rows if row.parts):
        for place, cell in enumerate(row.cells):
            assert (cell.amount or 0) == sum(rows[part].cells[place].amount or 0 for part in row.parts), row.key
    for key, cell, drill in drilled(table):
        if drill.vat is not None:
            rows_sum = drill.sign * sum(each.amount for each in reader.vat_lines(drill.vat, drill.period))
            assert rows_sum == cell.amount, key
    return table


def labels(table: ReportTable) -> list[str]:
    return [row.label for row in table.rows if row.key.startswith("month:")]


def test_the_worked_example_before_november_s_summary(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=()))
    with shelf.read(today=NOV) as reader:
        table = overview(reader, NOVEMBER, NOV)
        assert cells(table, "sales:1:25.5") == [400000, 102000, None, None, None]
        assert cells(table, "purchase:1:25.5") == [100000, 25500, 25500, None, None]
        assert labels(table) == ["Nov 2024: not summarised yet, due 12 Jan 2025"]
        assert cells(table, "month:2024-11") == [None, 76500, None, 0, 76500]
        assert last(table)["balance"] == 76500


def test_the_worked_example_after_november_s_summary(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=(NOVEMBER,)))
    with shelf.read(today=date(2025, 2, 13)) as reader:
        november = overview(reader, NOVEMBER, NOV)
        assert labels(november) == ["Nov 2024: summarised"]
        assert cells(november, "month:2024-11") == [None, 76500, None, 76500, 0]
        assert last(november)["balance"] == 0
        december = overview(reader, DECEMBER, DEC)
        assert labels(december) == ["Dec 2024: VAT summary missing, was due 12 Feb 2025"]
        assert (last(december)["balance:these"], last(december)["balance"]) == (25500, 25500)
        january = overview(reader, date(2025, 1, 1), JAN)
        assert labels(january) == []
        assert [last(january)[f"balance{key}"] for key in (":these", ":others", "")] == [0, 25500, 25500]


def test_the_balance_is_that_of_the_balance_sheet_with_every_summary_in_its_place(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=(NOVEMBER, DECEMBER)))
    with shelf.read(today=JAN) as reader:
        table = overview(reader, NOVEMBER, DEC)
        assert labels(table) == ["Nov 2024: summarised", "Dec 2024: summarised"]
        assert cells(table, "months:total") == [None, 102000, None, 102000, 0]
        assert last(table)["balance"] == 0


def test_a_summary_that_is_out_of_date_says_by_how_much(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=(NOVEMBER,), outdated_summary=True))
    with shelf.read(today=JAN) as reader:
        table = overview(reader, NOVEMBER, NOV)
        assert labels(table) == ["Nov 2024: VAT summary out of date by −25.50"]
        assert cells(table, "month:2024-11") == [None, 73950, None, 76500, -2550]


def test_nothing_is_said_of_a_month_that_may_be_unread(shelf: Shelf):
    october = Period(date(2024, 10, 1), date(2024, 10, 31))
    fill(shelf, worked_example(COMPANY, summaries=()), covered=october)
    with shelf.read(today=JAN) as reader:
        assert labels(overview(reader, NOVEMBER, NOV)) == ["Nov 2024: not all has been read yet"]


def test_payment_based_vat_stands_in_the_month_of_the_payment(shelf: Shelf):
    fill(shelf, worked_example(COMPANY, summaries=(), payment_based=True))
    with shelf.read(today=JAN) as reader:
        november = overview(reader, NOVEMBER, NOV)
        assert "sales:total" not in last(november)
        assert [last(november)[f"balance{key}"] for key in (":these", ":others", "")] == [0, 76500, 76500]
        december = overview(reader, DECEMBER, DEC)
        assert cells(december, "sales:1:25.5")[:2] == [400000, 102000]
        keys = (":these", ":others", "")
        assert [last(december)[f"balance{key}"] for key in keys] == [76500, 25500, 102000]


def test_a_summary_dated_later_is_told_and_not_in_the_balance_of_the_month(shelf: Shelf):
    book = worked_example(COMPANY, summaries=(NOVEMBER,))
    late = [
        replace(each, date=date(2024, 12, 5), vat_date=NOV) if each.type == "VAT_SUMMARY" else each
        for each in book.receipts
    ]
    fill(shelf, replace(book, receipts=tuple(late)))
    with shelf.read(today=JAN) as reader:
        table = overview(reader, NOVEMBER, NOV)
        assert labels(table) == ["Nov 2024: summarised"]
        assert [last(table)[f"balance{key}"] for key in (":these", ":outside", "")] == [0, 76500, 76500]


@pytest.mark.parametrize(("deduction", "vat_of_row"), [("row", 25500), ("cost", 12750)])
def test_half_deductible_vat_is_deducted_by_half_in_both_forms(shelf: Shelf, deduction: str, vat_of_row: int):
    fill(shelf, worked_example(COMPANY, deduction=deduction))  # type: ignore[arg-type]
    with shelf.read(today=JAN) as reader:
        table = overview(reader, NOVEMBER, NOV)
        assert cells(table, "purchase:1:25.5")[:3] == [100000, vat_of_row, 12750]
        assert labels(table) == ["Nov 2024: summarised"]


def test_the_golden_book_gives_every_figure(shelf: Shelf):
    fill(shelf, golden_book(COMPANY, net=True))
    with shelf.read(today=date(2021, 12, 31)) as reader:
        table = overview(reader, date(2021, 3, 1), date(2021, 3, 31))
        assert cells(table, "sales:1:24") == [24194, 5806, None, None, None]
        assert cells(table, "purchase:1:24") == [25000, 6000, 6000, None, None]
        assert cells(table, "month:2021-03") == [None, -194, None, -194, 0]


def test_vat_that_was_booked_on_the_receipts_themselves_is_no_vat_of_the_overview(shelf: Shelf):
    fill(shelf, golden_book(COMPANY, net=False))
    with shelf.read(today=date(2021, 12, 31)) as reader:
        table = overview(reader, date(2021, 3, 1), date(2021, 3, 31))
        assert [row.key for row in table.rows] == ["bridge", "balance:these", "balance"]


def test_rows_with_a_rate_whose_receipts_carry_no_vat_stand_for_themselves(shelf: Shelf):
    book = worked_example(COMPANY, summaries=())
    untaxed = [_untaxed(each) if each.name == "Toimittaja Oy" else each for each in book.receipts]
    fill(shelf, replace(book, receipts=tuple(untaxed)))
    with shelf.read(today=NOV) as reader:
        table = overview(reader, NOVEMBER, NOV)
        assert cells(table, "purchase:5:25.5:lacking") == [100000, 0, 0, None, None]
        label = next(row.label for row in table.rows if row.key == "purchase:5:25.5:lacking")
        assert label == "VAT status 5, 25.5\xa0%, receipts carry no VAT"
        assert [each for each in table.notes if "statuses vary" in each] == [
            "VAT status 5 is shown as its number: statuses vary with the company. Procountor says what it stands for."
        ]


def test_every_status_without_a_name_is_named_as_such_once(shelf: Shelf):
    book = worked_example(COMPANY, summaries=())
    numbers = iter([7, 5, 7, 12])
    odd = [
        replace(
            each, rows=tuple(replace(row, vat_status=next(numbers, 1)) if row.vat_percent else row for row in each.rows)
        )
        for each in book.receipts
    ]
    fill(shelf, replace(book, receipts=tuple(odd)))
    with shelf.read(today=JAN) as reader:
        table = overview(reader, NOVEMBER, DEC)
        assert {row.label for row in table.rows} >= {"VAT status 5, 25.5\xa0%", "VAT status 7, 25.5\xa0%"}
        assert [each for each in table.notes if "statuses vary" in each] == [
            "VAT statuses 5, 7 are shown as their numbers: statuses vary with the company. Procountor says what they "
            "stand for."
        ]


def test_of_statuses_with_a_name_nothing_is_said(shelf: Shelf):
    fill(shelf, worked_example(COMPANY))
    with shelf.read(today=JAN) as reader:
        assert not any("statuses vary" in each for each in overview(reader, NOVEMBER, NOV).notes)


def _untaxed(bought: Receipt) -> Receipt:
    owed, row = bought.rows
    return replace(bought, rows=(replace(owed, value=-row.value), replace(row, vat_status=5)))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", ["Myynti", "Kotimaa (1), 25,5\xa0%", "marras 2024: koottu"]),
        ("sv", ["Försäljning", "Inrikes (1), 25,5\xa0%", "nov. 2024: sammanställd"]),
        ("en", ["Sales", "Domestic (1), 25.5\xa0%", "Nov 2024: summarised"]),
    ],
)
def test_it_speaks_the_languages_of_finnish_accounts(shelf: Shelf, language: str, said: list[str]):
    fill(shelf, worked_example(COMPANY))
    with shelf.read(today=JAN) as reader:
        assert set(said) <= {row.label for row in overview(reader, NOVEMBER, NOV, language).rows}


def by_hand(book: Book, month: date) -> Sums:
    """Sum a VAT month by the sandbox's own truth: base, VAT and deductible VAT in cents, debit positive."""
    sums: dict[tuple[str, int, Decimal], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 3)
    for each in movements(book.receipts):
        if vat.vat_month(each) == month and each.type != "VAT_SUMMARY":
            for row, taxes in supplies(each):
                held = sums[each.vat_type, row.vat_status or each.vat_status, row.vat_percent]
                held[:] = [before + more for before, more in zip(held, (row.value, *taxes), strict=True)]
    return {key: tuple(int(amount * 100) for amount in held) for key, held in sums.items() if any(held)}  # type: ignore[misc]


def supplies(receipt: Receipt) -> Iterator[tuple[Row, tuple[Decimal, Decimal]]]:
    """List the rows VAT is counted on, with their VAT as the receipt leaves it out and what of it is deductible."""
    deductible = [portion(vat.row_vat(row), _deduction(row)) for row in receipt.rows]
    raised = vat.gap(receipt) == sum(deductible)
    for row, part in zip(receipt.rows, deductible, strict=True):
        if row.vat_percent or (receipt.type in INVOICES and row.type == "ENTRY"):
            yield row, (part if raised else vat.row_vat(row), part)


def _deduction(row: Row) -> Decimal:
    return Decimal(100) if row.vat_deduction_percent is None else row.vat_deduction_percent


def shown(table: ReportTable) -> Sums:
    """Read the overview's rows back, debit positive; deductible VAT of sales is their VAT."""
    found = {}
    for row in table.rows:
        side, *rest = row.key.split(":")
        if side in ("sales", "purchase") and row.kind is Kind.LINE:
            base, taxes, deductible = (cell.amount for cell in row.cells[:3])
            sign = -1 if side == "sales" else 1
            sums = tuple(sign * (amount or 0) for amount in (base, taxes, taxes if side == "sales" else deductible))
            found[side.upper(), int(rest[0]), Decimal(rest[1])] = sums
    return found  # type: ignore[return-value]


@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), first=st.dates(date(2023, 1, 1), date(2026, 1, 1)))
@example(seed=7, first=date(2024, 6, 1))
def test_bases_and_vat_are_the_sums_over_the_receipts(db: ModuleType, seed: int, first: date):
    first = first.replace(day=1)
    book = generate(COMPANY, seed=seed, months=5, receipts=160, first_month=first)
    shelf = fill(Shelf.make(db), book)
    end = last_day(add_months(first, 4))
    with shelf.read(today=end) as reader:
        for month in (add_months(first, place) for place in range(5)):
            table = overview(reader, month, last_day(month))
            assert shown(table) == {key: sums for key, sums in by_hand(book, month).items() if any(sums)}
            check_ties(reader, book, table, month)


def check_ties(reader: BookReader, book: Book, table: ReportTable, month: date) -> None:
    """The sides come to the VAT month, this to its summary, and both to the balance sheet."""
    of_month = cells(table, f"month:{month:%Y-%m}")
    assert of_month[1] == (last_of(table, "sales:total") - last_of(table, "purchase:total"))
    booked = -sum(
        int(row.value * 100)
        for each in movements(book.receipts)
        if each.type == "VAT_SUMMARY" and vat.vat_month(each) == month
        for row in each.rows
    )
    assert (of_month[3], of_month[4]) == (booked, of_month[1] - booked)
    balance = last(report(reader, "balance-sheet", month, last_day(month)))
    on_sheet = balance.get("vat-clearing-credit", 0) - balance.get("vat-clearing-debit", 0)
    assert last(table)["balance"] == on_sheet
    assert "balance:difference" not in last(table)


def last_of(table: ReportTable, key: str) -> int:
    return cells(table, key)[1] or 0

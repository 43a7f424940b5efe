"""The golden Finnish book and the worked VAT example against the figures they are known by."""

from datetime import date
from decimal import Decimal

import pytest

from plugins.procountor.sandbox.books.golden import golden_book
from plugins.procountor.sandbox.books.totals import accounting_report
from plugins.procountor.sandbox.books.worked import DECEMBER, NOVEMBER, worked_example

from .truth import COMPANY, balances, bears_vat, counted, gap, month_sums, vat

GOLDEN = {
    "1900": "15990.00",
    "2001": "-2500.00",
    "2621": "-7500.00",
    "2622": "-6000.00",
    "29391": "-58.06",
    "29392": "60.00",
    "3000": "-80.65",
    "3010": "-161.29",
    "7680": "250.00",
}
BOTH = (NOVEMBER, DECEMBER)
NOV_END, DEC_END, JAN_END = date(2024, 11, 30), date(2024, 12, 31), date(2025, 1, 31)


@pytest.mark.parametrize("net", [False, True])
def test_the_golden_book_ends_with_its_known_balances(net):
    book = golden_book(COMPANY, net=net)
    assert balances(book, date(2021, 12, 31)) == {code: Decimal(value) for code, value in GOLDEN.items()}
    assert month_sums(book) == {date(2021, 3, 1): 0}


def test_the_golden_book_gives_its_known_statement_figures():
    book = golden_book(COMPANY)
    rows = [
        row.value
        for kind in ("INCOME_STATEMENT", "BALANCE_SHEET")
        for row in accounting_report(book, kind, date(2021, 3, 1), date(2021, 3, 31))
        if row.row_id in {1, 8, 15, 110, 111, 115, 118, 119, 120, 121}
    ]
    expected = "241.94 -250.00 -8.06 15990.00 2500.00 2491.94 13500.00 -1.94 13498.06 15990.00"
    assert rows == [Decimal(value) for value in expected.split()]


def test_the_golden_book_in_net_form_needs_a_cent_of_tolerance():
    gaps = {r.name: (gap(r), vat(r)) for r in golden_book(COMPANY, net=True).receipts if bears_vat(r)}
    assert gaps["Tietokone"] == (Decimal("58.06"), Decimal("58.07"))


@pytest.mark.parametrize(
    ("summaries", "at", "figures"),
    [
        ((), NOV_END, "13574.80 12809.80 598.60 765.00"),
        ((NOVEMBER,), NOV_END, "13574.80 13574.80 598.60 0.00"),
        ((NOVEMBER,), DEC_END, "13574.80 13319.80 1598.60 255.00"),
        ((NOVEMBER,), JAN_END, "12372.40 12117.40 0.00 255.00"),
        (BOTH, JAN_END, "12372.40 12372.40 0.00 0.00"),
    ],
)
@pytest.mark.parametrize("year_closed", [False, True])
def test_the_worked_example_gives_every_line_of_its_table(summaries, at, figures, year_closed):
    book = worked_example(COMPANY, summaries=summaries, year_closed=year_closed)
    assert _table_line(book, at) == [Decimal(figure) for figure in figures.split()]


def test_the_clearing_balance_comes_from_the_rows_the_table_names():
    unsummarised = {
        (r.date.month, row.account): r.rows[1].value * row.vat_percent / 100
        for r in worked_example(COMPANY, summaries=()).receipts
        for row in r.rows
        if row.vat_percent
    }
    assert unsummarised == {(11, "3000"): -1020, (11, "8450"): 255, (12, "3000"): -255}


def test_hiding_the_salary_leaves_both_sides_equal_and_2880_in_debit():
    book = worked_example(COMPANY)
    seen = [r for r in counted(book) if r.type != "SALARY" and r.date <= NOV_END]
    rows = [row for r in seen for row in r.rows]
    assert sum(row.value for row in rows) == 0
    assert -sum(row.value for row in rows if row.account >= "3000") == 3000
    assert sum(row.value for row in rows if row.account == "2880") == Decimal("190.20")


def test_the_change_in_cash_is_the_known_one():
    assert balances(worked_example(COMPANY), DEC_END)["1910"] == Decimal("12319.80")


@pytest.mark.parametrize("deduction", ["row", "cost"])
def test_half_a_deduction_ends_the_same_in_both_forms_once_summarised(deduction):
    book = worked_example(COMPANY, summaries=BOTH, deduction=deduction)
    at_end = balances(book, DEC_END)
    assert (at_end["8450"], at_end["2930"]) == (Decimal("1127.50"), Decimal("-1147.50"))
    assert set(month_sums(book).values()) == {0}


def test_before_the_summary_the_two_forms_of_deduction_leave_out_different_vat():
    purchases = {
        form: next(r for r in worked_example(COMPANY, deduction=form).receipts if r.type == "PURCHASE_INVOICE")
        for form in ("row", "cost")
    }
    assert {form: gap(purchase) for form, purchase in purchases.items()} == {
        "row": Decimal("255.00"),
        "cost": Decimal("127.50"),
    }
    assert {next(-row.value for row in p.rows if row.account == "2880") for p in purchases.values()} == {1255}


def test_payment_based_vat_belongs_to_the_month_of_the_payment():
    book = worked_example(COMPANY, summaries=BOTH, payment_based=True)
    summaries = [r for r in book.receipts if r.type == "VAT_SUMMARY"]
    assert [(r.date, -gap(r)) for r in summaries] == [(DEC_END, Decimal("-765.00"))]
    assert month_sums(book) == {NOVEMBER: 0, DECEMBER: 0, date(2025, 1, 1): 255}


def test_an_outdated_summary_misses_the_late_purchase():
    sums = month_sums(worked_example(COMPANY, outdated_summary=True))
    assert sums[NOVEMBER] == Decimal("-25.50")


def _table_line(book, at):
    """Assets, equity and creditors without clearing, result of the year, VAT not yet summarised (credit positive)."""
    all_of_it = balances(book, at)
    of_year = balances(book, at, at.replace(month=1, day=1))
    assets = sum(value for code, value in all_of_it.items() if code < "2000")
    result = -sum(value for code, value in of_year.items() if code >= "3000")
    others = -sum(value for code, value in all_of_it.items() if code >= "2000")
    return [assets, others, result, sum(all_of_it.values())]

from datetime import date
from decimal import Decimal

import pytest

from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.totals import accounting_report, general_ledger, ledger_account_totals
from plugins.procountor.sandbox.books.worked import NOVEMBER, worked_example

from .truth import COMPANY, balances

START, END = date(2025, 1, 1), date(2025, 9, 30)


@pytest.fixture(scope="module")
def book():
    return generate(COMPANY, seed=9, months=24, receipts=1200, first_month=date(2024, 1, 1))


def values(book, kind, start, end):
    return {row.row_id: row.value for row in accounting_report(book, kind, start, end)}


def test_account_totals_are_the_period_s_movements_and_its_opening_receipt(book):
    totals = {code: value for code, _name, value in ledger_account_totals(book, START, END) if value}
    cumulative = balances(book, END)
    assert {c: v for c, v in totals.items() if c < "2000"} == {c: v for c, v in cumulative.items() if c < "2000"}
    assert {c: v for c, v in totals.items() if c >= "3000"} == {
        c: v for c, v in balances(book, END, START).items() if c >= "3000"
    }


def test_totals_without_the_opening_receipt_are_the_movements(book):
    types = {r.type for r in book.receipts} - {
        "RECEIPT_FOR_OPENING_ACCOUNTS",
        "TRACKING_PERIOD_OPENING_RECEIPT",
        "SALES_ORDER",
        "PURCHASE_ORDER",
    }
    totals = ledger_account_totals(book, START, END, types=types)
    assert {code: value for code, _name, value in totals if value} == balances(book, END, START)


def test_totals_are_ordered_by_code_and_named(book):
    totals = ledger_account_totals(book, START, END)
    assert [row[0] for row in totals] == sorted(row[0] for row in totals)
    assert {code: name for code, name, _value in totals}["1700"] == "Myyntisaamiset"


def test_unfinished_receipts_count_only_when_asked_for(book):
    official = sum(abs(value) for _c, _n, value in ledger_account_totals(book, START, END))
    drafts = ledger_account_totals(book, START, END, statuses={"UNFINISHED"}, types={"SALES_INVOICE"})
    assert official
    assert drafts
    assert {code for code, _n, _v in drafts} <= {"1700", "3000", "3010", "3020", "3030", "3070", "3370", "3380", "3390"}


def test_the_general_ledger_of_an_account_sums_to_its_total(book):
    totals = {code: value for code, _name, value in ledger_account_totals(book, START, END)}
    for code in ("1910", "3000", "8450"):
        rows = general_ledger(book, code, START, END)
        assert sum(row.value for row in rows) == totals[code]
        assert [row.receipt_date for row in rows] == sorted(row.receipt_date for row in rows)


def test_a_ledger_row_tells_its_vat_and_deduction():
    book = worked_example(COMPANY, deduction="row")
    row = next(row for row in general_ledger(book, "8450", NOVEMBER, date(2024, 11, 30)) if row.vat_percent)
    figures = (row.value, row.vat_percent, row.vat_amount, row.vat_deduction_percent, row.vat_deduction)
    assert figures == tuple(map(Decimal, ("1000.00", "25.5", "255.00", "50", "127.50")))


def test_subtotals_of_the_income_statement_are_plain_sums(book):
    value = values(book, "INCOME_STATEMENT", START, END)
    assert value[9] == sum(value[line] for line in range(1, 9))
    assert value[15] == -sum(v for code, v in balances(book, END, START).items() if code >= "3000")


def test_a_balance_sheet_balances_and_agrees_with_the_income_once_summarised(book):
    sheet = values(book, "BALANCE_SHEET", START, END)
    assert sheet[110] == sheet[121]
    assert sheet[113] == values(book, "INCOME_STATEMENT", START, END)[15]


def test_before_the_summary_the_two_results_differ_by_the_open_vat():
    book = worked_example(COMPANY, summaries=())
    period = (date(2024, 1, 1), date(2024, 11, 30))
    income, sheet = values(book, "INCOME_STATEMENT", *period), values(book, "BALANCE_SHEET", *period)
    assert (income[15], sheet[113]) == (Decimal("598.60"), Decimal("1363.60"))


def test_while_the_year_before_is_open_the_balance_sheet_lacks_all_openings():
    still_open, closed = (worked_example(COMPANY, year_closed=flag) for flag in (False, True))
    period = (date(2025, 1, 1), date(2025, 1, 31))
    assert values(still_open, "BALANCE_SHEET", *period)[110] == Decimal("-1202.40")
    assert values(closed, "BALANCE_SHEET", *period)[110] == Decimal("12372.40")


def test_an_unknown_statement_is_refused(book):
    with pytest.raises(KeyError):
        accounting_report(book, "CASH_FLOW", START, END)

"""Known books, read over HTTP, come to their known figures."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from hub.sdk.accounting import UNBALANCED, VAT_CLEARING, Layer
from plugins.procountor.sandbox.books import sie
from plugins.procountor.sandbox.books.golden import golden_book
from plugins.procountor.sandbox.books.model import Company
from plugins.procountor.sandbox.books.worked import DECEMBER, NOVEMBER, worked_example

from .pulled import Book, batches

COMPANY = Company(501, "Laskuesimerkki Oy", "1234567-1")
NOV, DEC, JAN = dt.date(2024, 11, 30), dt.date(2024, 12, 31), dt.date(2025, 1, 31)
YEAR_2025 = dt.date(2025, 1, 1)
SIE = Path(__file__).parents[2] / "data" / "sie"


@pytest.fixture
def read(start):
    return lambda book: Book(batches(start(book).access(book.company.id)))


def statement(book: Book, at: dt.date) -> tuple[int, int, int, int]:
    """Assets; equity and creditors without the clearing balance and the result; result of the year; clearing (credit
    positive)."""
    sums = book.balances(at)
    year = dt.date(at.year, 1, 1)
    result = book.result(at, since=year)
    assets = sum(amount for account, amount in sums.items() if account.startswith("1"))
    creditors = -sum(amount for account, amount in sums.items() if account.startswith("2"))
    earlier = book.result(year - dt.timedelta(1))
    return assets, creditors + earlier + result, result, -sums.get(VAT_CLEARING, 0)


def test_before_november_s_summary(read):
    book = read(worked_example(COMPANY, summaries=()))
    assert statement(book, NOV) == (1357480, 1280980, 59860, 76500)
    assert book.clearing_rows(NOV) == {"3000": -102000, "8450": 25500}
    assert book.findings == []


def test_after_november_s_summary(read):
    book = read(worked_example(COMPANY, summaries=(NOVEMBER,)))
    assert statement(book, NOV) == (1357480, 1357480, 59860, 0)
    assert book.balances(NOV)["2930"] == -76500


def test_december_not_summarised_is_carried_over_the_year_end(read):
    book = read(worked_example(COMPANY, summaries=(NOVEMBER,)))
    assert statement(book, DEC) == (1357480, 1331980, 159860, 25500)
    assert statement(book, JAN) == (1237240, 1211740, 0, 25500)
    december = [receipt for receipt in book.receipts.values() if receipt.vat_month == DECEMBER]
    assert sum(entry.amount for each in december for entry in each.entries if entry.account == VAT_CLEARING) == -25500


def test_all_summarised_leaves_nothing_to_clear(read):
    book = read(worked_example(COMPANY, summaries=(NOVEMBER, DECEMBER)))
    assert statement(book, JAN) == (1237240, 1237240, 0, 0)
    assert book.findings == []


@pytest.mark.parametrize("deduction", ["row", "cost"])
def test_both_forms_of_partial_deduction_clear_to_nothing(read, deduction):
    before = read(worked_example(COMPANY, summaries=(), deduction=deduction))
    assert before.findings == []
    after = read(worked_example(COMPANY, summaries=(NOVEMBER, DECEMBER), deduction=deduction))
    assert VAT_CLEARING not in after.balances()
    assert after.result(DEC) == 159860 - 12750


def test_payment_based_vat_stands_in_the_month_of_its_payment(read):
    book = read(worked_example(COMPANY, summaries=(), payment_based=True))
    months = {receipt.vat_month for receipt in book.receipts.values() if receipt.vat_month}
    assert months == {DECEMBER, dt.date(2025, 1, 1)}
    assert statement(book, NOV)[3] == 76500


def test_a_purchase_after_the_summary_shows_as_not_yet_summarised(read):
    book = read(worked_example(COMPANY, outdated_summary=True))
    november = [receipt for receipt in book.receipts.values() if receipt.vat_month == NOVEMBER]
    assert sum(entry.amount for each in november for entry in each.entries if entry.account == VAT_CLEARING) == 2550


def test_a_closed_year_s_opening_receipt_is_not_counted_among_the_movements(read):
    book = read(worked_example(COMPANY, summaries=(NOVEMBER, DECEMBER), year_closed=True))
    assert statement(book, JAN) == (1237240, 1237240, 0, 0)
    opening = book.balances(JAN, Layer.OPENING)
    assert sum(opening.values()) == 0
    assert opening["1910"] == book.balances(DEC)["1910"]


@pytest.mark.parametrize("net", [False, True])
def test_the_golden_book_gives_its_figures(read, net):
    book = read(golden_book(COMPANY, net=net))
    assert book.balances() == {
        "1900": 1599000,
        "2001": -250000,
        "2621": -750000,
        "2622": -600000,
        "29391": -5806,
        "29392": 6000,
        "3000": -8065,
        "3010": -16129,
        "7680": 25000,
    }
    assert book.result(dt.date(2021, 12, 31)) == -806
    assert book.findings == []


@pytest.mark.parametrize("net", [False, True])
@pytest.mark.parametrize("name", sorted(path.name for path in SIE.iterdir() if path.suffix.lower() == ".se"))
def test_a_real_ledger_comes_to_its_own_answers(read, name, net):
    expected = {account: round(value * 100) for account, value in _answers(SIE / name).items() if value}
    book = read(sie.read_sie(SIE / name, net=net, company_id=9001))
    sums = book.balances(dt.date.max, Layer.MOVEMENT, Layer.OPENING)
    sums.pop(UNBALANCED, None)
    if "bad-balance" in name:
        sums["1910"] += 1277100
        assert book.balances()[UNBALANCED] == 1277100
    assert sums == expected


def test_a_voucher_that_does_not_balance_is_named_and_an_opening_without_last_year_s_result_too(read):
    book = read(sie.read_sie(SIE / "transaktioner_ovnbolag-bad-balance.se", company_id=9001))
    (opening, result), (voucher, difference) = book.findings
    assert (opening, voucher.split()[0]) == ("Ingående balans", "B1")
    assert "1,151,678.15" in result
    assert "12,771.00 is missing on the debit side" in difference


def _answers(path: Path) -> dict[str, Decimal]:
    answers = sie.answers(path)
    return answers.closing | answers.results

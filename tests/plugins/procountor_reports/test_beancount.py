"""beancount, which closes years by rules of its own, comes to the same statements of the same books."""

from datetime import date, timedelta

import pytest

from hub.ledger.hledger import named
from hub.sdk.accounting import EARLIER_RESULT, Period, is_result_account
from plugins.procountor.sandbox.books.years import last_day
from tests.plugins.procountor_reports.beancount_answers import CURRENT_RESULT, EARLIER_RESULTS, Beancount
from tests.plugins.procountor_reports.filling import cells, report
from tests.plugins.procountor_reports.hledger_answers import by_account
from tests.plugins.procountor_reports.known_books import KnownBook

CARRIERS = ("2251", named(EARLIER_RESULT))


@pytest.fixture
def counted(known: KnownBook) -> Beancount:
    """The book's export in beancount, which finds no error in it."""
    return Beancount(known)


def column(rows: dict[str, list[int]], place: int) -> dict[str, int]:
    return {account: row[place] for account, row in rows.items() if row[place]}


def after(month: date) -> date:
    return last_day(month) + timedelta(days=1)


def test_profit_and_loss_of_every_month_and_year(known: KnownBook, counted: Beancount):
    with known.shelf.read(today=known.end) as reader:
        months = by_account(known.report(reader, "income-statement", accounts=True), credit="3456789")
        for place, month in enumerate(known.months):
            assert column(months, place) == counted.results_of(month), month
        for start, end in known.years:
            ended = min(end, known.end)
            year = report(reader, "income-statement", start, ended, accounts=True)
            theirs = counted.results(start, after(ended))
            assert column(by_account(year, credit="3456789"), -1) == theirs
            assert cells(year, "result")[-1] == -sum(theirs.values())


def test_balance_sheet_of_every_month(known: KnownBook, counted: Beancount):
    with known.shelf.read(today=known.end) as reader:
        table = known.report(reader, "balance-sheet", accounts=True)
    ours = by_account(table, credit="2~")
    for place, month in enumerate(known.months):
        theirs = counted.balances(known.months[known.year_of(place)], after(month))
        assert cells(table, "result-of-year")[place] == -theirs.pop(CURRENT_RESULT, 0), month
        standing = column(ours, place)
        earlier = theirs.pop(EARLIER_RESULTS, 0) + sum(theirs.pop(each, 0) for each in CARRIERS)
        assert sum(standing.pop(each, 0) for each in CARRIERS) == earlier, month
        assert standing == theirs, month


def test_running_balances_of_every_balance_sheet_account(known: KnownBook, counted: Beancount):
    days = Period(known.start, known.end)
    with known.shelf.read(payroll_detail=True, today=known.end) as reader:
        codes = [code for code in reader.accounts() if not is_result_account(code) and named(code) not in CARRIERS]
        opening = {each.account: each.amount for each in reader.openings(reader.fiscal_year_of(known.start))}
        ours = {
            named(code): ({known.start: opening[code]} if code in opening else {})
            | {line.date: line.balance for line in reader.lines(code, days)}
            for code in codes
        }
    theirs = {code: ends for code, ends in counted.day_ends().items() if code in ours}
    assert {code: ends for code, ends in ours.items() if ends} == theirs
    assert theirs

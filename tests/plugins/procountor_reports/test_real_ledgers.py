"""Real ledgers come to their own answers, account by account; what does not balance is named."""

from decimal import Decimal

import pytest

from hub.sdk.accounting import UNBALANCED
from plugins.procountor.sandbox.books import sie
from tests.hub.ledger.making import Shelf
from tests.plugins.procountor_reports.filling import cells, fill, last, report
from tests.plugins.procountor_reports.known_books import SIE, SIE_FILES

RESULTS = dict(zip(SIE_FILES, (21258347, 107434411, 27779846, 27779846), strict=True))
BAD = SIE_FILES[3]


def answers(name: str) -> dict[str, int]:
    found = sie.answers(SIE / name)
    return {code: int(value * 100) for code, value in {**found.closing, **found.results}.items() if value}


@pytest.mark.parametrize("net", [False, True])
@pytest.mark.parametrize("name", SIE_FILES)
def test_every_closing_balance_and_the_result_are_the_file_s_own(shelf: Shelf, name: str, net: bool):
    book = sie.read_sie(SIE / name, net=net, company_id=9001)
    fill(shelf, book)
    year = book.fiscal_years[0]
    with shelf.read(today=year.end) as reader:
        trial = report(reader, "trial-balance", year.start, year.end)
        closing = {row.key.removeprefix("account:"): row.cells[3].amount for row in trial.rows}
        shown = {code: amount for code, amount in closing.items() if amount and code[0].isdigit()}
        if name == BAD:
            assert shown["1910"] == answers(name)["1910"] - 1277100 == -1105725
            shown["1910"] += 1277100
        assert shown == answers(name)
        assert closing["total"] == 0
        assert cells(report(reader, "income-statement", year.start, year.end), "result")[-1] == RESULTS[name]


@pytest.mark.parametrize("net", [False, True])
@pytest.mark.parametrize("name", SIE_FILES)
def test_the_cash_flow_is_the_change_that_the_file_tells_of_its_cash_accounts(shelf: Shelf, name: str, net: bool):
    book = sie.read_sie(SIE / name, net=net, company_id=9001)
    fill(shelf, book)
    year = book.fiscal_years[0]
    with shelf.read(today=year.end) as reader:
        table = report(reader, "cash-flow", year.start, year.end)
        started = sum(each.amount for each in reader.openings(year) if each.account.startswith("19"))
        months = [column.period for column in table.columns]
        lacking = [sum(each.net for each in reader.movements(month) if each.account == UNBALANCED) for month in months]
    ended = sum(amount for code, amount in answers(name).items() if code.startswith("19"))
    missing = 1277100 if name == BAD else 0
    assert cells(table, "cash-change")[-1] == ended - missing - started
    assert cells(table, "difference") == lacking
    assert lacking[-1] == missing
    assert [a - b for a, b in zip(cells(table, "cash-flow"), lacking, strict=True)] == cells(table, "cash-change")


@pytest.mark.parametrize("name", SIE_FILES)
def test_every_form_of_a_statement_comes_to_the_same(shelf: Shelf, name: str):
    book = sie.read_sie(SIE / name, company_id=9001)
    fill(shelf, book)
    year = book.fiscal_years[0]
    with shelf.read(today=year.end) as reader:
        for form in ("full", "gross-profit", "micro"):
            income = report(reader, "income-statement", year.start, year.end, form=form)
            assert cells(income, "result")[-1] == RESULTS[name]
        full, short = (report(reader, "balance-sheet", year.start, year.end, form=f) for f in ("full", "abbreviated"))
        assert cells(full, "assets") == cells(short, "assets") == cells(short, "liabilities")


def test_the_voucher_that_does_not_balance_is_named(shelf: Shelf):
    book = sie.read_sie(SIE / BAD, company_id=9001)
    fill(shelf, book)
    year = book.fiscal_years[0]
    with shelf.read(today=year.end) as reader:
        movements = [each for each in reader.unbalanced() if each.layer.value == "movement"]
        assert [(each.name.split()[0], each.amount) for each in movements] == [("B1", 1277100)]
        table = report(reader, "balance-sheet", year.start, year.end)
        assert any("B1" in note and "12,771.00" in note for note in table.notes)
        figures = last(table)
        assert figures["assets"] == figures["liabilities"]
        shown = figures.get("unbalanced-debit", 0) - figures.get("unbalanced-credit", 0)
        assert shown == 1277100 + _not_moved(reader)
        assert any(each.code == "unbalanced" for each in reader.findings())


def _not_moved(reader) -> int:
    """The result of the year before, which this file's opening balances have not moved yet."""
    [opening] = [each for each in reader.unbalanced() if each.layer.value == "opening"]
    assert abs(Decimal(opening.amount) / 100) == Decimal("1151678.15")
    return opening.amount

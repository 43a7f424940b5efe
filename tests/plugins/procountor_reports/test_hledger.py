"""hledger, which knows nothing of us, counts generated books of 36 months and real ledgers to the same statements."""

from collections import Counter
from pathlib import Path

import pytest

from hub.ledger.hledger import named
from hub.sdk.accounting import EARLIER_RESULT, UNBALANCED, VAT_CLEARING
from hub.sdk.reports import ReportTable, Row
from tests.hub.ledger.making import Shelf
from tests.plugins.procountor_reports.filling import cells, report
from tests.plugins.procountor_reports.hledger_answers import Hledger, Sides, by_account, cents
from tests.plugins.procountor_reports.known_books import MONTHS, KnownBook, known_book, result_by_month
from tests.plugins.procountor_reports.statement_lines import BALANCE_LINES, INCOME_LINES, on_line

NOTHING = (0, 0, 0, 0)
CASH_FLOW_LINES = {
    "profit-before-appropriations": "3000-9699",
    "taxes-paid": "9900-9989",
    "loans-change": "2380-2389 2600-2659 2690-2699 2800-2859 2890-2899",
}
CARRIERS = ("2251", named(EARLIER_RESULT))
"""Where earlier years' results stand, which hledger leaves on the income and expense accounts."""


@pytest.fixture
def counted(known: KnownBook, hledger: str, tmp_path: Path) -> Hledger:
    """The book's export in hledger."""
    return exported(known, hledger, tmp_path / "book.journal")


def exported(known: KnownBook, hledger: str, file: Path, *, payroll_detail: bool = True) -> Hledger:
    file.write_text("\n".join(known.journal(payroll_detail=payroll_detail)) + "\n")
    return Hledger(hledger, file, known)


def something(rows: dict[str, list[int]]) -> dict[str, list[int]]:
    return {account: row for account, row in rows.items() if any(row)}


def check_lines(table: ReportTable, lines: dict[str, str], moved: dict[str, list[int]], *, debit: str) -> None:
    """Require every line and subtotal to be the sum of hledger's accounts within its ranges.

    :param debit: first characters of the accounts that are shown debit positive
    """
    for key, ranges in lines.items():
        rows = [row for code, row in moved.items() if on_line(code, ranges)]
        sign = 1 if ranges[0] in debit else -1
        count = len(next(iter(moved.values())))
        assert cells(table, key)[:count] == [sign * sum(row[month] for row in rows) for month in range(count)], key


def test_profit_and_loss_of_every_month(known: KnownBook, counted: Hledger):
    moved = counted.moved("^[3-9]")
    with known.shelf.read(today=known.end) as reader:
        table = known.report(reader, "income-statement", accounts=True)
    assert {"turnover", "other-expenses"} <= {row.key for row in table.rows}
    check_lines(table, INCOME_LINES, moved, debit="")
    assert {account: row[:-1] for account, row in by_account(table, credit="3456789").items()} == something(moved)
    *_, net = counted.table("is")
    assert net[0] == "Net:"
    assert cells(table, "result")[:-1] == [cents(cell) for cell in net[1:]]


def test_balance_sheet_of_every_month(known: KnownBook, counted: Hledger):
    theirs = counted.balances("not:^[3-9]")
    results = result_by_month(counted.moved("^[3-9]"), len(known.months))
    with known.shelf.read(today=known.end) as reader:
        table = known.report(reader, "balance-sheet", accounts=True)
    assert {"trade-debtors", "cash"} <= {row.key for row in table.rows}
    check_lines(table, BALANCE_LINES, theirs, debit="1")
    ours, nothing = by_account(table, credit="2~"), [0] * len(known.months)
    moved, own = (
        [sum(each) for each in zip(*(rows.pop(account, nothing) for account in CARRIERS), strict=True)]
        for rows in (ours, theirs)
    )
    earlier = [sum(results[: known.year_of(month)]) for month in range(len(known.months))]
    assert moved == [before - result for before, result in zip(own, earlier, strict=True)]
    assert ours == something(theirs)
    assert cells(table, "assets") == cells(table, "liabilities")
    this_year = [sum(results[known.year_of(month) : month + 1]) for month in range(len(known.months))]
    assert cells(table, "result-of-year") == this_year


def test_cash_flow_of_every_month(known: KnownBook, counted: Hledger):
    *accounts, (total, *changes) = counted.table("cf", "not:desc:^Opening balances")[3:]
    moved = counted.moved()
    with known.shelf.read(today=known.end) as reader:
        table = known.report(reader, "cash-flow")
    assert total == "total"
    assert accounts
    lacking = moved.get(named(UNBALANCED), [0] * len(known.months))
    assert cells(table, "cash-change")[:-1] == [cents(cell) for cell in changes]
    assert cells(table, "difference") == [*lacking, sum(lacking)]
    check_lines(table, CASH_FLOW_LINES, moved, debit="")
    depreciated = {account: [-amount for amount in row] for account, row in moved.items()}
    check_lines(table, {"depreciation-back": "6800-6989"}, depreciated, debit="")
    cleared = moved.get(named(VAT_CLEARING), [0] * len(known.months))
    assert cells(table, "vat-clearing")[:-1] == [-amount for amount in cleared]


def test_trial_balance_of_every_month(known: KnownBook, counted: Hledger):
    sides = Sides.of(counted)
    results = result_by_month(sides.net, len(known.months))
    with known.shelf.read(today=known.end) as reader:
        for number, month in enumerate(known.months):
            table = report(reader, "trial-balance", month, month)
            ours = {named(row.key.removeprefix("account:")): amounts_of(row) for row in table.rows[:-1]}
            year = known.year_of(number)
            theirs = {account: sides.line(account, number, year) for account in sides.accounts}
            carried, (opening, debit, credit, closing) = (
                [sum(each) for each in zip(*(lines.pop(each, NOTHING) for each in CARRIERS), strict=True)]
                for lines in (ours, theirs)
            )
            earlier = -sum(results[:year])
            assert carried == [opening + earlier, debit, credit, closing + earlier]
            assert ours == {account: line for account, line in theirs.items() if any(line)}
            total = amounts_of(table.rows[-1])
            assert (total[0], total[1] - total[2], total[3]) == (0, 0, 0)
            assert total[1] == sum(row[number] for row in sides.debit.values())


def amounts_of(row: Row) -> tuple[int, ...]:
    return tuple(cell.amount or 0 for cell in row.cells)


def heads(lines: list[str]) -> Counter[str]:
    """Count the transactions by their first line: day, number and name."""
    return Counter(line for line in lines if line[:2] == "20")


def test_an_export_without_the_right_to_see_pay_names_nobody(shelf: Shelf, hledger: str, tmp_path: Path):
    known = known_book(shelf, "July to June")
    everything, summed = (known.journal(payroll_detail=detail) for detail in (True, False))
    assert sum(line.endswith(" Salaries") for line in summed) == MONTHS
    slips = heads(everything) - heads(summed)
    assert slips.total() >= MONTHS
    assert heads(summed) - heads(everything) == Counter(line for line in summed if line.endswith(" Salaries"))
    both = [
        exported(known, hledger, tmp_path / f"{detail}.journal", payroll_detail=detail).moved()
        for detail in (True, False)
    ]
    assert both[0] == both[1]

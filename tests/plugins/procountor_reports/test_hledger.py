"""hledger, which knows nothing of us, counts a generated book of 36 months and comes to the same statements."""

import csv
import subprocess
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from hub.ledger.hledger import journal, named
from hub.sdk.accounting import EARLIER_RESULT
from hub.sdk.refs import BookRef, CompanyRef
from hub.sdk.reports import ReportTable, Row
from plugins.procountor.sandbox.books.generator import generate
from tests.hub.ledger.making import Shelf
from tests.plugins.procountor_reports.filling import COMPANY, cells, fill, report

START, END = date(2023, 7, 1), date(2026, 6, 30)
MONTHS = 36
NOTHING = (0, 0, 0, 0)


@pytest.fixture
def generated(shelf: Shelf) -> Shelf:
    """Three fiscal years from July to June, the last summaries and a closing still to come."""
    book = generate(
        COMPANY, seed=7, months=MONTHS, receipts=1_500, first_month=START, fiscal_year_start_month=7, until=END
    )
    return fill(shelf, book)


class Hledger:
    """hledger's answers to a journal, in cents by account."""

    def __init__(self, program: str, file: Path) -> None:
        self._run = [program, "-f", str(file)]

    def table(self, *command: str) -> list[list[str]]:
        done = subprocess.run([*self._run, *command, "-O", "csv"], capture_output=True, text=True, check=True)
        return list(csv.reader(done.stdout.splitlines()))

    def monthly(self, *command: str) -> dict[str, list[int]]:
        _, *rows = self.table("bal", "-M", "--flat", "-N", "-E", "-b", str(START), "-e", "2026-07-01", *command)
        return {account: [cents(cell) for cell in row] for account, *row in rows}


def cents(cell: str) -> int:
    return int(cell.removesuffix(" EUR").replace(".", "")) if cell != "0" else 0


@pytest.fixture
def counted(generated: Shelf, hledger: str, tmp_path: Path) -> Hledger:
    """The book's export in hledger."""
    file = tmp_path / "book.journal"
    with generated.open() as db:
        ref = BookRef(generated.book_id, CompanyRef("1", "Laskuesimerkki Oy"))
        file.write_text("\n".join(journal(db, ref, payroll_detail=True, today=END)) + "\n")
    subprocess.run([hledger, "-f", str(file), "check", "-s", "ordereddates"], check=True, capture_output=True)
    return Hledger(hledger, file)


def by_account(table: ReportTable, credit: str) -> dict[str, list[int]]:
    """Give the accounts' figures debit positive, virtual ones among them.

    :param credit: first characters of the accounts that the table shows credit positive
    """
    found: dict[str, list[int]] = {}
    for row in table.rows:
        code = "~vat" if row.key.startswith("vat-clearing") else row.key.removeprefix("account:")
        if code != row.key:
            sign = -1 if code[0] in credit and row.key != "vat-clearing-debit" else 1
            held = found.setdefault(named(code), [0] * len(row.cells))
            found[named(code)] = [
                before + sign * (cell.amount or 0) for before, cell in zip(held, row.cells, strict=True)
            ]
    return found


def test_profit_and_loss_of_every_month(generated: Shelf, counted: Hledger):
    theirs = {account: row for account, row in counted.monthly("^[3-9]").items() if any(row)}
    with generated.read(today=END) as reader:
        table = report(reader, "income-statement", START, END, accounts=True)
    assert {account: row[:-1] for account, row in by_account(table, credit="3456789").items()} == theirs
    *_, net = counted.table("is", "-M", "-b", str(START), "-e", "2026-07-01")
    assert net[0] == "Net:"
    assert cells(table, "result")[:-1] == [cents(cell) for cell in net[1:]]


def test_balance_sheet_of_every_month(generated: Shelf, counted: Hledger):
    theirs = {account: row for account, row in counted.monthly("-H", "not:^[3-9]").items() if any(row)}
    results = [sum(row[month] for row in counted.monthly("^[3-9]").values()) for month in range(MONTHS)]
    with generated.read(today=END) as reader:
        table = report(reader, "balance-sheet", START, END, accounts=True)
    ours = by_account(table, credit="2~")
    earlier = [sum(results[: month // 12 * 12]) for month in range(MONTHS)]
    carried = [ours.pop(account, [0] * MONTHS) for account in ("2251", named(EARLIER_RESULT))]
    moved = [sum(each) for each in zip(*carried, strict=True)]
    own = theirs.pop("2251", [0] * MONTHS)
    assert moved == [before + result for before, result in zip(own, earlier, strict=True)]
    assert ours == theirs
    assert cells(table, "assets") == cells(table, "liabilities")
    this_year = [-sum(results[month // 12 * 12 : month + 1]) for month in range(MONTHS)]
    assert cells(table, "result-of-year") == this_year


def test_cash_flow_of_every_month(generated: Shelf, counted: Hledger):
    *accounts, (total, *changes) = counted.table("cf", "-M", "-b", str(START), "-e", "2026-07-01")[3:]
    moved = counted.monthly()
    with generated.read(today=END) as reader:
        table = report(reader, "cash-flow", START, END)
    assert total == "total"
    assert accounts
    assert cells(table, "cash-flow")[:-1] == cells(table, "cash-change")[:-1] == [cents(cell) for cell in changes]
    assert cells(table, "difference") == [0] * (MONTHS + 1)
    for key, firsts in {
        "taxes-paid": ("99",),
        "depreciation-back": ("68",),
        "loans-change": ("262", "282"),
        "vat-clearing": ("vat-",),
        "profit-before-appropriations": ("3", "4", "5", "6", "7", "8", "90", "91", "92", "93", "94", "95", "96"),
    }.items():
        rows = [row for account, row in moved.items() if account.startswith(firsts)]
        sign = 1 if key == "depreciation-back" else -1
        expected = [sign * sum(row[month] for row in rows) for month in range(MONTHS)]
        assert cells(table, key)[:-1] == expected, key


@dataclass(frozen=True)
class Sides:
    """What hledger counts of each account, month by month: net, debit and credit."""

    net: dict[str, list[int]]
    debit: dict[str, list[int]]
    credit: dict[str, list[int]]

    def line(self, account: str, month: int, year: int) -> tuple[int, int, int, int]:
        """Give opening, debit, credit and closing; results start from zero in the month *year*."""
        net = self.net[account]
        start = sum(net[year if account[0] in "3456789" else 0 : month])
        debit, credit = (side.get(account, [0] * MONTHS)[month] for side in (self.debit, self.credit))
        return start, debit, -credit, start + net[month]


def result_before(sides: Sides, year: int) -> int:
    """Sum up what the years before have earned, which hledger leaves on the income and expense accounts."""
    return sum(sum(row[:year]) for account, row in sides.net.items() if account[0] in "3456789")


def test_trial_balance_of_every_month(generated: Shelf, counted: Hledger):
    sides = Sides(counted.monthly(), counted.monthly("amt:>0"), counted.monthly("amt:<0"))
    carriers = {"2251", named(EARLIER_RESULT)}
    with generated.read(today=END) as reader:
        for number in range(MONTHS):
            month = date(START.year + (START.month + number - 1) // 12, (START.month + number - 1) % 12 + 1, 1)
            table = report(reader, "trial-balance", month, month)
            ours = {named(row.key.removeprefix("account:")): amounts_of(row) for row in table.rows[:-1]}
            year = number // 12 * 12
            theirs = {account: sides.line(account, number, year) for account in sides.net}
            carried = [sum(each) for each in zip(*(ours.pop(each, NOTHING) for each in carriers), strict=True)]
            opening, debit, credit, closing = theirs.pop("2251", NOTHING)
            earlier = result_before(sides, year)
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


def test_an_export_without_the_right_to_see_pay_names_nobody(generated: Shelf, hledger: str, tmp_path: Path):
    ref = BookRef(generated.book_id, CompanyRef("1", "Laskuesimerkki Oy"))
    with generated.open() as db:
        everything = list(journal(db, ref, payroll_detail=True, today=END))
        summed = list(journal(db, ref, payroll_detail=False, today=END))
    assert sum(line.endswith(" Salaries") for line in summed) == MONTHS
    slips = heads(everything) - heads(summed)
    assert slips.total() >= MONTHS
    assert heads(summed) - heads(everything) == Counter(line for line in summed if line.endswith(" Salaries"))
    both = []
    for number, lines in enumerate((everything, summed)):
        file = tmp_path / f"{number}.journal"
        file.write_text("\n".join(lines) + "\n")
        both.append(Hledger(hledger, file).monthly())
    assert both[0] == both[1]

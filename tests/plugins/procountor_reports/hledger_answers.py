"""What hledger counts of a known book, and our own figures in its terms."""

import csv
import subprocess
from dataclasses import dataclass
from pathlib import Path

from hub.ledger.hledger import named
from hub.sdk.accounting import UNBALANCED, VAT_CLEARING
from hub.sdk.reports import ReportTable
from tests.plugins.procountor_reports.known_books import KnownBook

OPENING = "desc:^Opening balances"
VIRTUAL_ROWS = {"vat-clearing": VAT_CLEARING, "unbalanced": UNBALANCED}


class Hledger:
    """hledger's answers to a book's journal, in cents by account, debit positive."""

    def __init__(self, program: str, file: Path, book: KnownBook) -> None:
        self.file = file
        self._run = [program, "-f", str(file)]
        self._book = book
        self._days = ["-b", str(book.start), "-e", str(book.after)]
        subprocess.run([*self._run, "check", "-s", "ordereddates"], check=True, capture_output=True)

    def table(self, *command: str) -> list[list[str]]:
        """Ask for a report of the book's months."""
        return self._csv(*command, "-M", *self._days)

    def balances(self, *query: str) -> dict[str, list[int]]:
        """Ask how accounts stand at each month's end."""
        return self._monthly("-H", *query)

    def moved(self, *query: str) -> dict[str, list[int]]:
        """Ask what moved in each month; an opening is no movement."""
        return self._monthly(f"not:{OPENING}", *query)

    def openings(self) -> dict[str, int]:
        """Ask what accounts start with."""
        _, *rows = self._csv("bal", "--flat", "-N", "-E", OPENING)
        return {account: cents(amount) for account, amount in rows}

    def _monthly(self, *query: str) -> dict[str, list[int]]:
        _, *rows = self.table("bal", "--flat", "-N", "-E", *query)
        return {account: [cents(cell) for cell in row] for account, *row in rows}

    def _csv(self, *command: str) -> list[list[str]]:
        done = subprocess.run([*self._run, *command, "-O", "csv"], capture_output=True, text=True, check=True)
        return list(csv.reader(done.stdout.splitlines()))


@dataclass(frozen=True)
class Sides:
    """What hledger counts of each account, month by month: opening, net, debit and credit."""

    opening: dict[str, int]
    net: dict[str, list[int]]
    debit: dict[str, list[int]]
    credit: dict[str, list[int]]

    @classmethod
    def of(cls, counted: Hledger) -> "Sides":
        return cls(counted.openings(), counted.moved(), counted.moved("amt:>0"), counted.moved("amt:<0"))

    @property
    def accounts(self) -> set[str]:
        return {*self.opening, *self.net}

    def line(self, account: str, month: int, year: int) -> tuple[int, int, int, int]:
        """Give opening, debit, credit and closing; results start from zero in the month *year*."""
        is_result = account[0] in "3456789"
        net = sum(self.net.get(account, [])[year if is_result else 0 : month])
        start = net if is_result else net + self.opening.get(account, 0)
        debit, credit = (side[account][month] if account in side else 0 for side in (self.debit, self.credit))
        return start, debit, -credit, start + debit + credit


def cents(cell: str) -> int:
    """Read an amount of hledger."""
    return int(cell.removesuffix(" EUR").replace(".", "")) if cell != "0" else 0


def by_account(table: ReportTable, credit: str) -> dict[str, list[int]]:
    """Give the accounts' figures debit positive, virtual ones among them.

    :param credit: first characters of the accounts that the table shows credit positive
    """
    found: dict[str, list[int]] = {}
    for row in table.rows:
        code = _code_of(row.key)
        if code:
            shown_credit = code[0] in credit and not row.key.endswith("-debit")
            held = found.setdefault(named(code), [0] * len(row.cells))
            sign = -1 if shown_credit else 1
            found[named(code)] = [
                before + sign * (cell.amount or 0) for before, cell in zip(held, row.cells, strict=True)
            ]
    return found


def _code_of(key: str) -> str:
    if key.startswith("account:"):
        return key.removeprefix("account:")
    return next((code for name, code in VIRTUAL_ROWS.items() if key.startswith(name)), "")

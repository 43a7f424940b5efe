"""What beancount counts of a known book; it opens, closes and clears fiscal years by itself."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import beanquery
from beancount import loader

from hub.ledger.hledger import named
from hub.sdk.accounting import EARLIER_RESULT
from tests.plugins.procountor_reports.known_books import KnownBook

CURRENT_RESULT, EARLIER_RESULTS = "Equity:Earnings:Current", "Equity:Earnings:Previous"
ROOTS = {"1": "Assets", "2": "Liabilities", "3": "Income"}
EXPENSES = "Expenses"


class Beancount:
    """beancount's answers to a book's journal, in cents by account code, debit positive."""

    def __init__(self, book: KnownBook) -> None:
        entries, errors, options = loader.load_string("\n".join(_ledger(book.journal())))
        assert not errors, errors
        self._shell = beanquery.connect("beancount:", entries=entries, errors=errors, options=options)

    def results_of(self, month: date) -> dict[str, int]:
        """Ask what moved on income and expense accounts in a month."""
        rows = self._ask(
            "SELECT account, sum(number) WHERE account ~ '^(Income|Expenses)' "
            f"AND year = {month.year} AND month = {month.month} GROUP BY account"
        )
        return _something(rows)

    def results(self, start: date, after: date) -> dict[str, int]:
        """Ask what income and expense accounts come to in a fiscal year before it is cleared."""
        rows = self._ask(
            f"SELECT account, sum(number) FROM OPEN ON {start} CLOSE ON {after} "
            "WHERE account ~ '^(Income|Expenses)' GROUP BY account"
        )
        return _something(rows)

    def balances(self, start: date, after: date) -> dict[str, int]:
        """Ask how accounts stand on the day before *after* of the fiscal year that began on *start*.

        What the year has earned and what the years before have earned stand on accounts of their own.
        """
        rows = self._ask(f"SELECT account, sum(number) FROM OPEN ON {start} CLOSE ON {after} CLEAR GROUP BY account")
        return _something(rows)

    def day_ends(self) -> dict[str, dict[date, int]]:
        """Ask for every account's running balance after each day on which it moved."""
        rows = self._ask("SELECT account, date, sum(number) GROUP BY account, date ORDER BY account, date")
        ends: defaultdict[str, dict[date, int]] = defaultdict(dict)
        balances: defaultdict[str, int] = defaultdict(int)
        for account, day, number in rows:
            balances[account] += _cents(number)
            ends[_code(account)][day] = balances[account]
        return ends

    def _ask(self, query: str) -> Sequence[tuple[Any, ...]]:
        return self._shell.execute(query).fetchall()


def _ledger(journal: list[str]) -> list[str]:
    """Write a journal of hledger as one of beancount, with every account opened on its first day."""
    lines, seen = [], dict[str, str]()
    for line in journal:
        if line.startswith("    "):
            account, amount = line.split(maxsplit=1)
            seen.setdefault(account, lines[-1][:10])
            lines.append(f"  {_account(account)}  {amount}")
        elif line[:2] in ("19", "20"):
            lines.append("")
            text = line[11:].replace('"', "'").replace("\\", "/")
            lines.append(f'{line[:10]} * "{text}"')
    first = min(line[:10] for line in lines if line[:2] in ("19", "20"))
    return [*(f"{first} open {_account(account)}" for account in seen), *lines]


def _account(code: str) -> str:
    if not code[0].isdigit():
        root = "Equity" if code == named(EARLIER_RESULT) else "Liabilities"
        return f"{root}:{code.title()}"
    return f"{ROOTS.get(code[0], EXPENSES)}:A{code}"


def _code(account: str) -> str:
    name = account.partition(":")[2]
    return name[1:] if name[:1] == "A" and name[1:2].isdigit() else name.lower()


def _something(rows: Sequence[tuple[str, Decimal]]) -> dict[str, int]:
    own = (CURRENT_RESULT, EARLIER_RESULTS)
    found = {account if account in own else _code(account): _cents(number) for account, number in rows}
    return {code: amount for code, amount in found.items() if amount}


def _cents(number: Decimal) -> int:
    return int(number * 100)

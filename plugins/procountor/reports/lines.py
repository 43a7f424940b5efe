"""The lines of the statements as a company may place its accounts on them."""

from collections.abc import Iterator, Sequence
from functools import cache

from hub.sdk.accounting import is_result_account
from hub.sdk.layouts import AccountLayout, LayoutLine
from plugins.procountor.names import Names
from plugins.procountor.reports.assets_layout import ASSETS
from plugins.procountor.reports.income_layout import INCOME_STATEMENT
from plugins.procountor.reports.layout import Line, belongs, leaves
from plugins.procountor.reports.liabilities_layout import LIABILITIES
from plugins.procountor.reports.words import VIRTUAL, Words

__all__ = ["BALANCE_SHEET", "INCOME", "StatementLines"]

INCOME, BALANCE_SHEET = "income-statement", "balance-sheet"
TREES = {INCOME: (INCOME_STATEMENT,), BALANCE_SHEET: (ASSETS, LIABILITIES)}
NAMES = {
    INCOME: Names("Tuloslaskelma", "Resultaträkning", "Profit and loss"),
    BALANCE_SHEET: Names("Tase", "Balansräkning", "Balance sheet"),
}
RESULTS = frozenset({"result", "profit-before-appropriations", "operating-profit", "gross-profit"})
"""What is summed on the way to the result stands after its lines and does not tell where one is."""


class StatementLines(AccountLayout):
    """Income statement and balance sheet; an account stays in its statement, so that the result is one in both."""

    key = "finnish-statements"

    def lines(self, language: str) -> Sequence[LayoutLine]:
        """List the lines of both statements, without those that the books themselves figure."""
        words = Words(language)
        return [
            each
            for statement, trees in TREES.items()
            for tree in trees
            for each in _lines(tree, statement, (words.name(NAMES[statement]),), words)
        ]

    def standard(self, account: str) -> str:
        """Give the key of the line that an account's code tells."""
        return next((line.key for line in _places(_statement(account)) if belongs(account, line)), "")

    def takes(self, account: str, line: str) -> bool:
        """Let accounts of income and expenses go anywhere in the income statement, others in the balance sheet."""
        return account not in VIRTUAL and any(each.key == line for each in _places(_statement(account)))


def _statement(account: str) -> str:
    return INCOME if is_result_account(account) else BALANCE_SHEET


@cache
def _places(statement: str) -> tuple[Line, ...]:
    return tuple(line for tree in TREES[statement] for line in leaves(tree) if not line.purpose)


def _lines(line: Line, statement: str, groups: tuple[str, ...], words: Words) -> Iterator[LayoutLine]:
    if line.parts:
        inner = groups if line.key in RESULTS else (*groups, words.name(line.head or line.names))
        for part in line.parts:
            yield from _lines(part, statement, inner, words)
    elif not line.purpose:
        yield LayoutLine(line.key, words.name(line.names), statement, groups)

"""Procountor's own income statement of a fiscal year, with what its rows sum up as far as that can be read."""

from collections.abc import Sequence
from decimal import Decimal

from hub.sdk.accounting import Period
from hub.sdk.errors import GiveUp
from hub.sdk.proving import AccountRange, IncomeStatement, StatementRow
from plugins.procountor.client import ProcountorClient
from plugins.procountor.layers import MOVEMENT_TYPES
from plugins.procountor.line_names import is_result
from plugins.procountor.money import cents
from plugins.procountor.reported import CALCULATED, Row, income_statement
from plugins.procountor.row_accounts import RowAccounts, accounts_of

__all__ = ["own_statement", "statement_of"]


def own_statement(client: ProcountorClient, period: Period) -> IncomeStatement:
    """Read the income statement of a fiscal year: one request.

    :raises Refused: the key may not read reports
    """
    return statement_of(income_statement(client, period, MOVEMENT_TYPES))


def statement_of(rows: Sequence[Row]) -> IncomeStatement:
    """Deliver the rows that have a figure, and the result: the calculated row of that name, or else the last one."""
    told = [
        (row, _row(row, row.value, accounts))
        for row, accounts in zip(rows, accounts_of(rows), strict=True)
        if row.value is not None
    ]
    calculated = [(row, made) for row, made in told if row.type == CALCULATED]
    named = [(row, made) for row, made in calculated if is_result(row.name or "")]
    result = next((made.amount for _, made in reversed(named or calculated)), None)
    return IncomeStatement(tuple(made for _, made in told), result)


def _row(row: Row, value: Decimal, accounts: RowAccounts | None) -> StatementRow:
    name, amount = (row.name or "").strip(), _amount(value)
    if accounts is None:
        return StatementRow(name, amount)
    ranges = tuple(AccountRange(*span, times) for span, times in accounts.times.items())
    return StatementRow(name, amount, ranges, accounts.by_name)


def _amount(value: Decimal) -> int | None:
    """Give an amount in cents; what is not in whole cents is a share in per cent, or the like."""
    try:
        return cents(value, lambda: "")
    except GiveUp:
        return None

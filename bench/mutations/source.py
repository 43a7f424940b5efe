"""The other side: totals worked out from the true books, written in any form that a source may use."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from marshmallow import Schema

from hub.sdk.accounting import Access, AccountingConnector, AccountTotal, Period
from hub.sdk.proving import Balances, IncomeStatement
from hub.sdk.refs import CompanyRef
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.layers import MOVEMENT_TYPES, OFFICIAL_STATUSES, OPENING
from plugins.procountor.reported import Row
from plugins.procountor.sandbox.books import totals
from plugins.procountor.sandbox.books.model import Book
from plugins.procountor.sandbox.books.statements import INCOME_STATEMENT
from plugins.procountor.sandbox.books.years import year_holding
from plugins.procountor.statement import statement_of

__all__ = ["Teller"]


class Teller(AccountingConnector):
    """Answers as the sandbox's reports do, from a book."""

    key = "teller"
    label = "Procountor"
    settings_schema = Schema
    payroll_accounts = ProcountorConnector.payroll_accounts

    def __init__(self, book: Book, seed: int) -> None:
        rng = Random(f"form {seed}")
        self.book = book
        self.sign = rng.choice((1, 1, -1))
        self.balances = rng.choice((Balances.CHANGE, Balances.CHANGE, Balances.CLOSING))

    def hide_salaries(self) -> None:
        """Leave salaries out of the totals, as for a key that may not read them."""
        self.book = replace(self.book, receipts=tuple(one for one in self.book.receipts if one.type != "SALARY"))

    def control_totals(self, access: Access, period: Period) -> Sequence[AccountTotal]:
        sums = self._sums(period.start, period.end)
        year = year_holding(self.book.fiscal_years, period.end)
        if self.balances is Balances.CLOSING and year is not None:
            closing = self._sums(year.start, period.end)
            sums = {code: value for code, value in sums.items() if code >= "3"} | {
                code: value for code, value in closing.items() if code < "3"
            }
        return [AccountTotal(code, self.sign * value) for code, value in sorted(sums.items())]

    def income_statement(self, access: Access, period: Period) -> IncomeStatement | None:
        rows = totals.accounting_report(self.book, INCOME_STATEMENT, period.start, period.end)
        return statement_of([Row(each.row_id, each.type, each.name, each.value, each.formula) for each in rows])

    def _sums(self, start: date, end: date) -> dict[str, int]:
        found = totals.ledger_account_totals(
            self.book, start, end, statuses=OFFICIAL_STATUSES, types=MOVEMENT_TYPES - {OPENING}
        )
        return {code: int(value * 100) for code, _name, value in found}

    def connect(self, settings: Mapping[str, Any]) -> Access:
        return Access()

    def company(self, access: Access) -> CompanyRef:
        raise NotImplementedError

    def check(self, access: Access) -> Any:
        raise NotImplementedError

    def pull(self, access: Access, since: Any) -> Any:
        raise NotImplementedError

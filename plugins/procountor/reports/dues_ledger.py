"""Open invoices beside what the ledger has on the accounts of debtors and creditors."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from hub.sdk.accounting import Period
from hub.sdk.invoices import Side
from hub.sdk.reports import Cell, Drill, Kind, LedgerReader, Row
from plugins.procountor.reports.aging import BUCKETS
from plugins.procountor.reports.dues_words import ACCOUNTS, NAMES, WHY
from plugins.procountor.reports.layout import belongs
from plugins.procountor.reports.ledgers import BLANK, account_name
from plugins.procountor.reports.words import Words

__all__ = ["Tie"]


@dataclass(frozen=True)
class Tie:
    """The balance of a side's accounts at a day, and its difference to what invoices come to."""

    reader: LedgerReader
    day: date
    words: Words
    side: Side

    @property
    def sign(self) -> int:
        """1 where debit is shown positive, −1 where credit is."""
        return 1 if self.side == "sales" else -1

    @property
    def period(self) -> Period:
        """The days of the fiscal year that the balance is counted over, from its opening on."""
        return Period(self.reader.fiscal_year_of(self.day).start, self.day)

    def rows(self, invoices: int | None, *, before: int, with_accounts: bool) -> list[Row]:
        """Make the rows of the balance and of the difference.

        :param invoices: what the open invoices come to; None where that is not known, and so no difference
        :param before: how many columns stand before the amounts
        """
        accounts = [self._account(code, before) for code in self._balances] if with_accounts else []
        label = self.words.name(ACCOUNTS[self.side].names)
        balance = self.sign * sum(self._balances.values())
        cell = Cell(balance, drill=self._drill(tuple(self._balances)))
        parts = tuple(row.key for row in accounts)
        rows = [Row("ledger", label, _last(cell, before), Kind.SUBTOTAL, parts=parts), *accounts]
        return rows if invoices is None else [*rows, *self._difference(balance - invoices, before)]

    @cached_property
    def _balances(self) -> dict[str, int]:
        """What stands on each of the accounts, debit positive; those without anything are not in it."""
        found: dict[str, int] = {}
        opened = self.reader.openings(self.reader.fiscal_year_of(self.day))
        moved = self.reader.movements(self.period)
        for code, amount in (*((o.account, o.amount) for o in opened), *((m.account, m.net) for m in moved)):
            if belongs(code, ACCOUNTS[self.side]):
                found[code] = found.get(code, 0) + amount
        return {code: found[code] for code in sorted(found)}

    def _account(self, code: str, before: int) -> Row:
        cell = Cell(self.sign * self._balances[code], drill=self._drill((code,)))
        name = account_name(code, self.reader.accounts(), self.words)
        return Row(f"account:{code}", name, _last(cell, before), Kind.ACCOUNT, 1)

    def _drill(self, codes: tuple[str, ...]) -> Drill:
        return Drill(codes, self.period, self.sign, opening=True)

    def _difference(self, amount: int, before: int) -> list[Row]:
        row = Row(
            "difference",
            self.words.name(NAMES["difference"]),
            _last(Cell(amount, of=(("ledger", "total"), ("total", "total"))), before),
        )
        blank = (BLANK,) * len(row.cells)
        return [row, Row("difference:why", WHY[self.side], blank, Kind.REMARK, 1)] if amount else [row]


def _last(cell: Cell, before: int) -> tuple[Cell, ...]:
    return (*(BLANK,) * (before + len(BUCKETS)), cell)

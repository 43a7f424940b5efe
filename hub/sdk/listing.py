"""Rows of the ledger in a report, by account or by receipt: how each is written, and what stands around them. Plugins
import these from :mod:`hub.sdk.reports`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import groupby

from hub.sdk.books import Layer, Period
from hub.sdk.figures import LedgerLine, ReceiptView
from hub.sdk.reading import LedgerReader
from hub.sdk.tables import Cell, Kind, Row

__all__ = ["Listing", "ReceiptListing", "Section"]

BLANK = Cell()
NO_MORE: tuple[str, Iterator[LedgerLine]] = ("", iter(()))


@dataclass(frozen=True, slots=True)
class Section:
    """An account's part of a listing.

    :param above: rows that stand before its ledger rows; they name no rows that they sum
    :param below: the same after them
    """

    account: str
    above: tuple[Row, ...]
    below: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Listing:
    """The ledgers of some accounts under each other, in six columns: day, receipt, type, debit, credit and balance.

    :param period: days of one fiscal year
    :param day: writes a day as the report's reader does
    :param type: names the type of a row's receipt, and says that it is not official yet where it is not
    """

    sections: tuple[Section, ...]
    period: Period
    layers: tuple[Layer, ...]
    day: Callable[[date], str]
    type: Callable[[str, Layer], str]

    @property
    def accounts(self) -> list[str]:
        """Name the accounts in their order."""
        return [each.account for each in self.sections]

    def read(self, reader: LedgerReader) -> Iterator[Row]:
        """Read the rows, with what stands around them."""
        return self.rows(reader.ledger(self.accounts, self.period, layers=self.layers))

    def rows(self, lines: Iterable[LedgerLine]) -> Iterator[Row]:
        """Write ledger rows as rows of a report, with what stands around them.

        :param lines: in the order of the accounts
        """
        by_account = groupby(lines, key=lambda line: line.account)
        found, of_found = next(by_account, NO_MORE)
        for section in self.sections:
            yield from section.above
            if section.account == found:
                for number, line in enumerate(of_found, 1):
                    yield self.row(f"account:{found}:{number}", line)
                found, of_found = next(by_account, NO_MORE)
            yield from section.below

    def row(self, key: str, line: LedgerLine) -> Row:
        """Write a ledger row as a row of a report."""
        cells = (
            self._days(line.date),
            Cell(text=line.receipt_number),
            self._types(line.receipt_type, line.layer),
            Cell(line.amount) if line.amount > 0 else BLANK,
            Cell(-line.amount) if line.amount < 0 else BLANK,
            Cell(line.balance),
        )
        return Row(key, line.about, cells, Kind.LINE, 1, receipt_id=line.receipt_id)

    @cached_property
    def _days(self) -> Callable[[date], Cell]:
        """Write each day once, for many rows share it."""
        return cache(lambda day: Cell(text=self.day(day), day=day))

    @cached_property
    def _types(self) -> Callable[[str, Layer], Cell]:
        return cache(lambda name, layer: Cell(text=self.type(name, layer)))


@dataclass(frozen=True)
class ReceiptListing:
    """Official receipts in their order, each with its lines, in five columns: day, type, text, debit and credit. Below
    them stands their sum, where there are any.

    :param period: whole months of one fiscal year
    :param day: writes a day as the report's reader does
    :param type: names a type of receipt
    :param account: names an account
    :param unnamed: what a receipt is called that has neither number nor name
    :param total: what the sum is called
    """

    period: Period
    day: Callable[[date], str]
    type: Callable[[str], str]
    account: Callable[[str], str]
    unnamed: str
    total: str

    def read(self, reader: LedgerReader) -> Iterator[Row]:
        """Read the rows, and sum them."""
        heads: list[Row] = []
        for row in self.rows(reader.journal(self.period)):
            if row.kind is Kind.SUBTOTAL:
                heads.append(row)
            yield row
        if heads:
            yield self.summed(heads)

    def rows(self, receipts: Iterable[ReceiptView]) -> Iterator[Row]:
        """Write receipts, each with what its lines come to, and its lines below it."""
        for number, receipt in enumerate(receipts, 1):
            key = f"receipt:{number}"
            below = [self._line(f"{key}:{place}", line, receipt) for place, line in enumerate(receipt.lines, 1)]
            yield self._head(key, receipt, tuple(row.key for row in below))
            yield from below

    def summed(self, heads: Sequence[Row]) -> Row:
        """Sum receipts."""
        debit, credit = (sum(row.cells[place].amount or 0 for row in heads) for place in (3, 4))
        cells = (BLANK, BLANK, BLANK, Cell(debit), Cell(credit))
        return Row("total", self.total, cells, Kind.TOTAL, parts=tuple(row.key for row in heads))

    def _head(self, key: str, receipt: ReceiptView, parts: tuple[str, ...]) -> Row:
        cells = (
            Cell(text=self.day(receipt.date), day=receipt.date),
            Cell(text=self.type(receipt.type) if receipt.type else ""),
            Cell(text=receipt.text),
            Cell(sum(max(line.amount, 0) for line in receipt.lines)),
            Cell(sum(max(-line.amount, 0) for line in receipt.lines)),
        )
        label = f"{receipt.number} {receipt.name}".strip() or self.unnamed
        return Row(key, label, cells, Kind.SUBTOTAL, parts=parts, receipt_id=receipt.source_id or None)

    def _line(self, key: str, line: LedgerLine, receipt: ReceiptView) -> Row:
        cells = (
            BLANK,
            BLANK,
            Cell(text=line.text if line.text != receipt.text else ""),
            Cell(line.amount) if line.amount > 0 else BLANK,
            Cell(-line.amount) if line.amount < 0 else BLANK,
        )
        return Row(key, self.account(line.account), cells, Kind.LINE, 1)

"""Rows of the ledger in a report: how each is written, and what stands around those of an account. Plugins import these
from :mod:`hub.sdk.reports`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import groupby

from hub.sdk.books import Layer, Period
from hub.sdk.figures import LedgerLine
from hub.sdk.tables import Cell, Kind, Row

__all__ = ["Listing", "Section"]

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

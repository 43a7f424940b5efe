"""Which accounts and rows of a general ledger stand on one page, and where the pages beside it begin."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self, cast

from hub.sdk.accounting import Layer, Period
from hub.sdk.errors import UserFault
from hub.sdk.reports import LedgerLine, LedgerPlace, LedgerReader
from hub.sdk.texts import text as _

__all__ = ["ACCOUNTS", "ROWS", "Leaf", "Mark", "leaf_at"]

ROWS, ACCOUNTS = 100, 50
"""How many rows and how many accounts a page has at the most."""
CLOSED = 3
"""After the sums of personal pay, which are the last rows of a day: debits are 1, credits 2."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page begins, or ends: at a row of an account, or at the account's own edge."""

    way: Literal["after", "before"]
    account: str
    place: LedgerPlace | None = None

    def __str__(self) -> str:
        """Write it as addresses have it.

        >>> str(Mark("after", "3000")), str(Mark("before", "3000", LedgerPlace(date(2026, 3, 5), "r:1", 2)))
        ('after:3000', 'before:3000:2026-03-05:2:r:1')
        """
        if self.place is None:
            return f"{self.way}:{self.account}"
        return f"{self.way}:{self.account}:{self.place.date}:{self.place.line}:{self.place.receipt_id or ''}"

    @classmethod
    def read(cls, written: str) -> Self:
        """Read it back.

        >>> Mark.read("before:3000:2026-03-05:2:r:1").place
        LedgerPlace(date=datetime.date(2026, 3, 5), receipt_id='r:1', line=2)

        :raises UserFault: it is no such mark
        """
        try:
            way, account, *place = written.split(":", 4)
            if way not in ("after", "before"):
                raise ValueError(way)
            return cls(cast(Literal["after", "before"], way), account, _place(*place) if place else None)
        except (TypeError, ValueError):
            wrong = _("There is no such page of the general ledger. Open the report anew.")
            raise UserFault(wrong, field="page") from None


def _place(day: str, line: str, receipt: str) -> LedgerPlace:
    number = int(line)
    if not 0 <= number < 2**31:
        raise ValueError(line)
    return LedgerPlace(date.fromisoformat(day), receipt or None, number)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page.

    :param begun: whether its first account has rows on the page before
    :param goes_on: whether its last account has rows on the page after
    :param earlier: where the page before ends; None where there is none, as with ``later``
    """

    accounts: Sequence[str]
    lines: Sequence[LedgerLine]
    begun: bool = False
    goes_on: bool = False
    earlier: Mark | None = None
    later: Mark | None = None


def leaf_at(
    reader: LedgerReader, codes: Sequence[str], period: Period, mark: Mark | None, layers: Sequence[Layer]
) -> Leaf:
    """Read a page of some accounts' ledgers.

    :param codes: in order
    :param mark: None for the first page
    """
    if mark and mark.way == "before":
        return _before(reader, codes, period, mark, layers) or _after(reader, codes, period, None, layers)
    return _after(reader, codes, period, mark, layers)


def _after(
    reader: LedgerReader, codes: Sequence[str], period: Period, mark: Mark | None, layers: Sequence[Layer]
) -> Leaf:
    start, place = 0, None
    if mark:
        start = bisect_left(codes, mark.account)
        is_there = codes[start : start + 1] == [mark.account]
        place = mark.place if is_there else None
        start += is_there and place is None
    shown = codes[start : start + ACCOUNTS]
    found = list(reader.ledger(shown, period, after=place, limit=ROWS + 1, layers=layers))
    lines, rest = found[:ROWS], found[ROWS:]
    if rest:
        shown = shown[: bisect_right(shown, lines[-1].account)]
    goes_on = bool(rest) and rest[0].account == shown[-1]
    is_last = not rest and start + len(shown) == len(codes)
    first = lines[0].place if lines and lines[0].account == shown[0] else place
    return Leaf(
        shown,
        lines,
        begun=place is not None,
        goes_on=goes_on,
        earlier=Mark("before", shown[0], first if place else None) if shown and (start or place) else None,
        later=None if is_last or not shown else Mark("after", shown[-1], lines[-1].place if goes_on else None),
    )


def _before(
    reader: LedgerReader, codes: Sequence[str], period: Period, mark: Mark, layers: Sequence[Layer]
) -> Leaf | None:
    """Read the page that ends at a mark; None where that is the first page, which is read from its beginning."""
    end = bisect_left(codes, mark.account)
    place = mark.place if codes[end : end + 1] == [mark.account] else None
    end += place is not None
    shown = codes[max(end - ACCOUNTS, 0) : end]
    edge = place or LedgerPlace(period.end, None, CLOSED)
    found = list(reader.ledger(shown, period, before=edge, limit=ROWS + 1, layers=layers))
    lines, rest = found[-ROWS:], found[:-ROWS]
    if rest:
        shown = shown[bisect_left(shown, lines[0].account) :]
    if place and not (lines and lines[-1].account == shown[-1]):
        shown, place = shown[:-1], None
    if not shown or (not rest and shown[0] == codes[0]):
        return None
    begun = bool(rest) and rest[-1].account == shown[0]
    return Leaf(
        shown,
        lines,
        begun=begun,
        goes_on=place is not None,
        earlier=Mark("before", shown[0], lines[0].place if begun else None),
        later=Mark("after", shown[-1], lines[-1].place if place else None),
    )

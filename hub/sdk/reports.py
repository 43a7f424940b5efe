"""The contract of a plugin that builds reports, and what it reads them from."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Literal, Protocol

from hub.sdk.accounting import Account, Finding, FiscalYear, Layer, Period
from hub.sdk.refs import BookRef
from hub.sdk.texts import text as _

__all__ = [
    "Basis",
    "Cell",
    "Column",
    "Coverage",
    "Drill",
    "Figure",
    "Kind",
    "LedgerLine",
    "LedgerReader",
    "MonthBalance",
    "OpeningBalance",
    "ReceiptView",
    "ReportBuilder",
    "ReportOptions",
    "ReportTable",
    "Row",
    "Unbalanced",
]


Basis = Literal["computed", "receipt", "provisional"]
"""Where opening balances are known from."""


@dataclass(frozen=True, slots=True)
class MonthBalance:
    """What moved on one account in one month: net = debit − credit, minor units.

    :param month: first day of the month
    """

    account: str
    month: date
    net: int
    debit: int

    @property
    def credit(self) -> int:
        """Credit turnover of the month, not negative."""
        return self.debit - self.net


@dataclass(frozen=True, slots=True)
class OpeningBalance:
    """The balance an account starts a fiscal year with, and where it is known from.

    :param basis: ``computed`` from the years before; ``receipt``: the source's own opening receipt; ``provisional``:
        the source's own balances, or computed from them, until the years before have been read
    """

    account: str
    amount: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One row of a general ledger; ``balance`` is the account's running balance after it."""

    account: str
    date: date
    amount: int
    balance: int
    text: str
    receipt_id: str | None
    receipt_number: str
    receipt_type: str
    receipt_name: str
    layer: Layer
    rows: int = 1
    """How many rows stand behind it: more than one where private pay is shown as one sum."""


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt with all its lines, as far as the reader may see it."""

    source_id: str
    type: str
    status: str
    layer: Layer
    name: str
    date: date
    number: str
    text: str
    lines: tuple[LedgerLine, ...]
    finding: str = ""
    synced_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unbalanced:
    """A receipt that does not sum to zero and is not explained; ``amount`` is what stands on the virtual account."""

    receipt_id: str
    number: str
    name: str
    date: date
    amount: int
    layer: Layer
    finding: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the book is here.

    :param complete: date ranges whose receipts are all loaded
    :param data_as_of: when the newest batch was stored (aware, UTC); None while there is none
    """

    complete: tuple[Period, ...]
    data_as_of: datetime | None
    syncing: bool

    def covers(self, period: Period) -> bool:
        """Tell whether every receipt of the period is loaded."""
        return any(each.start <= period.start and period.end <= each.end for each in self.complete)


class LedgerReader(Protocol):
    """Read one book. Everything is in minor units, debit positive, and already respects who is reading."""

    @property
    def book(self) -> BookRef:
        """The book that is read."""

    @property
    def today(self) -> date:
        """The day the reader counts as today."""

    def accounts(self) -> Mapping[str, Account]:
        """List the chart by code, virtual accounts included once they carry something."""

    def fiscal_years(self) -> Sequence[FiscalYear]:
        """List the years oldest first; receipts outside them make provisional 12-month years (``source_id`` empty)."""

    def fiscal_year_of(self, day: date) -> FiscalYear:
        """Find the fiscal year of a day."""

    def movements(self, period: Period, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)) -> Sequence[MonthBalance]:
        """Read the month balances of whole months from the period's first to its last."""

    def openings(self, year: FiscalYear) -> Sequence[OpeningBalance]:
        """Read the opening balances of a fiscal year: the computed closing of the year before where that year is
        wholly loaded, else the source's opening receipt, else provisionally the source's own balances; never two of
        them. Earlier results stand on the account the opening receipt carries them on, else on the virtual account
        ``~result``; what provisional balances lack to zero stands on ``~unbalanced``."""

    def lines(self, account: str, period: Period, *, after: int = 0, limit: int | None = None) -> Iterator[LedgerLine]:
        """Read an account's ledger in order of date, receipt and line, with running balances since the fiscal year's
        opening."""

    def receipt(self, source_id: str) -> ReceiptView | None:
        """Read one receipt; None when there is none or the reader may not open it."""

    def unbalanced(self) -> Sequence[Unbalanced]:
        """List the receipts on *Does not balance*."""

    def clearing_by_month(self, up_to: date) -> Mapping[date, int]:
        """Split the balance of *VAT not yet summarised* at a day by VAT month (first day → amount)."""

    def left_out(self, period: Period) -> Mapping[tuple[str, str], tuple[int, int]]:
        """Count what is not official by (type, status): number of receipts and sum of debits."""

    def coverage(self) -> Coverage:
        """Tell how much of the book is loaded."""

    def findings(self) -> Sequence[Finding]:
        """List what should be known about the book and its connection."""


class Kind(StrEnum):
    """What a row of a report is, for its looks and for checks."""

    HEADING = "heading"
    LINE = "line"
    ACCOUNT = "account"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    CLEARING = "clearing"
    """*VAT not yet summarised*."""
    UNMAPPED = "unmapped"
    """Accounts that belong to no line of the layout."""
    UNBALANCED = "unbalanced"
    OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Drill:
    """Which ledger rows a cell is made of; the rows' amounts times ``sign`` sum to the cell.

    :param accounts: account codes
    :param period: may end before it starts: then nothing but opening balances belongs to the cell
    :param opening: whether the accounts' opening balances of the fiscal year are part of it
    :param side: count only the debit or the credit rows
    """

    accounts: tuple[str, ...]
    period: Period
    sign: int = 1
    opening: bool = False
    side: Literal["both", "debit", "credit"] = "both"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure in minor units; None is blank. A text cell carries ``text`` instead."""

    amount: int | None = None
    text: str = ""
    drill: Drill | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a report; ``key`` is stable across periods and languages, ``parts`` names the rows it sums.

    :param receipt_id: source id of the receipt that the row opens; None where it opens none
    """

    key: str
    label: str
    cells: tuple[Cell, ...]
    kind: Kind = Kind.LINE
    level: int = 0
    parts: tuple[str, ...] = ()
    receipt_id: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: money unless ``kind`` says otherwise; ``unfinished`` while its last day is still to come."""

    key: str
    label: str
    kind: Literal["money", "text", "date"] = "money"
    period: Period | None = None
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure for the head of a page."""

    key: str
    label: str
    cell: Cell
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A finished report. ``notes`` are sentences a reader must see with the figures."""

    title: str
    period: Period
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How the reader wants it: language (ISO 639-1), whether accounts stand under their line, an account to look at."""

    language: str = "en"
    accounts: bool = False
    by_month: bool = True
    account: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


class ReportBuilder(ABC):
    """One report.

    :cvar page: where it is listed: among the reports (``content``) or on the overview (``analytics``)
    :cvar choices: which of the options the reader is offered: ``by_month``, ``accounts``
    :cvar usual: what is shown until the reader chooses: a fiscal ``year``, or a ``month`` where a year is long
    """

    key: ClassVar[str]
    title: ClassVar[str]
    description: ClassVar[str] = ""
    group: ClassVar[str] = _("Statements")
    page: ClassVar[Literal["analytics", "content"]] = "content"
    choices: ClassVar[frozenset[str]] = frozenset({"by_month", "accounts"})
    usual: ClassVar[Literal["year", "month"]] = "year"

    @abstractmethod
    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the report for a period of whole months.

        :raises UserFault: the period or an option cannot be used
        """

"""The contract of a plugin that builds reports, and what it reads them from."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from hub.sdk.accounting import Period
from hub.sdk.reading import (
    Basis,
    Coverage,
    LedgerLine,
    LedgerReader,
    MonthBalance,
    OpeningBalance,
    ReceiptView,
    Unbalanced,
)
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
    """One figure in minor units; None is blank. A text cell carries ``text`` instead.

    :param day: the date that ``text`` writes as its reader does; files for programs take it from here
    """

    amount: int | None = None
    text: str = ""
    drill: Drill | None = None
    day: date | None = None


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
    :cvar previewed: whether it can be built of nothing but what moved on each account in a stretch of a fiscal year, as
        the source tells it before its receipts are read; a balance sheet cannot
    :cvar shows: prefixes of the accounts the report is made of; empty means all. A finding about other accounts does
        not mark it
    :cvar needs: keys of the rights at the source that the figures stand on (:mod:`hub.sdk.rights`); empty means all. A
        finding about other rights does not mark it
    """

    key: ClassVar[str]
    title: ClassVar[str]
    description: ClassVar[str] = ""
    group: ClassVar[str] = _("Statements")
    page: ClassVar[Literal["analytics", "content"]] = "content"
    choices: ClassVar[frozenset[str]] = frozenset({"by_month", "accounts"})
    usual: ClassVar[Literal["year", "month"]] = "year"
    previewed: ClassVar[bool] = False
    shows: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the report for a period of whole months.

        :raises UserFault: the period or an option cannot be used
        """

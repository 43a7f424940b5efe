"""The contract of a plugin that builds reports, and what it reads them from."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from hub.sdk.accounting import Period
from hub.sdk.invoices import OpenItem, OpenItems
from hub.sdk.reading import (
    Basis,
    Coverage,
    LedgerLine,
    LedgerReader,
    MonthBalance,
    OpeningBalance,
    ReceiptView,
    Unbalanced,
    VatKind,
    VatMonth,
    VatRows,
    VatTotal,
)
from hub.sdk.texts import text as _

__all__ = [
    "Basis",
    "Cell",
    "Column",
    "Coverage",
    "Drill",
    "Figure",
    "Form",
    "Kind",
    "LedgerLine",
    "LedgerReader",
    "MonthBalance",
    "OpenItem",
    "OpenItems",
    "OpeningBalance",
    "ReceiptView",
    "ReportBuilder",
    "ReportOptions",
    "ReportTable",
    "Row",
    "Unbalanced",
    "VatKind",
    "VatMonth",
    "VatRows",
    "VatTotal",
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
    REMARK = "remark"
    """A sentence about the row above it, such as its formula; its cells are blank."""


@dataclass(frozen=True, slots=True)
class Drill:
    """Which ledger rows a cell is made of; the rows' amounts times ``sign`` sum to the cell.

    :param accounts: account codes; none where ``vat`` tells the rows
    :param period: may end before it starts: then nothing but opening balances belongs to the cell
    :param opening: whether the accounts' opening balances of the fiscal year are part of it
    :param side: count only the debit or the credit rows
    :param vat: instead of all rows of the accounts in the period, rows of the period's VAT months, whatever days they
        are dated
    """

    accounts: tuple[str, ...]
    period: Period
    sign: int = 1
    opening: bool = False
    side: Literal["both", "debit", "credit"] = "both"
    vat: VatRows | None = None


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
    kind: Literal["money", "percent", "text", "date"] = "money"
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
class Form:
    """One of several forms of a report, such as a shorter one; its key is part of addresses."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How the reader wants it.

    :param language: ISO 639-1
    :param accounts: whether accounts stand under their line
    :param by_month: months beside their total, where there are no ``columns``
    :param account: an account to look at
    :param columns: what stands side by side, each with the days it is about; they may overlap. Only a builder whose
        choices have ``columns`` is given any, and gives a cell for each
    :param form: key of one of the builder's forms: the first until the reader chooses; empty where it has none
    """

    language: str = "en"
    accounts: bool = False
    by_month: bool = True
    account: str | None = None
    columns: tuple[Column, ...] = ()
    form: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


class ReportBuilder(ABC):
    """One report.

    :cvar page: where it is listed: among the reports (``content``) or on the overview (``analytics``)
    :cvar choices: which of the options the reader is offered: ``by_month``, ``accounts``, ``columns``
    :cvar below: what stands under a line on demand, where ``accounts`` is among the choices
    :cvar measures: what a column says: what has moved in its days (``flows``), or how things stand at their end
    :cvar share_of: key of the row that others are shown as a share of, on demand; empty for none
    :cvar forms: what the reader may choose one of, the usual one first; the choice comes as ``options.form``
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
    below: ClassVar[Literal["accounts", "invoices"]] = "accounts"
    forms: ClassVar[tuple[Form, ...]] = ()
    usual: ClassVar[Literal["year", "month"]] = "year"
    measures: ClassVar[Literal["flows", "balances"]] = "flows"
    share_of: ClassVar[str] = ""
    previewed: ClassVar[bool] = False
    shows: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[frozenset[str]] = frozenset()

    def form(self, key: str) -> Form | None:
        """Find a form by its key: the first where the key is none of this report's, None where it has no forms."""
        return next((each for each in self.forms if each.key == key), self.forms[0] if self.forms else None)

    @abstractmethod
    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the report for a period of whole months.

        :raises UserFault: the period or an option cannot be used
        """

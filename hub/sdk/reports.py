"""The contract of a plugin that builds reports, and what it reads them from."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from hub.sdk.accounting import Layer, Period
from hub.sdk.figures import (
    UNALLOCATED,
    UNDIVIDED_PAY,
    Basis,
    Coverage,
    ItemMovement,
    LedgerLine,
    LedgerPlace,
    LeftOut,
    MonthBalance,
    OpeningBalance,
    Part,
    ReceiptView,
    Unbalanced,
    VatKind,
    VatMonth,
    VatRows,
    VatTotal,
)
from hub.sdk.invoices import OpenItem, OpenItems, OpenRows
from hub.sdk.layouts import AccountLayout, LayoutLine
from hub.sdk.listing import Listing, ReceiptListing, Section
from hub.sdk.partners import PartnerRows, PartnerTotal
from hub.sdk.reading import LedgerReader
from hub.sdk.tables import Cell, Column, Drill, Figure, Graph, Kind, Lead, Note, Row, State
from hub.sdk.texts import text as _

__all__ = [
    "UNALLOCATED",
    "UNDIVIDED_PAY",
    "AccountLayout",
    "Basis",
    "Cell",
    "Column",
    "Coverage",
    "Drill",
    "Figure",
    "Form",
    "Graph",
    "ItemMovement",
    "Kind",
    "LayoutLine",
    "Lead",
    "LedgerLine",
    "LedgerPlace",
    "LedgerReader",
    "LeftOut",
    "Listing",
    "MonthBalance",
    "Note",
    "OpenItem",
    "OpenItems",
    "OpenRows",
    "OpeningBalance",
    "Part",
    "PartnerRows",
    "PartnerTotal",
    "ReceiptListing",
    "ReceiptView",
    "ReportBuilder",
    "ReportOptions",
    "ReportTable",
    "Row",
    "Section",
    "State",
    "Unbalanced",
    "VatKind",
    "VatMonth",
    "VatRows",
    "VatTotal",
]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A finished report. ``notes`` are sentences a reader must see with the figures; a :class:`Note` leads somewhere.

    :param scope: what the figures are of, where that is not the whole book; the hub says it in the head
    :param earlier: of a report that is paged, the key of the page before this one; None where there is none
    :param later: the key of the page after it
    :param listing: rows that stand below ``rows`` and are left to the hub, as ``options.listed`` allows
    :param pairs: keys of columns that are compared, each with what it is held against: the hub puts the change behind
    """

    title: str
    period: Period
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    scope: tuple[str, ...] = ()
    graphs: tuple[Graph, ...] = ()
    earlier: str | None = None
    later: str | None = None
    listing: Listing | ReceiptListing | None = None
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def every_figure(self) -> tuple[Figure, ...]:
        """List the key figures, each followed by the same of longer stretches."""
        return tuple(each for head in self.figures for each in (head, *head.more))


@dataclass(frozen=True, slots=True)
class Form:
    """One of several forms of a report, such as a shorter one; its key is part of addresses.

    :param accounts: whether accounts can stand under its lines, where the report's choices have them
    """

    key: str
    label: str
    accounts: bool = True


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How the reader wants it.

    :param language: ISO 639-1
    :param accounts: whether accounts stand under their line
    :param by_month: months beside their total, where there are no ``columns``
    :param account: an account to look at
    :param columns: what stands side by side, each with the days it is about; they may overlap. Only a builder whose
        choices have ``columns`` is given any, and gives a cell for each
    :param dimension: source id of the dimension to split by; empty until the reader chooses. Only a builder whose
        choices have ``dimension`` is given any
    :param only: the part of a dimension that figures are wanted of, each with that part in its drill; only a builder
        whose choices have ``item`` is given any
    :param layers: which receipts count: the official ones, and on demand those that await approval; only a builder
        whose choices have ``pending`` is given these, and names the layers in its drills
    :param against: the days that the report's own are compared with; None until the reader asks. Only a builder whose
        choices have ``against`` is given any, and names in ``pairs`` of its table what stands against what
    :param form: key of one of the builder's forms: the first until the reader chooses; empty where it has none
    :param moved: accounts that the company has moved to another line of the builder's ``layout``, by the line's key;
        only where the layout takes them
    :param page: of a report that is paged, the key of the page to build, empty for the first; None for the whole report
    :param row: key of the row whose figure is to be explained: other rows may be left out; empty for all of them
    :param listed: which rows may be left to the hub, as the table's ``listing`` says, so that a long file is written
        while they are read: none, those of the ``ledger``, or also ``sums`` of them, where a file has no formulas
    """

    language: str = "en"
    accounts: bool = False
    by_month: bool = True
    account: str | None = None
    columns: tuple[Column, ...] = ()
    against: Period | None = None
    form: str = ""
    moved: Mapping[str, str] = field(default_factory=dict)
    dimension: str = ""
    only: Part | None = None
    layers: tuple[Layer, ...] = (Layer.MOVEMENT,)
    page: str | None = None
    row: str = ""
    listed: Literal["", "ledger", "sums"] = ""
    extra: Mapping[str, str] = field(default_factory=dict)


class ReportBuilder(ABC):
    """One report.

    :cvar page: where it is listed: among the reports (``content``) or on the overview (``analytics``)
    :cvar choices: which of the options the reader is offered: ``by_month``, ``accounts``, ``columns``, which may be
        compared, ``against`` where a report without them is, ``dimension``, ``item``, ``pending``; ``days`` where any
        days may be chosen, which ``columns`` imply
    :cvar below: what stands under a line on demand, where ``accounts`` is among the choices
    :cvar measures: what a column says: what has moved in its days (``flows``), or how things stand at their end
    :cvar share_of: key of the row that others are shown as a share of, on demand; empty for none
    :cvar forms: what the reader may choose one of, the usual one first; the choice comes as ``options.form``
    :cvar usual: what is shown until the reader chooses: the ``ended`` months of a fiscal year; the last ended ``month``
        where a year is long; or the ``year`` up to today, of what is looked at to act today
    :cvar lists_rows: whether it has a line for every row of the ledger in the period, so that it can be very long: then
        a worker builds its files
    :cvar paged: whether it is shown page by page, as ``options.page`` asks; its files have all of it
    :cvar previewed: whether it can be built of nothing but what moved on each account in a stretch of a fiscal year, as
        the source tells it before its receipts are read; a balance sheet cannot
    :cvar is_official: whether its figures are those of official receipts
    :cvar shows: prefixes of the accounts the report is made of; empty means all. A finding about other accounts does
        not mark it
    :cvar needs: keys of the rights at the source that the figures stand on (:mod:`hub.sdk.rights`); empty means all. A
        finding about other rights does not mark it
    :cvar layout: the lines that its accounts stand on, where a company may move them; they come as ``options.moved``
    :cvar statements: keys of the layout's statements that its figures stand on; empty means all
    """

    key: ClassVar[str]
    title: ClassVar[str]
    description: ClassVar[str] = ""
    group: ClassVar[str] = _("Statements")
    page: ClassVar[Literal["analytics", "content"]] = "content"
    choices: ClassVar[frozenset[str]] = frozenset({"by_month", "accounts"})
    below: ClassVar[Literal["accounts", "invoices"]] = "accounts"
    forms: ClassVar[tuple[Form, ...]] = ()
    usual: ClassVar[Literal["ended", "month", "year"]] = "ended"
    measures: ClassVar[Literal["flows", "balances"]] = "flows"
    share_of: ClassVar[str] = ""
    lists_rows: ClassVar[bool] = False
    paged: ClassVar[bool] = False
    previewed: ClassVar[bool] = False
    is_official: ClassVar[bool] = True
    shows: ClassVar[tuple[str, ...]] = ()
    needs: ClassVar[frozenset[str]] = frozenset()
    layout: ClassVar[AccountLayout | None] = None
    statements: ClassVar[frozenset[str]] = frozenset()

    def form(self, key: str) -> Form | None:
        """Find a form by its key: the first where the key is none of this report's, None where it has no forms."""
        return next((each for each in self.forms if each.key == key), self.forms[0] if self.forms else None)

    @property
    def takes_days(self) -> bool:
        """Tell whether it can be about days within months."""
        return not self.choices.isdisjoint({"columns", "days"})

    @abstractmethod
    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the report for a period of whole months.

        :raises UserFault: the period or an option cannot be used
        """

"""What reports are made of: rows and columns, figures and where they come from. Plugins import these from
:mod:`hub.sdk.reports`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal, Self

from hub.sdk.books import Layer, Period
from hub.sdk.figures import Part, VatRows
from hub.sdk.invoices import OpenRows
from hub.sdk.partners import PartnerRows

__all__ = ["Cell", "Column", "Drill", "Figure", "Graph", "Kind", "Lead", "Note", "Row", "State"]


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

    :param accounts: account codes; none where ``vat``, ``partner`` or ``invoices`` tells the rows
    :param period: may end before it starts: then nothing but opening balances belongs to the cell
    :param opening: whether the accounts' opening balances of the fiscal year are part of it
    :param side: count only the debit or the credit rows
    :param vat: instead of all rows of the accounts in the period, rows of the period's VAT months, whatever days they
        are dated
    :param layers: of which figures the rows are
    :param part: instead of whole rows, the share of each that is allocated to a part of a dimension
    :param partner: instead of all rows of the accounts, those of a partner's receipts that are dated in the period
    :param invoices: instead of ledger rows, the open invoices whose open amounts sum to it
    """

    accounts: tuple[str, ...]
    period: Period
    sign: int = 1
    opening: bool = False
    side: Literal["both", "debit", "credit"] = "both"
    vat: VatRows | None = None
    layers: tuple[Layer, ...] = (Layer.MOVEMENT,)
    part: Part | None = None
    partner: PartnerRows | None = None
    invoices: OpenRows | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure in minor units; None is blank. A text cell carries ``text`` instead.

    :param day: the date that ``text`` writes as its reader does; files for programs take it from here
    :param ratio: the number that ``text`` writes, in its ``unit``; workbooks take it from here
    :param of: keys of row and column of the two figures that this one is worked out from, in place of ledger rows; of a
        change: what is, then what it is held against
    """

    amount: int | None = None
    text: str = ""
    drill: Drill | None = None
    day: date | None = None
    of: tuple[tuple[str, str], ...] = ()
    ratio: Fraction | None = None
    unit: Literal["percent", "times", "days"] = "percent"


class State(StrEnum):
    """What a row says about something that has to be done: how far it is."""

    READY = "ready"
    LOOK = "look"
    """Somebody should look at it."""
    UNKNOWN = "unknown"
    """The books do not tell; the row says why."""
    NONE = "none"
    """There is nothing of the kind in this company."""


@dataclass(frozen=True, slots=True)
class Lead:
    """Where to look: a report, of which days, in which of its forms, and of which account if it is of a single one."""

    report: str
    period: Period
    account: str = ""
    form: str = ""


class Note(str):
    """A sentence beside the figures of a report that leads to where one can see for oneself."""

    __slots__ = ("lead", "said")
    said: str
    lead: Lead

    def __new__(cls, said: str, lead: Lead) -> Self:
        """Say something that leads somewhere."""
        self = super().__new__(cls, said)
        self.said, self.lead = said, lead
        return self


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a report; ``key`` is stable across periods and languages, ``parts`` names the rows it sums.

    :param receipt_id: source id of the receipt that the row opens; None where it opens none
    :param state: set where the row is one of a list of things to be done
    :param lead: where one can see for oneself
    """

    key: str
    label: str
    cells: tuple[Cell, ...]
    kind: Kind = Kind.LINE
    level: int = 0
    parts: tuple[str, ...] = ()
    receipt_id: str | None = None
    state: State | None = None
    lead: Lead | None = None


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
    """A key figure for the head of a page.

    :param note: what it is about, such as its month
    :param period: the days that have to be read before it can be relied on; None where its rows tell
    :param earlier: the same figure a year before; None where there is none to compare with
    :param change: by how much a figure that is no amount has changed since then; the hub counts it for amounts
    :param missing: why there is no figure, or none to compare with
    :param trend: how it has gone month by month, oldest first and in any unit; None where a month is not known
    :param more: the same figure of longer stretches
    :param lead: where a figure is explained that no ledger rows make
    """

    key: str
    label: str
    cell: Cell
    note: str = ""
    earlier: Cell | None = None
    change: str = ""
    missing: str = ""
    period: Period | None = None
    trend: tuple[int | None, ...] = ()
    more: tuple["Figure", ...] = ()
    lead: Lead | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """Rows of a report that are drawn as bars: by month, each row's beside those before it, or one row below another.

    :param rows: keys; by month, of two the first is what the second is compared with
    :param column: key of the column whose figures are drawn one below another; empty for all months
    """

    title: str
    rows: tuple[str, ...]
    column: str = ""

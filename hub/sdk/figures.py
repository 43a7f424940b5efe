"""What a reader gives of a book: figures, rows and receipts. Plugins import these from :mod:`hub.sdk.reports`."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from hub.sdk.books import Layer, Period, VatType

__all__ = [
    "UNALLOCATED",
    "UNDIVIDED_PAY",
    "Basis",
    "Coverage",
    "ItemMovement",
    "LedgerLine",
    "LedgerPlace",
    "LeftOut",
    "MonthBalance",
    "OpeningBalance",
    "Part",
    "ReceiptView",
    "Unbalanced",
    "VatKind",
    "VatMonth",
    "VatRows",
    "VatTotal",
]

Day = date  # for what has a field named date

Basis = Literal["computed", "receipt", "provisional"]
"""Where opening balances are known from."""


UNALLOCATED = ""
"""In the place of an item: what is allocated to none of its dimension's items."""

UNDIVIDED_PAY = "~pay"
"""In the place of an item: personal pay that the reader may see as one sum per account and month only, whoever's cost
centre it is booked to."""


class MonthBalance(Struct, frozen=True, gc=False):
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
class Part:
    """A part of what moved, told by one dimension; parts of two dimensions have the same rows in them.

    :param dimension: its source id
    :param items: source ids of its items, :data:`UNALLOCATED` and :data:`UNDIVIDED_PAY` among them
    """

    dimension: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemMovement:
    """What of a month's movement on an account is allocated to an item: net = debit − credit, minor units.

    :param item: source id, :data:`UNALLOCATED` or :data:`UNDIVIDED_PAY`
    :param month: first day of the month
    """

    account: str
    item: str
    month: date
    net: int


@dataclass(frozen=True, slots=True)
class OpeningBalance:
    """The balance an account starts a fiscal year with, and where it is known from.

    :param basis: ``computed`` from the years before; ``receipt``: the source's own opening receipt; ``provisional``:
        the source's own balances, or computed from them, until the years before have been read
    """

    account: str
    amount: int
    basis: Basis


class LedgerLine(Struct, frozen=True, gc=False):
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
    line: int = 0
    """Its number in its receipt; of sums of private pay 1 for debit and 2 for credit."""

    @property
    def about(self) -> str:
        """What it is about: its receipt's name and its own text where they differ, else whichever there is, else the
        receipt's number."""
        name, text = self.receipt_name, self.text
        return f"{name} – {text}" if name and text and name != text else name or text or self.receipt_number

    @property
    def place(self) -> "LedgerPlace":
        """Where it stands in its account's ledger."""
        return LedgerPlace(self.date, self.receipt_id, self.line)


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """Where a row stands in an account's ledger, whose order is that of date, receipt and line.

    :param receipt_id: source id; None for a sum of private pay
    """

    date: Day
    receipt_id: str | None
    line: int


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
class LeftOut:
    """A receipt that figures leave out because it is not official; of personal pay that the reader may not see, all of
    a kind at once.

    :param source_id: None, as is ``date``, where it stands for several that the reader may not see
    :param debit: sum of its debits, minor units; None where it may not be told
    """

    source_id: str | None
    number: str
    name: str
    date: date | None
    type: str
    status: str
    layer: Layer
    debit: int | None
    receipts: int = 1


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


@dataclass(frozen=True, slots=True)
class VatKind:
    """What rows have in common that stand together in a VAT report.

    :param type: side of the VAT return; None where the source has not told, and for personal pay
    :param status: how VAT is handled, by the source's own number
    :param percent: rate; None where no row tells it
    :param carried: whether the receipts carry the rows' VAT; a receipt without it may be under reverse charge, or wrong
    :param private: personal pay, all in one because its reader may see sums only
    """

    type: VatType | None = None
    status: int | None = None
    percent: Decimal | None = None
    carried: bool = True
    private: bool = False


@dataclass(frozen=True, slots=True)
class VatTotal:
    """What the rows of a kind come to.

    :param base: sum of the rows, net of VAT; None for personal pay that the reader may not see
    :param vat: their VAT as booked on *VAT not yet summarised*: what may be deducted is debit, tax is credit
    :param deductible: the part of ``vat`` that may be deducted, by the rows' deduction percent
    """

    kind: VatKind
    base: int | None
    vat: int
    deductible: int


@dataclass(frozen=True, slots=True)
class VatMonth:
    """How far the VAT of a month is booked, whatever days it is booked on.

    :param month: first day of the VAT month
    :param told: VAT of the month's receipts
    :param summarised: counter-entries of the month's VAT summaries, which cancel ``told`` when all is booked
    :param has_summary: whether there is a VAT summary of the month
    """

    month: date
    told: int
    summarised: int
    has_summary: bool

    @property
    def left(self) -> int:
        """What is left on *VAT not yet summarised*."""
        return self.told + self.summarised


@dataclass(frozen=True, slots=True)
class VatRows:
    """Which rows of VAT months are meant.

    :param figure: the rows that VAT is counted on (``base``), their VAT on *VAT not yet summarised* (``vat``), the
        counter-entries of VAT summaries there (``summary``), or these and those (``left``)
    :param kinds: count only these; all if empty
    """

    figure: Literal["base", "vat", "summary", "left"]
    kinds: tuple[VatKind, ...] = ()

"""What reports are built from: a book as somebody may read it. Plugins import these from :mod:`hub.sdk.reports`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Protocol

from hub.sdk.accounting import Account, Finding, FiscalYear, Layer, Period, VatType
from hub.sdk.invoices import OpenItems, Side
from hub.sdk.refs import BookRef

__all__ = [
    "Basis",
    "Coverage",
    "LedgerLine",
    "LedgerReader",
    "MonthBalance",
    "OpeningBalance",
    "ReceiptView",
    "Unbalanced",
    "VatKind",
    "VatMonth",
    "VatRows",
    "VatTotal",
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
        """Read what moved in the period's days by account and month. Whole months are fast whatever the size of the
        book. For a reader without the right *payroll detail* personal pay counts at its month's end."""

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

    def vat_totals(self, months: Period) -> Sequence[VatTotal]:
        """Sum the official receipts of VAT months by kind of VAT: rows with a rate, and rows without that the source
        counts as sales or purchases. Where ``carried`` is true of a kind, its receipts explain the VAT. Kinds that
        come to nothing are not among them."""

    def vat_months(self, months: Period) -> Sequence[VatMonth]:
        """Tell of each VAT month what its receipts and its summaries have booked, oldest first; months without VAT
        are not among them."""

    def vat_lines(self, rows: VatRows, months: Period) -> Iterator[LedgerLine]:
        """Read the ledger rows of VAT months in order of account, date, receipt and line, with the account's balance
        running among them. Personal pay that the reader may not see is summed by month and side; its base is left
        out."""

    def open_items(self, day: date, side: Side) -> OpenItems | None:
        """Read the official invoices dated up to a day of which payments dated up to it leave something open, in
        whatever currency; None until all invoices of the side have been read, and where the source tells none."""

    def journal(self, period: Period) -> Iterator[ReceiptView]:
        """Read the official receipts dated in whole months, in order of date and number, each with all its lines in the
        receipt's order. Personal pay that the reader may not see stands as one receipt without ``source_id`` at the
        end of each month, its lines summed by account and side."""

    def left_out(self, period: Period) -> Mapping[tuple[str, str], tuple[int, int | None]]:
        """Count what is not official by (type, status): number of receipts and sum of debits, None where personal pay
        is among them that the reader may not see."""

    def coverage(self) -> Coverage:
        """Tell how much of the book is loaded."""

    def findings(self) -> Sequence[Finding]:
        """List what should be known about the book and its connection."""

"""What reports are built from: a book as somebody may read it. Plugins import it from :mod:`hub.sdk.reports`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol

from hub.sdk.accounting import Account, Dimension, Finding, FiscalYear, Layer, Period
from hub.sdk.figures import (
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
    VatMonth,
    VatRows,
    VatTotal,
)
from hub.sdk.invoices import OpenItems, Side
from hub.sdk.partners import PartnerRows, PartnerTotal
from hub.sdk.refs import BookRef

__all__ = ["LedgerReader"]


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
        book. For a reader without the right *payroll detail* personal pay counts at its month's end, and not at all
        while it awaits approval: what one slip would add to a figure is its gross."""

    def dimensions(self) -> Sequence[Dimension]:
        """List the dimensions by name, each with its items by code."""

    def item_movements(
        self, period: Period, part: Part, *, layers: Sequence[Layer] = (Layer.MOVEMENT,), by_month: bool = True
    ) -> Sequence[ItemMovement]:
        """Read what of the movements in the period's days is allocated to some items, without zeros. All items of a
        dimension, what is allocated to none of them and pay that is not divided come to :meth:`movements`. Whole months
        are fast whatever the size of the book; not ``by_month``, all are summed in the first. Without the right
        *payroll detail* personal pay is divided by no dimension: the share of a cost centre may be one person's."""

    def openings(self, year: FiscalYear) -> Sequence[OpeningBalance]:
        """Read the opening balances of a fiscal year: the computed closing of the year before where that year is
        wholly loaded, else the source's opening receipt, else provisionally the source's own balances; never two of
        them. Earlier results stand on the account the opening receipt carries them on, else on the virtual account
        ``~result``; what provisional balances lack to zero stands on ``~unbalanced``."""

    def lines(
        self,
        account: str,
        period: Period,
        *,
        after: int = 0,
        limit: int | None = None,
        layers: Sequence[Layer] = (Layer.MOVEMENT,),
        part: Part | None = None,
    ) -> Iterator[LedgerLine]:
        """Read an account's ledger in order of date, receipt and line, with running balances since the fiscal year's
        opening. Of a part there are the rows that have a share in it, each with that share as its amount; their balance
        runs among themselves."""

    def ledger(
        self,
        accounts: Sequence[str],
        period: Period,
        *,
        after: LedgerPlace | None = None,
        before: LedgerPlace | None = None,
        limit: int | None = None,
        layers: Sequence[Layer] = (Layer.MOVEMENT,),
        part: Part | None = None,
    ) -> Iterator[LedgerLine]:
        """Read the ledgers of accounts one after the other, in the order in which they are named; rows and balances are
        those of :meth:`lines`. Without a limit all rows come as they are read. With one some are found, at any depth:
        the first ``after`` a place in the first account, or the last ``before`` a place in the last account. Of a
        ``part`` there are no places: with a limit the first rows are given."""

    def receipt(self, source_id: str) -> ReceiptView | None:
        """Read one receipt; None when there is none or the reader may not open it."""

    def unbalanced(self, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)) -> Sequence[Unbalanced]:
        """List the receipts on *Does not balance*, openings among them."""

    def clearing_by_month(self, up_to: date, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)) -> Mapping[date, int]:
        """Split the balance of *VAT not yet summarised* at a day by VAT month (first day → amount). What awaits
        approval counts from the fiscal year's start on: opening balances are official."""

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

    def left_out(
        self, period: Period, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)
    ) -> Mapping[tuple[str, str], tuple[int, int | None]]:
        """Count what figures of some layers leave out because it is not official, by (type, status): number of
        receipts and sum of debits, None where personal pay is among them that the reader may not see."""

    def left_out_receipts(self, period: Period, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)) -> Sequence[LeftOut]:
        """List what :meth:`left_out` counts, by date; their debits sum to its sums."""

    def awaiting(self, period: Period) -> Mapping[tuple[str, str], tuple[int, int | None]]:
        """Count what awaits approval and is part of figures with that layer, as :meth:`left_out` counts."""

    def last_booked(self, kind: str, period: Period) -> Mapping[str, date]:
        """Tell by account on which day of a period official receipts of a type last moved it; personal pay is not
        told."""

    def partners(self, kinds: Sequence[str], period: Period) -> Sequence[PartnerTotal]:
        """Sum official receipts of some types, dated in some days, by partner; the largest first, no personal pay."""

    def partner_lines(self, rows: PartnerRows, period: Period) -> Iterator[LedgerLine]:
        """Read the rows of a partner's receipts in order of account, date, receipt and line, with the account's
        balance running among them."""

    def coverage(self) -> Coverage:
        """Tell how much of the book is loaded."""

    def findings(self) -> Sequence[Finding]:
        """List what should be known about the book and its connection."""

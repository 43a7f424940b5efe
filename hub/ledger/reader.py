"""A book as reports read it: :class:`hub.sdk.reports.LedgerReader` on the tables."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from itertools import islice

from psycopg.abc import Buffer
from sqlalchemy import select

from hub.db import Db
from hub.ledger import chart, findings, left_out, models, partners, probes, registers, rows, tallies, vat
from hub.ledger.allocations import Allocations
from hub.ledger.clearings import Clearings
from hub.ledger.copying import Writing, copied
from hub.ledger.copying_receipts import copied_receipts
from hub.ledger.extent import Extent
from hub.ledger.invoices import reading as invoices
from hub.ledger.journal import journal
from hub.ledger.leaf import leaf
from hub.ledger.lines import Reading, Share, lines
from hub.ledger.service import BookGone
from hub.ledger.years import DAY, completed, whole_months, year_of
from hub.sdk.accounting import (
    UNBALANCED,
    Account,
    Dimension,
    Finding,
    FiscalYear,
    Layer,
    Period,
    Severity,
    is_result_account,
)
from hub.sdk.invoices import Side
from hub.sdk.refs import BookRef
from hub.sdk.reports import (
    Coverage,
    ItemMovement,
    LedgerLine,
    LedgerPlace,
    LeftOut,
    Listing,
    MonthBalance,
    OpeningBalance,
    OpenItems,
    Part,
    PartnerRows,
    PartnerTotal,
    ReceiptListing,
    ReceiptView,
    Unbalanced,
    VatMonth,
    VatRows,
    VatTotal,
)
from hub.sdk.texts import text as _

__all__ = ["BookReader"]


class BookReader:
    """Read one book for somebody, in the caller's transaction; every figure is read at most once.

    :param payroll_detail: whether rows and slips of personal pay are shown by name
    :raises BookGone: the book is not in the scope of the transaction
    """

    def __init__(self, db: Db, book: BookRef, *, payroll_detail: bool, today: date) -> None:
        held = db.scalar(select(models.Book).where(models.Book.id == book.id))
        if held is None:
            raise BookGone(_("This book does not exist in this environment."))
        self.book = book
        self.today = today
        self._db = db
        self._held = held
        self._detail = payroll_detail
        self._extent = Extent(db, held, today)
        self._figures = self._extent.figures
        self._clearings = Clearings(self._extent)

    def accounts(self) -> Mapping[str, Account]:
        """List the chart by code, and whatever else carries something."""
        return self._accounts

    def fiscal_years(self) -> Sequence[FiscalYear]:
        """List the years oldest first, provisional ones among them."""
        return self._extent.years

    def fiscal_year_of(self, day: date) -> FiscalYear:
        """Find the fiscal year of a day; a provisional one where there is none."""
        return year_of(self._extent.years, day)

    def movements(self, period: Period, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)) -> Sequence[MonthBalance]:
        """Read what moved in some days, by month; without the right, personal pay counts at its month's end."""
        if period.start > period.end:
            return []
        return self._figures.months(period, layers, self._pay_days)

    def dimensions(self) -> Sequence[Dimension]:
        """List the dimensions by name, each with its items by code."""
        return self._dimensions

    def item_movements(
        self, period: Period, part: Part, *, layers: Sequence[Layer] = (Layer.MOVEMENT,), by_month: bool = True
    ) -> Sequence[ItemMovement]:
        """Read what of the movements in some days is allocated to some items of a dimension."""
        if period.start > period.end:
            return []
        items = self._items_of(part.dimension)
        return Allocations(self._figures, period, layers, items, self._pay_days, by_month).of(part)

    def openings(self, year: FiscalYear) -> Sequence[OpeningBalance]:
        """Read what a fiscal year starts with."""
        basis = self._extent.openings.basis(year)
        return [OpeningBalance(code, amount, basis) for code, amount in sorted(self._extent.openings.of(year).items())]

    def counted_from(self, year: FiscalYear) -> FiscalYear:
        """Find the year from whose opening on a year's balances are counted."""
        return self._extent.openings.chain_start(year)

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
        """Read an account's ledger.

        :param after: how many rows to leave out at the start
        :param part: of which rows have a share that is meant
        """
        end = None if limit is None else after + limit
        return islice(self.ledger([account], period, layers=layers, part=part), after, end)

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
        """Read the ledgers of accounts: all rows as they come, or some at a place."""
        if period.start > period.end or not accounts:
            return iter(())
        reading = self._reading(accounts, period, layers, part)
        if limit is None or part:
            return islice(lines(reading, streamed=len(accounts) > 1), limit)
        return leaf(reading, after=after, before=before, limit=limit)

    def copied(self, listing: Listing | ReceiptListing, writing: Writing) -> Iterator[Buffer]:
        """Have the database write the rows of a listing as lines of a CSV file."""
        if isinstance(listing, ReceiptListing):
            return copied_receipts(self._figures, listing, writing, self._accounts, detail=self._detail)
        return copied(self._reading(listing.accounts, listing.period, listing.layers), listing, writing)

    def receipt(self, source_id: str) -> ReceiptView | None:
        """Read one receipt; None when there is none or it may not be opened."""
        return rows.receipt(self._figures, source_id, detail=self._detail)

    def unbalanced(self, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)) -> Sequence[Unbalanced]:
        """List the receipts on *Does not balance*; opening receipts only where their year starts from them."""
        if UNBALANCED not in self._used:
            return []
        return [
            each
            for each in rows.unbalanced(self._figures, detail=self._detail, layers=layers)
            if each.layer is not Layer.OPENING
            or self._extent.openings.basis(self.fiscal_year_of(each.date)) == "receipt"
        ]

    def clearing_by_month(self, up_to: date, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)) -> Mapping[date, int]:
        """Split the balance of *VAT not yet summarised* at a day by VAT month."""
        amounts = {month: left.amount for month, left in self._clearings.at(up_to).items()}
        if Layer.PENDING in layers:
            year = Period(self.fiscal_year_of(up_to).start, up_to)
            for month, amount in tallies.pending_clearing(self._figures, year, detail=self._detail).items():
                amounts[month] = amounts.get(month, 0) + amount
        return {month: amounts[month] for month in sorted(amounts) if amounts[month]}

    def vat_totals(self, months: Period) -> Sequence[VatTotal]:
        """Sum VAT months by kind of VAT."""
        return vat.totals(self._figures, months, detail=self._detail)

    def vat_months(self, months: Period) -> Sequence[VatMonth]:
        """Tell of each VAT month what its receipts and its summaries have booked."""
        return vat.months(self._figures, months)

    def vat_lines(self, rows: VatRows, months: Period) -> Iterator[LedgerLine]:
        """Read the ledger rows of VAT months."""
        return vat.lines(self._figures, rows, months, detail=self._detail)

    def open_items(self, day: date, side: Side) -> OpenItems | None:
        """Read what is open of a side's invoices at the end of a day."""
        return invoices.open_items(self._figures, day, side)

    def journal(self, period: Period) -> Iterator[ReceiptView]:
        """Read the official receipts of a period of whole months."""
        return journal(self._figures, whole_months(period, self._extent.years), detail=self._detail)

    def left_out(
        self, period: Period, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)
    ) -> Mapping[tuple[str, str], tuple[int, int | None]]:
        """Count what figures leave out because it is not official, by type and status."""
        return tallies.not_official(self._figures, period, detail=self._detail, layers=layers)

    def left_out_receipts(self, period: Period, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)) -> Sequence[LeftOut]:
        """List what figures leave out because it is not official."""
        return left_out.receipts(self._figures, period, detail=self._detail, layers=layers)

    def awaiting(self, period: Period) -> Mapping[tuple[str, str], tuple[int, int | None]]:
        """Count what awaits approval and may be counted, by type and status."""
        layers = (Layer.PENDING,)
        return tallies.not_official(self._figures, period, detail=self._detail, layers=layers, counted=True)

    def last_booked(self, kind: str, period: Period) -> Mapping[str, date]:
        """Tell on which day receipts of a type last moved each account."""
        return tallies.last_booked(self._figures, kind, period)

    def partners(self, kinds: Sequence[str], period: Period) -> Sequence[PartnerTotal]:
        """Sum receipts of some types by partner."""
        return partners.totals(self._figures, kinds, period)

    def partner_lines(self, rows: PartnerRows, period: Period) -> Iterator[LedgerLine]:
        """Read the ledger rows of a partner's receipts."""
        return partners.lines(self._figures, rows, period)

    def coverage(self) -> Coverage:
        """Tell how much of the book is loaded."""
        return self._extent.coverage

    def findings(self) -> Sequence[Finding]:
        """List what the connection's last probe found, then what the ledger itself tells."""
        return self._findings

    def _reading(
        self, accounts: Sequence[str], period: Period, layers: Sequence[Layer], part: Part | None = None
    ) -> Reading:
        touched = [
            year
            for year in completed(self._extent.years, [period.start, period.end])
            if year.start <= period.end and period.start <= year.end
        ]
        share = Share.of(part, self._items_of(part.dimension)) if part else None
        before = partial(self._balance_before, layers)
        return Reading(self._figures, accounts, period, touched, before, self._detail, layers, share)

    @property
    def _pay_days(self) -> Sequence[date] | None:
        return None if self._detail else [each.end for each in self._extent.years]

    def _items_of(self, dimension: str) -> list[str]:
        return [item.source_id for each in self._dimensions if each.source_id == dimension for item in each.items]

    @cached_property
    def _dimensions(self) -> list[Dimension]:
        return registers.dimensions(self._db, self._held)

    @cached_property
    def _accounts(self) -> Mapping[str, Account]:
        opened = set(self._extent.openings.of(self._extent.years[-1]) if self._extent.years else ())
        return chart.accounts(self._db, self.book.id, self._used | opened)

    @cached_property
    def _used(self) -> set[str]:
        return tallies.used_accounts(self._figures)

    @cached_property
    def _findings(self) -> list[Finding]:
        connections, probed = probes.connections(self._db, self.book.id), probes.found(self._db, self.book.id)
        incomplete = any(each.severity == Severity.WARNING for each in probed)
        return [
            *findings.about_reading(connections, syncing=self._extent.coverage.syncing),
            *findings.about_examination(connections),
            *probed,
            *findings.about_unbalanced(self.unbalanced()),
            *findings.about_openings(self._extent.openings, incomplete=incomplete),
            *findings.about_vat(self._clearings.read(), self.today),
            *findings.about_outside(self._extent.outside),
            *findings.about_remarks(tallies.remarks(self._figures, UNBALANCED), detail=self._detail),
        ]

    def _balance_before(self, layers: Sequence[Layer], account: str, year: FiscalYear, day: date) -> int:
        opening = 0 if is_result_account(account) else self._extent.openings.of(year).get(account, 0)
        if day <= year.start:
            return opening
        within = Period(year.start, year.end)
        moved = rows.moved_before(self._figures, account, within, day, detail=self._detail)
        if Layer.PENDING in layers:
            pending = self.movements(Period(year.start, day - DAY), layers=[Layer.PENDING])
            moved += sum(each.net for each in pending if each.account == account)
        return opening + moved

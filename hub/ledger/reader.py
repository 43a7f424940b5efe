"""A book as reports read it: :class:`hub.sdk.reports.LedgerReader` on the tables."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import islice

from sqlalchemy import select

from hub.connectors.models import Connection, ConnectionFinding, ConnectionState
from hub.db import Db
from hub.ledger import findings, models, rows, tallies, vat
from hub.ledger.extent import Extent
from hub.ledger.journal import journal
from hub.ledger.leaf import leaf
from hub.ledger.lines import Reading, lines
from hub.ledger.service import BookGone
from hub.ledger.years import completed, month_end, whole_months, year_of
from hub.sdk.accounting import (
    EARLIER_RESULT,
    UNBALANCED,
    VAT_CLEARING,
    Account,
    Finding,
    FiscalYear,
    Layer,
    Period,
    Severity,
    is_result_account,
)
from hub.sdk.refs import BookRef
from hub.sdk.reports import (
    Coverage,
    LedgerLine,
    LedgerPlace,
    MonthBalance,
    OpeningBalance,
    ReceiptView,
    Unbalanced,
    VatMonth,
    VatRows,
    VatTotal,
)
from hub.sdk.texts import text as _

__all__ = ["VIRTUAL_NAMES", "BookReader"]

VIRTUAL_NAMES = {
    VAT_CLEARING: "VAT not yet summarised",
    UNBALANCED: "Does not balance",
    EARLIER_RESULT: "Earlier results",
}
"""Names of the virtual accounts; translated where they are shown."""


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
        pay_days = None if self._detail else [each.end for each in self._extent.years]
        return self._figures.months(period, layers, pay_days)

    def openings(self, year: FiscalYear) -> Sequence[OpeningBalance]:
        """Read what a fiscal year starts with."""
        basis = self._extent.openings.basis(year)
        return [OpeningBalance(code, amount, basis) for code, amount in sorted(self._extent.openings.of(year).items())]

    def counted_from(self, year: FiscalYear) -> FiscalYear:
        """Find the year from whose opening on a year's balances are counted."""
        return self._extent.openings.chain_start(year)

    def lines(self, account: str, period: Period, *, after: int = 0, limit: int | None = None) -> Iterator[LedgerLine]:
        """Read an account's ledger.

        :param after: how many rows to leave out at the start
        """
        end = None if limit is None else after + limit
        return islice(self.ledger([account], period), after, end)

    def ledger(
        self,
        accounts: Sequence[str],
        period: Period,
        *,
        after: LedgerPlace | None = None,
        before: LedgerPlace | None = None,
        limit: int | None = None,
    ) -> Iterator[LedgerLine]:
        """Read the ledgers of accounts: all rows as they come, or some at a place."""
        if period.start > period.end or not accounts:
            return iter(())
        touched = [
            year
            for year in completed(self._extent.years, [period.start, period.end])
            if year.start <= period.end and period.start <= year.end
        ]
        reading = Reading(self._figures, accounts, period, touched, self._balance_before, self._detail)
        return lines(reading) if limit is None else leaf(reading, after=after, before=before, limit=limit)

    def receipt(self, source_id: str) -> ReceiptView | None:
        """Read one receipt; None when there is none or it may not be opened."""
        return rows.receipt(self._figures, source_id, detail=self._detail)

    def unbalanced(self) -> Sequence[Unbalanced]:
        """List the receipts on *Does not balance*; opening receipts only where their year starts from them."""
        return self._unbalanced

    def clearing_by_month(self, up_to: date) -> Mapping[date, int]:
        """Split the balance of *VAT not yet summarised* at a day by VAT month."""
        return {month: left.amount for month, left in self._clearing(up_to).items()}

    def vat_totals(self, months: Period) -> Sequence[VatTotal]:
        """Sum VAT months by kind of VAT."""
        return vat.totals(self._figures, months, detail=self._detail)

    def vat_months(self, months: Period) -> Sequence[VatMonth]:
        """Tell of each VAT month what its receipts and its summaries have booked."""
        return vat.months(self._figures, months)

    def vat_lines(self, rows: VatRows, months: Period) -> Iterator[LedgerLine]:
        """Read the ledger rows of VAT months."""
        return vat.lines(self._figures, rows, months, detail=self._detail)

    def journal(self, period: Period) -> Iterator[ReceiptView]:
        """Read the official receipts of a period of whole months."""
        return journal(self._figures, whole_months(period, self._extent.years), detail=self._detail)

    def left_out(self, period: Period) -> Mapping[tuple[str, str], tuple[int, int | None]]:
        """Count what is not official by type and status."""
        return tallies.left_out(self._figures, period, detail=self._detail)

    def coverage(self) -> Coverage:
        """Tell how much of the book is loaded."""
        return self._extent.coverage

    def findings(self) -> Sequence[Finding]:
        """List what the connection's last probe found, then what the ledger itself tells."""
        return self._findings

    @cached_property
    def _accounts(self) -> Mapping[str, Account]:
        row = models.LedgerAccount
        chart = select(row.code, row.name, row.active, row.names).where(row.book_id == self._held.id).order_by(row.code)
        told = {each.code: Account(*each) for each in self._db.execute(chart)}
        used = self._used | set(self._extent.openings.of(self._extent.years[-1]) if self._extent.years else ())
        untold = {code: Account(code, VIRTUAL_NAMES.get(code, "")) for code in sorted(used - told.keys())}
        return {**told, **untold}

    @cached_property
    def _used(self) -> set[str]:
        return tallies.used_accounts(self._figures)

    @cached_property
    def _unbalanced(self) -> list[Unbalanced]:
        if UNBALANCED not in self._used:
            return []
        return [
            each
            for each in rows.unbalanced(self._figures, detail=self._detail)
            if each.layer is not Layer.OPENING
            or self._extent.openings.basis(self.fiscal_year_of(each.date)) == "receipt"
        ]

    @cached_property
    def _findings(self) -> list[Finding]:
        of_connection = list(self._found_by_connection())
        incomplete = any(each.severity == Severity.WARNING for each in of_connection)
        return [
            *findings.about_reading(self._connections, syncing=self._extent.coverage.syncing),
            *findings.about_examination(self._connections),
            *of_connection,
            *findings.about_unbalanced(self._unbalanced),
            *findings.about_openings(self._extent.openings, incomplete=incomplete),
            *findings.about_vat(self._clearing_read, self.today),
            *findings.about_outside(self._extent.outside),
            *findings.about_remarks(tallies.remarks(self._figures, UNBALANCED), detail=self._detail),
        ]

    @property
    def _connections(self) -> Sequence[Connection]:
        return self._db.scalars(
            select(Connection).where(Connection.book_id == self._held.id).order_by(Connection.created_at)
        ).all()

    @property
    def _clearing_read(self) -> Mapping[date, tallies.Clearing]:
        """VAT months of which everything is here: a summary that nobody has read yet is not missing."""
        return {month: left for month, left in self._clearing(self.today).items() if self._has_read(month)}

    def _has_read(self, month: date) -> bool:
        """Tell whether a VAT month is loaded, and what is before it in its year, where its invoices may be dated."""
        end = min(month_end(month), max(self.today, month))
        return self._extent.coverage.covers(Period(self.fiscal_year_of(month).start, end))

    def _found_by_connection(self) -> Iterator[Finding]:
        """What was found about keys; a refusal that has kept the last sync from reading is told as that already."""
        statement = (
            select(ConnectionFinding, Connection.last_error)
            .join(Connection, Connection.id == ConnectionFinding.connection_id)
            .where(Connection.book_id == self._held.id, Connection.state != ConnectionState.DETACHED)
            .order_by(ConnectionFinding.severity.desc(), ConnectionFinding.code)
        )
        for row, told in self._db.execute(statement):
            if not told or row.remedy != told:
                facts = row.title, row.remedy, tuple(row.accounts), tuple(row.rights)
                yield Finding(row.code, Severity(row.severity), *facts)

    def _clearing(self, up_to: date) -> Mapping[date, tallies.Clearing]:
        start = self._extent.openings.chain_start(self.fiscal_year_of(up_to)).start
        return tallies.clearing(self._figures, Period(start, up_to))

    def _balance_before(self, account: str, year: FiscalYear, day: date) -> int:
        opening = 0 if is_result_account(account) else self._extent.openings.of(year).get(account, 0)
        if day <= year.start:
            return opening
        within = Period(year.start, year.end)
        return opening + rows.moved_before(self._figures, account, within, day, detail=self._detail)

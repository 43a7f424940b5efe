"""The source's own figures of a year whose receipts are still being read, shown as the source's."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from hub.db import Db
from hub.ledger import models, registers
from hub.ledger.reader import BookReader
from hub.ledger.service import locked
from hub.sdk.accounting import AccountTotal, Batch, Finding, FiscalYear, Layer, Period, Preview
from hub.sdk.invoices import Side
from hub.sdk.refs import BookRef
from hub.sdk.reports import (
    Coverage,
    ItemMovement,
    LedgerLine,
    LedgerPlace,
    LeftOut,
    MonthBalance,
    OpeningBalance,
    OpenItems,
    Part,
    PartnerRows,
    PartnerTotal,
    ReceiptView,
    Unbalanced,
    VatMonth,
    VatRows,
    VatTotal,
)

__all__ = ["PreviewReader", "forget", "keep", "open_preview"]


def keep(db: Db, book_id: UUID, preview: Preview) -> None:
    """Keep the source's figures, with what names them, in the place of those it told before.

    :raises BookGone: the book is not in the scope of the transaction
    """
    book = locked(db, book_id)
    forget(db, book_id)
    accounts = None if registers.has_chart(db, book) else preview.accounts
    registers.replace(db, book, Batch({}, accounts=accounts))
    book.preview_start, book.preview_end = preview.period.start, preview.period.end
    book.previewed_at = db.scalar(select(func.now()))
    of_book = {"tenant_id": book.tenant_id, "book_id": book_id}
    rows = [{**of_book, "account": each.account, "amount": each.amount} for each in preview.totals]
    if rows:
        db.execute(insert(models.PreviewTotal), rows)
    db.flush()


def forget(db: Db, book_id: UUID) -> None:
    """Forget the source's figures: the receipts are here."""
    rows = delete(models.PreviewTotal).where(models.PreviewTotal.book_id == book_id)
    db.execute(rows.execution_options(synchronize_session=False))


def open_preview(db: Db, book: BookRef, today: date) -> "PreviewReader | None":
    """Open the source's figures of a book as reports read them; None without any, and once its receipts are here."""
    held = db.scalars(select(models.Book).where(models.Book.id == book.id)).one()
    if held.preview_start is None or held.preview_end is None:
        return None
    found = db.scalars(select(models.PreviewTotal).where(models.PreviewTotal.book_id == book.id))
    totals = [AccountTotal(row.account, row.amount) for row in found]
    reader = PreviewReader(db, book, Period(held.preview_start, held.preview_end), totals, today)
    return reader if totals and not reader.is_read else None


class PreviewReader(BookReader):
    """Reads a book as if nothing had moved but what the source says of one stretch; it has no receipts to be shown."""

    def __init__(self, db: Db, book: BookRef, period: Period, totals: Sequence[AccountTotal], today: date) -> None:
        super().__init__(db, book, payroll_detail=False, today=today)
        self.period = period
        self._totals = totals

    @property
    def is_read(self) -> bool:
        """Tell whether the receipts of the stretch are all here."""
        return super().coverage().covers(self.period)

    def movements(self, period: Period, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)) -> Sequence[MonthBalance]:
        """Give the source's totals as what moved, where the whole stretch is asked for."""
        if Layer.MOVEMENT not in layers or period.start > self.period.start or period.end < self.period.end:
            return []
        month = self.period.end.replace(day=1)
        return [MonthBalance(each.account, month, each.amount, max(each.amount, 0)) for each in self._totals]

    def item_movements(
        self, period: Period, part: Part, *, layers: Sequence[Layer] = (Layer.MOVEMENT,), by_month: bool = True
    ) -> Sequence[ItemMovement]:
        """Give none: the source's balances are not divided."""
        return ()

    def openings(self, year: FiscalYear) -> Sequence[OpeningBalance]:
        """Give none: the source's balances of a year lack them while the year before is open."""
        return ()

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
        """Give none."""
        return iter(())

    def unbalanced(self, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)) -> Sequence[Unbalanced]:
        """Give none."""
        return ()

    def clearing_by_month(self, up_to: date, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)) -> Mapping[date, int]:
        """Give none."""
        return {}

    def vat_totals(self, months: Period) -> Sequence[VatTotal]:
        """Give none."""
        return ()

    def vat_months(self, months: Period) -> Sequence[VatMonth]:
        """Give none."""
        return ()

    def vat_lines(self, rows: VatRows, months: Period) -> Iterator[LedgerLine]:
        """Give none."""
        return iter(())

    def open_items(self, day: date, side: Side) -> OpenItems | None:
        """Give none."""
        return None

    def journal(self, period: Period) -> Iterator[ReceiptView]:
        """Give none."""
        return iter(())

    def left_out(
        self, period: Period, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)
    ) -> Mapping[tuple[str, str], tuple[int, int | None]]:
        """Give none."""
        return {}

    def left_out_receipts(self, period: Period, *, layers: Sequence[Layer] = (Layer.MOVEMENT,)) -> Sequence[LeftOut]:
        """Give none."""
        return ()

    def last_booked(self, kind: str, period: Period) -> Mapping[str, date]:
        """Give none."""
        return {}

    def partners(self, kinds: Sequence[str], period: Period) -> Sequence[PartnerTotal]:
        """Give none."""
        return ()

    def partner_lines(self, rows: PartnerRows, period: Period) -> Iterator[LedgerLine]:
        """Give none."""
        return iter(())

    def findings(self) -> Sequence[Finding]:
        """Give none: what was found is said beside it."""
        return ()

    def coverage(self) -> Coverage:
        """Tell that the stretch is there as a whole."""
        return Coverage((self.period,), self._held.previewed_at, syncing=True)

"""Receivables and payables: what is open by partner and age, tied to the ledger's accounts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from hub.sdk.accounting import Period
from hub.sdk.invoices import Side
from hub.sdk.reports import (
    Cell,
    Column,
    Drill,
    Kind,
    LedgerReader,
    OpenItem,
    OpenRows,
    ReportBuilder,
    ReportOptions,
    ReportTable,
    Row,
)
from hub.sdk.texts import Value, plural
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.aging import BUCKETS, Partner, bucket, by_partner, due_in, in_currency
from plugins.procountor.reports.columns import whole
from plugins.procountor.reports.dues_ledger import Tie
from plugins.procountor.reports.dues_words import BUCKET_NAMES, NAMES
from plugins.procountor.reports.ledgers import BLANK
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.words import Words

__all__ = ["Payables", "Receivables"]

SHOWN = 6


class _Dues(ReportBuilder):
    """What is open at the end of a period: an invoice positive, a credit note and what was paid too much negative."""

    needs = LEDGER
    group = _("Ledgers")
    choices = frozenset({"accounts"})
    below = "invoices"
    usual = "year"
    measures = "balances"
    side: ClassVar[Side]
    names: ClassVar[Names]

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the report for the end of a period; how long what is open has been due is counted to today at the most.

        :raises UserFault: the period ends before it starts
        """
        words, period = Words(options.language), whole(reader, period)
        tie = Tie(reader, period.end, words, self.side)
        found = reader.open_items(period.end, self.side)
        told, other = in_currency(found.items, reader.book.company.currency) if found else ((), ())
        day = max(min(period.end, reader.today), period.start)
        wanted = OpenRows(self.side, period.end, reader.book.company.currency)
        page = _Page(words, day, tie.period, wanted, with_invoices=options.accounts)
        rows = page.rows(by_partner(told)) if found else []
        total = rows[-1].cells[-1].amount if rows else None
        rows += tie.rows(total, before=page.before, with_accounts=options.accounts)
        notes = [*(_unread(reader, self.side) if found is None else ()), *_doubts(told), *_foreign(other)]
        beside = Notes(reader, words, tie.period, self.shows[0][:1], shows=self.shows).all(())
        return ReportTable(words.name(self.names), period, page.columns, tuple(rows), (*beside, *notes))


class Receivables(_Dues):
    """Sales invoices that customers have not paid."""

    key = "receivables"
    title = _("Receivables")
    description = _("Open sales invoices by customer and age, tied to trade debtors in the ledger.")
    names = Names("Myyntisaamiset", "Kundfordringar", "Receivables")
    side = "sales"
    shows = ("170", "171", "172")


class Payables(_Dues):
    """Purchase invoices that have not been paid."""

    key = "payables"
    title = _("Payables")
    description = _("Open purchase invoices by supplier and age, tied to trade creditors in the ledger.")
    names = Names("Ostovelat", "Leverantörsskulder", "Payables")
    side = "purchase"
    shows = ("287", "288")


@dataclass(frozen=True, slots=True)
class _Page:
    """Lays open invoices out: by partner, and each invoice under its partner on demand.

    :param day: until when what is open has been due
    :param ledger: the days that the balance of the accounts is counted over
    :param all: the invoices of the report
    """

    words: Words
    day: date
    ledger: Period
    all: OpenRows
    with_invoices: bool

    @property
    def before(self) -> int:
        """How many columns stand before the amounts."""
        return 2 if self.with_invoices else 0

    @property
    def columns(self) -> tuple[Column, ...]:
        """Give the columns: the dates where invoices are shown, the ages, and all of them together."""
        dates = [Column(key, self.words.name(NAMES[key]), "date") for key in ("date", "due")]
        ages = [Column(f"age-{key}", self.words.name(BUCKET_NAMES[key])) for key, _most in BUCKETS]
        label = self.words.name(NAMES["open"]).format(day=self.words.day(self.day))
        return (*dates[: self.before], *ages, Column("total", label, period=self.ledger))

    def rows(self, partners: Sequence[Partner]) -> list[Row]:
        """Make the rows of all partners and of their total."""
        rows = [row for each in partners for row in self._partner(each)]
        parts = tuple(row.key for row in rows if row.key.startswith("partner:"))
        sums = [each.sums(self.day) for each in partners]
        cells = self._cells({key: sum(each.get(key, 0) for each in sums) for key, _most in BUCKETS}, self.all)
        return [*rows, Row("total", self.words.name(NAMES["invoices"]), cells, Kind.TOTAL, parts=parts)]

    def _partner(self, partner: Partner) -> Iterator[Row]:
        invoices = [self._invoice(each) for each in partner.items] if self.with_invoices else []
        kind, level = (Kind.SUBTOTAL, 0) if invoices else (Kind.LINE, 1)
        label = partner.name or self.words.name(NAMES["nameless"])
        parts = tuple(row.key for row in invoices)
        cells = self._cells(partner.sums(self.day), replace(self.all, partner=partner.key))
        yield Row(partner.row, label, cells, kind, level, parts)
        yield from invoices

    def _invoice(self, item: OpenItem) -> Row:
        dated = [Cell(text=self.words.day(day), day=day) for day in (item.date, item.due)]
        alone = replace(self.all, source_id=item.source_id)
        cells = (*dated, *self._cells({bucket(item.due, self.day): item.open}, alone)[self.before :])
        return Row(f"invoice:{item.source_id}", self._called(item), cells, level=1, receipt_id=item.receipt_id)

    def _called(self, item: OpenItem) -> str:
        number = " / ".join(filter(None, (item.number, item.reference))) or item.source_id
        said = "overpaid" if item.is_overpaid else "credit-note" if item.amount < 0 else ""
        return f"{number} ({self.words.name(NAMES[said])})" if said else number

    def _cells(self, sums: Mapping[str, int], wanted: OpenRows) -> tuple[Cell, ...]:
        ages = [self._cell(sums[key], self._aged(wanted, key)) if key in sums else BLANK for key, _most in BUCKETS]
        return (*(BLANK,) * self.before, *ages, self._cell(sum(sums.values()), wanted))

    def _cell(self, amount: int, wanted: OpenRows) -> Cell:
        return Cell(amount, drill=Drill((), self.ledger, invoices=wanted))

    def _aged(self, wanted: OpenRows, column: str) -> OpenRows:
        return replace(wanted, due=due_in(column, self.day))


def _unread(reader: LedgerReader, side: Side) -> Iterator[str]:
    """Say that nothing is known of invoices, and what may be the reason."""
    if reader.coverage().syncing:
        yield _("Invoices have not been read yet: they come after the ledger. Until then only its balance is shown.")
    elif side == "sales":
        yield _(
            "Sales invoices have not been read, so only the ledger's balance is shown. If this is so after the next "
            "sync, the key may not search sales invoices: give its user that right in Procountor."
        )
    else:
        yield _(
            "Purchase invoices have not been read, so only the ledger's balance is shown. If this is so after the next "
            "sync, the key may not search purchase invoices: give its user that right in Procountor."
        )


def _doubts(items: Sequence[OpenItem]) -> Iterator[str]:
    """Name the invoices of which Procountor says two things."""
    doubted = [each for each in items if each.in_doubt]
    if doubted:
        yield plural(
            "Procountor calls invoice %(invoices)s paid, but its payments do not come to its amount: it is shown with "
            "what they leave open.",
            "Procountor calls invoices %(invoices)s paid, but their payments do not come to their amounts: they are "
            "shown with what these leave open.",
            len(doubted),
            invoices=_some(doubted),
        )


def _foreign(items: Sequence[OpenItem]) -> Iterator[str]:
    """Name the invoices that cannot be added up with the others."""
    if items:
        yield plural(
            "Procountor tells no sum of invoice %(invoices)s in the currency of the books: it is left out.",
            "Procountor tells no sums of invoices %(invoices)s in the currency of the books: they are left out.",
            len(items),
            invoices=_some(items),
        )


def _some(items: Sequence[OpenItem]) -> Value:
    shown = tuple(each.number or each.source_id for each in items[:SHOWN])
    return shown if len(items) <= SHOWN else _("%(shown)s and %(num)s more", shown=shown, num=len(items) - SHOWN)

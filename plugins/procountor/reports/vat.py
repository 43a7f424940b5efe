"""The VAT overview: what VAT was counted on, by side, status and rate, and how far summaries have booked it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Self

from hub.sdk.accounting import Period
from hub.sdk.reports import (
    Cell,
    Column,
    Drill,
    Kind,
    LedgerReader,
    ReportBuilder,
    ReportOptions,
    ReportTable,
    Row,
    VatKind,
    VatMonth,
    VatRows,
    VatTotal,
)
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import whole
from plugins.procountor.reports.ledgers import ALL_ACCOUNTS, BLANK
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.vat_compared import PAIRS, beside, columns_of, with_kinds, with_months
from plugins.procountor.reports.vat_months import of_months, to_balance
from plugins.procountor.reports.vat_words import COLUMNS, SIDES, about_numbers, kind_name, side_total
from plugins.procountor.reports.words import Words

__all__ = ["VatOverview"]

SIGNS = {"sales": -1}
"""Sales are shown credit positive, all else debit positive."""


class VatOverview(ReportBuilder):
    """Base, VAT and deductible VAT of VAT months by side, status and rate, tied to the VAT summaries and the balance of
    *VAT not yet summarised*; no tax return."""

    key = "vat"
    title = _("VAT overview")
    needs = LEDGER
    description = _("Sales and purchases by VAT status and rate, and what VAT summaries have booked of it.")
    group = _("Ledgers")
    choices = frozenset({"against"})
    usual = "month"
    names = Names("ALV-erittely", "Momsspecifikation", "VAT overview")

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the VAT overview of the VAT months in a period.

        :raises UserFault: the period ends before it starts
        """
        words, period = Words(options.language), whole(reader, period)
        shown, held = _stretches(reader, period, options)
        columns = _columns(reader, period, words)
        rows = (*shown.rows(reader, words), *to_balance(reader, shown.months, period, words))
        notes = Notes(reader, words, period, ALL_ACCOUNTS).all(columns)
        numbers = about_numbers(each.kind for each in shown.totals)
        table = ReportTable(words.name(self.names), period, columns, rows, (*notes, *numbers))
        return _compared(table, held, reader, words) if held else table


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What VAT was counted on in some VAT months."""

    period: Period
    totals: Sequence[VatTotal]
    months: Sequence[VatMonth]

    @classmethod
    def of(cls, reader: LedgerReader, period: Period) -> Self:
        """Read it."""
        return cls(period, reader.vat_totals(period), reader.vat_months(period))

    def with_rows_of(self, other: "_Stretch") -> "_Stretch":
        """Have the rows of other days, too."""
        months = with_months(self.months, self.period, other.months, other.period)
        return _Stretch(self.period, with_kinds(self.totals, other.totals), months)

    def rows(self, reader: LedgerReader, words: Words) -> tuple[Row, ...]:
        """Make the rows of both sides, and of the months."""
        sides = _sides(self.totals, self.period, words)
        return (*sides, *of_months(reader, self.months, self.period, words))


def _stretches(
    reader: LedgerReader, period: Period, options: ReportOptions
) -> tuple[_Stretch, _Stretch] | tuple[_Stretch, None]:
    """Read a period and what it is compared with, both with the same rows."""
    shown = _Stretch.of(reader, period)
    if options.against is None:
        return shown, None
    other = _Stretch.of(reader, whole(reader, options.against))
    return shown.with_rows_of(other), other.with_rows_of(shown)


def _columns(reader: LedgerReader, period: Period, words: Words) -> tuple[Column, ...]:
    unfinished = period.end > reader.today
    return tuple(Column(key, words.name(names), period=period, unfinished=unfinished) for key, names in COLUMNS.items())


def _compared(table: ReportTable, held: _Stretch, reader: LedgerReader, words: Words) -> ReportTable:
    columns = columns_of(table.columns, held.period, words, reader.today)
    rows = beside(table.rows, held.rows(reader, words), table.columns)
    return replace(table, columns=columns, rows=rows, pairs=PAIRS)


def _sides(totals: Iterable[VatTotal], period: Period, words: Words) -> Iterator[Row]:
    """Make the rows of sales, of purchases, and of what is told to be neither."""
    order = list(SIDES)
    found = sorted(totals, key=lambda each: (order.index(_side(each.kind)), *_place(each.kind)))
    for side, of_side in groupby(found, key=lambda each: _side(each.kind)):
        yield from _section(side, list(of_side), period, words)


def _side(kind: VatKind) -> str:
    return kind.type or "other"


def _place(kind: VatKind) -> tuple[int, float, bool, bool]:
    """Order kinds by status, the highest rate first, and what receipts do not carry after what they do."""
    return kind.status or 0, -float(kind.percent or 0), not kind.carried, kind.private


def _section(side: str, totals: Sequence[VatTotal], period: Period, words: Words) -> Iterator[Row]:
    yield Row(side, words.name(SIDES[side]), (BLANK,) * len(COLUMNS), Kind.HEADING)
    parts = [
        Row(_key(side, each.kind), kind_name(each.kind, words), _cells(side, [each], period), level=1)
        for each in totals
    ]
    yield from parts
    names = tuple(row.key for row in parts)
    yield Row(f"{side}:total", side_total(side, words), _cells(side, totals, period), Kind.SUBTOTAL, parts=names)


def _key(side: str, kind: VatKind) -> str:
    percent = "" if kind.percent is None else f"{kind.percent.normalize():f}"
    marks = f"{':lacking' if not kind.carried else ''}{':pay' if kind.private else ''}"
    return f"{side}:{'' if kind.status is None else kind.status}:{percent}{marks}"


def _cells(side: str, totals: Sequence[VatTotal], period: Period) -> tuple[Cell, ...]:
    """Make the cells of some kinds; what may be deducted has rows of its own only where it is the whole VAT."""
    sign, kinds = SIGNS.get(side, 1), tuple(each.kind for each in totals)
    bases = [each.base for each in totals if each.base is not None]
    vat, deductible = sum(each.vat for each in totals), sum(each.deductible for each in totals)
    taxed = any(each.carried and each.percent != 0 for each in kinds)
    taxes = Drill((), period, sign, vat=VatRows("vat", kinds)) if taxed else None
    return (
        Cell(sign * sum(bases), drill=Drill((), period, sign, vat=VatRows("base", kinds))) if bases else BLANK,
        Cell(sign * vat, drill=taxes),
        BLANK if side == "sales" else Cell(sign * deductible, drill=taxes if deductible == vat else None),
        BLANK,
        BLANK,
    )

"""The receipts that figures leave out: those that await approval, and those that are no bookkeeping."""

from collections.abc import Iterator, Sequence

from hub.sdk.accounting import Layer, Period
from hub.sdk.reports import (
    Cell,
    Column,
    Form,
    Kind,
    LedgerReader,
    LeftOut,
    ReportBuilder,
    ReportOptions,
    ReportTable,
    Row,
)
from hub.sdk.texts import plural
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import DOCUMENTS
from plugins.procountor.reports.unread import about_unread
from plugins.procountor.reports.words import Words

__all__ = ["AWAITING", "KEY", "LeftOutReceipts"]

KEY, AWAITING, OTHERS = "left-out", "awaiting", "others"
BLANK = Cell()
LAYERS = {AWAITING: (Layer.PENDING,), OTHERS: (Layer.LEFT_OUT,)}
AMOUNT = Names("Debet yhteensä", "Debet totalt", "Debits in all")


class LeftOutReceipts(ReportBuilder):
    """What is not official bookkeeping, receipt by receipt; it adds up to what reports say that they leave out."""

    key = KEY
    title = _("Receipts left out")
    needs = DOCUMENTS
    description = _("Receipts that await approval or are no bookkeeping, and so are in no figure.")
    group = _("Ledgers")
    choices = frozenset({"days"})
    forms = (
        Form("all", _("All that is left out")),
        Form(AWAITING, _("Awaiting approval")),
        Form(OTHERS, _("No bookkeeping")),
    )
    is_official = False
    names = Names("Lukujen ulkopuoliset tositteet", "Verifikat utanför siffrorna", "Receipts left out")

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the list, each receipt with the sum of its debits; what reports count on demand is not in it then."""
        words = Words(options.language)
        counted = (Layer.MOVEMENT, Layer.PENDING) if options.extra.get("pending") == "1" else (Layer.MOVEMENT,)
        shown = LAYERS.get(options.form, (Layer.PENDING, Layer.LEFT_OUT))
        found = [each for each in reader.left_out_receipts(period, layers=counted) if each.layer in shown]
        columns = (
            Column("date", words.label("date"), "date"),
            Column("type", words.label("type"), "text"),
            Column("status", words.label("status"), "text"),
            Column("amount", words.name(AMOUNT), period=period),
        )
        notes = *about_unread(reader, period), *_notes(found)
        return ReportTable(words.name(self.names), period, columns, tuple(_rows(found, words)), notes)


def _rows(found: Sequence[LeftOut], words: Words) -> Iterator[Row]:
    made = [_row(each, words) for each in found]
    total = sum(each.debit or 0 for each in found)
    if made:
        yield from made
        cells = (BLANK, BLANK, BLANK, Cell(total))
        yield Row("total", words.label("total"), cells, Kind.TOTAL, parts=tuple(row.key for row in made))


def _row(one: LeftOut, words: Words) -> Row:
    kind, status = words.type(one.type), words.status(one.status) if one.status else ""
    texts = Cell(text=kind), Cell(text=status)
    if one.date is None or one.source_id is None:
        label = _("%(count)s × %(kind)s", count=one.receipts, kind=kind)
        return Row(f"hidden:{one.type}:{one.status}:{one.layer}", label, (BLANK, *texts, BLANK), level=1)
    named = f"{one.number} {one.name}".strip() or one.source_id
    cells = Cell(text=words.day(one.date), day=one.date), *texts, Cell(one.debit)
    return Row(f"receipt:{one.source_id}", named, cells, level=1, receipt_id=one.source_id)


def _notes(found: Sequence[LeftOut]) -> Iterator[str]:
    hidden = sum(each.receipts for each in found if each.source_id is None)
    if hidden:
        yield plural(
            "%(num)s salary receipt is counted without its sum: members without payroll detail see none of a single "
            "slip.",
            "%(num)s salary receipts are counted without their sums: members without payroll detail see none of a "
            "single slip.",
            hidden,
        )

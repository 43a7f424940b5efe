"""The journal: every receipt of a month in order of date and number, with its lines."""

from collections.abc import Iterator, Mapping

from hub.sdk.accounting import Account, Period
from hub.sdk.reports import (
    Cell,
    Column,
    Drill,
    Kind,
    LedgerLine,
    LedgerReader,
    ReceiptView,
    ReportBuilder,
    ReportOptions,
    ReportTable,
    Row,
)
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import whole
from plugins.procountor.reports.ledgers import ALL_ACCOUNTS, BLANK, account_name, within_one_year
from plugins.procountor.reports.notes import Notes
from plugins.procountor.reports.words import Words

__all__ = ["Journal"]


class Journal(ReportBuilder):
    """Official receipts in order of date and number, each with its lines and their sum; debit equals credit."""

    key = "journal"
    title = _("General journal")
    needs = LEDGER
    description = _("Every receipt in order of date and number, with its lines.")
    group = _("Ledgers")
    choices = frozenset()
    usual = "month"
    lists_rows = True
    names = Names("Päiväkirja", "Dagbok", "General journal")

    def build(self, reader: LedgerReader, period: Period, options: ReportOptions) -> ReportTable:
        """Build the journal.

        :raises UserFault: the period ends before it starts or reaches over a year end
        """
        words, period = Words(options.language), whole(reader, period)
        within_one_year(reader, period, words)
        columns = (
            Column("date", words.label("date"), "date"),
            Column("type", words.label("type"), "text"),
            Column("text", words.label("text"), "text"),
            Column("debit", words.label("debit")),
            Column("credit", words.label("credit")),
        )
        rows = list(_rows(reader, period, words))
        if rows:
            rows.append(_total(rows, reader, period, words))
        notes = Notes(reader, words, period, ALL_ACCOUNTS).all(())
        return ReportTable(words.name(self.names), period, columns, tuple(rows), notes)


def _rows(reader: LedgerReader, period: Period, words: Words) -> Iterator[Row]:
    chart = reader.accounts()
    for number, each in enumerate(reader.journal(period), 1):
        key = f"receipt:{number}"
        below = [_line(f"{key}:{place}", line, each, chart, words) for place, line in enumerate(each.lines, 1)]
        yield _receipt(key, each, tuple(row.key for row in below), words)
        yield from below


def _receipt(key: str, receipt: ReceiptView, parts: tuple[str, ...], words: Words) -> Row:
    """Make a receipt's own row: who and what, and what its lines come to."""
    cells = (
        Cell(text=words.day(receipt.date)),
        Cell(text=words.type(receipt.type) if receipt.type else ""),
        Cell(text=receipt.text),
        Cell(sum(max(line.amount, 0) for line in receipt.lines)),
        Cell(sum(max(-line.amount, 0) for line in receipt.lines)),
    )
    label = f"{receipt.number} {receipt.name}".strip() or words.label("receipt")
    return Row(key, label, cells, Kind.SUBTOTAL, parts=parts, receipt_id=receipt.source_id or None)


def _line(key: str, line: LedgerLine, receipt: ReceiptView, chart: Mapping[str, Account], words: Words) -> Row:
    cells = (
        BLANK,
        BLANK,
        Cell(text=line.text if line.text != receipt.text else ""),
        Cell(line.amount) if line.amount > 0 else BLANK,
        Cell(-line.amount) if line.amount < 0 else BLANK,
    )
    return Row(key, account_name(line.account, chart, words), cells, Kind.LINE, 1)


def _total(rows: list[Row], reader: LedgerReader, period: Period, words: Words) -> Row:
    """Sum the receipts; behind both sums stand the rows of every account on which anything moved."""
    receipts = [row for row in rows if row.kind is Kind.SUBTOTAL]
    codes = tuple(sorted({each.account for each in reader.movements(period)}))
    debit, credit = (sum(row.cells[place].amount or 0 for row in receipts) for place in (3, 4))
    cells = (
        *(BLANK,) * 3,
        Cell(debit, drill=Drill(codes, period, side="debit")),
        Cell(credit, drill=Drill(codes, period, sign=-1, side="credit")),
    )
    return Row("total", words.label("total"), cells, Kind.TOTAL, parts=tuple(row.key for row in receipts))

"""The journal: every receipt of a month in order of date and number, with its lines."""

from collections.abc import Iterator
from dataclasses import replace

from hub.sdk.accounting import Period
from hub.sdk.reports import (
    Column,
    Drill,
    Kind,
    LedgerReader,
    ReceiptListing,
    ReportBuilder,
    ReportOptions,
    ReportTable,
    Row,
)
from hub.sdk.texts import text as _
from plugins.procountor.names import Names
from plugins.procountor.needs import LEDGER
from plugins.procountor.reports.columns import whole
from plugins.procountor.reports.ledgers import ALL_ACCOUNTS, account_name, within_one_year
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
        listing = _listing(reader, period, words)
        rows = () if options.listed == "sums" else tuple(_rows(listing, reader))
        notes = Notes(reader, words, period, ALL_ACCOUNTS).all(())
        kept = listing if options.listed == "sums" else None
        return ReportTable(words.name(self.names), period, columns, rows, notes, listing=kept)


def _listing(reader: LedgerReader, period: Period, words: Words) -> ReceiptListing:
    chart = reader.accounts()
    return ReceiptListing(
        period,
        words.day,
        words.type,
        lambda code: account_name(code, chart, words),
        unnamed=words.label("receipt"),
        total=words.label("total"),
    )


def _rows(listing: ReceiptListing, reader: LedgerReader) -> Iterator[Row]:
    for row in listing.read(reader):
        yield _explained(row, listing, reader) if row.kind is Kind.TOTAL else row


def _explained(total: Row, listing: ReceiptListing, reader: LedgerReader) -> Row:
    """Put behind both sums the rows of every account on which anything moved."""
    codes = tuple(sorted({each.account for each in reader.movements(listing.period)}))
    *blank, debit, credit = total.cells
    drills = (
        Drill(codes, listing.period, side="debit"),
        Drill(codes, listing.period, sign=-1, side="credit"),
    )
    sums = (replace(cell, drill=drill) for cell, drill in zip((debit, credit), drills, strict=True))
    return replace(total, cells=(*blank, *sums))

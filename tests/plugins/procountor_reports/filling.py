"""From a book of the sandbox into the ledger by the connector's own mapping, and short words for reading reports."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from hub.ledger import service
from hub.sdk.accounting import Account, Batch, Dimension, DimensionItem, FiscalYear, Layer, Period, Receipt
from hub.sdk.invoices import SIDES, Invoice
from hub.sdk.reports import Cell, Drill, LedgerReader, ReportBuilder, ReportOptions, ReportTable
from plugins.procountor.dues import SIDE_OF
from plugins.procountor.invoices import Address, Event, InvoiceRow, PartnerTold, Sum, invoice_from, known
from plugins.procountor.mapping import receipt_from
from plugins.procountor.receipts import decode_receipts
from plugins.procountor.reports import BUILDERS
from plugins.procountor.sandbox.books import invoices as register
from plugins.procountor.sandbox.books.model import Book, Company
from plugins.procountor.sandbox.encoding import Form, encode_receipt
from tests.hub.ledger.making import Shelf

COMPANY = Company(501, "Laskuesimerkki Oy", "1234567-1")
ALL_TIME = Period(date(1900, 1, 1), date(2199, 12, 31))
REPORTS: dict[str, ReportBuilder] = {builder.key: builder for builder in BUILDERS}


def receipts_of(book: Book) -> list[Receipt]:
    """Map every receipt as if it had come over HTTP."""
    return [receipt_from(decode_receipts(encode_receipt(each, Form()))[0]) for each in book.receipts]


def invoices_of(book: Book) -> list[Invoice]:
    """Map every sales and purchase invoice as if it had come over HTTP."""
    found = []
    for one in register.invoices_of(book).values():
        if one.receipt.type in SIDE_OF:
            row = InvoiceRow(
                id=one.id,
                type=one.receipt.type,
                date=one.receipt.date,
                status=one.receipt.status,
                due_date=one.due,
                invoice_number=one.receipt.invoice_number,
                partner_id=one.receipt.partner_id,
                invoice_sum_info=[Sum(one.total, "EUR", True)],
                counter_party=PartnerTold(one.receipt.partner_code, None, Address(one.receipt.name)),
            )
            paid = [Event(each.id, each.amount, one.id, each.date, each.type, "PAID") for each in one.payments]
            found.append(invoice_from(known(row, SIDE_OF[row.type]), paid))
    return found


def years_of(book: Book) -> tuple[FiscalYear, ...]:
    return tuple(FiscalYear(str(each.id), each.start, each.end, each.is_open) for each in book.fiscal_years)


def dimensions_of(book: Book) -> tuple[Dimension, ...]:
    return tuple(
        Dimension(
            str(each.id), each.name, tuple(DimensionItem(str(of.id), of.code, of.description) for of in each.items)
        )
        for each in book.dimensions
    )


def fill(shelf: Shelf, book: Book, covered: Period = ALL_TIME) -> Shelf:
    """Store a whole book."""
    with shelf.open() as db:
        batch = Batch(
            cursor={},
            receipts=tuple(receipts_of(book)),
            accounts=tuple(Account(each.code, each.name, each.active) for each in book.accounts),
            fiscal_years=years_of(book),
            dimensions=dimensions_of(book),
            covered=(covered,),
            invoices=tuple(invoices_of(book)),
            invoices_covered=SIDES,
        )
        service.store(db, shelf.book_id, batch)
    return shelf


def report(
    reader: LedgerReader,
    key: str,
    start: date,
    end: date,
    *,
    language: str = "en",
    accounts: bool = False,
    by_month: bool = True,
    account: str | None = None,
    form: str = "",
    moved: Mapping[str, str] = MappingProxyType({}),
    layers: tuple[Layer, ...] = (Layer.MOVEMENT,),
) -> ReportTable:
    """Build a report."""
    chosen = {"accounts": accounts, "by_month": by_month, "account": account, "form": form}
    options = ReportOptions(language, **chosen, moved=moved, layers=layers)
    return REPORTS[key].build(reader, Period(start, end), options)


def cells(table: ReportTable, key: str) -> list[int | None]:
    """Give a row's figures; zeros where the row is hidden."""
    for row in table.rows:
        if row.key == key:
            return [cell.amount for cell in row.cells]
    return [0] * len(table.columns)


def last(table: ReportTable) -> dict[str, int]:
    """Give each row's figure in the last column."""
    return {row.key: row.cells[-1].amount for row in table.rows if row.cells[-1].amount is not None}


def row_sum(reader: LedgerReader, drill: Drill) -> int:
    """Sum the ledger rows that a drill names, and openings where it says so, with its sign."""
    if drill.invoices is not None:
        found = reader.open_items(drill.invoices.day, drill.invoices.side)
        return drill.sign * sum(each.open for each in found.items if drill.invoices.holds(each)) if found else 0
    if drill.partner is not None:
        return drill.sign * sum(each.amount for each in reader.partner_lines(drill.partner, drill.period))
    total = 0
    if drill.opening:
        openings = reader.openings(reader.fiscal_year_of(drill.period.start))
        total += sum(each.amount for each in openings if each.account in drill.accounts)
    for code in drill.accounts:
        for line in reader.lines(code, drill.period, part=drill.part, layers=drill.layers):
            if drill.side == "both" or (line.amount > 0) == (drill.side == "debit"):
                total += line.amount
    return total * drill.sign


def drilled(table: ReportTable) -> Iterable[tuple[str, Cell, Drill]]:
    """List the cells that have ledger rows behind them."""
    for row in table.rows:
        for cell in row.cells:
            if cell.drill is not None:
                yield row.key, cell, cell.drill


def totals(book: Iterable[Receipt], until: date, *, since: date = date.min) -> dict[str, int]:
    """Sum the official movements of mapped receipts by account, in cents."""
    sums: dict[str, int] = {}
    for receipt in book:
        if receipt.layer is Layer.MOVEMENT:
            for entry in receipt.entries:
                if since <= entry.date <= until:
                    sums[entry.account] = sums.get(entry.account, 0) + entry.amount
    return {account: amount for account, amount in sums.items() if amount}

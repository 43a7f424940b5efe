"""The sandbox's own answers to the totals a client may ask for: sums of rows, worked out from the book alone."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .model import Book, Receipt, Row
from .money import ZERO, portion
from .official import NOT_OFFICIAL_TYPES, OFFICIAL_STATUSES, STATUSLESS_TYPES
from .statements import BALANCE_SHEET, ReportRow, statement
from .vat import row_vat
from .years import year_holding

__all__ = ["LedgerRow", "accounting_report", "general_ledger", "ledger_account_totals", "rows_between"]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row of the general ledger report; amounts debit positive, ``value`` net of VAT."""

    id: int
    name: str
    receipt_number: int
    receipt_date: date
    invoice_date: date | None
    type: str
    value: Decimal
    status: str | None
    vat_percent: Decimal
    vat_amount: Decimal
    vat_deduction_percent: Decimal | None
    vat_deduction: Decimal
    vat_status: int | None
    description: str


def rows_between(
    book: Book,
    start: date,
    end: date,
    *,
    statuses: Collection[str] | None = None,
    types: Collection[str] | None = None,
) -> Iterator[tuple[Receipt, Row]]:
    """Give the rows dated from start to end, both included.

    :param statuses: statuses that count, by default the official ones; types that keep no status always count
    :param types: types that count, by default all but orders and the repeated openings of tracking periods
    """
    counted = OFFICIAL_STATUSES if statuses is None else frozenset(statuses)
    for receipt in book.receipts:
        if not start <= receipt.date <= end or not _of_type(receipt, types):
            continue
        if receipt.type in STATUSLESS_TYPES or receipt.status in counted:
            for row in receipt.rows:
                yield receipt, row


def ledger_account_totals(
    book: Book,
    start: date,
    end: date,
    *,
    statuses: Collection[str] | None = None,
    types: Collection[str] | None = None,
) -> list[tuple[str, str, Decimal]]:
    """Sum the rows per account as (code, name, value), debit positive, ordered by code; zero sums stay in.

    Balance sheet accounts show the same as all others: the period's rows, an opening receipt in it included.
    """
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for _receipt, row in rows_between(book, start, end, statuses=statuses, types=types):
        sums[row.account] += row.value
    names = {account.code: account.name for account in book.accounts}
    return [(code, names.get(code, ""), sums[code]) for code in sorted(sums)]


def general_ledger(
    book: Book,
    code: str,
    start: date,
    end: date,
    *,
    statuses: Collection[str] | None = None,
    types: Collection[str] | None = None,
) -> list[LedgerRow]:
    """List an account's rows of a period by date, receipt and row."""
    found = rows_between(book, start, end, statuses=statuses, types=types)
    mine = [(receipt, row) for receipt, row in found if row.account == code]
    mine.sort(key=lambda pair: (pair[0].date, pair[0].id, pair[1].id))
    return [_ledger_row(receipt, row) for receipt, row in mine]


def accounting_report(book: Book, kind: str, start: date, end: date, *, own_layout: bool = False) -> list[ReportRow]:
    """Work out the income of a period, or the balances at its end within the fiscal year that holds it.

    Procountor's balance sheet knows one fiscal year: while the year before is open and no opening receipt exists, it
    lacks all opening balances.

    :param kind: INCOME_STATEMENT or BALANCE_SHEET
    :param own_layout: whether the company has edited the rows of its income statement
    :raises KeyError: it is neither
    """
    if kind == BALANCE_SHEET:
        year = year_holding(book.fiscal_years, end)
        start = year.start if year else start
    sums = {code: value for code, _name, value in ledger_account_totals(book, start, end)}
    return statement(kind, sums, own_layout=own_layout)


def _of_type(receipt: Receipt, types: Collection[str] | None) -> bool:
    if types is None:
        return receipt.type not in NOT_OFFICIAL_TYPES and receipt.type != "TRACKING_PERIOD_OPENING_RECEIPT"
    return receipt.type in types


def _ledger_row(receipt: Receipt, row: Row) -> LedgerRow:
    vat = row_vat(row)
    deducted = vat if row.vat_deduction_percent is None else portion(vat, row.vat_deduction_percent)
    return LedgerRow(
        id=row.id,
        name=receipt.name,
        receipt_number=receipt.number,
        receipt_date=receipt.date,
        invoice_date=receipt.date if receipt.invoice_id is not None else None,
        type=receipt.type,
        value=row.value,
        status=receipt.status,
        vat_percent=row.vat_percent,
        vat_amount=vat,
        vat_deduction_percent=row.vat_deduction_percent,
        vat_deduction=deducted,
        vat_status=row.vat_status,
        description=row.description,
    )

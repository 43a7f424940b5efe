"""Made-up companies: small, different from each other, and with what is hard about right books."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from hub.sdk.accounting import Account, FiscalYear
from hub.sdk.accounting import Receipt as Stored
from plugins.procountor.mapping import receipt_from
from plugins.procountor.receipts import decode_receipts
from plugins.procountor.sandbox.books.generator import generate
from plugins.procountor.sandbox.books.model import Book, Company, Receipt, Row
from plugins.procountor.sandbox.encoding import Form, encode_receipt

__all__ = ["Made", "delivered", "make"]

FIRST = date(2024, 1, 1)


@dataclass(frozen=True)
class Made:
    """A company on a day, with everything its source tells the hub."""

    book: Book
    today: date
    receipts: tuple[Stored, ...]
    accounts: tuple[Account, ...]
    years: tuple[FiscalYear, ...]


def make(seed: int) -> Made:
    """Make a company: with or without salaries, years of any length, some open, pay that is settled early, refunds."""
    rng = Random(f"company {seed}")
    months = rng.randint(14, 20)
    until = _month(FIRST, months) - timedelta(days=rng.randint(1, 27))
    book = generate(
        Company(id=700, name="Muutos Oy", business_id="2077474-0"),
        seed=seed,
        months=months,
        receipts=months * rng.randint(18, 30),
        first_month=FIRST,
        fiscal_year_start_month=rng.choice((1, 1, 1, 4, 7)),
        first_year_months=rng.choice((12, 12, 9, 15)),
        payroll=rng.random() < 0.75,
        until=until,
        closing_lag=timedelta(days=rng.choice((30, 90, 400))),
    )
    book = _with_refund(_paid_early(book, rng), rng)
    years = tuple(FiscalYear(str(each.id), each.start, each.end, each.is_open) for each in book.fiscal_years)
    accounts = tuple(Account(each.code, each.name) for each in book.accounts)
    return Made(book, until, tuple(delivered(each) for each in book.receipts), accounts, years)


def delivered(receipt: Receipt) -> Stored:
    """Give a receipt as the plugin stores it: over the bytes that the API answers with."""
    (decoded,) = decode_receipts(encode_receipt(receipt, Form()))
    return receipt_from(decoded)


def _month(first: date, number: int) -> date:
    return date(first.year + (first.month - 1 + number) // 12, (first.month - 1 + number) % 12 + 1, 1)


def _paid_early(book: Book, rng: Random) -> Book:
    """Pay a pension contribution a month before it is due, most likely before it is booked."""
    payments = [(each, row) for each in book.receipts for row in _bank_rows(each) if row.account == "2950"]
    if not payments or rng.random() < 0.5:
        return book
    due, payment = rng.choice(payments)
    rest = tuple(_less(row, payment) for row in due.rows if row is not payment)
    day = max(due.date - timedelta(days=31), FIRST)
    early = _statement(day, [Row(0, "1910", -payment.value, "REVERSING_ENTRY"), payment])
    kept = tuple(replace(each, rows=rest) if each is due else each for each in book.receipts)
    return _added(replace(book, receipts=kept), early)


def _bank_rows(receipt: Receipt) -> tuple[Row, ...]:
    return receipt.rows if receipt.type == "BANK_STATEMENT_AS_RECEIPT" else ()


def _less(row: Row, payment: Row) -> Row:
    """Take a payment off the row of the bank."""
    return replace(row, value=row.value + payment.value) if row.type == "REVERSING_ENTRY" else row


def _with_refund(book: Book, rng: Random) -> Book:
    """Give a customer back what was invoiced, and get back what was paid to a supplier."""
    found = []
    for kind in ("SALES_INVOICE", "PURCHASE_INVOICE"):
        invoices = [each for each in book.receipts if each.type == kind and each.status == "PAID"]
        if invoices:
            one = rng.choice(invoices)
            rows = tuple(replace(row, value=-row.value, shares=()) for row in one.rows)
            found.append(replace(one, rows=rows, name=f"Hyvitys {one.name}", number=one.number + 9000))
    return _added(book, *found)


def _statement(day: date, rows: list[Row]) -> Receipt:
    moment = datetime(day.year, day.month, day.day, 6)
    given = {"status": None, "name": "Tiliote", "date": day, "rows": tuple(rows), "vat_status": 12}
    return Receipt(id=0, type="BANK_STATEMENT_AS_RECEIPT", created=moment, version=moment, **given)


def _added(book: Book, *receipts: Receipt) -> Book:
    last = max(each.id for each in book.receipts)
    row = max(each.id for receipt in book.receipts for each in receipt.rows)
    made = []
    for number, each in enumerate(receipts, 1):
        rows = tuple(replace(old, id=row + number * 100 + place) for place, old in enumerate(each.rows))
        made.append(replace(each, id=last + number, rows=rows))
    return replace(book, receipts=(*book.receipts, *made))

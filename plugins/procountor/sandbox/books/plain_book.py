"""Books written by hand: a few receipts in given years, on the usual chart."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal

from .chart import liikekirjuri
from .model import Account, Book, Company, FiscalYear, Receipt, Row, TrackingPeriod
from .numbering import numbered
from .vat import STATUSES
from .years import last_day, months_of

__all__ = ["book_of", "fiscal_year", "receipt", "rows_of"]


def book_of(company: Company, years: Iterable[FiscalYear], receipts: Iterable[Receipt], *extra: Account) -> Book:
    """Bind receipts into a book; their ids follow the order in which they were entered."""
    accounts = sorted((*liikekirjuri(), *extra), key=lambda account: account.code)
    return Book(
        company=company,
        accounts=tuple(accounts),
        fiscal_years=tuple(years),
        receipts=tuple(numbered(receipts)),
        payroll=any(receipt.type == "SALARY" for receipt in receipts),
        vat_statuses=STATUSES,
    )


def fiscal_year(number: int, start: date, end: date, *, closed: datetime | None = None) -> FiscalYear:
    """Make a fiscal year with monthly tracking periods, wholly open or wholly closed."""
    moved, status = closed or datetime.combine(start, time(8)), "CLOSED" if closed else "OPEN"
    months = enumerate(months_of(start, end), number + 1)
    periods = tuple(TrackingPeriod(place, month, last_day(month), status, moved) for place, month in months)
    return FiscalYear(number, start, end, closed is None, moved, periods)


def receipt(kind: str, day: date, name: str, rows: tuple[Row, ...], *, entered: date | None = None) -> Receipt:
    """Make a receipt with the usual status of its type."""
    status = {"SALES_INVOICE": "SENT", "PURCHASE_INVOICE": "APPROVED", "SALARY": "PAID", "JOURNAL": "APPROVED"}.get(
        kind
    )
    side = "PURCHASE" if kind in {"PURCHASE_INVOICE", "SALARY"} else "SALES"
    created = datetime.combine(entered or day, time(9))
    return Receipt(id=0, type=kind, status=status, name=name, date=day, rows=rows, vat_type=side, created=created)


def rows_of(*amounts: tuple[str, str]) -> tuple[Row, ...]:
    """Make rows without VAT from (account, amount) pairs."""
    return tuple(Row(0, account, Decimal(amount)) for account, amount in amounts)

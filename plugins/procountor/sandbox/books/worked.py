"""A worked example of VAT in Procountor's form: three months small enough to follow with a pencil.

November 2024: capital, a purchase, a sale and a salary; December: another sale, November's invoices paid; 12 January:
November's VAT and withholding paid. 25.5 % throughout.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from .closing import opening_receipt
from .model import Book, Company, FiscalYear, Receipt, Row
from .money import ZERO
from .plain_book import book_of, fiscal_year, receipt, rows_of
from .purchases import owed, partly_deductible
from .setting import reversing, taxed
from .taxes import vat_summary
from .vat import VAT_ACCOUNT

__all__ = ["DECEMBER", "NOVEMBER", "Deduction", "worked_example"]

NOVEMBER, DECEMBER = date(2024, 11, 1), date(2024, 12, 1)
_RATE = Decimal("25.5")
_CLOSED_ON = datetime(2025, 1, 31, 16)

Deduction = Literal["none", "row", "cost"]


def worked_example(
    company: Company,
    *,
    summaries: Collection[date] = (NOVEMBER,),
    deduction: Deduction = "none",
    payment_based: bool = False,
    outdated_summary: bool = False,
    year_closed: bool = False,
) -> Book:
    """Give the example's book.

    :param summaries: first days of the months whose VAT summary has been made
    :param deduction: whether half of the purchase's VAT is not deductible, and if so whether it is kept back on the
        row and goes to the cost with the summary ("row") or has raised the cost at once ("cost")
    :param payment_based: whether VAT belongs to the month of the payment (``vat_date``) instead of the invoice's
    :param outdated_summary: whether a purchase of 100.00 was entered for November after its summary
    :param year_closed: whether 2024 is closed, so that an opening receipt carries it over
    """
    receipts = [*_november(deduction, payment_based), *_december(payment_based), _withholding_paid()]
    made = [vat_summary(month, receipts, _fifth_after(month)) for month in sorted(summaries)]
    summarised = [summary for summary in made if summary is not None]
    receipts += [*summarised, *_vat_paid(summarised)]
    if outdated_summary:
        receipts.append(_late_purchase())
    years = _years(year_closed)
    if year_closed:
        receipts += opening_receipt(years[0], receipts, _CLOSED_ON)
    return book_of(company, years, receipts)


def _years(closed: bool) -> list[FiscalYear]:
    return [
        fiscal_year(1, date(2024, 1, 1), date(2024, 12, 31), closed=_CLOSED_ON if closed else None),
        fiscal_year(101, date(2025, 1, 1), date(2025, 12, 31)),
    ]


def _november(deduction: Deduction, payment_based: bool) -> list[Receipt]:
    paid = date(2024, 12, 10) if payment_based else None
    salary = rows_of(("5000", "2000.00"), ("6100", "348.00"), ("6300", "53.40"), ("2920", "-437.40"))
    salary += rows_of(("2950", "-518.80"), ("2880", "-1445.20"))
    return [
        receipt("JOURNAL", date(2024, 11, 1), "Osakepääoma", rows_of(("1910", "10000.00"), ("2000", "-10000.00"))),
        replace(_purchase(date(2024, 11, 5), _bought(deduction)), vat_date=paid),
        replace(_sale(date(2024, 11, 10), "-4000.00"), vat_date=paid),
        receipt("SALARY", date(2024, 11, 25), "Mallikas Maija", salary),
        _statement(date(2024, 11, 25), ("2880", "1445.20")),
    ]


def _bought(deduction: Deduction) -> list[Row]:
    net = Decimal("1000.00")
    if deduction == "none":
        return [taxed("8450", net, _RATE, "Hallintokulut")]
    return partly_deductible("8450", net, _RATE, raised=deduction == "cost")


def _december(payment_based: bool) -> list[Receipt]:
    sale = _sale(date(2024, 12, 5), "-1000.00")
    bank, customer = rows_of(("1990", "5020.00"), ("1700", "-5020.00"))
    collected = (bank, replace(customer, settles=_named("SALES_INVOICE", date(2024, 11, 10))))
    return [
        replace(sale, vat_date=date(2025, 1, 20) if payment_based else None),
        receipt("REFERENCE_PAYMENT", date(2024, 12, 10), "Viitesuoritukset", collected),
        _statement(
            date(2024, 12, 10),
            ("1990", "-5020.00"),
            ("2880", "1255.00"),
            settles=_named("PURCHASE_INVOICE", date(2024, 11, 5)),
        ),
    ]


def _withholding_paid() -> Receipt:
    return _statement(date(2025, 1, 12), ("2920", "437.40"))


def _vat_paid(summaries: list[Receipt]) -> list[Receipt]:
    november = [row for summary in summaries if summary.date < DECEMBER for row in summary.rows]
    payable = -sum((row.value for row in november if row.account == VAT_ACCOUNT), ZERO)
    return [_statement(date(2025, 1, 12), (VAT_ACCOUNT, str(payable)))] if payable else []


def _late_purchase() -> Receipt:
    rows = [taxed("8450", Decimal("100.00"), _RATE, "Jälkikäteen saapunut lasku")]
    late = _purchase(date(2024, 11, 28), rows)
    return replace(late, created=datetime(2025, 1, 20, 9))


def _purchase(day: date, rows: list[Row]) -> Receipt:
    return _invoice("PURCHASE_INVOICE", day, "Toimittaja Oy", (owed(rows), *rows))


def _sale(day: date, net: str) -> Receipt:
    rows = [taxed("3000", Decimal(net), _RATE, "Myynti")]
    return _invoice("SALES_INVOICE", day, "Asiakas Oy", (reversing("1700", rows), *rows))


def _invoice(kind: str, day: date, name: str, rows: tuple[Row, ...]) -> Receipt:
    return replace(receipt(kind, day, name, rows), key=_named(kind, day), due=day + timedelta(days=14))


def _named(kind: str, day: date) -> str:
    return f"{kind} {day}"


def _statement(day: date, *amounts: tuple[str, str], settles: str = "") -> Receipt:
    """Make a bank statement; what is booked on creditors settles an invoice, where one is named."""
    rows = tuple(replace(row, settles=settles if row.account == "2880" else "") for row in rows_of(*amounts))
    bank = Row(0, "1910", -sum((row.value for row in rows), ZERO), "REVERSING_ENTRY")
    return receipt("BANK_STATEMENT_AS_RECEIPT", day, f"Tiliote {day:%d.%m.%Y}", (bank, *rows))


def _fifth_after(month: date) -> datetime:
    due = date(2025, 1, 5) if month == NOVEMBER else date(2025, 2, 5)
    return datetime.combine(due, time(12))

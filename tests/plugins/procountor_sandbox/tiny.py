"""Two small companies whose receipts carry the same ids, and somebody for each kind of right."""

from datetime import date, datetime
from decimal import Decimal

from plugins.procountor.sandbox.books.catalogue import CatalogueEntry
from plugins.procountor.sandbox.books.model import (
    Account,
    Book,
    Company,
    Dimension,
    DimensionItem,
    DimensionShare,
    FiscalYear,
    Receipt,
    Row,
    TrackingPeriod,
)

LEIPA = Company(11, "Käpylän Leipä Oy", "1234567-1")
PUU = Company(12, "Pohjolan Puu Oy", "2077474-0")
SULJETTU = Company(13, "Suljettu Oy", "0112038-9")

ACCOUNTS = (
    Account("1700", "Myyntisaamiset", translations=(("en", "Trade debtors"),)),
    Account("1910", "Pankki"),
    Account("2880", "Ostovelat"),
    Account("2930", "Arvonlisäverovelka"),
    Account("2950", "Palkkavelat"),
    Account("3000", "Myynti"),
    Account("5000", "Palkat"),
    Account("8450", "Toimistokulut", active=False),
)
COST_CENTRES = Dimension(1, "Kustannuspaikka", (DimensionItem(1, "KP1", "Leipomo"), DimensionItem(2, "KP2")))


def sale(receipt_id: int, day: date, net: str = "100.00", status: str = "APPROVED") -> Receipt:
    value = Decimal(net)
    gross = (value * Decimal("1.255")).quantize(Decimal("0.01"))
    shares = (DimensionShare(1, 1, -value),)
    return Receipt(
        id=receipt_id,
        type="SALES_INVOICE",
        status=status,
        name="Asiakas Oy",
        date=day,
        rows=(
            Row(receipt_id * 10 + 1, "1700", gross, "REVERSING_ENTRY"),
            Row(receipt_id * 10 + 2, "3000", -value, vat_percent=Decimal("25.5"), vat_status=1, shares=shares),
        ),
        number=receipt_id,
        invoice_id=receipt_id + 5000,
        invoice_number=receipt_id,
        created=datetime(day.year, day.month, day.day, 9),
        version=datetime(day.year, day.month, day.day, 10),
    )


def salary(receipt_id: int, day: date) -> Receipt:
    rows = (
        Row(receipt_id * 10 + 1, "5000", Decimal("2000.00"), description="Palkka, Maija"),
        Row(receipt_id * 10 + 2, "2950", Decimal("-2000.00"), "REVERSING_ENTRY"),
    )
    stamp = datetime(day.year, day.month, day.day, 12)
    return Receipt(receipt_id, "SALARY", "APPROVED", "Palkkalista", day, rows, receipt_id, created=stamp, version=stamp)


def journal(receipt_id: int, day: date) -> Receipt:
    rows = (Row(receipt_id * 10, "8450", Decimal("5.00")), Row(receipt_id * 10 + 1, "1910", Decimal("-5.00")))
    return Receipt(receipt_id, "JOURNAL", "APPROVED", "Muistio", day, rows, receipt_id)


def statement(receipt_id: int, day: date) -> Receipt:
    rows = (
        Row(receipt_id * 10 + 1, "1910", Decimal("125.50"), "REVERSING_ENTRY"),
        Row(receipt_id * 10 + 2, "1700", Decimal("-125.50")),
    )
    return Receipt(receipt_id, "BANK_STATEMENT_AS_RECEIPT", None, "Tiliote", day, rows, receipt_id, vat_status=12)


def years() -> tuple[FiscalYear, ...]:
    months = tuple(
        TrackingPeriod(month, date(2025, month, 1), date(2025, month, last))
        for month, last in ((1, 31), (2, 28), (3, 31))
    )
    return (
        FiscalYear(1, date(2024, 1, 1), date(2024, 12, 31), is_open=False),
        FiscalYear(2, date(2025, 1, 1), date(2025, 12, 31), tracking_periods=months),
    )


def book(company: Company, receipts: tuple[Receipt, ...], *, payroll: bool = True) -> Book:
    return Book(company, ACCOUNTS, years(), receipts, (COST_CENTRES,), payroll=payroll)


def companies() -> tuple[CatalogueEntry, ...]:
    leipa = (
        *(sale(number, date(2025, 1 + number % 3, 1 + number % 27), f"{number}.00") for number in range(1, 251)),
        salary(251, date(2025, 1, 31)),
        salary(252, date(2025, 2, 28)),
        statement(253, date(2025, 1, 31)),
        journal(254, date(2025, 2, 1)),
        sale(255, date(2025, 3, 1), status="UNFINISHED"),
    )
    return (
        CatalogueEntry(book(LEIPA, leipa), True, ""),
        CatalogueEntry(book(PUU, (sale(1, date(2025, 1, 7), "7.00"),), payroll=False), True, ""),
        CatalogueEntry(book(SULJETTU, (sale(1, date(2025, 1, 1)),)), False, ""),
    )

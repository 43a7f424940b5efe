"""What a sandbox company's accounting consists of, in Procountor's own terms.

Values are Decimal with two places, debit positive and credit negative, in the company's currency and **net of VAT**,
as Procountor's API gives them. The sandbox owns this truth: nothing here is taken from the hub's ledger or reports.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

__all__ = [
    "Account",
    "Book",
    "Company",
    "Dimension",
    "DimensionItem",
    "DimensionShare",
    "FiscalYear",
    "Receipt",
    "Row",
    "TrackingPeriod",
    "replace",
]

Day = date  # for Receipt, which has a field named date


@dataclass(frozen=True, slots=True)
class DimensionShare:
    """The part of a row that belongs to one dimension item; the shares of a dimension sum to the row's value."""

    dimension_id: int
    item_id: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One transaction of a receipt."""

    id: int
    account: str
    value: Decimal
    type: str = "ENTRY"  # ENTRY, REVERSING_ENTRY or RECONCILIATION_ENTRY
    vat_percent: Decimal = Decimal(0)
    vat_status: int | None = None
    vat_deduction_percent: Decimal | None = None
    description: str = ""
    shares: tuple[DimensionShare, ...] = ()
    settles: str = ""  # key of the invoice that the row pays


@dataclass(frozen=True, slots=True)
class Receipt:
    """One ledger receipt: the accounting page of an invoice, a bank statement, a salary slip and so on."""

    id: int
    type: str  # LedgerReceipt type of the API, e.g. SALES_INVOICE
    status: str | None  # DocumentStatus; None where Procountor keeps none for the type
    name: str
    date: date
    rows: tuple[Row, ...]
    number: int = 0
    vat_type: str = "SALES"
    vat_status: int = 1
    vat_date: "Day | None" = None
    invoice_id: int | None = None
    invoice_number: int | None = None
    partner_id: int | None = None
    partner_code: str | None = None
    description: str = ""
    notes: str = ""
    key: str = ""  # by which rows of other receipts name the invoice that they pay; no part of any answer
    due: "Day | None" = None
    created: datetime = datetime(2020, 1, 1)  # the API's date-times carry no zone
    version: datetime = datetime(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class TrackingPeriod:
    """A part of a fiscal year that is opened and closed by itself, usually a month."""

    id: int
    start: date
    end: date
    status: str = "OPEN"  # OPEN, CLOSED or PENDING
    modified: datetime = datetime(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A financial year with its tracking periods."""

    id: int
    start: date
    end: date
    is_open: bool = True
    modified: datetime = datetime(2020, 1, 1)
    tracking_periods: tuple[TrackingPeriod, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """A ledger account of the chart."""

    code: str
    name: str
    active: bool = True
    translations: tuple[tuple[str, str], ...] = ()  # (ISO 639-1, name)


@dataclass(frozen=True, slots=True)
class DimensionItem:
    """A value of a dimension, e.g. one cost centre."""

    id: int
    code: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to split the books, e.g. cost centres."""

    id: int
    name: str
    items: tuple[DimensionItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Company:
    """Who the book belongs to."""

    id: int
    name: str
    business_id: str  # with hyphen, e.g. 1234567-1
    country: str = "FINLAND"
    currency: str = "EUR"
    city: str = "HELSINKI"


@dataclass(frozen=True, slots=True)
class Book:
    """A whole company: its chart, years, dimensions and receipts (ordered by id)."""

    company: Company
    accounts: tuple[Account, ...]
    fiscal_years: tuple[FiscalYear, ...]
    receipts: tuple[Receipt, ...]
    dimensions: tuple[Dimension, ...] = ()
    payroll: bool = True  # whether Procountor's payroll module is in use
    vat_statuses: tuple[tuple[int, str], ...] = field(default=((1, "Domestic"), (12, "No VAT handling")))
    last_id: int = 0  # highest receipt id ever given, so that none is given twice; 0 where nothing was edited yet

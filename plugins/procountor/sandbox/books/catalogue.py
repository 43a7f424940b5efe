"""The companies that a sandbox has when nobody asks for others."""

from dataclasses import dataclass
from datetime import date, timedelta

from .business_ids import synthetic_business_id
from .generator import generate
from .golden import golden_book
from .model import Book, Company
from .one_offs import WEB_SHOP
from .worked import worked_example

__all__ = ["CatalogueEntry", "default_books"]


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A company of the sandbox: its book, whether its API is open to begin with, and what it is there to show."""

    book: Book
    api_open: bool
    note: str


def default_books(today: date) -> list[CatalogueEntry]:
    """Build the default companies as their books stand on a day.

    Each company starts on a fixed date and only grows with the days: receipts keep their ids from day to day.
    """
    return [*_single(today), *_group(today), _closed(today), *_textbooks()]


def _single(today: date) -> list[CatalogueEntry]:
    company = Company(101, "Käpylän Leipä Oy", "1234567-1")
    book = _grown(company, today, date(2024, 1, 1), 125, seed=11, closing_lag=timedelta(days=45), one_offs=WEB_SHOP)
    note = "Calendar years, payroll, the years before this one closed; a web shop is built in October 2026"
    return [CatalogueEntry(book, True, note)]


def _group(today: date) -> list[CatalogueEntry]:
    parent = Company(201, "Pohjolan Puu Oy", synthetic_business_id("Pohjolan Puu Oy"), city="OULU")
    transport = Company(202, "Pohjolan Puu Kuljetus Oy", synthetic_business_id("Pohjolan Puu Kuljetus Oy"), city="OULU")
    services = Company(203, "Pohjolan Puu Palvelut Oy", synthetic_business_id("Pohjolan Puu Palvelut Oy"), city="OULU")
    shape = {"fiscal_year_start_month": 7, "payroll": False, "closing_lag": timedelta(days=180)}
    return [
        CatalogueEntry(
            _grown(parent, today, date(2024, 12, 1), 60, seed=21), True, "Parent of the group, first year of 13 months"
        ),
        CatalogueEntry(
            _grown(transport, today, date(2025, 1, 1), 45, seed=22, fiscal_year_start_month=7, first_year_months=18),
            True,
            "First year of 18 months, then July to June; ids as in its sister companies",
        ),
        CatalogueEntry(
            _grown(services, today, date(2025, 7, 1), 40, seed=23, **shape),
            True,
            "July to June, the year before still open till the end of December, payroll not in use",
        ),
    ]


def _closed(today: date) -> CatalogueEntry:
    name = "Suljettu Rajapinta Oy"
    company = Company(301, name, synthetic_business_id(name), city="TURKU")
    book = _grown(company, today, date(2026, 1, 1), 25, seed=31)
    return CatalogueEntry(book, False, "The use of API clients is not allowed until the switch is turned")


def _textbooks() -> list[CatalogueEntry]:
    golden = golden_book(Company(401, "Kultakirja Oy", synthetic_business_id("Kultakirja Oy")))
    worked = worked_example(Company(501, "Laskuesimerkki Oy", synthetic_business_id("Laskuesimerkki Oy")))
    return [
        CatalogueEntry(golden, True, "Seven vouchers of March 2021 with known figures, VAT booked on the vouchers"),
        CatalogueEntry(worked, True, "November 2024 to January 2025, November's VAT summarised, December's not"),
    ]


def _grown(company: Company, today: date, first_month: date, per_month: int, **shape: object) -> Book:
    months = max(1, (today.year - first_month.year) * 12 + today.month - first_month.month + 1)
    return generate(company, months=months, receipts=months * per_month, first_month=first_month, until=today, **shape)  # type: ignore[arg-type]

"""What a company's books are made of besides receipts: chart of accounts, fiscal years, dimensions, the company."""

import datetime as dt
from typing import Literal

from msgspec import Struct

from hub.sdk import accounting
from hub.sdk.accounting import Account, Dimension, DimensionItem, FiscalYear
from hub.sdk.refs import CompanyRef
from plugins.procountor.client import ProcountorClient
from plugins.procountor.countries import country_code
from plugins.procountor.errors import Forbidden
from plugins.procountor.receipts import business_id

__all__ = [
    "BusinessIdentifier",
    "TrackingPeriod",
    "Year",
    "accounts",
    "company",
    "dimensions",
    "finnish_id",
    "fiscal_years",
    "years",
]

STATES: dict[str, Literal["open", "closed", "pending"]] = {"OPEN": "open", "CLOSED": "closed", "PENDING": "pending"}
CURRENCIES = {"DK": "DKK", "NO": "NOK", "SE": "SEK"}


class _Translation(Struct, rename="camel"):
    language_code: str
    translation: str


class _Account(Struct, rename="camel"):
    ledger_account_code: str
    name: str | None = None
    active: bool | None = None
    translations: list[_Translation] | None = None


class _Chart(Struct, rename="camel"):
    ledger_accounts: list[_Account]


class TrackingPeriod(Struct, rename="camel"):
    """A part of a fiscal year that is closed for itself, e.g. a month; of free length, and there may be none."""

    start_date: dt.date
    end_date: dt.date
    status: str = ""
    modified: dt.datetime | None = None

    @property
    def is_closed(self) -> bool:
        """Tell whether nothing may be booked in it any more; one that is pending may still change."""
        return self.status == "CLOSED"

    @property
    def told(self) -> accounting.TrackingPeriod:
        """The period as the hub keeps it; a state that nobody knows may still change, as an open one."""
        return accounting.TrackingPeriod(self.start_date, self.end_date, STATES.get(self.status, "open"))


class Year(Struct, rename="camel"):
    """A fiscal year as Procountor tells it."""

    id: int
    start_date: dt.date
    end_date: dt.date
    is_open: bool | None = None
    modified: dt.datetime | None = None
    tracking_periods: list[TrackingPeriod] | None = None

    @property
    def is_closed(self) -> bool:
        """Tell whether the year is closed; one of which that is not told is open."""
        return self.is_open is False

    @property
    def told(self) -> FiscalYear:
        """The year as the hub keeps it."""
        tracking = None
        if self.tracking_periods is not None:
            tracking = tuple(sorted((each.told for each in self.tracking_periods), key=lambda each: each.start))
        return FiscalYear(str(self.id), self.start_date, self.end_date, not self.is_closed, self.modified, tracking)


class _Years(Struct, rename="camel"):
    fiscal_years: list[Year]


class _Item(Struct, rename="camel"):
    id: int
    code_name: str
    description: str | None = None


class _Dimension(Struct):
    id: int
    name: str
    items: list[_Item] | None = None


class BusinessIdentifier(Struct, rename="camel"):
    """A company's id with its kind, e.g. ``FI`` and ``1234567-1``."""

    brn_type: str | None = None
    code: str | None = None


class _Company(Struct, rename="camel"):
    id: int
    name: str
    country: str | None = None
    business_identifier: BusinessIdentifier | None = None
    company_currency: str | None = None


def accounts(client: ProcountorClient) -> tuple[Account, ...]:
    """Read the chart of accounts."""
    chart = client.get("/coa", _Chart).ledger_accounts
    return tuple(
        Account(
            code=each.ledger_account_code,
            name=each.name or "",
            active=each.active is not False,
            names={one.language_code: one.translation for one in each.translations or []},
        )
        for each in chart
    )


def years(client: ProcountorClient) -> list[Year]:
    """Read the fiscal years with their tracking periods, oldest first."""
    return sorted(client.get("/fiscalyears", _Years).fiscal_years, key=lambda year: year.start_date)


def fiscal_years(client: ProcountorClient) -> tuple[FiscalYear, ...]:
    """Read the fiscal years, oldest first."""
    return tuple(each.told for each in years(client))


def dimensions(client: ProcountorClient) -> tuple[Dimension, ...] | None:
    """Read the dimensions with their items; None where the key may not see them."""
    try:
        found = client.get("/dimensions", list[_Dimension])
    except Forbidden:
        return None
    return tuple(
        Dimension(
            str(each.id),
            each.name,
            tuple(DimensionItem(str(item.id), item.code_name, item.description or "") for item in each.items or []),
        )
        for each in found
    )


def company(client: ProcountorClient) -> CompanyRef:
    """Read whose books the key opens."""
    found = client.get("/company", _Company)
    identifier = finnish_id(found.business_identifier)
    country = country_code(found.country) or ("FI" if identifier else "ZZ")
    return CompanyRef(
        source_id=str(found.id),
        name=found.name,
        country=country,
        business_id=identifier,
        currency=found.company_currency or CURRENCIES.get(country, "EUR"),
    )


def finnish_id(identifier: BusinessIdentifier | None) -> str | None:
    """Read a Finnish business id, eight digits; None for another kind, and where the check digit is wrong."""
    if identifier is None or identifier.brn_type != "FI":
        return None
    return business_id(identifier.code) or business_id(f"FI{identifier.code}")

"""What the books are made of: accounts, fiscal years, dimensions, VAT, currencies."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask import Response, request

from ..books.model import Account, Dimension, FiscalYear
from ..clock import now
from . import queries
from .door import api, shelf
from .errors import bad_request, json_answer, not_found

FINNISH_RATES = ("25.5", "24", "14", "13.5", "10", "0")
RATES_BY_COUNTRY = {"FI": FINNISH_RATES, "SE": ("25", "12", "6", "0"), "DK": ("25", "0"), "NO": ("25", "15", "12", "0")}
CURRENCIES = ("EUR", "SEK", "NOK", "DKK", "GBP", "USD")
RATE_TYPES = (
    "ACCOUNT_CURRENCY_AVERAGE_RATE",
    "ACCOUNT_CURRENCY_BUYING_RATE",
    "ACCOUNT_CURRENCY_SELLING_RATE",
    "CASH_BUYING_RATE",
    "CASH_CURRENCY_SALE_EXCHANGE_RATE",
    "PROCOUNTOR_ACCOUNTING_EXCHANGE_RATE",
)


@api.get("/coa")
def chart_of_accounts() -> Response:
    """List all ledger accounts; there are no pages, types or classes."""
    return json_answer({"ledgerAccounts": [_account(account) for account in shelf().book.accounts]})


@api.get("/fiscalyears")
def fiscal_years() -> Response:
    """List fiscal years, newest first, with their tracking periods in order of time."""
    years = sorted(shelf().book.fiscal_years, key=lambda year: year.start, reverse=True)
    return json_answer({"fiscalYears": [_year(year) for year in years]})


@api.get("/dimensions")
def dimensions() -> Response:
    """List dimensions with their items."""
    name, code = request.args.get("name"), request.args.get("codeName")
    found = [
        one
        for one in shelf().book.dimensions
        if (not name or one.name == name) and (not code or any(item.code == code for item in one.items))
    ]
    return json_answer([_dimension(one) for one in found])


@api.get("/dimensions/<int:dimension_id>")
def dimension(dimension_id: int) -> Response:
    """Give one dimension."""
    for one in shelf().book.dimensions:
        if one.id == dimension_id:
            return json_answer(_dimension(one))
    raise not_found("Dimension")


@api.get("/vats/default")
def vat_information() -> Response:
    """List VAT percentages and VAT statuses."""
    book = shelf().book
    return json_answer(
        {
            "vatInformation": [
                {
                    "country": book.company.country.title(),
                    "percentages": [
                        {"vatPercent": Decimal(rate), "sales": True, "purchase": True} for rate in FINNISH_RATES
                    ],
                }
            ],
            "vatStatuses": [
                {"vatStatus": number, "description": text, "sales": True, "purchase": True}
                for number, text in book.vat_statuses
            ],
        }
    )


@api.get("/vats/settings")
def vat_settings() -> Response:
    """Tell whether unit prices include VAT."""
    return json_answer({"unitPricesIncludeVatSales": False, "unitPricesIncludeVatPurchase": False})


@api.get("/vats/country")
def vat_of_country() -> Response:
    """List the VAT percentages of a country, named by its two letters."""
    code = request.args.get("countryCode", "")
    if code not in RATES_BY_COUNTRY:
        raise bad_request(f"countryCode must be one of {', '.join(RATES_BY_COUNTRY)}", "countryCode")
    return json_answer({"vatPercentages": [Decimal(rate) for rate in RATES_BY_COUNTRY[code]]})


@api.get("/currencies")
def currencies() -> Response:
    """List the currencies in use."""
    return json_answer({"currencies": CURRENCIES})


@api.get("/currencies/company")
def company_currency() -> Response:
    """Tell the currency of the books."""
    return json_answer({"companyCurrency": shelf().book.company.currency})


@api.get("/currencies/latest")
def latest_rates() -> Response:
    """List the latest exchange rates; the sandbox knows only that a currency is worth itself."""
    queries.number("rateType", 1, 6)
    currency = shelf().book.company.currency
    rates = [{"currencyRate": 1, "currencyCode": currency}]
    return json_answer({"baseCurrency": currency, "currencyDate": now().date(), "rates": rates})


@api.get("/currencies/exchangerate")
def exchange_rate() -> Response:
    """Give one exchange rate; the sandbox knows only that a currency is worth itself."""
    base, currency = queries.one_of("baseCurrency", CURRENCIES), queries.one_of("currency", CURRENCIES)
    day = queries.day("day")
    if not (base and currency and day and queries.one_of("rateType", RATE_TYPES)):
        raise bad_request("baseCurrency, currency, day and rateType are required")
    if base != currency:
        raise not_found("Exchange rate")
    return json_answer({"queryDay": now().date(), "currency": currency, "day": day, "rate": 1})


def _account(account: Account) -> dict[str, Any]:
    answer: dict[str, Any] = {"ledgerAccountCode": account.code, "name": account.name, "active": account.active}
    if account.translations:
        answer["translations"] = [
            {"languageCode": language, "translation": name} for language, name in account.translations
        ]
    return answer


def _year(year: FiscalYear) -> dict[str, Any]:
    return {
        "id": year.id,
        "startDate": year.start,
        "endDate": year.end,
        "modified": year.modified,
        "isOpen": year.is_open,
        "trackingPeriods": [
            _span(period.id, period.start, period.end) | {"status": period.status, "modified": period.modified}
            for period in sorted(year.tracking_periods, key=lambda period: period.start)
        ],
    }


def _span(span_id: int, start: date, end: date) -> dict[str, Any]:
    return {"id": span_id, "startDate": start, "endDate": end}


def _dimension(one: Dimension) -> dict[str, Any]:
    items = [{"id": item.id, "codeName": item.code, "description": item.description} for item in one.items]
    return {"id": one.id, "name": one.name, "items": items}

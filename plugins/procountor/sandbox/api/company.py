"""The company, its session and its users."""

from flask import Response

from .. import personas
from ..callers import Caller
from ..state import keys
from ..world import world
from .door import api, caller, shelf
from .errors import json_answer, not_found
from .rights import rights_of

PRODUCT = "FINANCIALS_PLUS"


@api.get("/status")
def status() -> Response:
    """Tell that the interface works."""
    return json_answer({"name": "Procountor sandbox", "version": "26.04", "status": "OK", "procountorVersion": "26.04"})


@api.get("/sessioninfo")
def session_info() -> Response:
    """Tell which user and company a token is for."""
    company = shelf().book.company
    return json_answer(
        {
            "companyId": company.id,
            "name": company.name,
            "country": company.country,
            "productVersion": PRODUCT,
            "userId": caller().user_id,
            "userName": caller().name,
            "companySettings": {"invoiceDiscussionEnabled": False},
        }
    )


@api.get("/company")
def company() -> Response:
    """Tell who the company is."""
    book = shelf().book
    company = book.company
    address = {"street": "Esimerkkikatu 1", "zip": "00100", "city": company.city, "country": company.country}
    languages = sorted({language for account in book.accounts for language, _ in account.translations})
    return json_answer(
        {
            "id": company.id,
            "name": company.name,
            "country": company.country,
            "productVersion": PRODUCT,
            "operationType": "PRODUCTION",
            "companyAddress": address,
            "billingAddress": address,
            "mva": False,
            "inTradeRegister": True,
            "businessIdentifier": {"brnType": "FI", "code": company.business_id},
            "accountingCoaLanguages": languages,
            "companyCurrency": company.currency,
            "currencyRateSearchDensity": "DAILY_EXCHANGE_RATE",
        }
    )


@api.get("/company/usagesettings")
def usage_settings() -> Response:
    """Tell how the company uses the program."""
    postings = ("salesInvoicePosting", "purchaseInvoicePosting", "travelAndExpenseInvoicePosting", "salaryPosting")
    return json_answer(
        {
            "defaultInvoiceChannel": "ELECTRONIC_INVOICE",
            "accountingByRow": dict.fromkeys(postings, False),
        }
    )


@api.get("/users")
def user() -> Response:
    """Tell about the calling user; there is no list of all."""
    who = caller()
    first_name, last_name = _names(who)
    return json_answer(
        {
            "id": who.user_id,
            "username": who.email,
            "companyId": who.company_id,
            "countryCode": shelf().book.company.country,
            "firstName": first_name,
            "lastName": last_name,
            "email": who.email,
            "mobilePhone": "+358401234567",
        }
    )


@api.get("/users/rights")
def user_rights() -> Response:
    """Tell what the calling user may do."""
    return json_answer({"role": caller().role, "rights": rights_of(caller())})


@api.get("/users/profiles/<int:user_id>")
def user_profile(user_id: int) -> Response:
    """Tell the name of a user of the same company."""
    here = world()
    persona = personas.with_id(here.personas, user_id)
    if persona is not None and persona.works_for(shelf().book.company):
        first, _, last = persona.name.partition(" ")
        return json_answer({"firstname": first, "surname": last})
    technical = keys.technical_user_with_id(here.db, user_id)
    if technical is not None and technical.company_id == caller().company_id:
        return json_answer({"firstname": "Hub", "surname": "(API)"})
    raise not_found("User")


def _names(who: Caller) -> tuple[str, str]:
    first, _, last = who.name.partition(" ")
    return first, last or first

"""Every answer keeps to the published contract, and no path of it is forgotten."""

import re

import pytest
from jsonschema import ValidationError

from plugins.procountor.sandbox.demo import DEMO_CLIENT

from . import tiny
from .contract import check, contract, operations

REPORT = {"startDate": "2025-01-01", "endDate": "2025-03-31"}
DATES = "startDate=2025-01-01&endDate=2025-02-28"
RATE = "rateType=PROCOUNTOR_ACCOUNTING_EXCHANGE_RATE"
HOOK = {"url": "https://hub.example/hooks/1", "authenticationType": "NONE", "subscriptions": ["USER_UPDATED"]}
NO_ROOM = {"url": "nowhere", "authenticationType": "NONE", "subscriptions": []}

CALLS = {
    "GET /status": ["/status"],
    "GET /sessioninfo": ["/sessioninfo"],
    "GET /users": ["/users"],
    "GET /users/rights": ["/users/rights"],
    "GET /users/profiles/{userId}": ["/users/profiles/101", "/users/profiles/9001", "/users/profiles/1"],
    "GET /company": ["/company"],
    "GET /company/usagesettings": ["/company/usagesettings"],
    "GET /coa": ["/coa"],
    "GET /fiscalyears": ["/fiscalyears"],
    "GET /dimensions": ["/dimensions", "/dimensions?name=None&codeName=KP1"],
    "GET /dimensions/{dimensionId}": ["/dimensions/1", "/dimensions/2"],
    "GET /ledgerreceipts": [
        "/ledgerreceipts?size=200",
        f"/ledgerreceipts?{DATES}&orderByDate=ASC",
        "/ledgerreceipts?size=500",
    ],
    "GET /ledgerreceipts/{receiptId}": [
        "/ledgerreceipts/1",
        "/ledgerreceipts/250,251,252,253,254,255",
        "/ledgerreceipts/999",
        "/ledgerreceipts/" + ",".join(map(str, range(201))),
    ],
    "GET /journals": ["/journals?statuses=APPROVED,UNFINISHED", "/journals?statuses=GONE"],
    "GET /vats/default": ["/vats/default"],
    "GET /vats/settings": ["/vats/settings"],
    "GET /vats/country": ["/vats/country?countryCode=DK", "/vats/country"],
    "GET /currencies": ["/currencies"],
    "GET /currencies/company": ["/currencies/company"],
    "GET /currencies/latest": ["/currencies/latest", "/currencies/latest?rateType=9"],
    "GET /currencies/exchangerate": [
        f"/currencies/exchangerate?baseCurrency=EUR&currency=EUR&day=2025-01-01&{RATE}",
        f"/currencies/exchangerate?baseCurrency=EUR&currency=SEK&day=2025-01-01&{RATE}",
        "/currencies/exchangerate",
    ],
    "GET /invoices": [f"/invoices?types=SALES_INVOICE,PURCHASE_INVOICE&{DATES}", "/invoices?size=0"],
    "GET /invoices/{invoiceId}": ["/invoices/1", "/invoices/1,2"],
    "GET /invoices/{invoiceId}/transactions": ["/invoices/1/transactions"],
    "GET /invoices/transactions": ["/invoices/transactions?invoiceIds=1&invoiceIds=2"],
    "GET /invoices/{invoiceId}/paymentevents": ["/invoices/1/paymentevents"],
    "GET /payments": ["/payments", "/payments?page=-1"],
    "GET /payments/{paymentId}": ["/payments/1"],
    "GET /payments/paymentevents": ["/payments/paymentevents?invoiceId=1,2", "/payments/paymentevents"],
    "GET /businesspartners": ["/businesspartners?type=CUSTOMER", "/businesspartners?previousId=x"],
    "GET /businesspartners/{id}": ["/businesspartners/1"],
    "GET /businesspartners/groups": ["/businesspartners/groups"],
    "GET /products": ["/products"],
    "GET /products/{productId}": ["/products/1,2,3", "/products/one"],
    "GET /products/groups": ["/products/groups?type=SALES"],
    "GET /bankaccounts": ["/bankaccounts"],
    "GET /bankaccounts/{id}": ["/bankaccounts/1"],
    "GET /bankstatements": ["/bankstatements"],
    "GET /referencepayments": ["/referencepayments"],
    "GET /attachments": ["/attachments"],
    "GET /attachments/{attachmentId}": ["/attachments/1"],
    "GET /payrolls/salarylists": ["/payrolls/salarylists?size=1", "/payrolls/salarylists?size=201"],
    "GET /payrolls/salaryslips": ["/payrolls/salaryslips?status=PAID,REPORTED_AND_PAID"],
    "GET /payrolls/salaryslips/{id}/accounting": [
        "/payrolls/salaryslips/251/accounting",
        "/payrolls/salaryslips/1/accounting",
    ],
    "GET /sie/availability": ["/sie/availability"],
    "GET /sie/file": ["/sie/file?accountingPeriodStart=2025-01-01&exportEndDate=2025-12-31", "/sie/file"],
    "GET /webhooks": ["/webhooks"],
}
BODIES = {
    "POST /reports/ledgeraccounts": [("/reports/ledgeraccounts", body) for body in (REPORT, {}, {"endDate": "soon"})],
    "POST /reports/generalledger/{id}": [("/reports/generalledger/3000", REPORT), ("/reports/generalledger/1", REPORT)],
    "POST /reports/accounting": [
        ("/reports/accounting", {**REPORT, "type": "INCOME_STATEMENT"}),
        ("/reports/accounting", {**REPORT, "type": "BALANCE_SHEET", "receiptStatus": ["APPROVED"]}),
        ("/reports/accounting", {**REPORT, "type": "CASH_FLOW"}),
    ],
    "POST /webhooks": [("/webhooks", HOOK), ("/webhooks", NO_ROOM)],
    "PUT /webhooks/{uuid}": [("/webhooks/HOOK", HOOK), ("/webhooks/none", HOOK), ("/webhooks/HOOK", NO_ROOM)],
    "DELETE /webhooks/{uuid}": [("/webhooks/none", None), ("/webhooks/HOOK", None)],
}
OPERATORS = {
    "GET /integrations/{requestId}": [("/integrations/REQUEST", None), ("/integrations/999", None)],
    "PUT /integrations/{requestId}": [
        ("/integrations/REQUEST", {"approve": []}),
        ("/integrations/REQUEST", {"approve": [tiny.LEIPA.id]}),
        ("/integrations/999", {"approve": []}),
    ],
    "GET /integrations/{integrationId}/customers": [
        (f"/integrations/{DEMO_CLIENT.integration_id}/customers", None),
        ("/integrations/other/customers", None),
    ],
}
IN_OTHER_TESTS = {
    "GET /login": "a page: test_browser_login",
    "GET /keylogin": "a page: test_browser_login",
    "POST /oauth/token": "below, with its own content type",
    "POST /oauth/key": "test_browser_login",
    "POST /logout": "test_auth; it has no body",
}


def test_no_operation_of_the_contract_is_forgotten():
    known = {*CALLS, *BODIES, *OPERATORS, *IN_OTHER_TESTS}
    assert {f"{method} {path}" for method, path in operations()} == known


def test_the_sandbox_has_no_path_that_the_contract_lacks(sandbox):
    published = {re.sub(r"{[^}]*}", "{}", path) for path in contract()["paths"]}
    ours = {
        re.sub(r"<[^>]*>", "{}", rule.rule.removeprefix("/api"))
        for rule in sandbox.app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }
    assert ours <= published
    assert published - ours == {"/login", "/keylogin", "/logout"}


def checked(operation: str, answer) -> None:
    method, path = operation.split()
    is_json = answer.headers.get("Content-Type", "").startswith("application/json")
    check(method, path, answer.status_code, answer.headers.get("Content-Type"), answer.json() if is_json else None)


@pytest.mark.parametrize("operation", CALLS)
def test_what_is_read_keeps_to_the_contract(reader, operation):
    for path in CALLS[operation]:
        checked(operation, reader.get(path))


@pytest.mark.parametrize("operation", BODIES)
def test_what_is_sent_is_answered_as_in_the_contract(reader, operation):
    hook = reader.post("/webhooks", HOOK).json()["uuid"]
    for path, body in BODIES[operation]:
        checked(operation, reader.ask(operation.split()[0], path.replace("HOOK", hook), json=body))


@pytest.mark.parametrize("operation", OPERATORS)
def test_what_the_integrator_asks_is_answered_as_in_the_contract(sandbox, operation):
    operator = sandbox.reader()
    number = str(sandbox.activation("anna@kapylanleipa.example", tiny.LEIPA.id))
    for path, body in OPERATORS[operation]:
        target = path.replace("REQUEST", number)
        checked(operation, operator.put(target, body) if operation.startswith("PUT") else operator.get(target))


@pytest.mark.parametrize("shape", ["oauth", "errors"])
def test_tokens_keep_to_the_contract(sandbox, shape):
    sandbox.turn(auth_errors=shape)
    for form in ({}, {"client_secret": "wrong"}, {"grant_type": "wrong"}):
        checked("POST /oauth/token", sandbox.token_answer(sandbox.key(), **form))


@pytest.mark.parametrize("operation", ["GET /company", "GET /ledgerreceipts", "GET /users/rights"])
def test_without_a_token_and_over_the_limit_the_answer_keeps_to_the_contract(sandbox, reader, operation):
    path = operation.split()[1]
    checked(operation, sandbox.http.get(f"{sandbox.url}/api{path}"))
    sandbox.turn(rate=1)
    answers = [reader.get(path) for _ in range(3)]
    assert answers[-1].status_code == 429
    for answer in answers:
        checked(operation, answer)


@pytest.mark.parametrize("company", [101, 201, 202, 203, 301])
def test_generated_books_keep_to_the_contract(generated, company):
    generated.http.patch(f"{generated.url}/sandbox/companies/{company}", json={"api_open": True})
    person = next(one for one in generated.http.get(f"{generated.url}/sandbox/companies/{company}").json()["people"])
    reader = generated.reader(generated.key(company, person))
    for operation in ("GET /company", "GET /coa", "GET /fiscalyears", "GET /dimensions", "GET /vats/default"):
        checked(operation, reader.get(operation.split()[1]))
    page = reader.get("/ledgerreceipts", size=200)
    checked("GET /ledgerreceipts", page)
    ids = ",".join(str(row["id"]) for row in page.json()["results"])
    checked("GET /ledgerreceipts/{receiptId}", reader.get(f"/ledgerreceipts/{ids}"))
    for body in BODIES["POST /reports/accounting"][:2]:
        checked("POST /reports/accounting", reader.post(body[0], {"endDate": "2026-03-31", "type": body[1]["type"]}))


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/company", {"id": "eleven", "name": "Oy"}),
        ("/company", {"id": 2**40, "name": "Oy"}),
        ("/coa", {"ledgerAccounts": [{"ledgerAccountCode": 1700}]}),
        ("/ledgerreceipts", {"results": [{"receiptDate": "1.1.2025"}]}),
        ("/ledgerreceipts", {"results": [{"version": "2025-01-01T10:00:00+02:00"}]}),
        ("/ledgerreceipts/{receiptId}", [{"id": 1, "type": "GIFT"}]),
    ],
)
def test_the_check_itself_finds_what_is_wrong(path, body):
    with pytest.raises((ValidationError, AssertionError)):
        check("GET", path, 200, "application/json", body)

"""T24: the store is not the store, or it was taken over.

Procountor's arrivals are not signed: an arrival is therefore only a number, which is looked up at the one address that
the operator has set, with the hub's own key there. Whatever that address answers is held against what it may say.
"""

import json

import pytest
import requests

from tests.attacks.market import ANNA, LEIPA, LIISA, PUU, Market

pytestmark = pytest.mark.usefixtures("equipped")
FORM = {"name": "Leipä Oy", "email": "info@leipa.example", "subdomain": "leipa", "terms": "1"}
OTHER_STORES = ("api_url", "store", "base_url", "host", "iss", "callback", "origin", "HUB_PROCOUNTOR_API_URL")


@pytest.fixture
def anna(make_person):
    return make_person("Anna Kirjanpitäjä", ANNA)


@pytest.fixture
def fake(market):
    """A second store that says what its owner likes, and that nobody has set."""
    fake = Market()
    yield fake
    fake.stop()


def test_t24_an_arrival_does_not_say_which_store_it_is_from(market, fake, visitor, anna, rows):
    number = fake.activation(ANNA, LEIPA.id)
    query = "&".join(f"{name}={fake.url}/api" for name in OTHER_STORES)
    for headers in ({}, {"Referer": f"{fake.url}/", "Origin": fake.url, "X-Forwarded-Host": fake.url[7:]}):
        for _ in range(2):
            answer = visitor(anna).client.get(f"/activate/procountor?requestId={number}&{query}", headers=headers)
            assert answer.status_code == 404
    assert fake.asked() == []
    assert rows("activation") == 0


def test_t24_the_number_of_one_store_is_nothing_at_another(market, visitor, anna, rows):
    number = market.offer(ANNA).rpartition("=")[2]
    for flow in ("corner", "example", "procountor2", "..", "PROCOUNTOR"):
        for _ in range(2):
            answer = visitor(anna).client.get(f"/activate/{flow}?requestId={number}&order={number}")
            assert answer.status_code == 404
    assert market.asked() == []
    assert rows("activation") == 0


@pytest.mark.parametrize(
    "query",
    ["", "requestId=", "requestId=abc", "requestId=-1", "requestId=1.0", "requestId=0x1", "order=1", "requestId=1e3",
     "requestId=99999999999999999999"],
)  # fmt: skip
def test_t24_what_is_no_number_of_the_store_is_not_asked_about(market, visitor, anna, rows, query):
    for _ in range(2):
        assert visitor(anna).client.get(f"/activate/procountor?{query}").status_code in (400, 404)
    assert rows("activation") == 0


def test_t24_it_is_asked_with_the_hubs_own_key_and_only_there(market, visitor, anna):
    """The arrival carries no proof that could be replayed: what counts is the answer to the hub's own request."""
    visitor(anna).go(market.offer(ANNA))
    assert market.asked() == ["GET /integrations/{}"]
    number = market.activation(ANNA, LEIPA.id)
    for headers in ({}, {"Authorization": "Bearer made-up"}):
        answer = requests.get(f"{market.url}/api/integrations/{number}", headers=headers, timeout=60)
        assert answer.status_code == 401


@pytest.fixture
def lying(market):
    """Let the store answer what it should not."""
    inner, said = market.app.wsgi_app, {}

    def answer(environ, start_response):
        path = environ["PATH_INFO"]
        for part, (method, status, body) in said.items():
            if part in path and environ["REQUEST_METHOD"] == method:
                sent = body if isinstance(body, bytes) else json.dumps(body).encode()
                start_response(
                    f"{status} X", [("Content-Type", "application/json"), ("Content-Length", str(len(sent)))]
                )
                return [sent]
        return inner(environ, start_response)

    market.app.wsgi_app = answer
    return said


HONEST = {
    "integrationId": "activate-hub",
    "initiator": {"email": ANNA, "userFullName": "Anna"},
    "companiesToIntegrate": [
        {
            "companyId": LEIPA.id,
            "extraInfo": {
                "companyName": LEIPA.name,
                "country": "FINLAND",
                "businessIdentifier": {"type": "BUSINESS_ID", "identifier": LEIPA.business_id},
            },
        }
    ],
}


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Sign in</html>",
        b"",
        b"null",
        b"[]",
        b'{"integrationId": 1}',
        {"companiesToIntegrate": []},
        {**HONEST, "companiesToIntegrate": "all of them"},
        {**HONEST, "companiesToIntegrate": [{"companyId": "1; DROP TABLE company"}]},
        {**HONEST, "companiesToIntegrate": [{"companyId": -1.5}]},
        b"[" * 100_000,
    ],
    ids=lambda body: str(body)[:30],
)
def test_t24_an_answer_of_another_shape_begins_nothing(market, lying, visitor, anna, rows, body):
    arrival = market.offer(ANNA)
    lying["/integrations/"] = ("GET", 200, body)
    for _ in range(2):
        answer = visitor(anna).client.get(arrival)
        assert answer.status_code in (404, 502, 503)
        assert "Traceback" not in answer.text
    assert [rows(table) for table in ("activation", "tenant", "connection")] == [0, 0, 0]


def test_t24_keys_for_companies_that_were_not_asked_about_are_not_kept(market, lying, visitor, anna, rows):
    """A store that was taken over answers the approval with keys of somebody else."""
    browser = visitor(anna)
    browser.go(market.offer(ANNA))
    browser.send("/form", **FORM)
    foreign = market.key(LEIPA.id)
    lying["/integrations/"] = ("PUT", 200, {"companiesIntegrated": [{"companyId": 999, "apiKey": foreign}]})
    for _ in range(2):
        browser.client.post(browser.at)
    assert [rows(table) for table in ("connection", "connection_secret")] == [0, 0]


def test_t24_a_key_to_other_books_than_the_requests_is_not_kept(market, lying, visitor, anna, rows):
    browser = visitor(anna)
    browser.go(market.offer(ANNA))
    browser.send("/form", **FORM)
    foreign = market.key(PUU.id, LIISA)
    lying["/integrations/"] = ("PUT", 200, {"companiesIntegrated": [{"companyId": LEIPA.id, "apiKey": foreign}]})
    for _ in range(2):
        browser.client.post(browser.at)
    assert [rows(table) for table in ("connection", "connection_secret")] == [0, 0]


def test_t24_a_store_that_does_not_know_the_hubs_key_says_nothing_to_anybody(market, visitor, anna, rows, monkeypatch):
    arrival = market.offer(ANNA)
    monkeypatch.setenv("HUB_PROCOUNTOR_OPERATOR_KEY", "made-up")
    for _ in range(2):
        answer = visitor(anna).client.get(arrival)
        assert answer.status_code == 502
        assert "made-up" not in answer.text
    assert rows("activation") == 0

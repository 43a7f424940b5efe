"""An activation request is read, decided and repeated as at Procountor."""

import pytest

from plugins.procountor.sandbox.demo import DEMO_CLIENT

from . import tiny

ANNA, PEKKA, SALLA = "anna@kapylanleipa.example", "pekka@pohjolanpuu.example", "salla@kapylanleipa.example"
LEIPA, PUU = tiny.LEIPA.id, tiny.PUU.id
CUSTOMERS = f"/integrations/{DEMO_CLIENT.integration_id}/customers"


def keys_of(answer) -> dict[int, str]:
    return {one["companyId"]: one["apiKey"] for one in answer.json()["companiesIntegrated"]}


def test_the_operator_reads_who_asks_and_for_which_companies(sandbox):
    request = sandbox.reader().get(f"/integrations/{sandbox.activation(ANNA, LEIPA, PUU)}").json()
    assert request["integrationId"] == DEMO_CLIENT.integration_id
    assert request["initiator"] == {"email": ANNA, "userFullName": "Anna Kirjanpitäjä"}
    assert request["companiesToIntegrate"][0] == {
        "companyId": LEIPA,
        "extraInfo": {
            "companyName": "Käpylän Leipä Oy",
            "country": "FINLAND",
            "businessIdentifier": {"brnType": "FI", "code": "1234567-1"},
        },
    }


def test_what_was_not_agreed_to_is_not_told(sandbox):
    sandbox.turn(initiator_shared=False)
    request = sandbox.reader().get(f"/integrations/{sandbox.activation(ANNA, LEIPA)}").json()
    assert "initiator" not in request
    assert request["companiesToIntegrate"] == [{"companyId": LEIPA}]


def test_request_ids_are_small_numbers(sandbox):
    assert [sandbox.activation(ANNA, LEIPA) for _ in range(3)] == [1, 2, 3]


def test_every_approved_company_gets_a_key_of_its_own(sandbox):
    number = sandbox.activation(ANNA, LEIPA, PUU)
    keys = keys_of(sandbox.reader().put(f"/integrations/{number}", {"approve": [LEIPA, PUU]}))
    names = {company: sandbox.reader(key).get("/company").json()["name"] for company, key in keys.items()}
    assert names == {LEIPA: tiny.LEIPA.name, PUU: tiny.PUU.name}


def test_a_repeated_approval_gives_the_same_key(sandbox):
    number = sandbox.activation(ANNA, LEIPA)
    answers = [sandbox.reader().put(f"/integrations/{number}", {"approve": [LEIPA]}).json() for _ in range(2)]
    assert answers[0] == answers[1]


def test_another_request_for_the_same_company_gives_the_existing_key(sandbox):
    assert sandbox.key(LEIPA, ANNA) == sandbox.key(LEIPA, SALLA)


def test_a_rejected_company_gets_no_key_and_is_no_customer(sandbox):
    number = sandbox.activation(ANNA, LEIPA, PUU)
    body = {"approve": [LEIPA], "reject": [{"companyId": PUU, "reason": "Not an admin"}]}
    operator = sandbox.reader()
    assert set(keys_of(operator.put(f"/integrations/{number}", body))) == {LEIPA}
    assert operator.get(CUSTOMERS).json() == [{"companyId": LEIPA, "integrationVersionStatus": "APPROVED"}]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"approve": [LEIPA]},
        {"approve": [LEIPA, PUU, 99]},
        {"approve": [LEIPA, PUU], "reject": [{"companyId": PUU}]},
        {"approve": [LEIPA, LEIPA, PUU]},
        {"approve": "all"},
        {"approve": [LEIPA], "reject": [PUU]},
        {"approve": [LEIPA], "reject": [{"companyId": PUU, "reason": "x" * 256}]},
        ["approve"],
    ],
)
def test_a_decision_that_does_not_cover_the_companies_is_400_and_changes_nothing(sandbox, body):
    number, operator = sandbox.activation(ANNA, LEIPA, PUU), sandbox.reader()
    assert operator.put(f"/integrations/{number}", body).status_code == 400
    assert operator.get(CUSTOMERS).json() == []


def test_an_expired_request_is_410_to_read_and_to_decide(sandbox):
    number, operator = sandbox.activation(ANNA, LEIPA), sandbox.reader()
    sandbox.control("POST", f"/activations/{number}/expire")
    assert operator.get(f"/integrations/{number}").status_code == 410
    assert operator.put(f"/integrations/{number}", {"approve": [LEIPA]}).status_code == 410


def test_an_unknown_request_is_404(sandbox):
    assert sandbox.reader().get("/integrations/4711").status_code == 404


def test_a_customers_key_may_not_read_requests(sandbox, reader):
    number = sandbox.activation(ANNA, LEIPA)
    for answer in (
        reader.get(f"/integrations/{number}"),
        reader.put(f"/integrations/{number}", {"approve": [LEIPA]}),
        reader.get(CUSTOMERS),
    ):
        assert answer.status_code == 403


def test_removal_ends_the_key_and_shows_in_the_customers_list(sandbox):
    key = sandbox.key(LEIPA)
    reader = sandbox.reader(key)
    assert sandbox.control("DELETE", f"/companies/{LEIPA}/integration").json() == {"removed": True}
    assert sandbox.token_answer(key).status_code == 401
    assert reader.get("/company").status_code == 401
    customers = sandbox.reader().get(CUSTOMERS).json()
    assert customers == [{"companyId": LEIPA, "integrationVersionStatus": "DELETED"}]


def test_a_company_that_comes_back_gets_a_new_key(sandbox):
    first = sandbox.key(LEIPA)
    sandbox.control("DELETE", f"/companies/{LEIPA}/integration")
    second = sandbox.key(LEIPA)
    assert second != first
    assert sandbox.reader(second).get("/company").status_code == 200

"""Which unsafe requests are taken for ours."""

import pytest

from hub.web.security import access_of
from tests.hub.conftest import HubClient

APEX = "http://hub.localhost:8000"
ENVIRONMENT = "http://kapylan-leipa.hub.localhost:8000"
FROM = [
    ({"Sec-Fetch-Site": "same-origin", "Origin": None}, True),
    ({"Sec-Fetch-Site": "same-origin", "Origin": APEX}, True),
    ({"Sec-Fetch-Site": "same-site", "Origin": APEX}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": APEX}, False),
    ({"Sec-Fetch-Site": "none", "Origin": APEX}, False),
    ({"Sec-Fetch-Site": "", "Origin": APEX}, False),
    ({"Origin": APEX}, True),
    ({"Origin": ENVIRONMENT}, False),
    ({"Origin": "https://hub.localhost:8000"}, False),
    ({"Origin": "http://hub.localhost"}, False),
    ({"Origin": f"{APEX}.evil.example"}, False),
    ({"Origin": "https://evil.example"}, False),
    ({"Origin": "null"}, False),
    ({"Origin": None}, False),
    ({"Origin": None, "Referer": f"{APEX}/"}, False),
]


@pytest.fixture
def anna(client, make_person, sign_in) -> HubClient:
    sign_in(client, make_person())
    return client


def post(client: HubClient, headers: dict, **kwargs):
    """Send a form with exactly these headers."""
    told = {"Origin": client.address, "X-CSRF-Token": None, **headers}
    sent = {name: value for name, value in told.items() if value is not None}
    return super(HubClient, client).open("/sign-out", method="POST", base_url=client.address, headers=sent, **kwargs)


@pytest.mark.parametrize(("headers", "accepted"), FROM)
def test_v3_5_1_a_form_must_come_from_this_very_host(anna, headers, accepted):
    answer = post(anna, headers, data={"csrf_token": anna.csrf_token})
    assert answer.status_code == (303 if accepted else 403)
    assert (anna.get("/").location == "/sign-in") is accepted


@pytest.mark.parametrize("token", [None, "", "wrong", "ä"])
def test_a_form_must_carry_the_token_of_its_session(anna, token):
    assert post(anna, {}, data={"csrf_token": token} if token is not None else {}).status_code == 403


def test_anothers_token_is_refused(anna, browse, make_person, sign_in):
    other = browse()
    sign_in(other, make_person("Matti", "matti@kapylanleipa.example"))
    assert post(anna, {}, data={"csrf_token": other.csrf_token}).status_code == 403


def test_json_must_bring_the_token_in_the_header(anna):
    assert post(anna, {}, json={"csrf_token": anna.csrf_token}).status_code == 403
    assert post(anna, {"X-CSRF-Token": anna.csrf_token}, json={}).status_code == 303


def test_text_that_looks_like_a_form_is_refused(anna):
    told = {"Content-Type": "text/plain"}
    assert post(anna, told, data=f"csrf_token={anna.csrf_token}").status_code == 403


def test_a_token_in_the_address_is_not_looked_at(anna):
    assert post(anna, {}, query_string={"csrf_token": anna.csrf_token}).status_code == 403


SIGNED = {"webhooks.receive"}
"""What other servers send: it proves itself by a signature and is done for no session. A new one is a decision."""


def test_the_rules_without_a_form_are_these(app):
    assert {name for name, view in app.view_functions.items() if access_of(view).signed} == SIGNED


def test_every_unsafe_rule_refuses_a_foreign_form(app, browse, make_person, make_tenant, make_member, sign_in):
    from tenants.models import Role

    who, tenant = make_person(), make_tenant()
    make_member(tenant, who, Role.ADMIN)
    apex, inside = browse(), browse(tenant)
    sign_in(apex, who)
    sign_in(inside, who, tenant)
    for rule in app.url_map.iter_rules():
        if rule.endpoint in SIGNED:
            continue
        for method in {"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set()):
            path = sample(rule)
            told = {"Origin": "https://evil.example"}
            answers = [each.open(path, method=method, headers=told).status_code for each in (apex, inside)]
            assert 403 in answers, (method, path)
            assert set(answers) <= {403, 404}, (method, path)


def sample(rule) -> str:
    from uuid import UUID

    values = dict.fromkeys(rule.arguments, "x")
    for name, converter in rule._converters.items():
        values[name] = (
            UUID(int=1) if "UUID" in type(converter).__name__ else 1 if "Int" in type(converter).__name__ else "x"
        )
    return rule.build(values, append_unknown=False)[1]

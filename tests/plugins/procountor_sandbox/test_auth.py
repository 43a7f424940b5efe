"""Tokens and keys live and end as at Procountor."""

import pytest
from requests import Request

from plugins.procountor.sandbox.demo import DEMO_CLIENT

from . import tiny

CLOSED = "outi@suljettu.example"


def test_a_key_becomes_a_token_for_one_hour_without_refresh(sandbox):
    answer = sandbox.token_answer(sandbox.key()).json()
    assert answer["expires_in"] == 3600
    assert set(answer) == {"access_token", "expires_in"}


def test_a_token_tells_company_and_user(sandbox):
    session = sandbox.reader(sandbox.key()).get("/sessioninfo").json()
    assert (session["companyId"], session["name"]) == (tiny.LEIPA.id, tiny.LEIPA.name)


@pytest.mark.parametrize(
    "wrong", [{"client_id": "other"}, {"client_secret": "guess"}, {"api_key": "guess"}, {"api_key": ""}]
)
def test_wrong_credentials_are_401(sandbox, wrong):
    assert sandbox.token_answer(sandbox.key(), **wrong).status_code == 401


def test_an_unknown_grant_is_400(sandbox):
    assert sandbox.token_answer(sandbox.key(), grant_type="password").status_code == 400


def test_credentials_in_the_url_are_refused(sandbox):
    form = {"grant_type": "client_credentials", "client_id": DEMO_CLIENT.client_id}
    url = f"{sandbox.url}/api/oauth/token?client_secret={DEMO_CLIENT.client_secret}&api_key={sandbox.key()}"
    assert sandbox.http.post(url, data=form).status_code == 400


def test_a_charset_in_the_content_type_is_refused(sandbox):
    order = Request("POST", f"{sandbox.url}/api/oauth/token", data={"grant_type": "client_credentials"}).prepare()
    order.headers["Content-Type"] += "; charset=UTF-8"
    assert sandbox.http.send(order).status_code == 400


def test_an_api_key_is_no_access_token(sandbox, reader):
    reader.token = sandbox.key()
    assert reader.get("/company").status_code == 401


def test_without_a_token_nothing_is_answered(sandbox):
    assert sandbox.http.get(f"{sandbox.url}/api/company").status_code == 401


def test_a_token_ends_after_its_time(sandbox):
    key = sandbox.key()
    sandbox.turn(token_life=0)
    assert sandbox.reader(key).get("/company").status_code == 401


def test_tokens_can_end_before_their_time_and_the_key_brings_new_ones(sandbox, reader):
    key = sandbox.key()
    early = sandbox.reader(key)
    assert early.get("/company").status_code == 200
    assert sandbox.control("DELETE", "/tokens").status_code == 200
    assert early.get("/company").status_code == 401
    assert sandbox.reader(key).get("/company").status_code == 200


def test_a_token_that_was_logged_out_is_worthless(sandbox, reader):
    answer = sandbox.http.post(f"{sandbox.url}/logout", headers={"Authorization": f"Bearer {reader.token}"})
    assert answer.status_code == 200
    assert reader.get("/company").status_code == 401


@pytest.mark.parametrize(("kills", "status"), [(True, 401), (False, 200)])
def test_a_revoked_key_brings_no_token_and_may_end_live_ones(sandbox, kills, status):
    sandbox.turn(revoked_keys_kill_tokens=kills)
    key = sandbox.key()
    reader = sandbox.reader(key)
    assert sandbox.control("POST", f"/companies/{tiny.LEIPA.id}/keys/revoke").json() == {"revoked": 1}
    assert sandbox.token_answer(key).status_code == 401
    assert reader.get("/company").status_code == status


def test_a_company_with_a_closed_api_is_403_for_tokens(sandbox):
    assert sandbox.token_answer(sandbox.key(tiny.SULJETTU.id, CLOSED)).status_code == 403


def test_refusals_can_come_in_procountors_own_shape(sandbox):
    sandbox.turn(auth_errors="errors")
    assert sandbox.token_answer("guess").json()["errors"][0]["status"] == 401


@pytest.mark.parametrize("prefix", ["/api", "/latest/api", "/supported/api", "/v2602/api"])
def test_every_published_version_answers(sandbox, reader, prefix):
    headers = {"Authorization": f"Bearer {reader.token}"}
    assert sandbox.http.get(f"{sandbox.url}{prefix}/company", headers=headers).status_code == 200


def test_an_unknown_version_is_404(sandbox, reader):
    headers = {"Authorization": f"Bearer {reader.token}"}
    assert sandbox.http.get(f"{sandbox.url}/v1901/api/company", headers=headers).status_code == 404


def test_a_get_with_a_body_is_403(reader):
    assert reader.ask("GET", "/company", json={}).status_code == 403


def test_an_unknown_path_is_404_in_the_error_envelope(reader):
    answer = reader.get("/nothing")
    assert (answer.status_code, answer.json()["errors"][0]["status"]) == (404, 404)

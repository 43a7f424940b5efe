"""The local issuer keeps the rules of the protocol, so that a client that breaks them is found out."""

import hashlib
from base64 import urlsafe_b64encode

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from hub.issuer import IssuerConfig, create_issuer, run
from hub.issuer.faults import FAULTS
from hub.issuer.people import CONSUMERS, PEOPLE, directory_of

BASE = "http://localhost:8002"
VERIFIER = "verifier-of-forty-three-characters-at-least"
ROOTS = {"google": "/google", "microsoft": "/microsoft/common"}
SIDES = tuple(ROOTS)


@pytest.fixture(scope="module")
def issuer():
    return create_issuer(IssuerConfig(BASE))


@pytest.fixture
def client(issuer):
    client = issuer.test_client()
    yield client
    assert client.put("/faults", json={}).status_code == 200


def asked(**changed: str) -> dict[str, str]:
    challenge = urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    told = {
        "client_id": "hub-demo",
        "redirect_uri": "http://hub.localhost:8000/auth/x/callback",
        "response_type": "code",
        "scope": "openid email profile",
        "state": "a-state",
        "nonce": "a-nonce",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return {**told, **changed}


def code_for(client, side: str, persona: str, **changed: str) -> str:
    answer = client.get(f"{ROOTS[side]}/authorize", query_string=asked(login_hint=persona, **changed))
    assert answer.status_code == 303
    assert "state=a-state" in answer.location
    return answer.location.split("code=")[1].split("&")[0]


def redeem(client, side: str, code: str, **changed: str):
    told = {
        "grant_type": "authorization_code",
        "client_id": "hub-demo",
        "client_secret": "hub-demo-secret",
        "redirect_uri": "http://hub.localhost:8000/auth/x/callback",
        "code": code,
        "code_verifier": VERIFIER,
    }
    return client.post(f"{ROOTS[side]}/token", data={**told, **changed})


def claims_of(client, side: str, persona: str, **changed: str) -> dict:
    token = redeem(client, side, code_for(client, side, persona, **changed)).json["id_token"]
    keys = client.get(f"{ROOTS[side]}/keys").json
    read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=["RS256"])
    key = next(each for each in keys["keys"] if each["kid"] == read.header["kid"])
    return {**read.claims, "issuer of the key": key.get("issuer")}


def test_a_workspace_account_at_google_has_its_domain(client):
    claims = claims_of(client, "google", "anna")
    assert claims["iss"] == f"{BASE}/google"
    assert (claims["email"], claims["email_verified"]) == ("anna@kapylanleipa.example", True)
    assert (claims["hd"], claims["nonce"], claims["aud"]) == ("kapylanleipa.example", "a-nonce", "hub-demo")
    assert "auth_time" not in claims


def test_a_private_account_at_google_has_none(client):
    claims = claims_of(client, "google", "aino")
    assert (claims["email_verified"], "hd" in claims) == (True, False)


def test_a_work_account_at_microsoft_names_its_directory(client):
    claims = claims_of(client, "microsoft", "anna")
    tid = directory_of("kapylanleipa.example")
    assert (claims["tid"], claims["iss"]) == (tid, f"{BASE}/microsoft/{tid}/v2.0")
    assert claims["xms_edov"] is True
    assert claims["issuer of the key"] == f"{BASE}/microsoft/{{tenantid}}/v2.0"


def test_a_personal_account_at_microsoft_is_signed_with_the_key_of_its_directory(client):
    claims = claims_of(client, "microsoft", "kalle")
    assert claims["tid"] == CONSUMERS
    assert claims["issuer of the key"] == claims["iss"]
    assert "xms_edov" not in claims


def test_colleagues_share_a_directory_and_nothing_else():
    anna, matti = (each for each in PEOPLE if each.key in ("anna", "matti"))
    assert anna.microsoft_tid == matti.microsoft_tid
    assert anna.microsoft_oid != matti.microsoft_oid
    assert anna.google_sub != matti.google_sub
    assert len(anna.google_sub) == 21


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("wish", [{"max_age": "300"}, {"claims": '{"id_token":{"auth_time":{"essential":true}}}'}])
def test_it_tells_when_somebody_signed_in_if_asked(client, side, wish):
    claims = claims_of(client, side, "anna", **wish)
    assert 0 <= claims["iat"] - claims["auth_time"] <= 60


def test_the_answer_names_the_issuer_at_google_only(client):
    answers = [client.get(f"{root}/authorize", query_string=asked(login_hint="anna")) for root in ROOTS.values()]
    assert "&iss=http%3A%2F%2Flocalhost%3A8002%2Fgoogle" in answers[0].location
    assert "iss=" not in answers[1].location


@pytest.mark.parametrize("side", SIDES)
def test_a_code_works_once(client, side):
    code = code_for(client, side, "anna")
    assert redeem(client, side, code).status_code == 200
    assert redeem(client, side, code).json == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"code_verifier": "another"}, 400),
        ({"redirect_uri": "http://hub.localhost:8000/other"}, 400),
        ({"grant_type": "password"}, 400),
        ({"client_secret": "guess"}, 401),
        ({"client_id": "other"}, 401),
    ],
)
def test_a_code_is_worth_nothing_in_other_hands(client, wrong, status):
    code = code_for(client, "google", "anna")
    assert redeem(client, "google", code, **wrong).status_code == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "other"},
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": "http://localhost.evil.example/"},
        {"response_type": "token"},
        {"scope": "email"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"state": ""},
        {"nonce": ""},
    ],
)
def test_a_request_that_breaks_the_rules_is_not_answered(client, wrong):
    assert client.get("/google/authorize", query_string=asked(**wrong)).status_code == 400


@pytest.mark.parametrize("side", SIDES)
def test_people_are_chosen_on_a_page_or_go_back(client, side):
    at = f"{ROOTS[side]}/authorize"
    page = client.get(at, query_string=asked()).text
    assert all((each.name in page) is (side in each.sides) for each in PEOPLE)
    chosen = client.post(at, query_string=asked(), data={"persona": "anna"})
    assert "code=" in chosen.location
    assert "error=access_denied" in client.post(at, query_string=asked()).location
    assert client.post(at, query_string=asked(), data={"persona": "nobody"}).status_code == 400


def test_faults_are_listed_and_switched(client):
    assert client.put("/faults", json={"google": ["nonce"]}).json["on"] == {"google": ["nonce"], "microsoft": []}
    assert client.get("/faults").json["faults"] == FAULTS
    assert claims_of(client, "google", "anna")["nonce"] == "another-nonce"
    assert claims_of(client, "microsoft", "anna")["nonce"] == "a-nonce"


@pytest.mark.parametrize("wrong", [{"google": ["no-such-fault"]}, {"google": 5}, []])
def test_a_fault_that_does_not_exist_is_named(client, wrong):
    assert client.put("/faults", json=wrong).status_code == 400


def test_strangers_are_refused(client):
    assert client.get("/", environ_overrides={"REMOTE_ADDR": "203.0.113.9"}).status_code == 403


def test_it_does_not_listen_to_other_machines():
    with pytest.raises(ValueError, match="this machine"):
        run("0.0.0.0", 8002)

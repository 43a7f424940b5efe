"""`/login` and `/keylogin` hand out codes that are good once, for five minutes, for one address."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from plugins.procountor.sandbox.demo import DEMO_CLIENT, REDIRECT_PATH

from . import tiny
from .conftest import HUB
from .contract import check

CALLBACK = HUB + REDIRECT_PATH
LINK = {"response_type": "code", "client_id": DEMO_CLIENT.client_id, "redirect_uri": CALLBACK, "state": "a b&c"}
ANNA, SALLA = "anna@kapylanleipa.example", "salla@kapylanleipa.example"


@pytest.fixture
def browser_of(sandbox):
    def _browser_of(email: str) -> requests.Session:
        session = requests.Session()
        session.post(f"{sandbox.url}/signin", data={"email": email}, allow_redirects=False)
        return session

    return _browser_of


@pytest.fixture
def consent(sandbox, browser_of):
    """Agree in the browser and give what the callback gets."""

    def _consent(page: str, email: str = ANNA, **form: object) -> dict[str, str]:
        data = {"company": tiny.LEIPA.id, "answer": "allow", **form}
        answer = browser_of(email).post(f"{sandbox.url}{page}", params=LINK, data=data, allow_redirects=False)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(CALLBACK + "?")
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}

    return _consent


def exchange(sandbox, path: str, code: str, **form: str) -> requests.Response:
    order = {
        "grant_type": "authorization_code",
        "client_id": DEMO_CLIENT.client_id,
        "client_secret": DEMO_CLIENT.client_secret,
        "redirect_uri": CALLBACK,
        "code": code,
    }
    return sandbox.http.post(f"{sandbox.url}/api/oauth/{path}", data=order | form)


@pytest.mark.parametrize("page", ["/login", "/keylogin"])
def test_the_page_asks_who_one_is_and_then_for_the_company(sandbox, browser_of, page):
    stranger = requests.get(f"{sandbox.url}{page}", params=LINK)
    assert "Sign in to Procountor" in stranger.text
    asked = browser_of(ANNA).get(f"{sandbox.url}{page}", params=LINK)
    assert tiny.LEIPA.name in asked.text
    assert tiny.PUU.name not in asked.text
    check("GET", page, asked.status_code, "text/html", asked.text)


def test_keylogin_brings_a_code_its_life_and_the_state(consent):
    back = consent("/keylogin")
    assert set(back) == {"code", "expires_in", "state"}
    assert (back["expires_in"], back["state"]) == ("300", "a b&c")


def test_a_keylogin_code_becomes_a_key_of_the_person_in_the_company(sandbox, consent):
    answer = exchange(sandbox, "key", consent("/keylogin", SALLA)["code"])
    check("POST", "/oauth/key", answer.status_code, answer.headers["Content-Type"], answer.json())
    reader = sandbox.reader(answer.json()["api_key"])
    assert reader.get("/users").json()["email"] == SALLA
    assert reader.get("/company").json()["id"] == tiny.LEIPA.id


def test_a_second_keylogin_gives_the_key_there_is(sandbox, consent):
    keys = {exchange(sandbox, "key", consent("/keylogin")["code"]).json()["api_key"] for _ in range(2)}
    assert len(keys) == 1


def test_a_code_is_good_once(sandbox, consent):
    code = consent("/keylogin")["code"]
    assert [exchange(sandbox, "key", code).status_code for _ in range(2)] == [200, 401]


def test_a_code_ends_after_its_time(sandbox, consent):
    sandbox.turn(code_life=0)
    assert exchange(sandbox, "key", consent("/keylogin")["code"]).status_code == 401


@pytest.mark.parametrize("wrong", [{"redirect_uri": CALLBACK + "?x=1"}, {"redirect_uri": ""}, {"client_secret": "x"}])
def test_a_code_is_good_for_its_own_address_and_client_only(sandbox, consent, wrong):
    assert exchange(sandbox, "key", consent("/keylogin")["code"], **wrong).status_code == 401


def test_a_keylogin_code_is_no_login_code_and_the_other_way_round(sandbox, consent):
    assert exchange(sandbox, "token", consent("/keylogin")["code"]).status_code == 401
    assert exchange(sandbox, "key", consent("/login")["code"]).status_code == 401


def test_a_login_code_becomes_a_token_that_can_be_refreshed(sandbox, consent):
    first = exchange(sandbox, "token", consent("/login")["code"]).json()
    refreshed = sandbox.token_answer("", grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    assert "refresh_token" not in refreshed
    headers = {"Authorization": f"Bearer {refreshed['access_token']}"}
    session = sandbox.http.get(f"{sandbox.url}/api/sessioninfo", headers=headers).json()
    assert (session["companyId"], session["userName"]) == (tiny.LEIPA.id, "Anna Kirjanpitäjä")


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uri": CALLBACK + "/"},
        {"redirect_uri": CALLBACK + "?next=/"},
        {"redirect_uri": "https://evil.example/"},
        {"client_id": "other"},
        {"response_type": "token"},
    ],
)
def test_a_wrong_link_leads_nowhere(sandbox, browser_of, wrong):
    for method in ("GET", "POST"):
        link = LINK | wrong
        answer = browser_of(ANNA).request(
            method, f"{sandbox.url}/keylogin", params=link, data={"company": tiny.LEIPA.id}, allow_redirects=False
        )
        assert answer.status_code == 400
        assert "Location" not in answer.headers


def test_somebody_elses_company_cannot_be_given_away(sandbox, browser_of):
    answer = browser_of(ANNA).post(
        f"{sandbox.url}/keylogin", params=LINK, data={"company": tiny.PUU.id}, allow_redirects=False
    )
    assert answer.status_code == 404


def test_who_does_not_want_to_goes_back_without_a_code(consent):
    assert consent("/keylogin", answer="cancel") == {"error": "access_denied", "state": "a b&c"}


def test_a_form_of_another_site_is_refused(sandbox, browser_of):
    answer = browser_of(ANNA).post(
        f"{sandbox.url}/keylogin",
        params=LINK,
        data={"company": tiny.LEIPA.id},
        headers={"Origin": "https://evil.example"},
        allow_redirects=False,
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/x", "/\\evil.example", "javascript:alert(1)", "store", ""]
)
def test_signing_in_leads_to_no_other_site(sandbox, target):
    form = {"email": ANNA, "next": target}
    answer = requests.post(f"{sandbox.url}/signin", data=form, allow_redirects=False)
    assert answer.headers["Location"] == "/store"


def test_signing_in_leads_on_to_where_one_was_going(sandbox):
    form = {"email": ANNA, "next": "/keylogin?state=a%20b"}
    answer = requests.post(f"{sandbox.url}/signin", data=form, allow_redirects=False)
    assert answer.headers["Location"] == "/keylogin?state=a%20b"

"""A key by keylogin or by hand, with nothing secret in an address."""

from urllib.parse import parse_qs, urlsplit

import pytest

from hub.sdk.errors import GiveUp, Refused
from hub.sdk.secrets import Secret
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.sandbox.books.golden import golden_book
from plugins.procountor.sandbox.books.model import Company
from plugins.procountor.sandbox.demo import DEMO_CLIENT
from plugins.procountor.sandbox.state import codes
from plugins.procountor.sandbox.state.codes import Grant
from plugins.procountor.schemas import ConnectionSchema

from .conftest import BOOKKEEPER

LEIPA = Company(101, "Käpylän Leipä Oy", "1234567-1")
BACK = "http://hub.localhost:8000/connect/procountor/callback"


@pytest.fixture
def sandbox(start):
    return start(golden_book(LEIPA))


@pytest.fixture
def login():
    return ProcountorConnector.key_login


def code_of(sandbox) -> str:
    grant = Grant("keylogin", BOOKKEEPER.id, LEIPA.id, DEMO_CLIENT.client_id, BACK)
    return codes.issue(sandbox.world.db, grant, 300)


def test_the_browser_is_sent_to_keylogin_without_a_secret(sandbox, login):
    approval = login.begin(BACK, "state-of-mine")
    parts = urlsplit(approval.url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{sandbox.url}/keylogin"
    assert parse_qs(parts.query) == {
        "response_type": ["code"],
        "client_id": [DEMO_CLIENT.client_id],
        "redirect_uri": [BACK],
        "state": ["state-of-mine"],
    }
    assert DEMO_CLIENT.client_secret not in approval.url


def test_the_code_becomes_a_key_that_opens_the_company(sandbox, login):
    settings = login.finish(BACK, {"code": code_of(sandbox), "state": "state-of-mine"})
    assert isinstance(settings["api_key"], Secret)
    connector = ProcountorConnector()
    assert connector.company(connector.connect(settings)).name == LEIPA.name


def test_a_code_is_good_once(sandbox, login):
    code = code_of(sandbox)
    login.finish(BACK, {"code": code})
    with pytest.raises(Refused, match="Begin again"):
        login.finish(BACK, {"code": code})


@pytest.mark.parametrize("query", [{}, {"code": ""}, {"error": "access_denied"}])
def test_who_declined_is_told_that_nothing_was_connected(login, query):
    with pytest.raises(Refused, match="Nothing was connected"):
        login.finish(BACK, query)


def test_without_a_client_the_operator_is_told_what_to_set(login, monkeypatch):
    monkeypatch.delenv("HUB_PROCOUNTOR_CLIENT_ID", raising=False)
    with pytest.raises(GiveUp, match="HUB_PROCOUNTOR_CLIENT_ID"):
        login.begin(BACK, "state")


def test_a_pasted_key_needs_no_company_id(sandbox):
    values = ConnectionSchema().load({"api_key": sandbox.key(LEIPA.id).reveal()})
    access = ProcountorConnector().connect({"api_key": Secret(values["api_key"]), "company_id": values["company_id"]})
    assert ProcountorConnector().company(access).source_id == "101"


@pytest.mark.parametrize("form", [{}, {"api_key": "short"}, {"api_key": "x" * 20, "company_id": "abc"}])
def test_a_form_that_cannot_be_right_is_stopped_with_a_reason(form):
    assert ConnectionSchema().validate(form)

"""The store is believed, the browser is not; what is unknown stays unknown."""

import datetime as dt

import pytest

from hub.sdk.activation import Arrival, Decision
from hub.sdk.errors import GiveUp, Refused, UserFault
from hub.sdk.secrets import Secret
from plugins.procountor.activation import ProcountorActivation, _company, _ticket
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.registers import BusinessIdentifier
from plugins.procountor.sandbox.books.golden import golden_book
from plugins.procountor.sandbox.books.model import Company
from plugins.procountor.sandbox.demo import OPERATOR_COMPANY_ID
from plugins.procountor.sandbox.state import activations
from plugins.procountor.store import ActivationRequest, Facts, RequestedCompany

from .conftest import BOOKKEEPER

LEIPA, PUU = Company(101, "Käpylän Leipä Oy", "1234567-1"), Company(102, "Pohjolan Puu Oy", "2077474-0")


@pytest.fixture
def sandbox(start):
    return start(golden_book(LEIPA), golden_book(PUU))


@pytest.fixture
def flow():
    return ProcountorActivation()


def opened(flow, sandbox, *companies):
    return flow.open(flow.reference(Arrival({"requestId": str(sandbox.activation(*companies))})))


@pytest.mark.parametrize("value", ["7", "2147483647"])
def test_a_request_id_is_a_whole_number(flow, value):
    assert flow.reference(Arrival({"requestId": value})) == value


@pytest.mark.parametrize("value", ["0", "-1", "07", "1.0", "1e3", " 1", "2147483648", "٣", "１", "1,2", "abc", "1%2F2"])
def test_anything_else_is_none(flow, value):
    with pytest.raises(UserFault, match="press Activate again"):
        flow.reference(Arrival({"requestId": value}))


def test_the_parameter_s_name_is_a_setting(flow, monkeypatch):
    monkeypatch.setenv("HUB_PROCOUNTOR_REQUEST_PARAM", "activation")
    assert flow.reference(Arrival({"activation": "7"})) == "7"


def test_a_ticket_tells_what_the_store_told(flow, sandbox):
    ticket = opened(flow, sandbox, LEIPA.id, PUU.id)
    assert (ticket.initiator.email, ticket.initiator.name) == (BOOKKEEPER.email, BOOKKEEPER.name)
    assert [(each.source_id, each.name, each.country, each.business_id) for each in ticket.companies] == [
        ("101", "Käpylän Leipä Oy", "FI", "12345671"),
        ("102", "Pohjolan Puu Oy", "FI", "20774740"),
    ]
    assert ticket.expires_at > dt.datetime.now(dt.UTC)


def test_what_nobody_agreed_to_share_is_not_made_up(flow, sandbox):
    sandbox.turn(initiator_shared=False)
    ticket = opened(flow, sandbox, LEIPA.id)
    assert ticket.initiator is None
    (company,) = ticket.companies
    assert (company.business_id, company.country) == (None, "ZZ")


@pytest.mark.parametrize(
    ("identifier", "country", "known"),
    [
        (BusinessIdentifier("FI", "1234567-1"), "FINLAND", ("12345671", "FI")),
        (BusinessIdentifier("FI", "12345671"), "FINLAND", ("12345671", "FI")),
        (BusinessIdentifier("FI", "1234567-1"), None, ("12345671", "FI")),
        (BusinessIdentifier("FI", "1234567-8"), "FINLAND", (None, "FI")),
        (BusinessIdentifier("SE", "1234567-1"), "SWEDEN", (None, "SE")),
        (BusinessIdentifier("HETU", "131052-308T"), "FINLAND", (None, "FI")),
        (BusinessIdentifier(None, "1234567-1"), "FINLAND", (None, "FI")),
        (None, "NORWAY", (None, "NO")),
        (None, "SOMEWHERE_NEW", (None, "ZZ")),
    ],
)
def test_only_a_valid_finnish_business_id_is_believed(identifier, country, known):
    company = _company(RequestedCompany(7, Facts("Yhtiö", country, identifier)))
    assert (company.business_id, company.country) == known


@pytest.mark.parametrize(
    ("expires", "moment"),
    [
        ("2025-11-30T12:00:00", dt.datetime(2025, 11, 30, 12, tzinfo=dt.UTC)),
        ("2025-11-30T12:00:00+02:00", dt.datetime(2025, 11, 30, 10, tzinfo=dt.UTC)),
        ("2025-11-30T12:00:00Z", dt.datetime(2025, 11, 30, 12, tzinfo=dt.UTC)),
        ("tomorrow", None),
        (None, None),
    ],
)
def test_the_end_of_a_request_is_read_in_every_form(expires, moment):
    assert _ticket("7", ActivationRequest("activate-hub", expires)).expires_at == moment


def test_a_guessed_request_is_not_known(flow, sandbox):
    with pytest.raises(UserFault, match="does not know this activation"):
        flow.open("99999")


def test_an_expired_request_says_how_to_begin_again(flow, sandbox):
    with pytest.raises(Refused, match="press Activate again"):
        flow.open(str(sandbox.activation(LEIPA.id, life=0)))


def test_a_request_that_expires_before_it_is_confirmed_is_refused_too(flow, sandbox):
    ticket = opened(flow, sandbox, LEIPA.id)
    activations.expire(sandbox.world.db, int(ticket.reference))
    with pytest.raises(Refused, match="has passed"):
        flow.confirm(ticket, [Decision("101", approve=True)])


def test_each_company_is_decided_and_the_key_opens_its_books(flow, sandbox):
    ticket = opened(flow, sandbox, LEIPA.id, PUU.id)
    decisions = [Decision("101", approve=True), Decision("102", approve=False, reason="x" * 500)]
    (credential,) = flow.confirm(ticket, decisions)
    assert flow.confirm(ticket, decisions) == [credential]
    assert isinstance(credential.settings["api_key"], Secret)
    connector = ProcountorConnector()
    assert connector.company(connector.connect(credential.settings)).business_id == "12345671"
    assert flow.is_active(ticket, "101") is True
    assert flow.is_active(ticket, "102") is False


def test_the_decisions_have_to_name_every_company_once(flow, sandbox):
    ticket = opened(flow, sandbox, LEIPA.id, PUU.id)
    for decisions in ([], [Decision("101", True)], [Decision("101", True)] * 2 + [Decision("102", True)]):
        with pytest.raises(UserFault, match="Decide about each company"):
            flow.confirm(ticket, decisions)
    assert not any("PUT" in request for request in sandbox.requests())


def test_a_refused_operator_key_is_the_operator_s_to_mend(flow, sandbox, monkeypatch):
    monkeypatch.setenv("HUB_PROCOUNTOR_OPERATOR_KEY", "canary-not-a-key")
    with pytest.raises(GiveUp, match="Its operator has to renew it") as raised:
        flow.open("1")
    assert "canary" not in str(raised.value)


def test_the_operator_s_closed_api_is_not_laid_at_the_customer_s_door(flow, sandbox):
    sandbox.hide(OPERATOR_COMPANY_ID, api_open=False)
    with pytest.raises(GiveUp, match="Its operator has to renew it"):
        flow.open(str(sandbox.activation(LEIPA.id)))


def test_without_an_operator_key_the_variable_is_named(flow, sandbox, monkeypatch):
    monkeypatch.delenv("HUB_PROCOUNTOR_OPERATOR_KEY")
    with pytest.raises(GiveUp, match="HUB_PROCOUNTOR_OPERATOR_KEY"):
        flow.open("1")


def test_whether_it_is_active_is_not_known_while_the_store_is_silent(flow, sandbox, monkeypatch):
    ticket = opened(flow, sandbox, LEIPA.id)
    monkeypatch.setattr("plugins.procountor.wire.PAUSES", ())
    sandbox.turn(fault="500")
    assert flow.is_active(ticket, "101") is None


def test_a_removed_integration_is_not_active_any_more(flow, sandbox):
    ticket = opened(flow, sandbox, LEIPA.id)
    flow.confirm(ticket, [Decision("101", approve=True)])
    sandbox.world.remove_integration(LEIPA.id)
    assert flow.is_active(ticket, "101") is False


def test_every_case_in_the_way_has_a_text(flow):
    assert flow.mended_by().keys() >= {
        "api_closed",
        "expired",
        "left_active",
        "payroll_hidden",
        "unknown",
        "untold",
    }

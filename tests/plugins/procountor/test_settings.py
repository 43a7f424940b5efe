"""Where Procountor is may not be an unprotected address, and what is missing is named."""

import pytest

from hub.sdk.errors import GiveUp
from hub.sdk.proving import Balances, Totals
from hub.sdk.settings import InvalidSetting
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.settings import ProcountorSettings, settings, totals_as_set


def test_without_any_variable_the_real_procountor_is_meant():
    read = ProcountorSettings.read({})
    assert (read.api_url, read.rate, read.request_param) == ("https://api.procountor.com/api", 5.0, "requestId")


@pytest.mark.parametrize("address", ["http://127.0.0.1:8001/api", "http://localhost:8001", "http://[::1]:8001/api"])
def test_this_machine_may_be_spoken_to_without_tls(address):
    assert ProcountorSettings.read({"HUB_PROCOUNTOR_API_URL": address}).api_url == address


@pytest.mark.parametrize(
    "address",
    [
        "http://api.procountor.com/api",
        "http://localhost.example.com/api",
        "http://127.0.0.1.example.com",
        "http://10.0.0.1/api",
        "http://2130706433/api",
        "ftp://127.0.0.1/api",
        "https://user:secret@api.procountor.com/api",
    ],
)
def test_anything_else_without_tls_is_refused_by_name(address):
    with pytest.raises(InvalidSetting, match="HUB_PROCOUNTOR_API_URL"):
        ProcountorSettings.read({"HUB_PROCOUNTOR_API_URL": address})


def test_secrets_do_not_show_themselves():
    read = ProcountorSettings.read(
        {"HUB_PROCOUNTOR_CLIENT_SECRET": "canary-one", "HUB_PROCOUNTOR_OPERATOR_KEY": "canary-two"}
    )
    assert "canary" not in repr(read)


def test_what_the_operator_has_not_set_is_named():
    with pytest.raises(GiveUp, match="HUB_PROCOUNTOR_CLIENT_ID"):
        ProcountorSettings.read({}).need("client_id")


def test_settings_are_read_when_they_are_used(monkeypatch):
    monkeypatch.setenv("HUB_PROCOUNTOR_RATE", "7")
    assert settings().rate == 7


@pytest.mark.parametrize(
    ("balances", "sign", "meant"),
    [
        ("", "", None),
        ("auto", "auto", None),
        ("closing", "", Totals(1, Balances.CLOSING)),
        ("", "credit", Totals(1, Balances.CHANGE)),
    ],
)
def test_how_the_account_report_is_read_is_found_out_unless_it_is_set(balances, sign, meant):
    given = {"HUB_PROCOUNTOR_REPORT_BALANCES": balances, "HUB_PROCOUNTOR_REPORT_SIGN": sign}
    assert totals_as_set(ProcountorSettings.read(given)) == meant


@pytest.mark.parametrize("name", ["HUB_PROCOUNTOR_REPORT_BALANCES", "HUB_PROCOUNTOR_REPORT_SIGN"])
def test_another_form_of_the_account_report_is_refused_by_name(name):
    with pytest.raises(InvalidSetting, match=f"{name} cannot be used: it must be auto"):
        ProcountorSettings.read({name: "sideways"})


@pytest.mark.parametrize(
    "address",
    [
        "http://app.procountor.com/{receipt}",
        "javascript:alert({receipt})",
        "https://{receipt}.procountor.com/",
        "https://app.procountor.com/receipts",
        "https://app.procountor.com/{receipt}/{receipt}",
        "https://app.procountor.com/{company}/{receipt}",
    ],
)
def test_a_receipt_s_page_is_somewhere_safe_and_has_one_place_for_the_id(address):
    with pytest.raises(InvalidSetting, match="HUB_PROCOUNTOR_RECEIPT_PAGE"):
        ProcountorSettings.read({"HUB_PROCOUNTOR_RECEIPT_PAGE": address})


def test_a_receipt_leads_to_its_page_in_procountor_only_where_that_is_set(monkeypatch):
    assert ProcountorConnector().receipt_page("17") is None
    monkeypatch.setenv("HUB_PROCOUNTOR_RECEIPT_PAGE", "https://app.procountor.com/receipt/{receipt}?tab=1")
    assert ProcountorConnector().receipt_page("17") == "https://app.procountor.com/receipt/17?tab=1"
    assert ProcountorConnector().receipt_page("1/../2?x") == "https://app.procountor.com/receipt/1%2F..%2F2%3Fx?tab=1"

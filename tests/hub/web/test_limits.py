"""Whoever asks too often is told when to come back, and nobody else notices."""

import json
import logging
import re
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from hub.app import create_app
from hub.audit.models import HubEvent
from hub.config import HubSettings
from hub.pluginmanager import Plugins
from hub.web.errors import _in_words
from hub.web.limits import TABLE, By, Limit, Limits, client, limited, limits_of
from tenants.models import Role

README = Path(__file__).resolve().parents[3] / "README.md"
GUARDED = {
    "identity.start": "sign_in",
    "identity.callback": "sign_in",
    "identity.hand_off": "hand_off",
    "identity.enter": "hand_off",
    "activation.arrive": "arrival",
    "activation.send_code": "code",
    "activation.redeem": "code_try",
    "activation.confirm_connection": "store",
    "activation.decline": "store",
    "activation.retry": "store",
    "activation.run_step": "store",
    "activation.subdomain": "script",
    "activation.status": "script",
    "connectors.attach": "key",
    "connectors.renew": "key",
    "connectors.begin": "key",
    "connectors.finish": "key",
    "connectors.sync_now": "sync",
    "connectors.sync_progress": "script",
    "invitations.invite": "invitation",
    "invitations.send_again": "invitation",
    "invitations.join": "join",
    "audit.export": "export",
    "reports.report_csv": "export",
    "reports.report_json": "export",
    "reports.report_pdf": "export",
    "reports.report_xlsx": "export",
    "reports.order_file": "export",
    "reports.build_again": "export",
    "reports.take_file": "export",
    "reports.files_progress": "script",
}


def few(minutes: float = 10, **times: int) -> Limits:
    """The product's table with other numbers by address for a few names."""
    narrow = {name: (Limit(most, timedelta(minutes=minutes), By.ADDRESS),) for name, most in times.items()}
    return {**TABLE, **narrow}


@pytest.fixture
def table() -> Limits:
    return few(4, entrance=2, sign_in=2)


def test_v2_4_1_what_can_be_guessed_mailed_or_costs_others_is_limited(app):
    marked = {name: limits_of(view) for name, view in app.view_functions.items()}
    assert {name: marked[name] for name in GUARDED} == {name: (limit,) for name, limit in GUARDED.items()}


def test_the_readme_tells_the_limits_as_they_are():
    told = dict.fromkeys(TABLE, ())
    for name, *numbers in re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|([^|]*)\|([^|]*)\|$", README.read_text(), re.M):
        if name in told:
            told[name] = tuple(each.strip() for each in numbers)
    assert told == {name: _row(limits) for name, limits in TABLE.items()}


def _row(limits: tuple[Limit, ...]) -> tuple[str, ...]:
    by = {each.by: f"{each.times} in {_span(each.per)}" for each in limits}
    return tuple(by.get(each, "") for each in (By.ADDRESS, By.PERSON, By.TENANT))


def _span(per: timedelta) -> str:
    minutes = int(per.total_seconds()) // 60
    return f"{minutes // 60} h" if minutes > 60 else f"{minutes} min"


def test_a_view_can_only_be_marked_with_a_limit_of_the_table():
    with pytest.raises(KeyError):
        limited("nothing")
    with pytest.raises(ValueError, match="must have the names"):
        create_app(HubSettings.read({}), Plugins(), {})


def test_a_page_says_in_words_when_to_come_back(client):
    for _ in range(2):
        assert client.get("/").status_code == 303
    answer = client.get("/")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 240
    assert "Too many attempts" in answer.text
    assert "You can do it again in 4 minutes." in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_a_script_is_told_in_json(client):
    for _ in range(3):
        answer = client.get("/auth/nobody", headers={"Accept": "application/json"})
    assert answer.status_code == 429
    assert answer.content_type == "application/problem+json"
    told = json.loads(answer.text)
    assert told["title"] == "Too many attempts"
    assert "in 4 minutes" in told["detail"]
    assert 0 < int(answer.headers["Retry-After"]) <= 240


def test_a_refusal_is_in_the_log_each_time_and_in_the_audit_once(client, db: ModuleType, caplog):
    caplog.set_level(logging.WARNING)
    for _ in range(5):
        client.get("/")
    lines = [each for each in caplog.messages if "limit entrance of address:127.0.0.1 is used up" in each]
    assert len(lines) == 3
    with db.system_transaction() as session:
        (event,) = session.scalars(select(HubEvent).where(HubEvent.action == "limit.reached"))
    assert (event.subject, event.address, event.details) == (
        "entrance",
        "127.0.0.1",
        {"counted": "address:127.0.0.1"},
    )


def refused_after(app, headers: list[dict[str, str]], **environ: str) -> list[bool]:
    asking = app.test_client()
    return [
        asking.get("/", base_url="http://hub.localhost:8000", headers=each, environ_overrides=environ).status_code
        == 429
        for each in headers
    ]


def test_v4_1_3_nobody_gets_a_new_count_by_a_header(app):
    headers = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP"]
    forged = [{name: f"203.0.113.{place}"} for place, name in enumerate(headers)]
    assert refused_after(app, forged) == [False, False, True, True, True]


def test_v4_1_3_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(settings, db, table):
    told = HubSettings.read({"HUB_BASE_URL": settings.base_url, "HUB_PROXIES": "1"})
    app = create_app(told, Plugins(), table)
    forged = [{"X-Forwarded-For": f"203.0.113.{place}, 198.51.100.7"} for place in range(4)]
    assert refused_after(app, forged) == [False, False, True, True]
    assert refused_after(app, [{"X-Forwarded-For": "198.51.100.8"}]) == [False]


def test_addresses_do_not_count_for_each_other_but_a_whole_ipv6_network_does(app):
    assert refused_after(app, [{}] * 3, REMOTE_ADDR="192.0.2.1") == [False, False, True]
    assert refused_after(app, [{}] * 3, REMOTE_ADDR="192.0.2.2") == [False, False, True]
    network = [refused_after(app, [{}], REMOTE_ADDR=f"2001:db8:0:1::{host}")[0] for host in range(1, 4)]
    assert network == [False, False, True]
    assert refused_after(app, [{}], REMOTE_ADDR="2001:db8:0:2::1") == [False]


@given(st.ip_addresses(v=6))
def test_all_of_an_ipv6_network_is_one_client(address):
    other = type(address)(int(address) ^ 0xFFFF_FFFF)
    assert address.ipv4_mapped or client(str(address)) == client(str(other))


class TestOfAPerson:
    """Limits by person and by environment."""

    @pytest.fixture
    def table(self) -> Limits:
        ten = timedelta(minutes=10)
        return {**TABLE, "script": (Limit(2, ten, By.PERSON), Limit(3, ten, By.TENANT))}

    @pytest.fixture
    def enter(self, make_person, make_tenant, make_member, browse, sign_in):
        def enter(tenant):
            who = make_person()
            make_member(tenant, who, Role.MEMBER)
            asking = browse(tenant)
            sign_in(asking, who, tenant)
            return lambda: asking.get("/sync", headers={"Accept": "application/json"}).status_code

        return enter

    def test_a_person_is_counted_and_so_is_the_environment(self, enter, make_tenant):
        tenant = make_tenant()
        anna, bertta, elsewhere = enter(tenant), enter(tenant), enter(make_tenant("other", "Other Oy"))
        assert [anna() for _ in range(3)] == [200, 200, 429]
        assert [bertta() for _ in range(2)] == [200, 429]
        assert elsewhere() == 200

    def test_somebody_without_a_session_is_not_counted_but_asked_to_sign_in(self, browse, make_tenant):
        asking = browse(make_tenant())
        answers = {asking.get("/sync", headers={"Accept": "application/json"}).status_code for _ in range(5)}
        assert answers == {401}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "in 1 second"),
        (59, "in 59 seconds"),
        (60, "in 1 minute"),
        (61, "in 2 minutes"),
        (239, "in 4 minutes"),
        (3600, "in 1 hour"),
        (3601, "in 2 hours"),
        (24 * 3600, "in 1 day"),
    ],
)
def test_nobody_is_told_to_come_back_too_early(app, seconds, words):
    with app.test_request_context():
        assert _in_words(seconds) == words

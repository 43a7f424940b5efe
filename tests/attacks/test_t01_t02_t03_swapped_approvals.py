"""T01, T02, T03: an approval given at the accounting system is carried into the wrong session, in either direction.

A browser comes back from the accounting system's own page with a code and with a state (keylogin), or from the store
with a request id (activation). Who begins must be who ends, in the same browser, with the same connector, and that is
looked at before the code is redeemed: the store counts how often it was.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from marshmallow import Schema
from sqlalchemy import text

from hub.sdk import hookimpl
from hub.sdk.accounting import AccountingConnector, Approval, KeyLogin
from hub.sdk.errors import Refused
from tenants.models import Company, Role
from tests.attacks.market import ANNA, LEIPA, LIISA, PEKKA, PUU, query_of

pytestmark = pytest.mark.usefixtures("equipped")
CALLBACK = "/connect/procountor/callback"
FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "http://mallory.hub.localhost:8000"},
    {"Sec-Fetch-Site": "same-site"},
    {"X-CSRF-Token": "made-up"},
    {"X-CSRF-Token": ""},
)
"""How the request of another site, of another environment's page, or of a page without the session's token looks."""
LONG_AGO = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture
def make_admin(db, make_person, make_tenant, make_member):
    """Make an environment with a company in it, and its Admin."""

    def make(name, email, company, subdomain):
        person, tenant = make_person(name, email), make_tenant(subdomain, f"{name}'s")
        make_member(tenant, person, Role.ADMIN)
        with db.transaction(tenant.id) as session:
            session.add(Company(tenant_id=tenant.id, name=company.name, country="FI", business_id=plain(company)))
        return person

    return make


@pytest.fixture
def anna(make_admin):
    return make_admin("Anna", ANNA, LEIPA, "leipa")


@pytest.fixture
def mallory(make_admin):
    return make_admin("Mallory", "mallory@elsewhere.example", PUU, "mallory")


@pytest.fixture
def enter(browse, sign_in):
    """Open a browser at the apex, signed in."""

    def enter(who, **facts):
        client = browse()
        sign_in(client, who, **facts)
        return client

    return enter


def plain(company) -> str:
    return company.business_id.replace("-", "")


def begin(client, environment: str, key: str = "procountor", **form: str) -> str:
    """Press the button; gives the address of the accounting system's page."""
    answer = client.post(f"/connect/{key}", data={"environment": environment, **form})
    assert answer.status_code == 303, answer.text
    return answer.location


def assert_nothing_came_of_it(market, kept, before) -> None:
    assert market.redeemed() == []
    assert kept() == before


def test_t01_an_approval_of_the_victim_does_not_reach_who_sent_the_link(
    market, enter, browse, anna, mallory, kept, told_outside
):
    """Mallory begins in an environment of her own and has Anna approve, whose books would go there."""
    before, attacker = kept(), enter(mallory)
    for _ in range(2):
        link = begin(attacker, "mallory", another="1")
        callback = market.approve(link, ANNA)
        victim = enter(anna)
        assert victim.get(callback).status_code == 403
    stranger = browse()
    assert stranger.get(callback).location == "/sign-in"
    assert_nothing_came_of_it(market, kept, before)
    assert told_outside() == ["connection.approval_refused"] * 2


def test_t01_nor_when_the_victim_has_to_sign_in_first(market, enter, browse, sign_in, anna, mallory, kept):
    before = kept()
    callback = market.approve(begin(enter(mallory), "mallory", another="1"), ANNA)
    victim = browse()
    victim.get(callback)
    sign_in(victim, anna)
    for _ in range(2):
        assert victim.get(callback).status_code == 403
    assert_nothing_came_of_it(market, kept, before)


def test_t01_nor_when_both_sit_at_one_browser(market, enter, sign_in, anna, mallory, kept, told_outside):
    """The flow's cookie is the same, the person is not."""
    before, shared = kept(), enter(mallory)
    callback = market.approve(begin(shared, "mallory", another="1"), ANNA)
    sign_in(shared, anna)
    assert shared.get(callback).status_code == 403
    sign_in(shared, mallory)
    assert shared.get(callback).status_code == 403, "one attempt for each state"
    assert_nothing_came_of_it(market, kept, before)
    assert told_outside() == ["connection.approval_refused"] * 2


def test_t01_an_approval_comes_too_late_after_a_quarter_of_an_hour(market, enter, anna, kept, monkeypatch):
    before, client = kept(), enter(anna)
    callback = market.approve(begin(client, "leipa"), ANNA)
    with monkeypatch.context() as clock:
        clock.setattr("hub.web.entrance.time.time", lambda: 4e9)
        assert client.get(callback).status_code == 403
    assert client.get(callback).status_code == 403
    assert_nothing_came_of_it(market, kept, before)


def test_t01_an_approval_is_worth_one_connection(market, enter, anna, rows, told_inside):
    """What is refused above does work for whoever began it, once."""
    client = enter(anna)
    callback = market.approve(begin(client, "leipa"), ANNA)
    assert client.get(callback).status_code == 303
    assert client.get(callback).status_code == 403
    assert len(market.redeemed()) == 1
    assert rows("connection") == 1
    assert told_inside() == ["connection.attached"]


def test_t02_an_attackers_approval_does_not_get_into_the_victims_browser(market, enter, anna, mallory, kept):
    """Login CSRF: Mallory's code for her own books, opened where Anna is an Admin; then Anna's own way still works."""
    before, attacker, victim = kept(), enter(mallory), enter(anna)
    own = begin(victim, "leipa")
    stolen = query_of(market.approve(begin(attacker, "mallory", another="1"), PEKKA, PUU.id))
    for address in (
        f"{CALLBACK}?code={stolen['code']}&state={stolen['state']}",
        f"{CALLBACK}?code={stolen['code']}&state=made-up",
        f"{CALLBACK}?code={stolen['code']}",
    ):
        assert victim.get(address).status_code == 403
    assert_nothing_came_of_it(market, kept, before)
    assert victim.get(market.approve(own, ANNA)).status_code == 303


def test_t02_a_foreign_companys_books_do_not_come_in_unless_somebody_said_so(market, enter, anna, kept):
    """The victim is tricked into choosing the attacker's company on the accounting system's page."""
    before, victim = kept(), enter(anna)
    answer = victim.get(market.approve(begin(victim, "leipa"), PEKKA, PUU.id))
    assert answer.status_code == 403
    assert "not a company of" in answer.text
    assert kept() == before


def test_t02_no_other_site_begins_it(market, enter, anna, kept):
    before, victim = kept(), enter(anna)
    form = {"environment": "leipa", "another": "1"}
    for headers in FOREIGN:
        assert victim.post("/connect/procountor", data=form, headers=headers).status_code == 403
    assert_nothing_came_of_it(market, kept, before)


def test_t02_an_old_sign_in_begins_nothing(market, enter, anna, kept):
    before, victim = kept(), enter(anna, auth_time=LONG_AGO)
    for _ in range(2):
        answer = victim.post("/connect/procountor", data={"environment": "leipa"})
        assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert_nothing_came_of_it(market, kept, before)


class TestArrivals:
    """The same with the store's request id instead of a state."""

    FORM: ClassVar = {"name": "Leipä", "email": ANNA, "subdomain": "leipa-uusi", "terms": "1"}

    @pytest.fixture
    def clerk(self, make_person):
        return make_person("Liisa Laskija", LIISA)

    def test_t02_an_arrival_of_the_attackers_company_is_not_even_an_offer_to_the_victim(
        self, market, visitor, anna, clerk, kept, told_outside
    ):
        arrival = market.offer(LIISA, PUU.id)
        visitor(clerk).go(arrival)
        before, victim = kept(), visitor(anna)
        for _ in range(2):
            victim.go(arrival)
            assert victim.place == "prove"
            assert PUU.name not in victim.text
            assert not re.search(r'action="[^"]*(confirm|attach|form)"', victim.text)
        assert kept() == before
        assert market.answers() == []
        assert told_outside()[-1] == "activation.foreign_arrival"

    @pytest.fixture
    def ready(self, market, visitor, clerk):
        browser = visitor(clerk)
        browser.go(market.offer(LIISA))
        browser.send("/form", **self.FORM)
        assert browser.place == "confirm"
        return browser

    def test_t02_what_is_confirmed_is_named_on_the_page(self, ready):
        for word in (LEIPA.name, LEIPA.business_id, "leipa-uusi", LIISA):
            assert word in ready.text

    def test_t02_a_confirmation_of_another_page_is_refused(self, market, ready, kept):
        for headers in FOREIGN:
            for _ in range(2):
                assert ready.client.post(ready.at, headers=headers).status_code == 403
        assert market.answers() == []
        assert set(kept().values()) == {0}

    def test_t02_a_confirmation_with_an_old_sign_in_is_not_one(self, market, ready, owner, kept):
        with owner.begin() as connection:
            connection.execute(text("UPDATE web_session SET auth_time = now() - interval '1 hour'"))
        for _ in range(2):
            answer = ready.client.post(ready.at)
            assert (answer.status_code, answer.location) == (303, "/sign-in")
        assert market.answers() == []
        assert set(kept().values()) == {0}

    def test_t02_a_confirmation_with_the_token_of_another_session_is_refused(self, market, ready, enter, mallory):
        token = enter(mallory).csrf_token
        assert ready.client.post(ready.at, headers={"X-CSRF-Token": token}).status_code == 403
        assert market.answers() == []


class EvilLogin(KeyLogin):
    """Says that its sign-in page is the honest accounting system's, under the hub's own client there."""

    def __init__(self) -> None:
        self.honest = ""
        self.got: list[dict[str, str]] = []

    def begin(self, redirect_uri, state):
        return Approval(re.sub(r"state=[^&]*", f"state={state}", self.honest), state)

    def finish(self, redirect_uri, query):
        self.got.append(dict(query))
        raise Refused("Thank you.")


class EvilConnector(AccountingConnector):
    """A connector that an operator should not have installed."""

    key, label, settings_schema = "evil", "Evil", Schema
    key_login = EvilLogin()

    def connect(self, settings):
        raise NotImplementedError

    company = check = pull = control_totals = connect


class Evil:
    @hookimpl
    def register_connectors(self):
        return [EvilConnector()]


@pytest.fixture
def evil(plugins) -> EvilLogin:
    EvilConnector.key_login = EvilLogin()
    plugins.register(Evil(), "evil")
    return EvilConnector.key_login


def test_v10_2_2_t03_an_approval_that_another_connector_asked_for_is_not_redeemed(
    market, evil, enter, anna, kept, told_outside
):
    before, victim = kept(), enter(anna)
    evil.honest = begin(victim, "leipa")
    for _ in range(2):
        link = begin(victim, "leipa", key="evil")
        assert link.startswith(market.url)
        assert victim.get(market.approve(link, ANNA)).status_code == 403
    assert_nothing_came_of_it(market, kept, before)
    assert told_outside() == ["connection.approval_refused"] * 2


def test_t03_an_honest_approval_is_not_handed_to_another_connector(market, evil, enter, anna, kept):
    before, victim = kept(), enter(anna)
    for _ in range(2):
        back = market.approve(begin(victim, "leipa"), ANNA)
        assert victim.get(back.replace("/procountor/", "/evil/")).status_code == 403
        assert victim.get(back).status_code == 403, "one attempt for each state"
    assert evil.got == []
    assert_nothing_came_of_it(market, kept, before)


def test_t03_every_connector_has_a_redirect_address_of_its_own(market, evil, enter, anna):
    victim = enter(anna)
    told = query_of(begin(victim, "leipa"))["redirect_uri"]
    assert told == f"http://hub.localhost:8000{CALLBACK}"

"""From the apex to an environment's host: once, in the browser that asked, for members."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select, text

from hub.audit import Actor
from hub.identity import flows, handoff, own_sessions, sessions
from hub.identity.handoff import Order, Ticket
from hub.identity.models import WebSession
from hub.identity.sessions import Browser, NewSession
from hub.identity.tokens import challenge_of
from hub.members import service as members
from hub.sdk import hookimpl
from hub.sdk.refs import TenantRef
from hub.web.cookies import FLOW, SESSION
from tenants.models import Role
from tests.hub.conftest import person_of
from tests.hub.identity.conftest import query_of

HOST = "kapylan-leipa.hub.localhost:8000"
DOMAIN = "kapylan-leipa.hub.localhost"


@pytest.fixture
def anna(make_person):
    return make_person()


@pytest.fixture
def tenant(make_tenant, make_member, anna):
    tenant = make_tenant()
    make_member(tenant, anna, Role.ADMIN, payroll_detail=True)
    return tenant


@pytest.fixture
def apex(browse, sign_in, anna):
    client = browse()
    sign_in(client, anna)
    return client


@pytest.fixture
def inside(browse, tenant):
    return browse(tenant)


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def code_for(apex, inside) -> str:
    """Go from the environment to the apex and almost back; gives path and query of the callback."""
    asked = inside.get("/")
    assert asked.status_code == 303
    answer = apex.get(path_of(asked.location))
    assert answer.location.startswith(f"http://{HOST}/auth/handoff/callback?"), answer.text
    assert (asked.headers["Referrer-Policy"], answer.headers["Referrer-Policy"]) == ("no-referrer", "no-referrer")
    return path_of(answer.location)


def test_a_member_is_handed_over_to_where_they_wanted_to_go(apex, inside, tenant, db):
    asked = inside.get("/auth/handoff/callback")  # public: no journey begins
    assert asked.status_code == 403
    asked = inside.get("/")
    answer = inside.get(path_of(apex.get(path_of(asked.location)).location))
    assert (answer.status_code, answer.location) == (303, "/")
    assert (answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == ("no-referrer", "no-store")
    person = person_of(db, inside, tenant)
    assert (person.role, person.payroll_detail) == (Role.ADMIN, True)
    assert person.session.parent_id == person_of(db, apex).session.id
    assert inside.get_cookie(FLOW, domain=DOMAIN) is None


def test_the_verifier_stays_with_the_environments_flow(inside, db):
    query = query_of(inside.get("/").location)
    assert set(query) == {"host", "state", "challenge"}
    with db.transaction() as session:
        flow = flows.read(session, inside.get_cookie(FLOW, domain=DOMAIN).value, HOST)
    assert challenge_of(flow[f"handoff:{query['state']}"]["verifier"]) == query["challenge"]


def test_somebody_who_is_not_signed_in_signs_in_first(browse, inside):
    assert browse().get(path_of(inside.get("/").location)).location == "/sign-in"


def test_a_code_works_once(apex, inside, browse, tenant):
    back = code_for(apex, inside)
    assert inside.get(back).status_code == 303
    assert inside.get(back).status_code == 403
    assert inside.get("/").location == "/analytics"


def test_a_code_in_another_browser_is_refused_and_still_good_in_its_own(apex, inside, browse, tenant):
    """T17: the attacker's link in the victim's browser."""
    back = code_for(apex, inside)
    victim = browse(tenant)
    victim.get("/")
    for _ in range(2):
        assert victim.get(back).status_code == 403
    assert victim.get_cookie(SESSION, domain=DOMAIN) is None
    assert inside.get(back).status_code == 303


def test_a_foreign_code_with_ones_own_state_is_refused(apex, inside, browse, tenant):
    foreign = query_of(f"http://x{code_for(apex, inside)}")["code"]
    victim = browse(tenant)
    state = query_of(victim.get("/").location)["state"]
    assert victim.get(f"/auth/handoff/callback?code={foreign}&state={state}").status_code == 403
    assert victim.get_cookie(SESSION, domain=DOMAIN) is None


def test_a_code_is_too_old_after_a_minute(apex, inside, owner):
    back = code_for(apex, inside)
    with owner.begin() as connection:
        connection.execute(text("UPDATE handoff_code SET expires_at = expires_at - interval '61 seconds'"))
    assert inside.get(back).status_code == 403


@pytest.mark.parametrize(
    "undone", ["UPDATE web_session SET revoked_at = now()", "UPDATE person SET disabled_at = now()"]
)
def test_a_code_dies_with_the_session_and_the_person_behind_it(apex, inside, owner, undone):
    back = code_for(apex, inside)
    with owner.begin() as connection:
        connection.execute(text(undone))
    assert inside.get(back).status_code == 403


def test_a_membership_that_ended_on_the_way_is_noticed(apex, inside, tenant, db):
    back = code_for(apex, inside)
    with db.transaction(tenant.id) as session:
        session.execute(text("UPDATE membership SET ended_at = now()"))
    assert inside.get(back).status_code == 403


def test_a_stranger_and_a_missing_environment_get_the_same_answer(apex, make_tenant):
    make_tenant("twin", "Twin Oy")
    challenge = challenge_of("v")
    answers = [
        apex.get(f"/auth/handoff?host={host}&state=s&challenge={challenge}") for host in ("twin", "nothing-here")
    ]
    assert [each.status_code for each in answers] == [403, 403]
    assert answers[0].text == answers[1].text
    assert "Twin" not in answers[0].text


@pytest.mark.parametrize("host", ["evil.example", "kapylan-leipa.evil.example", "", "KAPYLAN-LEIPA", "//evil.example"])
def test_only_registered_hosts_are_sent_to(apex, tenant, host):
    answer = apex.get("/auth/handoff", query_string={"host": host, "state": "s", "challenge": challenge_of("v")})
    assert answer.status_code == 403


@pytest.mark.parametrize("query", [{"challenge": "short", "state": "s"}, {"state": ""}, {"state": "s" * 101}])
def test_a_malformed_request_gets_no_code(apex, tenant, query):
    told = {"host": tenant.subdomain, "state": "s", "challenge": challenge_of("v"), **query}
    assert apex.get("/auth/handoff", query_string=told).status_code == 403


class OnlyTwins:
    @hookimpl
    def allow_sign_in(self, identity, tenant):
        return tenant is None or tenant.subdomain == "twin"


def test_a_plugin_may_refuse_an_environment(apex, inside, plugins):
    plugins.register(OnlyTwins(), "twins")
    assert apex.get(path_of(inside.get("/").location)).status_code == 403


def test_whoever_was_signed_in_there_before_is_out(apex, inside, make_person, make_member, sign_in, browse, tenant, db):
    matti = make_person("Matti Muu", "matti@kapylanleipa.example")
    make_member(tenant, matti)
    asked = path_of(inside.get("/").location)
    sign_in(inside, matti, tenant)
    old = inside.get_cookie(SESSION, domain=DOMAIN).value
    inside.get(path_of(apex.get(asked).location))
    assert person_of(db, inside, tenant).name == "Anna Kirjanpitäjä"
    thief = browse(tenant)
    thief.set_cookie(SESSION, old, domain=DOMAIN)
    assert thief.get("/").location != "/analytics"


@pytest.fixture
def ticket(db, apex, tenant):
    ref = TenantRef(tenant.id, tenant.name, tenant.subdomain)
    with db.transaction(tenant.id) as session:
        code = handoff.issue(session, Order(ref, HOST, challenge_of("verifier")), person_of(db, apex))
    return Ticket(ref, HOST, code, "verifier", Browser())


def redeem(db, ticket: Ticket) -> str | None:
    with db.transaction(ticket.tenant.id) as session:
        return handoff.redeem(session, ticket, None)


def test_of_32_threads_one_wins_and_the_theft_ends_its_session(db, ticket, owner):
    with ThreadPoolExecutor(32) as pool:
        won = [token for token in pool.map(lambda _: redeem(db, ticket), range(32)) if token]
    assert len(won) == 1
    with db.system_transaction() as session:
        made = session.scalars(select(WebSession).where(WebSession.kind == "tenant")).one()
    assert made.revoked_at is not None


def test_what_happens_at_the_door_is_recorded(db, ticket, owner, tenant):
    for _ in range(3):
        redeem(db, ticket)
    with owner.connect() as connection:
        connection.execute(text("SELECT set_config('hub.tenant_id', :id, true)"), {"id": str(tenant.id)})
        done = connection.execute(text("SELECT action, assurance FROM audit_event ORDER BY sequence")).all()
    assert [tuple(each) for each in done] == [
        ("environment.entered", "fresh"),
        ("handoff.code_reused", ""),
        ("handoff.code_reused", ""),
    ]


def test_a_second_redemption_ends_the_session_of_the_first_and_no_other(db, ticket, apex):
    assert redeem(db, ticket)
    assert redeem(db, ticket) is None
    with db.system_transaction() as session:
        live = select(func.count()).select_from(WebSession).where(WebSession.revoked_at.is_(None))
        assert session.scalar(live.where(WebSession.kind == "tenant")) == 0
    assert apex.get("/").location != "/sign-in"


def at_the_same_time(db, ticket: Ticket, deed) -> None:
    """Begin a redemption, do something else meanwhile, and only then let the redemption come to its end."""
    with ThreadPoolExecutor(1) as pool:
        with db.transaction(ticket.tenant.id) as session:
            assert handoff.redeem(session, ticket, None)
            meanwhile = pool.submit(deed)
            sleep(0.3)  # it waits for the redemption, or is done by now
        meanwhile.result()


def of_the_environment(db) -> list[bool]:
    """Tell of each session of the environment whether it is open."""
    with db.system_transaction() as session:
        return [each.revoked_at is None for each in session.scalars(select(WebSession)) if each.kind == "tenant"]


@pytest.mark.parametrize("how", ["sign out", "end all others", "shut out", "take the account away"])
def test_v7_4_1_what_ends_the_session_behind_it_ends_a_hand_off_that_goes_on(
    db, apex, browse, sign_in, anna, ticket, how
):
    person, other = person_of(db, apex), browse()
    sign_in(other, anna)
    others = person_of(db, other)
    deeds = {
        "sign out": lambda session: sessions.end(session, person.session.id),
        "end all others": lambda session: own_sessions.end_others(session, others),
        "shut out": lambda session: sessions.end_of_person(session, anna.person_id),
        "take the account away": lambda session: sessions.end_of_identity(session, anna.id),
    }

    def deed() -> None:
        with db.transaction() as session:
            deeds[how](session)

    at_the_same_time(db, ticket, deed)
    assert of_the_environment(db) == [False]


def test_v7_4_5_an_admin_who_ends_sessions_ends_a_hand_off_that_goes_on(db, anna, tenant, ticket):
    def deed() -> None:
        with db.transaction(tenant.id) as session:
            members.end_sessions(session, tenant.id, anna.person_id, Actor(anna.person_id, anna.id))

    at_the_same_time(db, ticket, deed)
    assert of_the_environment(db) == [False]


def test_a_hand_off_that_goes_on_goes_on_under_the_session_of_a_recent_sign_in(db, apex, anna, ticket):
    """Nobody who signs in again while a page of theirs opens is thrown out of it."""
    old = person_of(db, apex)
    new = NewSession(anna.person_id, anna.id, old.session.host, old.session.auth_time)

    def deed() -> None:
        with db.transaction() as session:
            sessions.replace(session, old, new)

    at_the_same_time(db, ticket, deed)
    assert of_the_environment(db) == [True]


@pytest.mark.parametrize("wrong", ["verifier", "host", "tenant"])
def test_a_code_brought_wrongly_is_burnt(db, ticket, make_tenant, wrong):
    twin = make_tenant("twin", "Twin Oy")
    other = {
        "verifier": Ticket(ticket.tenant, HOST, ticket.code, "another", Browser()),
        "host": Ticket(ticket.tenant, "twin.hub.localhost:8000", ticket.code, "verifier", Browser()),
        "tenant": Ticket(TenantRef(twin.id, "", "twin"), HOST, ticket.code, "verifier", Browser()),
    }[wrong]
    assert redeem(db, other) is None
    assert redeem(db, ticket) is None

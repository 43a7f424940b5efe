"""T25: somebody leaves the company. Clock tests, on the environment's own host."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from hub.audit import Operator
from hub.identity import people
from hub.identity.models import Person
from hub.invitations.models import Invitation
from tenants.models import Membership, Role
from tests.hub.people import last_link

LONG_AGO = datetime.now(UTC) - timedelta(days=91)


@pytest.fixture
def tenant(make_tenant):
    return make_tenant()


@pytest.fixture
def anna(make_person, make_member, tenant):
    anna = make_person()
    make_member(tenant, anna, Role.ADMIN)
    return anna


@pytest.fixture
def leaver(make_person, make_member, tenant):
    leaver = make_person("Leevi Lähtijä", "leevi@kapylanleipa.example")
    make_member(tenant, leaver, Role.ADMIN)
    return leaver


@pytest.fixture
def enter(browse, sign_in, tenant):
    """Open a browser in which somebody is signed in, here and at the hub's own address."""

    def enter(who):
        apex, inside = browse(), browse(tenant)
        sign_in(inside, who, tenant, parent_id=sign_in(apex, who))
        return apex, inside

    return enter


@pytest.fixture
def shut_out(db):
    """Shut somebody out of the whole hub, as the operator's command does."""

    def shut_out(who):
        with db.transaction() as session:
            people.shut_out(session, session.get_one(Person, who.person_id), disabled=True, actor=Operator("op"))

    return shut_out


@pytest.fixture
def pass_time(owner):
    def pass_time(column: str, minutes: int) -> None:
        with owner.begin() as connection:
            connection.execute(text(f"UPDATE web_session SET {column} = {column} - make_interval(mins => {minutes})"))

    return pass_time


def is_in(inside) -> bool:
    return inside.get("/members").status_code == 200


@pytest.mark.parametrize(
    ("column", "minutes", "let_in"),
    [
        ("last_seen_at", 29, True),
        ("last_seen_at", 31, False),
        ("expires_at", 12 * 60 - 1, True),
        ("expires_at", 12 * 60 + 1, False),
        ("created_at", 12 * 60 - 1, True),
        ("created_at", 12 * 60 + 1, False),
    ],
)
def test_v7_3_1_v7_3_2_t25_whoever_the_provider_lets_in_no_more_is_out_by_the_clock(
    enter, anna, pass_time, column, minutes, let_in
):
    """The provider tells nobody that it has closed an account: the limits of sessions are what ends the access."""
    _apex, inside = enter(anna)
    pass_time(column, minutes)
    assert is_in(inside) is let_in


def test_v7_3_2_t25_working_on_does_not_prolong_it(enter, anna, pass_time):
    apex, inside = enter(anna)
    for _ in range(30):
        pass_time("created_at", 25)
        pass_time("expires_at", 25)
        pass_time("last_seen_at", 25)
        is_in(inside)
    assert not is_in(inside)
    assert apex.get("/account").location == "/sign-in"
    assert inside.get("/members").status_code == 303


def test_v7_4_2_t25_a_removed_member_is_out_with_the_next_request(enter, anna, leaver):
    (_, admin), (apex, gone) = enter(anna), enter(leaver)
    assert is_in(gone)
    assert admin.post(f"/members/{leaver.person_id}/remove").status_code == 303
    for _ in range(2):
        assert gone.get("/members").status_code == 303
    handed = gone.get("/").location.removeprefix("http://hub.localhost:8000")
    assert apex.get(handed).status_code == 403


def test_v7_3_1_t25_a_page_that_stays_open_on_a_desk_keeps_nobody_in(enter, anna, pass_time):
    """It asks every twenty seconds by itself; a session is over half an hour after somebody last did something."""
    apex, inside = enter(anna)
    for _ in range(31):
        inside.get("/sync", headers={"Accept": "application/json"})
        pass_time("last_seen_at", 1)
    for _ in range(2):
        assert inside.get("/sync", headers={"Accept": "application/json"}).status_code == 401
        assert not is_in(inside)
    assert apex.get("/account").location == "/sign-in"


@pytest.mark.parametrize("how", ["remove", "role", "shut out"])
def test_t25_invitations_die_with_their_inviters_right(
    db, enter, browse, sign_in, anna, leaver, tenant, how, make_person, shut_out
):
    (_, admin), (_, gone) = enter(anna), enter(leaver)
    for email in ("one@kapylanleipa.example", "two@kapylanleipa.example"):
        assert gone.post("/members/invite", data={"email": email, "role": "admin"}).status_code == 303
    link = last_link(db)
    assert browse().get(link).status_code == 200
    if how == "shut out":
        shut_out(leaver)
    else:
        assert admin.post(f"/members/{leaver.person_id}/{how}", data={"role": "member"}).status_code == 303
    back = browse()
    sign_in(back, make_person("Leevi Lähtijä", "leevi@elsewhere.example"))
    for _ in range(2):
        assert browse().get(link).status_code == 410
        assert back.post(link).status_code == 410
    with db.transaction(tenant.id) as session:
        assert session.query(Membership).count() == 2
        if how != "shut out":  # that is the command's work, environment by environment
            assert all(each.withdrawn_at is not None for each in session.query(Invitation))


def test_t25_admins_see_who_stays_away(enter, anna, tenant, make_person, make_member):
    stale = make_person("Unto Unohdettu", "unto@kapylanleipa.example")
    make_member(tenant, stale, last_sign_in_at=LONG_AGO)
    _, admin = enter(anna)
    card = admin.get("/members").text.partition("Unto Unohdettu")[2].partition("</li>")[0]
    assert "not here for 90 days" in card


def test_v7_4_2_t25_somebody_whom_the_operator_shuts_out_is_out_everywhere(enter, leaver, owner):
    apex, inside = enter(leaver)
    with owner.begin() as connection:
        connection.execute(text("UPDATE person SET disabled_at = now() WHERE name = 'Leevi Lähtijä'"))
    for _ in range(2):
        assert inside.get("/members").status_code == 303
        assert apex.get("/account").location == "/sign-in"

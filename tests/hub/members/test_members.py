"""What Admins see and decide about members."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from hub.identity.models import LinkedIdentity
from tenants import membership
from tenants.models import Membership, Role
from tests.hub.people import last_link


def is_in(client) -> bool:
    return client.get("/members").status_code in (200, 403)


def test_the_page_says_who_each_is_and_with_which_account(db, enter, anna, make_person, make_member, tenant):
    aino = make_person("Aino Yksityinen", "aino.yksityinen@gmail.com")
    make_member(tenant, aino)
    with db.transaction() as session:
        linked = session.get_one(LinkedIdentity, aino.id)
        linked.kind, linked.organisation = "personal", None
    page = enter(anna).get("/members").text
    assert "anna@kapylanleipa.example · Google" in page
    assert "work account" in page
    assert "aino.yksityinen@gmail.com" in page
    assert page.count("personal account") == 1


@pytest.mark.parametrize(
    ("days", "mark"), [(None, "never signed in"), (91, "not here for 90 days"), (89, None), (0, None)]
)
def test_members_who_stay_away_are_marked(enter, anna, make_person, make_member, tenant, days, mark):
    somebody = make_person("Salla Saaja", "salla@kapylanleipa.example")
    last = None if days is None else datetime.now(UTC) - timedelta(days=days)
    make_member(tenant, somebody, last_sign_in_at=last)
    card = enter(anna).get("/members").text.partition("Salla Saaja")[2].partition("</li>")[0]
    assert [each for each in ("never signed in", "not here for 90 days") if each in card] == ([mark] if mark else [])


def test_a_lone_admin_is_asked_to_name_a_second_one(enter, anna, matti):
    admin = enter(anna)
    assert "Name a second Admin" in admin.get("/members").text
    admin.post(f"/members/{matti.person_id}/role", data={"role": "admin"})
    assert "Name a second Admin" not in admin.get("/members").text


def test_a_role_is_given_and_taken_and_both_are_recorded(enter, anna, matti, membership_of, events):
    admin = enter(anna)
    for role in (Role.ADMIN, Role.MEMBER):
        assert admin.get(f"/members/{matti.person_id}/role").status_code == 200
        assert admin.post(f"/members/{matti.person_id}/role", data={"role": role}).status_code == 303
        assert membership_of(matti).role == role
    assert [(each.action, each.before, each.after) for each in events()] == [
        ("member.role_changed", {"role": "member"}, {"role": "admin"}),
        ("member.role_changed", {"role": "admin"}, {"role": "member"}),
    ]
    assert {each.person_id for each in events()} == {anna.person_id}
    assert {each.subject for each in events()} == {"Matti Member"}


def test_the_same_role_again_changes_nothing(enter, anna, matti, events):
    member = enter(matti)
    assert enter(anna).post(f"/members/{matti.person_id}/role", data={"role": "member"}).status_code == 303
    assert events() == []
    assert is_in(member)


def test_a_new_role_begins_with_a_new_session(enter, anna, matti):
    member = enter(matti)
    enter(anna).post(f"/members/{matti.person_id}/role", data={"role": "admin"})
    assert "/auth/handoff" in member.get("/members").location


def test_a_demoted_admin_may_nothing_with_the_next_request(db, enter, tenant, anna, matti, make_member):
    with db.transaction(tenant.id) as session:
        session.get_one(Membership, (tenant.id, matti.person_id)).role = Role.ADMIN
    other = enter(matti)
    assert other.get("/members").status_code == 200
    enter(anna).post(f"/members/{matti.person_id}/role", data={"role": "member"})
    assert other.post(f"/members/{anna.person_id}/remove").status_code == 303  # to sign in, nothing done
    assert "/auth/handoff" in other.get("/members").location


def test_removal_ends_the_sessions_of_this_environment_only(
    browse, sign_in, enter, anna, matti, make_tenant, make_member, membership_of, events
):
    elsewhere = make_tenant("twin", "Twin Oy")
    make_member(elsewhere, matti)
    here, apex, there = enter(matti), browse(), browse(elsewhere)
    sign_in(apex, matti)
    sign_in(there, matti, elsewhere)
    assert enter(anna).post(f"/members/{matti.person_id}/remove").status_code == 303
    assert membership_of(matti) is None
    assert "/auth/handoff" in here.get("/members").location
    assert there.get("/members").status_code == 403
    assert apex.get("/").location.startswith("http://twin.")
    assert [(each.action, each.before["role"]) for each in events()] == [("member.removed", "member")]


def test_before_removing_it_is_said_what_happens(enter, anna, matti, membership_of):
    page = enter(anna).get(f"/members/{matti.person_id}/remove").text
    assert "Remove Matti Member" in page
    assert "signed out of Käpylän Leipä Oy at once" in page
    assert membership_of(matti) is not None


@pytest.mark.parametrize(("path", "data"), [("remove", {}), ("role", {"role": "member"})])
def test_the_last_admin_is_told_to_name_another_first(enter, anna, matti, membership_of, events, path, data):
    answer = enter(anna).post(f"/members/{anna.person_id}/{path}", data=data)
    assert answer.status_code == 403
    assert "Make somebody else an Admin first" in answer.text
    assert membership_of(anna).role == Role.ADMIN
    assert events() == []


def test_an_admin_can_step_down_and_leave_when_another_stays(enter, anna, matti, membership_of, events):
    first = enter(anna)
    first.post(f"/members/{matti.person_id}/role", data={"role": "admin"})
    assert "Stop being an Admin" in first.get(f"/members/{anna.person_id}/role").text
    assert first.post(f"/members/{anna.person_id}/role", data={"role": "member"}).status_code == 303
    assert membership_of(anna).role == Role.MEMBER
    second = enter(matti)
    second.post(f"/members/{anna.person_id}/role", data={"role": "admin"})
    assert "Leave this environment" in second.get(f"/members/{matti.person_id}/remove").text
    left = second.post(f"/members/{matti.person_id}/remove")
    assert left.location == "http://hub.localhost:8000/"
    assert membership_of(matti) is None
    assert events()[-1].action == "member.left"


def test_v7_4_5_ended_sessions_are_ended_and_counted(enter, anna, matti, events):
    admin, one, two = enter(anna), enter(matti), enter(matti)
    assert "signed in in 2 browsers" in admin.get("/members").text
    assert admin.post(f"/members/{matti.person_id}/end-sessions").status_code == 303
    assert [is_in(each) for each in (one, two, admin)] == [False, False, True]
    assert "signed in in 2 browsers" not in admin.get("/members").text
    assert [each.action for each in events()] == ["member.sessions_ended"]


def led_in(apex, inside) -> TestResponse:
    """Ask for a page of the environment and follow to the hub's own address and back; gives where it ends."""
    answer = inside.get("/members")
    while answer.status_code == 303 and "/auth/handoff" in answer.location:
        to = urlsplit(answer.location)
        answer = (inside if "/callback" in to.path else apex).get(f"{to.path}?{to.query}")
    return inside.get("/members") if answer.status_code == 303 and answer.location == "/members" else answer


@pytest.fixture
def at_home(browse, sign_in, matti):
    """Matti's browser at the hub's own address."""

    def at_home(**facts):
        client = browse()
        sign_in(client, matti, **facts)
        return client

    return at_home


def test_v7_4_5_whoever_was_signed_out_by_an_admin_is_not_let_in_again_without_a_sign_in(
    enter, anna, matti, browse, tenant, at_home
):
    """At the hub's own address they are signed in still: that opens this environment to nobody any more."""
    before = at_home(auth_time=datetime.now(UTC) - timedelta(hours=5))
    assert led_in(before, browse(tenant)).status_code == 403  # a member, no Admin: in
    assert enter(anna).post(f"/members/{matti.person_id}/end-sessions").status_code == 303
    for _ in range(2):
        assert led_in(before, browse(tenant)).location == "/sign-in"
    page = before.get("/sign-in").text
    assert "An Admin of Käpylän Leipä Oy has signed you out there." in page
    assert "Matti Member (matti@kapylanleipa.example)" in page
    assert "Continue with Google" in page
    assert "Continue with Microsoft" not in page


def test_v7_4_5_a_new_sign_in_opens_it_again(enter, anna, matti, browse, tenant, at_home):
    before = at_home()
    enter(anna).post(f"/members/{matti.person_id}/end-sessions")
    assert led_in(before, browse(tenant)).location == "/sign-in"
    after, inside = at_home(), browse(tenant)
    assert led_in(after, inside).status_code == 403
    assert is_in(inside)


@pytest.mark.parametrize(("minutes", "let_in"), [(6, True), (8, False)])
def test_v7_4_5_what_the_provider_remembers_counts_as_long_as_for_a_recent_sign_in(
    enter, anna, matti, browse, tenant, at_home, minutes, let_in
):
    """Without a new proof a provider lets a browser through: that is no sign-in after the Admin's word."""
    enter(anna).post(f"/members/{matti.person_id}/end-sessions")
    silent = at_home(auth_time=datetime.now(UTC) - timedelta(minutes=minutes))
    assert (led_in(silent, browse(tenant)).status_code == 403) is let_in


def test_v7_4_5_nor_by_a_code_that_was_on_its_way(enter, anna, matti, browse, tenant, at_home):
    apex, inside = at_home(), browse(tenant)
    asked = urlsplit(inside.get("/members").location)
    back = urlsplit(apex.get(f"{asked.path}?{asked.query}").location)
    enter(anna).post(f"/members/{matti.person_id}/end-sessions")
    assert inside.get(f"{back.path}?{back.query}").status_code == 403
    assert not is_in(inside)


def test_v7_4_5_nor_by_joining_another_environment(
    db, enter, anna, matti, browse, sign_in, tenant, at_home, make_tenant, make_member
):
    """It gives a new session, and is no sign-in."""
    elsewhere = make_tenant("twin", "Twin Oy")
    make_member(elsewhere, anna, Role.ADMIN)
    host = browse(elsewhere)
    sign_in(host, anna, elsewhere)
    host.post("/members/invite", data={"email": "matti@kapylanleipa.example", "role": "member"})
    apex = at_home()
    enter(anna).post(f"/members/{matti.person_id}/end-sessions")
    assert apex.post(last_link(db)).location == "http://twin.hub.localhost:8000/"
    assert led_in(apex, browse(tenant)).location == "/sign-in"


def test_v7_4_5_other_environments_stay_open(enter, anna, matti, browse, at_home, make_tenant, make_member):
    elsewhere = make_tenant("twin", "Twin Oy")
    make_member(elsewhere, matti)
    apex = at_home()
    enter(anna).post(f"/members/{matti.person_id}/end-sessions")
    assert led_in(apex, browse(elsewhere)).status_code == 403


def test_it_is_offered_also_for_who_has_no_page_open_now(enter, anna, matti, db, tenant):
    with db.transaction(tenant.id) as session:
        session.get_one(Membership, (tenant.id, matti.person_id)).last_sign_in_at = datetime.now(UTC)
    card = enter(anna).get("/members").text.partition("Matti Member")[2].partition("</li>")[0]
    assert "Sign out everywhere" in card


PAGES = [("get", "role"), ("get", "remove"), ("post", "role"), ("post", "remove"), ("post", "end-sessions")]


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_somebody_of_another_environment_is_not_there(enter, anna, make_tenant, make_person, make_member, method, path):
    stranger = make_person("Olli Other", "olli@other.example")
    make_member(make_tenant("other", "Other Oy"), stranger)
    answer = getattr(enter(anna), method)(f"/members/{stranger.person_id}/{path}")
    assert answer.status_code == 404
    assert "Olli" not in answer.text


@pytest.mark.parametrize(("method", "path"), [*PAGES, ("post", "payroll-detail")])
def test_a_member_may_not(enter, anna, matti, membership_of, method, path):
    assert getattr(enter(matti), method)(f"/members/{anna.person_id}/{path}").status_code == 403
    assert membership_of(anna).role == Role.ADMIN


@pytest.mark.parametrize(("method", "path"), [*PAGES, ("post", "payroll-detail")])
def test_it_needs_a_recent_sign_in(enter, anna, matti, membership_of, events, method, path):
    stale = enter(anna, auth_time=datetime.now(UTC) - timedelta(hours=2))
    answer = getattr(stale, method)(f"/members/{matti.person_id}/{path}", data={"role": "admin", "granted": "1"})
    assert "recent=1" in answer.location
    assert membership_of(matti).role == Role.MEMBER
    assert events() == []


def test_an_admin_removed_while_the_page_is_open_removes_nobody(db, enter, tenant, anna, matti, membership_of):
    admin = enter(anna)
    with db.transaction(tenant.id) as session:
        session.get_one(Membership, (tenant.id, matti.person_id)).role = Role.ADMIN
        session.get_one(Membership, (tenant.id, anna.person_id)).role = Role.MEMBER
    assert admin.post(f"/members/{matti.person_id}/remove").status_code == 403
    assert membership_of(matti).role == Role.ADMIN


def test_a_role_that_there_is_not_changes_nobodys(db, enter, tenant, anna, matti):
    admin = enter(anna)
    admin.post(f"/members/{matti.person_id}/role", data={"role": "admin"})
    for role in ("", "owner", "Admin"):
        answer = admin.post(f"/members/{matti.person_id}/role", data={"role": role})
        assert answer.status_code == 422
        assert "There is no such role." in answer.text
    with db.transaction(tenant.id) as session:
        assert membership.is_admin(session, tenant.id, matti.person_id)

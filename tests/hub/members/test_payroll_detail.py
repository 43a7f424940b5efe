"""Admins choose who sees salaries by name; nobody does unless an Admin has said so."""

from sqlalchemy import select

from hub.audit.models import AuditEvent
from tenants import membership
from tenants.models import Membership, Role
from tests.hub.conftest import person_of


def choose(client, who, granted: str):
    return client.post(f"/members/{who.person_id}/payroll-detail", data={"granted": granted})


def events(db, tenant) -> list[tuple[str, str]]:
    with db.transaction(tenant.id) as session:
        found = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence))
        return [(each.action, each.details["person"]) for each in found]


def test_nobody_has_it_at_first(db, enter, tenant, anna, matti):
    assert [person_of(db, enter(each), tenant).payroll_detail for each in (anna, matti)] == [False, False]


def test_an_admin_gives_it_and_takes_it_away(db, enter, tenant, anna, matti):
    admin, member = enter(anna), enter(matti)
    assert choose(admin, matti, "1").status_code == 303
    assert person_of(db, member, tenant).payroll_detail
    assert choose(admin, matti, "0").status_code == 303
    assert not person_of(db, member, tenant).payroll_detail


def test_each_change_is_in_the_audit_once(db, enter, tenant, anna, matti):
    admin = enter(anna)
    for granted in ("1", "1", "0"):
        choose(admin, matti, granted)
    named = str(matti.person_id)
    assert events(db, tenant) == [
        ("member.payroll_detail_granted", named),
        ("member.payroll_detail_withdrawn", named),
    ]


def test_a_member_can_neither_look_nor_choose(db, enter, tenant, anna, matti):
    member = enter(matti)
    assert member.get("/members").status_code == 403
    assert choose(member, matti, "1").status_code == 403
    assert not person_of(db, member, tenant).payroll_detail


def test_somebody_of_another_environment_is_not_there(db, enter, tenant, anna, make_tenant, make_person, make_member):
    other = make_tenant("other", "Other Oy")
    stranger = make_person("Olli Other", "olli@other.example")
    make_member(other, stranger)
    admin = enter(anna)
    assert choose(admin, stranger, "1").status_code == 404
    assert "Olli Other" not in admin.get("/members").text
    with db.transaction(other.id) as session:
        assert not membership.of(session, other.id, stranger.person_id).payroll_detail


def test_an_admin_demoted_since_the_page_was_opened_is_refused(db, enter, tenant, anna, matti):
    admin = enter(anna)
    with db.transaction(tenant.id) as session:
        session.get_one(Membership, (tenant.id, anna.person_id)).role = Role.MEMBER
    assert choose(admin, matti, "1").status_code == 403


def test_the_page_says_who_sees_what_and_leaves_former_members_out(
    db, enter, tenant, anna, matti, make_person, make_member
):
    former = make_person("Former Member", "former@kapylanleipa.example")
    make_member(tenant, former)
    with db.transaction(tenant.id) as session:
        membership.end(session, tenant.id, former.person_id)
    admin = enter(anna)
    choose(admin, matti, "1")
    page = admin.get("/members").text
    assert page.index("Anna Kirjanpitäjä") < page.index("Matti Member")
    assert page.count("Sees salaries by name") == 1
    assert "Former Member" not in page


def test_only_admins_are_led_there(enter, tenant, anna, matti):
    assert 'href="/members"' in enter(anna).get("/connections").text
    assert 'href="/members"' not in enter(matti).get("/connections").text

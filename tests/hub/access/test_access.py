"""Restricting an environment to the accounts of organisations, and what it keeps out."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.access import service
from hub.access.service import Rule
from hub.identity.models import LinkedIdentity
from tenants import membership
from tenants.models import Role
from tests.hub.identity.test_handoff import path_of

OWN = {"provider": "google", "organisation": "kapylanleipa.example"}
TID = "1b2c3d4e-0000-4000-8000-1234567890ab"


@pytest.fixture
def aino(db, make_person, make_member, tenant) -> LinkedIdentity:
    """A member with a private account."""
    aino = make_person("Aino Yksityinen", "aino.yksityinen@gmail.com")
    change(db, aino, kind="personal", organisation=None)
    make_member(tenant, aino)
    return aino


@pytest.fixture
def rules(db, tenant):
    def read() -> list[Rule]:
        with db.transaction(tenant.id) as session:
            return list(service.rules(session, tenant.id))

    return read


def change(db, who: LinkedIdentity, **facts) -> None:
    with db.transaction() as session:
        linked = session.get_one(LinkedIdentity, who.id)
        for name, value in facts.items():
            setattr(linked, name, value)


def restrict(client, confirmed: str = "1", **facts):
    return client.post("/access/allow", data={**OWN, "confirmed": confirmed, **facts})


def is_in(client) -> bool:
    return client.get("/members").status_code in (200, 403)


def test_at_first_every_account_of_a_member_gets_in(enter, anna, rules):
    page = enter(anna).get("/access").text
    assert "Every account of a member gets in" in page
    assert "kapylanleipa.example" in page
    assert "Allow only this organisation" in page
    assert rules() == []


def test_one_click_restricts_to_ones_own_organisation(enter, anna, matti, rules, events):
    admin = enter(anna)
    assert restrict(admin, confirmed="").status_code == 303
    assert rules() == [Rule("google", "kapylanleipa.example")]
    page = admin.get("/access").text
    assert "Only accounts of these organisations get in" in page
    assert "Allow only this organisation" not in page
    (changed,) = events()
    assert (changed.action, changed.before["organisations"]) == ("access.changed", [])
    assert changed.after["organisations"] == [
        {"provider": "google", "organisation": "kapylanleipa.example", "guests": False}
    ]


def test_who_would_not_get_in_is_told_before_anything_changes(enter, anna, aino, rules, events):
    admin, private = enter(anna), enter(aino)
    page = restrict(admin, confirmed="")
    assert "1 member will not get in any more" in page.text
    assert "Aino Yksityinen" in page.text
    assert rules() == []
    assert is_in(private)
    assert events() == []


def test_saved_it_ends_their_sessions_and_the_others_stay(enter, anna, matti, aino):
    admin, member, private = enter(anna), enter(matti), enter(aino)
    assert restrict(admin).status_code == 303
    assert [is_in(each) for each in (admin, member, private)] == [True, True, False]
    assert "does not get in" in admin.get("/members").text.partition("Aino")[2].partition("</li>")[0]


def test_a_session_that_slipped_through_is_not_found_either(db, enter, tenant, anna, aino):
    admin = enter(anna)
    restrict(admin)
    late = enter(aino)  # as if handed off at the very moment of the change
    assert "/auth/handoff" in late.get("/analytics").location


def test_the_hand_off_tells_a_member_to_use_another_account(browse, sign_in, enter, tenant, anna, aino, events):
    restrict(enter(anna))
    apex = browse()
    sign_in(apex, aino)
    answer = apex.get(path_of(browse(tenant).get("/").location))
    assert answer.status_code == 403
    assert "Another account is needed" in answer.text
    assert "Käpylän Leipä Oy" in answer.text
    assert events()[-1].action == "access.refused"


def test_a_stranger_hears_nothing_of_it(browse, sign_in, enter, tenant, anna, make_person):
    restrict(enter(anna))
    apex = browse()
    sign_in(apex, make_person("Olli", "olli@other.example"))
    answer = apex.get(path_of(browse(tenant).get("/").location))
    assert answer.status_code == 403
    assert "Käpylän" not in answer.text
    assert "organisation" not in answer.text


def test_another_account_of_the_same_person_gets_in(db, enter, tenant, anna, aino):
    restrict(enter(anna))
    with db.transaction() as session:
        work = LinkedIdentity(
            person_id=aino.person_id,
            provider="google",
            authority="https://accounts.google.com",
            subject="work",
            kind="work",
            organisation="KapylanLeipa.example",
        )
        session.add(work)
    assert is_in(enter(work))
    assert not is_in(enter(aino))
    assert "does not get in" not in enter(anna).get("/members").text


def test_the_same_organisation_elsewhere_is_another(db, enter, anna, matti):
    restrict(enter(anna))
    change(db, matti, provider="microsoft")
    assert not is_in(enter(matti))


def test_an_admin_cannot_shut_the_own_account_out(enter, anna, rules, events):
    answer = restrict(enter(anna), organisation="other.example")
    assert answer.status_code == 422
    assert "would not get in any more" in answer.text
    assert rules() == []
    assert events() == []


def test_nor_by_taking_the_own_organisation_off_the_list(enter, anna, rules):
    admin = enter(anna)
    restrict(admin)
    restrict(admin, organisation="other.example")
    answer = admin.post("/access/disallow", data={**OWN, "confirmed": "1"})
    assert answer.status_code == 422
    assert len(rules()) == 2


def test_taking_others_off_the_list_asks_first(enter, anna, rules, make_person, make_member, tenant):
    other = make_person("Olli Other", "olli@other.example")
    make_member(tenant, other)
    admin = enter(anna)
    restrict(admin)
    restrict(admin, organisation="other.example")
    gone = {"provider": "google", "organisation": "other.example"}
    assert "Olli Other" in admin.post("/access/disallow", data=gone).text
    assert len(rules()) == 2
    assert admin.post("/access/disallow", data={**gone, "confirmed": "1"}).status_code == 303
    assert rules() == [Rule("google", "kapylanleipa.example")]


def test_without_any_left_everybody_gets_in_again(enter, anna, aino, rules, events):
    admin = enter(anna)
    restrict(admin)
    assert admin.post("/access/disallow", data=OWN).status_code == 303
    assert rules() == []
    assert is_in(enter(aino))
    assert [each.action for each in events()] == ["access.changed", "access.changed"]


def test_guests_of_a_directory_stay_outside_unless_let_in(db, enter, anna, matti, make_member, rules):
    for each in (anna, matti):
        change(db, each, provider="microsoft", organisation=TID)
    change(db, matti, guest=True)
    admin, directory = enter(anna), {"provider": "microsoft", "organisation": TID.upper()}
    assert "Matti Member" in restrict(admin, "", **directory).text
    restrict(admin, **directory)
    assert not is_in(enter(matti))
    restrict(admin, guests="1", **directory)
    assert rules() == [Rule("microsoft", TID, guests=True)]
    assert is_in(enter(matti))


@pytest.mark.parametrize(
    ("provider", "organisation"),
    [
        ("google", "gmail.com"),
        ("google", "not a domain"),
        ("google", ""),
        ("microsoft", "kapylanleipa.example"),
        ("microsoft", "9188040d-6c67-4c5b-b112-36a304b66dad"),
    ],
)
def test_what_is_no_organisation_is_said_beside_the_field(enter, anna, rules, provider, organisation):
    answer = restrict(enter(anna), provider=provider, organisation=organisation)
    assert answer.status_code == 422
    assert 'id="organisation-error"' in answer.text
    assert rules() == []


def test_an_unknown_provider_is_not_there(enter, anna):
    assert restrict(enter(anna), provider="nobody").status_code == 404


def test_the_last_admin_who_gets_in_stays(db, enter, tenant, anna, aino, membership_of):
    with db.transaction(tenant.id) as session:
        membership.change_role(session, tenant.id, aino.person_id, Role.ADMIN)
    admin = enter(anna)
    restrict(admin)
    answer = admin.post(f"/members/{anna.person_id}/remove")
    assert answer.status_code == 403
    assert "Make somebody else an Admin first" in answer.text
    assert membership_of(anna).role == Role.ADMIN


def test_members_may_not_and_admins_only_after_a_recent_sign_in(enter, anna, matti, rules):
    member, stale = enter(matti), enter(anna, auth_time=datetime.now(UTC) - timedelta(hours=2))
    assert member.get("/access").status_code == 403
    for path in ("/access/allow", "/access/disallow"):
        assert member.post(path, data=OWN).status_code == 403
        assert "recent=1" in stale.post(path, data=OWN).location
    assert rules() == []


def test_another_environment_keeps_its_own_rules(db, browse, sign_in, enter, anna, matti, make_tenant, make_member):
    other = make_tenant("other", "Other Oy")
    make_member(other, matti)
    restrict(enter(anna), organisation="kapylanleipa.example")
    change(db, matti, organisation="elsewhere.example")
    there = browse(other)
    sign_in(there, matti, other)
    assert is_in(there)
    assert not is_in(enter(matti))


def test_what_was_done_is_said_once(enter, anna, aino):
    admin = enter(anna)
    restrict(admin, "")
    restrict(admin)
    assert "Saved. Other accounts are signed out" in admin.get("/access").text
    assert "Saved." not in admin.get("/access").text

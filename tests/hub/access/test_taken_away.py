"""An account that was taken away opens nothing and counts for nothing, and the last one that manages a place stays."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from hub.access.models import AllowedOrganisation
from hub.audit import Actor
from hub.identity import accounts
from hub.identity.accounts import NobodyLeft
from hub.identity.models import LinkedIdentity, Person
from tenants.models import Membership, Role
from tests.hub.conftest import person_of


@pytest.fixture
def link(db):
    """Link a private account to a person."""

    def link(who: LinkedIdentity, email: str = "private@gmail.example") -> LinkedIdentity:
        private = LinkedIdentity(
            person_id=who.person_id,
            provider="google",
            authority="https://accounts.google.com",
            subject=email,
            email_seen=email,
            email_vouched=True,
            kind="personal",
        )
        with db.transaction() as session:
            session.add(private)
        return private

    return link


@pytest.fixture
def restrict(db, tenant):
    """Let the environment accept its own organisation's accounts only."""

    def restrict(where=tenant) -> None:
        with db.transaction(where.id) as session:
            own = {"provider": "google", "organisation": "kapylanleipa.example"}
            session.add(AllowedOrganisation(tenant_id=where.id, **own))

    return restrict


@pytest.fixture
def take_away(browse, sign_in):
    """Take an account away from the page, signed in with another one."""

    def take_away(gone: LinkedIdentity, by: LinkedIdentity):
        apex = browse()
        sign_in(apex, by)
        return apex.post(f"/account/linked/{gone.id}/unlink")

    return take_away


def is_linked(db, account: LinkedIdentity) -> bool:
    with db.transaction() as session:
        return session.get_one(LinkedIdentity, account.id).unlinked_at is None


def test_the_account_with_which_the_only_admin_gets_in_stays(db, anna, link, restrict, take_away):
    private = link(anna)
    restrict()
    for _ in range(2):
        answer = take_away(anna, private)
        assert answer.status_code == 403
        assert "Without this account nobody could manage “Käpylän Leipä Oy” any more" in answer.text
        assert "Make somebody else an Admin there first" in answer.text
    assert is_linked(db, anna)


def test_any_of_the_environments_that_one_manages_keeps_it(
    db, anna, link, restrict, take_away, make_tenant, make_member
):
    private, others = link(anna), [make_tenant(f"t{number}", f"Oy {number}") for number in range(3)]
    for each in others:
        make_member(each, anna, Role.ADMIN)
    restrict(others[1])
    assert "nobody could manage “Oy 1” any more" in take_away(anna, private).text
    assert is_linked(db, anna)


def test_it_goes_once_somebody_else_manages_the_environment(db, anna, matti, link, restrict, take_away, tenant):
    private = link(anna)
    restrict()
    with db.transaction(tenant.id) as session:
        session.get_one(Membership, (tenant.id, matti.person_id)).role = Role.ADMIN
    assert take_away(anna, private).location == "/account"
    assert not is_linked(db, anna)


@pytest.mark.parametrize("which", ["not restricted", "not accepted before", "a member's"])
def test_an_account_on_which_nothing_hangs_goes(
    db, anna, matti, link, restrict, take_away, make_person, make_member, tenant, which
):
    who = {"not restricted": anna, "not accepted before": anna, "a member's": matti}[which]
    private = link(who)
    if which != "not restricted":
        restrict()
    gone, kept = (private, who) if which == "not accepted before" else (who, private)
    assert take_away(gone, kept).location == "/account"
    assert not is_linked(db, gone)


def test_an_environment_that_is_closed_keeps_nobody(db, anna, link, restrict, take_away, tenant):
    private = link(anna)
    restrict()
    with db.transaction(tenant.id) as session:
        session.merge(tenant).state = "closed"
    assert take_away(anna, private).location == "/account"


def test_who_could_not_enter_any_more_is_nobody_to_leave_the_environment_to(
    db, enter, anna, matti, link, restrict, tenant, membership_of
):
    private = link(matti)
    with db.transaction(tenant.id) as session:
        session.get_one(Membership, (tenant.id, matti.person_id)).role = Role.ADMIN
        session.get_one(LinkedIdentity, matti.id).unlinked_at = private.first_seen_at
    restrict()
    admin = enter(anna)
    card = admin.get("/members").text.partition("Matti Member")[2].partition("</li>")[0]
    assert "does not get in" in card
    for path, data in ("remove", {}), ("role", {"role": "member"}):
        assert admin.post(f"/members/{anna.person_id}/{path}", data=data).status_code == 403
    assert membership_of(anna).role == Role.ADMIN


def test_an_admin_who_restricts_is_told_of_members_whose_accepted_account_is_gone(db, enter, anna, matti, link):
    link(matti)
    with db.transaction() as session:
        row = session.get_one(LinkedIdentity, matti.id)
        row.unlinked_at = row.first_seen_at
    own = {"provider": "google", "organisation": "kapylanleipa.example", "confirmed": ""}
    assert "Matti Member" in enter(anna).post("/access/allow", data=own).text


def test_two_admins_who_take_theirs_away_at_once_leave_one_who_gets_in(
    db, anna, matti, link, restrict, browse, sign_in, tenant
):
    with db.transaction(tenant.id) as session:
        session.get_one(Membership, (tenant.id, matti.person_id)).role = Role.ADMIN
    restrict()
    signed_in = []
    for who, email in (anna, "a@gmail.example"), (matti, "m@gmail.example"):
        client = browse()
        sign_in(client, link(who, email))
        signed_in.append((person_of(db, client), who))
    start = Barrier(2)

    def take_away(one) -> bool:
        start.wait()
        try:
            with db.transaction() as session:
                return accounts.unlink(session, one[0], one[1].id, Actor(one[1].person_id))
        except NobodyLeft:
            return False

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take_away, signed_in)) == [False, True]
    assert sorted(is_linked(db, each) for each in (anna, matti)) == [False, True]


def test_its_address_is_not_shown_any_more_and_can_be_invited(db, enter, anna, matti, link, take_away):
    """The address of a company that somebody has left belongs to who comes after them."""
    take_away(matti, link(matti))
    admin = enter(anna)
    assert "matti@kapylanleipa.example" not in admin.get("/members").text
    answer = admin.post("/members/invite", data={"email": "matti@kapylanleipa.example", "role": "member"})
    assert answer.status_code == 303


def test_the_person_is_written_to_at_an_account_they_keep(db, matti, link, take_away):
    take_away(matti, link(matti))
    with db.transaction() as session:
        assert session.get_one(Person, matti.person_id).email == "private@gmail.example"

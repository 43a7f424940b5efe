"""What a link is worth, for whom, and how often."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from hub.access.models import AllowedOrganisation
from hub.audit import Actor
from hub.identity import flows
from hub.identity.models import LinkedIdentity, WebSession
from hub.identity.sessions import identity_of
from hub.invitations import redeeming
from hub.invitations.errors import NotOpen, State
from hub.invitations.redeeming import Acceptor
from hub.members import service
from hub.web.cookies import FLOW
from tenants import membership
from tenants.models import Role, Tenant, TenantState
from tests.hub.conftest import person_of
from tests.hub.people import mails

HUB = "hub.localhost"
NAMES = ("Käpylän", "kapylan", "Anna", "Admin", "salla")
"""What nobody is told before the sign-in."""


def test_before_the_sign_in_it_is_an_invitation_and_nothing_else(at_hub, invite):
    answer = at_hub().get(invite(role="admin"))
    assert answer.status_code == 200
    assert "You have an invitation" in answer.text
    assert not [each for each in NAMES if each in answer.text]


def test_signing_in_comes_back_to_it(db, at_hub, invite):
    path, client = invite(), at_hub()
    client.csrf_token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text).group(1)
    assert client.post(f"{path}/sign-in").location == "/sign-in"
    assert "Sign in to see the invitation" in client.get("/sign-in").text
    with db.transaction() as session:
        wanted = flows.read(session, client.get_cookie(FLOW, domain=HUB).value, f"{HUB}:8000")["wanted"]
    assert (wanted["path"], wanted["occasion"]) == (path, "invitation")


def test_after_it_everything_is_shown_and_nothing_done(db, at_hub, invite, salla, membership_of):
    page = at_hub(salla).get(invite(role="admin")).text
    assert "Join Käpylän Leipä Oy" in page
    assert "Anna Kirjanpitäjä" in page
    assert "who decides about members" in page
    assert "salla@kapylanleipa.example" in page
    assert membership_of(salla) is None


@pytest.mark.parametrize("role", list(Role))
def test_whoever_presents_it_joins_and_is_led_in_with_a_new_session(
    db, at_hub, invite, salla, tenant, membership_of, events, role
):
    path, client = invite(role=role), at_hub(salla)
    before = person_of(db, client).session
    answer = client.post(path)
    assert (answer.status_code, answer.location) == (303, "http://kapylan-leipa.hub.localhost:8000/")
    assert membership_of(salla).role == role
    after = person_of(db, client).session
    assert after.id != before.id
    assert (after.auth_time, after.assurance) == (before.auth_time, before.assurance)
    assert after.expires_at <= before.expires_at
    with db.transaction() as session:
        assert session.get_one(WebSession, before.id).revoked_at is not None
    accepted = events()[-1]
    assert (accepted.action, accepted.person_id, accepted.after) == (
        "invitation.accepted",
        salla.person_id,
        {"role": role},
    )


def test_the_inviting_admin_learns_which_account_it_was(db, enter, anna, at_hub, invite, make_person):
    aino = make_person("Aino Yksityinen", "aino@gmail.com")
    at_hub(aino).post(invite("salla@kapylanleipa.example"))
    told = mails(db)[-1]
    assert told.recipient == "anna@kapylanleipa.example"
    assert "Aino Yksityinen has joined" in told.subject
    assert "aino@gmail.com" in told.body
    assert "salla@kapylanleipa.example" in told.body
    page = enter(anna).get("/members").text
    assert "Joined with another address than the invited one: salla@kapylanleipa.example" in page


def test_the_address_it_was_sent_to_proves_nothing_and_an_unvouched_one_is_marked(db, at_hub, invite, salla):
    with db.transaction() as session:
        session.get_one(LinkedIdentity, salla.id).email_vouched = False
    at_hub(salla).post(invite())
    assert "salla@kapylanleipa.example (not verified)" in mails(db)[-1].body


@pytest.mark.parametrize(
    ("email", "vouched", "accepted"),
    [
        ("salla@kapylanleipa.example", True, True),
        ("Salla@KapylanLeipa.example", True, True),
        ("salla@kapylanleipa.example", False, False),
        ("salla@elsewhere.example", True, False),
        (None, True, False),
    ],
)
def test_only_this_address_means_that_its_provider_vouches_for_it(
    db, at_hub, invite, salla, membership_of, events, email, vouched, accepted
):
    with db.transaction() as session:
        linked = session.get_one(LinkedIdentity, salla.id)
        linked.email_seen, linked.email_vouched = email, vouched
    path, client = invite(only_address="1"), at_hub(salla)
    answer = client.post(path)
    assert answer.status_code == (303 if accepted else 403)
    assert (membership_of(salla) is not None) is accepted
    if not accepted:
        assert "only for the address it was sent to" in answer.text
        assert "Use another account" in answer.text
        assert events()[-1].action == "invitation.refused"
        assert client.get(path).status_code == 200  # it stays good for the right account


def test_an_account_that_the_environment_does_not_accept_cannot_join(
    db, tenant, at_hub, invite, make_person, membership_of
):
    with db.transaction(tenant.id) as session:
        session.add(AllowedOrganisation(tenant_id=tenant.id, provider="google", organisation="kapylanleipa.example"))
    path, aino = invite(), make_person("Aino", "aino@gmail.com")
    answer = at_hub(aino).post(path)
    assert answer.status_code == 403
    assert "accepts only accounts of certain organisations" in answer.text
    assert membership_of(aino) is None
    assert at_hub(make_person("Salla", "s@kapylanleipa.example")).post(path).status_code == 303


def test_used_once_it_is_used_up_for_others_and_leads_its_user_in(at_hub, invite, salla, make_person):
    path, client = invite(), at_hub(salla)
    client.post(path)
    other = at_hub(make_person("Olli", "olli@other.example"))
    for answer in (at_hub().get(path), other.get(path), other.post(path)):
        assert answer.status_code == 410
        assert "has been used" in answer.text
        assert not [each for each in NAMES if each in answer.text]
    again = client.get(path)
    assert "You have joined already" in again.text
    assert "http://kapylan-leipa.hub.localhost:8000/" in again.text


@pytest.mark.parametrize(
    ("end", "status", "said"),
    [
        ("UPDATE invitation SET expires_at = now()", 410, "has run out"),
        ("UPDATE invitation SET withdrawn_at = now()", 410, "was withdrawn"),
        ("UPDATE membership SET role = 'member'", 410, "was withdrawn"),
        ("UPDATE membership SET ended_at = now()", 410, "was withdrawn"),
    ],
)
def test_an_ended_one_says_why_and_lets_nobody_in(
    db, tenant, at_hub, invite, make_person, membership_of, end, status, said
):
    olli = make_person("Olli", "olli@other.example")
    path, waiting = invite(), at_hub(olli)
    assert waiting.get(path).status_code == 200
    with db.transaction(tenant.id) as session:
        session.execute(text(end))
    for answer in (at_hub().get(path), waiting.get(path), waiting.post(path)):
        assert answer.status_code == status
        assert said in answer.text
        assert not [each for each in NAMES if each in answer.text.replace("an Admin of", "")]
    assert membership_of(olli) is None


def refusals(events) -> list[str]:
    return [each.details["reason"] for each in events() if each.action == "invitation.refused"]


def test_whoever_goes_on_with_an_account_that_is_refused_is_limited_and_recorded_once(
    at_hub, invite, make_person, events
):
    """The environment's chain is for good: nobody who only holds a link may fill it."""
    olli = make_person("Olli", "olli@other.example")
    path, client = invite(only_address="1"), at_hub(olli)
    answers = [client.post(path).status_code for _ in range(40)]
    assert answers == [403] * 30 + [429] * 10
    assert "Too many attempts" in client.post(path).text
    assert refusals(events) == ["address"]
    ella = make_person("Ella", "ella@other.example")
    for _ in range(2):
        assert at_hub(ella).post(path).status_code == 403
    assert refusals(events) == ["address"] * 2
    assert {each.person_id for each in events() if each.action == "invitation.refused"} == {
        olli.person_id,
        ella.person_id,
    }


def test_another_reason_is_another_refusal(db, at_hub, invite, make_person, events, tenant):
    olli = make_person("Olli", "olli@other.example")
    path, client = invite(), at_hub(olli)
    with db.transaction(tenant.id) as session:
        session.add(AllowedOrganisation(tenant_id=tenant.id, provider="google", organisation="kapylanleipa.example"))
    for _ in range(2):
        client.post(path)
    with db.transaction(tenant.id) as session:
        session.execute(text("UPDATE invitation SET only_address = true"))
    for _ in range(2):
        client.post(path)
    assert refusals(events) == ["organisation", "address"]


def test_a_closed_environment_lets_nobody_in(db, tenant, at_hub, invite, salla):
    path = invite()
    with db.transaction(tenant.id) as session:
        session.get_one(Tenant, tenant.id).state = TenantState.CLOSED
    assert at_hub(salla).post(path).status_code == 404


@pytest.mark.parametrize("wrong", ["token", "tenant", "long"])
def test_what_is_no_link_is_not_found(at_hub, invite, salla, make_tenant, wrong):
    path = invite()
    start, _, token = path.rpartition("/")
    other = f"/invitations/{make_tenant('other', 'Other Oy').id}/{token}"
    asked = {"token": f"{start}/{token[:-1]}", "tenant": other, "long": f"{start}/{'a' * 3000}"}[wrong]
    for client in at_hub(), at_hub(salla):
        assert client.get(asked).status_code == 404
    assert at_hub(salla).post(asked).status_code == 404


def test_a_member_stays_what_they_are_and_leaves_the_link_to_its_person(at_hub, invite, matti, salla, membership_of):
    path, member = invite(role="admin"), at_hub(matti)
    assert "You are a member already" in member.get(path).text
    assert member.post(path).status_code == 303
    assert membership_of(matti).role == Role.MEMBER
    assert at_hub(salla).post(path).status_code == 303


def test_somebody_without_a_session_signs_in_first(at_hub, invite, membership_of, salla):
    answer = at_hub().post(invite())
    assert answer.location == "/sign-in"
    assert membership_of(salla) is None


def test_the_links_page_tells_no_other_site_where_it_is(at_hub, invite):
    answer = at_hub().get(invite())
    assert answer.headers["Referrer-Policy"] == "strict-origin"  # the host, never the link
    assert answer.headers["Cache-Control"] == "no-store"


def acceptor_of(linked: LinkedIdentity) -> Acceptor:
    actor = Actor(linked.person_id, linked.id)
    return Acceptor(linked.person_id, linked.id, identity_of(linked, "Somebody"), "Google", actor)


@pytest.mark.parametrize("who", ["different people", "one person"])
def test_of_many_at_once_one_wins(db, tenant, invite, make_person, who):
    token = urlsplit(invite()).path.rpartition("/")[2]
    people = [make_person(f"P{n}", f"p{n}@kapylanleipa.example") for n in range(8)]
    if who == "one person":
        people = [people[0]] * 8
    start = Barrier(len(people))

    def accept(linked) -> str:
        start.wait()
        try:
            with db.transaction(tenant.id) as session:
                redeeming.accept(session, tenant.id, token, acceptor_of(linked), "http://x/members")
        except NotOpen as error:
            return error.state
        return "in"

    with ThreadPoolExecutor(len(people)) as pool:
        assert sorted(pool.map(accept, people)) == ["in", *[State.USED] * 7]
    with db.transaction(tenant.id) as session:
        present = [membership.of(session, tenant.id, each.person_id) for each in people]
        assert len({each.person_id for each in present if each}) == 1
    assert len(mails(db)) == 2


def test_two_invitations_of_one_person_at_once_make_one_membership(db, tenant, invite, salla):
    tokens = [urlsplit(invite(email)).path.rpartition("/")[2] for email in ("a@b.example", "c@d.example")]
    start = Barrier(2)

    def accept(token) -> str:
        start.wait()
        try:
            with db.transaction(tenant.id) as session:
                redeeming.accept(session, tenant.id, token, acceptor_of(salla), "http://x/members")
        except redeeming.AlreadyMember:
            return "member"
        return "in"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(accept, tokens)) == ["in", "member"]


def test_a_demotion_of_the_inviter_and_an_acceptance_at_once_end_one_way_or_the_other(
    db, tenant, anna, matti, invite, make_person
):
    with db.transaction(tenant.id) as session:
        membership.change_role(session, tenant.id, matti.person_id, Role.ADMIN)
    for number in range(4):
        token = urlsplit(invite(f"p{number}@b.example")).path.rpartition("/")[2]
        person, start = make_person(f"P{number}", f"p{number}@b.example"), Barrier(2)

        def accept(token=token, person=person, start=start) -> str:
            start.wait()
            try:
                with db.transaction(tenant.id) as session:
                    redeeming.accept(session, tenant.id, token, acceptor_of(person), "http://x/members")
            except NotOpen as error:
                return error.state
            return "in"

        def demote(start=start) -> None:
            start.wait()
            with db.transaction(tenant.id) as session:
                service.change_role(session, tenant.id, anna.person_id, Role.MEMBER, Actor(matti.person_id, matti.id))

        with ThreadPoolExecutor(2) as pool:
            joined, demoted = pool.submit(accept), pool.submit(demote)
            demoted.result()
            outcome = joined.result()
        with db.transaction(tenant.id) as session:
            is_in = membership.of(session, tenant.id, person.person_id) is not None
            assert (outcome == "in") is is_in
            assert outcome in ("in", State.WITHDRAWN)
            membership.change_role(session, tenant.id, anna.person_id, Role.ADMIN)


def test_nothing_of_an_invitation_is_in_a_log(at_hub, invite, salla, caplog):
    path = invite()
    at_hub(salla).post(path)
    assert path.rpartition("/")[2] not in caplog.text

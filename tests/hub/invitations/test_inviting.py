"""What Admins do with invitations."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from hub.identity.tokens import digest
from hub.invitations import service
from hub.invitations.models import Invitation
from tenants import membership
from tenants.models import Role
from tests.hub.people import last_link, mails

FORM = {"email": "salla@kapylanleipa.example", "role": "member"}


def invitations(db, tenant) -> list[Invitation]:
    with db.transaction(tenant.id) as session:
        return list(session.scalars(select(Invitation).order_by(Invitation.created_at)))


def test_a_mail_carries_a_link_that_the_database_cannot_repeat(db, invite, tenant):
    path = invite()
    mail, row = mails(db)[-1], invitations(db, tenant)[0]
    assert mail.recipient == "salla@kapylanleipa.example"
    assert "Anna Kirjanpitäjä" in mail.subject
    token = path.rpartition("/")[2]
    assert len(token) == 43  # 256 bits
    assert row.token_hash == digest(token)
    assert row.expires_at - row.sent_at == timedelta(days=7)


def test_the_link_leads_to_the_configured_address_whatever_host_was_asked(db, invite):
    invite()
    assert "http://hub.localhost:8000/invitations/" in mails(db)[-1].body


def test_it_is_recorded_and_listed(enter, anna, invite, events):
    invite(role="admin")
    assert [(each.action, each.subject, each.after) for each in events()] == [
        ("invitation.sent", "salla@kapylanleipa.example", {"role": "admin", "only_address": False})
    ]
    page = enter(anna).get("/members").text
    assert "salla@kapylanleipa.example" in page
    assert "Sent by Anna Kirjanpitäjä" in page


@pytest.mark.parametrize(
    "email", ["", "salla", "salla@", "a@b.example, c@d.example", "salla@x.example\nBcc: e@f.example"]
)
def test_what_is_no_address_is_said_beside_the_field(db, enter, anna, email):
    answer = enter(anna).post("/members/invite", data={**FORM, "email": email})
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert mails(db) == []


@pytest.mark.parametrize("form", [{**FORM, "role": "owner"}, {"email": "a@b.example"}, {**FORM, "extra": "1"}])
def test_only_the_fields_and_roles_there_are(db, enter, anna, form):
    assert enter(anna).post("/members/invite", data=form).status_code == 422
    assert mails(db) == []


@pytest.mark.parametrize("email", ["matti@kapylanleipa.example", "MATTI@Kapylanleipa.Example "])
def test_a_member_is_not_invited_but_named(db, enter, anna, matti, email):
    answer = enter(anna).post("/members/invite", data={**FORM, "email": email})
    assert answer.status_code == 422
    assert "Matti Member is a member already" in answer.text
    assert mails(db) == []


def test_a_former_member_can_be_invited(db, enter, tenant, anna, matti):
    with db.transaction(tenant.id) as session:
        membership.end(session, tenant.id, matti.person_id)
    answer = enter(anna).post("/members/invite", data={**FORM, "email": "matti@kapylanleipa.example"})
    assert answer.status_code == 303


def test_an_address_is_invited_once_at_a_time(db, enter, anna, invite):
    invite()
    answer = enter(anna).post("/members/invite", data=FORM)
    assert answer.status_code == 422
    assert "invited already" in answer.text
    assert len(mails(db)) == 1


def test_sent_again_the_new_link_works_and_the_old_one_does_not(db, enter, tenant, anna, invite, at_hub, salla, events):
    old = invite()
    row = invitations(db, tenant)[0]
    assert enter(anna).post(f"/members/invitations/{row.id}/send-again").status_code == 303
    new = last_link(db)
    assert new != old
    assert at_hub(salla).get(old).status_code == 404
    assert "Join Käpylän Leipä Oy" in at_hub(salla).get(new).text
    assert events()[-1].action == "invitation.sent_again"


def test_it_is_not_sent_for_ever(db, enter, tenant, anna, invite):
    invite()
    row, admin = invitations(db, tenant)[0], enter(anna)
    for _ in range(service.MOST_SENDINGS):
        admin.post(f"/members/invitations/{row.id}/send-again")
    assert len(mails(db)) == service.MOST_SENDINGS
    assert "was not sent" in admin.get("/members").text


def test_an_environment_invites_so_many_at_a_time(db, enter, tenant, anna, invite, monkeypatch):
    monkeypatch.setattr(service, "MOST_OPEN", 2)
    invite("a@b.example")
    invite("c@d.example")
    answer = enter(anna).post("/members/invite", data=FORM)
    assert answer.status_code == 422
    assert "are open already" in answer.text
    with db.transaction(tenant.id) as session:
        session.execute(text("UPDATE invitation SET expires_at = now() WHERE email = 'a@b.example'"))
    assert enter(anna).post("/members/invite", data=FORM).status_code == 303


def test_an_expired_one_can_be_sent_again(db, enter, tenant, anna, invite, at_hub, salla):
    invite()
    with db.transaction(tenant.id) as session:
        session.execute(text("UPDATE invitation SET expires_at = now()"))
    row, admin = invitations(db, tenant)[0], enter(anna)
    assert "has run out" in admin.get("/members").text
    admin.post(f"/members/invitations/{row.id}/send-again")
    assert "has run out" not in admin.get("/members").text
    assert at_hub(salla).get(last_link(db)).status_code == 200


def test_withdrawn_it_is_gone_from_the_list(db, enter, tenant, anna, invite, events):
    invite()
    row, admin = invitations(db, tenant)[0], enter(anna)
    admin.post(f"/members/invitations/{row.id}/withdraw")
    admin.get("/members")  # what was said is said once
    assert "salla@kapylanleipa.example" not in admin.get("/members").text
    assert admin.post(f"/members/invitations/{row.id}/withdraw").status_code == 404
    assert admin.post(f"/members/invitations/{row.id}/send-again").status_code == 404
    assert events()[-1].action == "invitation.withdrawn"


@pytest.mark.parametrize("deed", ["send-again", "withdraw"])
def test_another_environments_invitation_is_not_there(
    db, browse, sign_in, tenant, invite, make_tenant, make_person, make_member, deed
):
    invite()
    other, olli = make_tenant("other", "Other Oy"), make_person("Olli Other", "olli@other.example")
    make_member(other, olli, Role.ADMIN)
    client = browse(other)
    sign_in(client, olli, other)
    row = invitations(db, tenant)[0]
    assert client.post(f"/members/invitations/{row.id}/{deed}").status_code == 404
    assert "salla@" not in client.get("/members").text
    assert len(mails(db)) == 1
    assert invitations(db, tenant)[0].withdrawn_at is None


@pytest.mark.parametrize(
    "path", ["/members/invite", "/members/invitations/{}/send-again", "/members/invitations/{}/withdraw"]
)
def test_members_may_not_and_admins_only_after_a_recent_sign_in(db, enter, tenant, anna, matti, invite, path):
    invite()
    asked = path.format(invitations(db, tenant)[0].id)
    data = {**FORM, "email": "new@kapylanleipa.example"}
    assert enter(matti).post(asked, data=data).status_code == 403
    stale = enter(anna, auth_time=datetime.now(UTC) - timedelta(hours=2))
    assert "recent=1" in stale.post(asked, data=data).location
    assert len(mails(db)) == 1
    assert invitations(db, tenant)[0].withdrawn_at is None


@pytest.mark.parametrize("end", ["role", "remove"])
def test_invitations_end_with_the_right_to_send_them(
    db, enter, tenant, anna, matti, invite, at_hub, salla, events, end
):
    path = invite()
    with db.transaction(tenant.id) as session:
        membership.change_role(session, tenant.id, matti.person_id, Role.ADMIN)
    enter(matti).post(f"/members/{anna.person_id}/{end}", data={"role": "member"})
    answer = at_hub(salla).get(path)
    assert answer.status_code == 410
    assert "was withdrawn" in answer.text
    assert "invitation.withdrawn" in [each.action for each in events()]
    assert "salla@kapylanleipa.example" not in enter(matti).get("/members").text

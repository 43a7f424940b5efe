"""What is not marked is refused."""

import pytest

from hub.web.security import Access, access_of, admin_required, any_host, apex_only, public, tenant_only
from tenants.models import Role
from tests.hub.web.test_csrf import sample

PUBLIC = {
    "static",
    "activation.arrive",
    "health",
    "identity.sign_in",
    "identity.start",
    "identity.callback",
    "identity.choose_language",
    "identity.enter",
    "identity.signed_out",
    "invitations.show",
    "invitations.sign_in",
    "mails.index",
    "pages.privacy",
    "pages.terms",
    "webhooks.receive",
}
"""Every door that is open to anybody. A new one is a decision: write it down here."""


def test_v6_3_4_v13_4_5_the_public_endpoints_are_these(app):
    known = {rule.endpoint for rule in app.url_map.iter_rules() if access_of(app.view_functions[rule.endpoint]).public}
    assert known == PUBLIC


def test_every_endpoint_says_which_host_it_is_for(app):
    unmarked = [name for name, view in app.view_functions.items() if not access_of(view).marked]
    assert unmarked == []


def test_nobody_gets_in_anywhere_without_a_session(app, browse, make_tenant):
    tenant = make_tenant()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC:
            continue
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}:
            for client in browse(), browse(tenant):
                answer = client.open(sample(rule), method=method)
                assert answer.status_code in (303, 404), rule
                if answer.status_code == 303:
                    assert answer.location == "/sign-in" or "/auth/handoff?host=" in answer.location, rule


@pytest.mark.parametrize("told", [{"Accept": "application/json"}, {"Sec-Fetch-Dest": "empty"}])
def test_programs_are_told_instead_of_redirected(browse, make_tenant, told):
    for client in browse(), browse(make_tenant()):
        answer = client.get("/", headers=told)
        assert (answer.status_code, answer.json["status"]) == (401, 401)
        assert answer.content_type == "application/problem+json"


def view() -> str:
    return "in"


def made(*marks):
    def fresh() -> str:
        return "in"

    for mark in marks:
        mark(fresh)
    return fresh


def test_the_marks_add_up():
    assert access_of(view) == Access(host="tenant", public=False, admin=False, marked=False)
    assert access_of(made(public, apex_only)) == Access(host="apex", public=True, marked=True)
    assert access_of(made(any_host)).host == "any"
    assert access_of(made(admin_required)) == Access(host="tenant", admin=True, marked=True)


@pytest.fixture
def people(app, browse, make_person, make_tenant, make_member, sign_in):
    """A browser of each kind of person, at the environment and at the apex."""
    tenant = make_tenant()
    found = {}
    for name, role in ("admin", Role.ADMIN), ("member", Role.MEMBER), ("stranger", None):
        who = make_person(name, f"{name}@example.com")
        if role:
            make_member(tenant, who, role)
        found[name] = browse(tenant)
        sign_in(found[name], who, tenant)
        found[f"{name} at the apex"] = browse()
        sign_in(found[f"{name} at the apex"], who)
    found["anybody"], found["anybody at the apex"] = browse(tenant), browse()
    return found


@pytest.mark.parametrize(
    ("marks", "let_in"),
    [
        ([], {"admin", "member"}),
        ([tenant_only], {"admin", "member"}),
        ([admin_required], {"admin"}),
        ([apex_only], {"admin at the apex", "member at the apex", "stranger at the apex"}),
        ([public, tenant_only], {"admin", "member", "stranger", "anybody"}),
        (
            [any_host],
            {"admin", "member", "admin at the apex", "member at the apex", "stranger at the apex"},
        ),
    ],
)
def test_each_mark_lets_in_whom_it_says(app, people, marks, let_in):
    app.add_url_rule("/a-page", "a_page", made(*marks))
    assert {name for name, client in people.items() if client.get("/a-page").text == "in"} == let_in


def test_a_member_is_told_why_an_admin_is_needed(app, people):
    app.add_url_rule("/a-page", "a_page", made(admin_required))
    answer = people["member"].get("/a-page")
    assert answer.status_code == 403
    assert "Admin" in answer.text


def test_v8_3_2_rights_that_are_taken_away_are_gone_with_the_next_request(app, people, db):
    from sqlalchemy import text

    from tenants.directory import by_label

    app.add_url_rule("/a-page", "a_page", made(admin_required))
    assert people["admin"].get("/a-page").status_code == 200
    with db.transaction() as session:
        tenant = by_label(session, "kapylan-leipa")
    with db.transaction(tenant.id) as session:
        session.execute(text("UPDATE membership SET role = 'member'"))
    assert people["admin"].get("/a-page").status_code == 403

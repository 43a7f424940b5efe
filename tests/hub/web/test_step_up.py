"""What needs a recent sign-in, and what somebody is told whose sign-in is not."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.web.security import access_of, any_host, recent_sign_in
from tenants.models import Role
from tests.hub.web.test_csrf import sample

STEP_UP = {
    "access.allow",
    "access.disallow",
    "activation.confirm",
    "activation.confirm_connection",
    "audit.choose_export",
    "audit.export",
    "connectors.ask",
    "connectors.ask_detach",
    "connectors.attach",
    "connectors.begin",
    "connectors.detach",
    "connectors.finish",
    "connectors.paste_key",
    "connectors.renew",
    "connectors.replace_key",
    "identity.ask_link",
    "identity.begin_link",
    "identity.link",
    "identity.unlink",
    "invitations.form",
    "invitations.invite",
    "invitations.send_again",
    "invitations.withdraw",
    "members.ask_remove",
    "members.ask_role",
    "members.change_role",
    "members.end_sessions",
    "members.payroll_detail",
    "members.remove",
}
"""Every act of consequence and the pages of their forms. Taking one away is a decision: write it down here."""
LONG_AGO = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture
def admin(make_person, make_tenant, make_member, browse, sign_in):
    """Give an Admin's browsers at the apex and at the environment, signed in at some time."""
    who, tenant = make_person(), make_tenant()
    make_member(tenant, who, Role.ADMIN)

    def browsers(**facts):
        apex, inside = browse(), browse(tenant)
        sign_in(inside, who, tenant, parent_id=sign_in(apex, who, **facts), **facts)
        return apex, inside

    return browsers


def demanding(app):
    rules = [rule for rule in app.url_map.iter_rules() if access_of(app.view_functions[rule.endpoint]).recent]
    return [(rule, method) for rule in rules for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}]


def asks_again(answer) -> bool:
    return answer.status_code == 303 and (
        answer.location == "/sign-in" or ("/auth/handoff?" in answer.location and "recent=1" in answer.location)
    )


def test_the_acts_of_consequence_are_these(app):
    """ASVS 7.5.3: the list is declarative."""
    assert {rule.endpoint for rule, _method in demanding(app)} == STEP_UP


def test_v7_5_3_each_of_them_is_refused_after_a_stale_sign_in(app, admin):
    browsers = admin(auth_time=LONG_AGO)
    for rule, method in demanding(app):
        answers = [each.open(sample(rule), method=method) for each in browsers]
        assert any(asks_again(each) for each in answers), (rule, method)
        assert all(asks_again(each) or each.status_code == 404 for each in answers), (rule, method)


def test_none_of_them_asks_after_a_recent_one(app, admin):
    browsers = admin()
    for rule, method in demanding(app):
        assert not any(asks_again(each.open(sample(rule), method=method)) for each in browsers), (rule, method)


@pytest.fixture
def page(app):
    app.add_url_rule("/a-page", "a_page", any_host(recent_sign_in(lambda: "in")), methods=["GET", "POST"])
    return "/a-page"


@pytest.mark.parametrize(("minutes", "let_in"), [(16, True), (18, False)])
def test_the_limit_is_fifteen_minutes_and_what_clocks_may_differ(page, admin, minutes, let_in):
    for client in admin(auth_time=datetime.now(UTC) - timedelta(minutes=minutes)):
        assert (client.get(page).text == "in") is let_in


def test_a_script_is_told_instead_of_redirected(page, admin):
    for client in admin(auth_time=LONG_AGO):
        answer = client.post(page, json={})
        assert (answer.status_code, answer.json["title"]) == (401, "Sign in again first.")

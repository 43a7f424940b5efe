"""T19: a forged Host makes the hub write links to somebody else's address into pages and mails."""

import re

import pytest

from hub.app import create_app
from hub.config import HubSettings
from tenants.models import Role
from tests.hub.conftest import BASE_URL, HubClient
from tests.hub.identity.conftest import ask_provider, query_of
from tests.hub.people import last_link, mails
from tests.hub.web.test_hosts import FOREIGN, ask

EVIL = "evil.example"
FORGED = {
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Server": EVIL,
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "666",
    "X-Forwarded-Prefix": f"//{EVIL}",
    "X-Host": EVIL,
    "X-Original-Host": EVIL,
    "X-Original-URL": f"https://{EVIL}/",
    "X-Rewrite-URL": f"https://{EVIL}/",
    "Forwarded": f"host={EVIL};proto=https",
    "X-HTTP-Host-Override": EVIL,
}
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")


@pytest.fixture(params=["0", "1"], ids=["no proxy", "behind a proxy"])
def app(request, db, plugins, table):
    told = {"HUB_BASE_URL": BASE_URL, "HUB_PROXIES": request.param}
    app = create_app(HubSettings.read(told), plugins, table)
    app.test_client_class = HubClient
    return app


def test_v4_1_3_t19_a_mail_leads_to_the_configured_address(db, browse, sign_in, make_person, make_tenant, make_member):
    anna, tenant = make_person(), make_tenant()
    make_member(tenant, anna, Role.ADMIN)
    client = browse(tenant)
    sign_in(client, anna, tenant)
    form = {"email": "salla@elsewhere.example", "role": "member"}
    assert client.post("/members/invite", data=form, headers=FORGED).status_code == 303
    assert last_link(db).startswith("/invitations/")
    for mail in mails(db):
        assert EVIL not in mail.subject + mail.body
        assert all(each.startswith(BASE_URL) for each in ADDRESS.findall(mail.body))


@pytest.mark.parametrize("provider", ["google", "microsoft"])
def test_v4_1_3_t19_a_provider_is_told_the_configured_address(browse, provider):
    client = browse()
    client.environ_base.update({f"HTTP_{name.upper().replace('-', '_')}": value for name, value in FORGED.items()})
    assert query_of(ask_provider(client, provider))["redirect_uri"] == f"{BASE_URL}/auth/{provider}/callback"


def test_v4_1_3_t19_no_page_and_no_redirect_speaks_of_it(browse, make_tenant):
    for client in browse(), browse(make_tenant()):
        for path in ("/", "/sign-in", "/auth/handoff", "/account", "/no-such-page", "/terms", "/signed-out"):
            answer = client.get(path, headers=FORGED)
            assert EVIL not in answer.get_data(as_text=True) + str(answer.headers)


def test_v4_1_3_t19_every_foreign_host_gets_the_same_page(client, make_tenant):
    make_tenant()
    answers = {ask(client, path, host)[:2] for host in (*FOREIGN, EVIL) for path in ("/", "/auth/google", "/x")}
    assert len(answers) == 1
    assert EVIL.encode() not in answers.pop()[0]

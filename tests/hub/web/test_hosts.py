"""Which hosts are answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app

from hub.app import create_app
from hub.config import HubSettings
from hub.pluginmanager import Plugins
from hub.web.tenancy import label_of

FOREIGN = (
    "",
    "evil.example",
    "hub.localhost",
    "hub.localhost:80",
    "hub.localhost:8001",
    "hub.localhost:08000",
    "hub.localhost:8000.",
    "hub.localhost.:8000",
    "HUB.localhost:8000",
    "Kapylan-leipa.hub.localhost:8000",
    "kapylan-leipa.hub.localhost",
    "kapylan-leipa.hub.localhost:80",
    "kapylan-leipa.hub.localhost:8000:8000",
    "kapylan-leipa.hub.localhost:99999999",
    "kapylan-leipa..hub.localhost:8000",
    ".hub.localhost:8000",
    "a.kapylan-leipa.hub.localhost:8000",
    "kapylan-leipa.hub.localhost.evil.example:8000",
    "kapylan-leipahub.localhost:8000",
    "kapylan-leipa.hub-localhost:8000",
    "evilhub.localhost:8000",
    "user@hub.localhost:8000",
    "hub.localhost:8000@evil.example",
    "xn--.hub.localhost:8000",
    "xn--kpyln-leipa-z8ah.hub.localhost:8000",
    "käpylän-leipa.hub.localhost:8000",
    "-kapylan.hub.localhost:8000",
    "ka.hub.localhost:8000",
    "k" * 41 + ".hub.localhost:8000",
    "kapylan_leipa.hub.localhost:8000",
    "kapylan-leipa.hub.localhost:8000/x",
    "kapylan-leipa.hub.localhost:8000\t",
    "127.0.0.1:8000",
    "localhost:8000",
    "[::1]:8000",
    "0.0.0.0:8000",
)


@pytest.mark.parametrize("host", FOREIGN)
def test_a_look_alike_gets_one_constant_page_and_no_cookie(client, make_tenant, host):
    make_tenant()
    expected, _, _ = ask(client, "/", "nothing-here.hub.localhost:8000")
    for path in "/", "/sign-in", "/static/hub.css":
        body, status, headers = ask(client, path, host)
        assert (status, body) == ("404 NOT FOUND", expected)
        assert "Set-Cookie" not in headers
    assert b"evil" not in body


@pytest.mark.parametrize(("language", "said"), [("fi", "Tässä osoitteessa ei ole mitään"), ("de", "There is nothing")])
def test_that_there_is_nothing_is_told_in_the_browsers_language(client, language, said):
    headers = {"Host": "nobody.hub.localhost:8000", "Accept-Language": language}
    answer = client.get("/", headers=headers)
    assert answer.status_code == 404
    assert said in answer.text


def ask(client, path: str, host: str):
    """Ask as it comes over the wire; the test client would refuse to send some of these hosts."""
    environ = EnvironBuilder(path, client.address).get_environ()
    environ["HTTP_HOST"] = host
    body, status, headers = run_wsgi_app(client.application, environ, buffered=True)
    return b"".join(body), status, headers


def test_an_environments_own_host_is_answered(browse, make_tenant):
    assert browse(make_tenant()).get("/").status_code == 303


def test_only_the_health_check_is_answered_without_our_host(client):
    for host in "127.0.0.1:8000", "localhost", "127.0.0.1:12345":
        assert client.get("/healthz", headers={"Host": host}).json == {"status": "ok"}
        assert client.get("/sign-in", headers={"Host": host}).status_code == 404
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Forwarded-Server", "X-Original-URL"])
def test_no_header_makes_the_hub_speak_of_a_foreign_host(settings, db, header):
    for proxies in "0", "1":
        told = HubSettings.read({"HUB_BASE_URL": settings.base_url, "HUB_PROXIES": proxies})
        app = create_app(told, Plugins())
        answer = app.test_client().get("/", base_url=settings.base_url, headers={header: "evil.example"})
        assert answer.status_code == 303
        assert "evil" not in answer.location


def test_the_callers_address_is_believed_of_a_known_proxy_only(settings, db):
    for proxies, expected in ("0", "127.0.0.1"), ("1", "203.0.113.9"):
        told = HubSettings.read({"HUB_BASE_URL": settings.base_url, "HUB_PROXIES": proxies})
        app = create_app(told, Plugins())
        seen = []
        app.before_request(lambda seen=seen: seen.append(__import__("flask").request.remote_addr))
        app.test_client().get("/sign-in", base_url=settings.base_url, headers={"X-Forwarded-For": "203.0.113.9"})
        assert seen == [expected]


def test_a_database_that_does_not_answer_is_said_so(settings, free_port):
    import hub.db

    hub.db.connect(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none")
    app = create_app(settings, Plugins())
    for address in settings.base_url, settings.tenant_url("kapylan-leipa"):
        client = app.test_client()
        client.set_cookie("__Host-hub", "x", domain=address[7:-5])
        answer = client.get("/", base_url=address)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "10"
        assert "database" in answer.text
    hub.db.disconnect()


labels = st.text("abc019-", min_size=1, max_size=45)


@given(labels, st.text(max_size=20))
def test_a_label_is_read_only_right_in_front_of_our_host(label, tail):
    read = label_of(f"{label}.hub.example", "hub.example")
    assert read in (None, label)
    if read:
        assert 3 <= len(read) <= 40
        assert not read.startswith("-")
        assert not read.endswith("-")
    if tail:
        assert label_of(f"{label}.hub.example{tail}", "hub.example") is None

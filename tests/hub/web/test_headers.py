"""Headers of every answer, whoever made it."""

import gc

import pytest

from hub.app import create_app
from hub.config import HubSettings
from hub.pluginmanager import Plugins
from hub.web.security import any_host, public
from tests.hub.web.test_csrf import sample

HTTPS = HubSettings.read({"HUB_BASE_URL": "https://hub.example"})


def assert_protected(answer) -> None:
    policy = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'", "'none'", "'none'")
    assert "unsafe" not in str(policy)
    assert policy["form-action"].startswith("'self'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] in ("same-origin", "strict-origin", "no-referrer")
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_every_rule_answers_with_them(app, browse, make_tenant, make_person, make_member, sign_in):
    who, tenant = make_person(), make_tenant()
    make_member(tenant, who)
    browsers = [browse(), browse(tenant), browse(), browse(tenant)]
    sign_in(browsers[2], who)
    sign_in(browsers[3], who, tenant)
    for rule in app.url_map.iter_rules():
        path = "/static/hub.css" if rule.endpoint == "static" else sample(rule)
        for client in browsers[:2] if "DELETE" in (rule.methods or ()) else browsers:
            answer = client.get(path)
            assert_protected(answer)
            assert answer.headers["X-Request-ID"]
            if rule.endpoint != "static":
                assert "no-store" in answer.headers["Cache-Control"], path


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/no-such-page", 404), ("POST", "/sign-in", 405), ("GET", "/%00", 404), ("GET", "/static/none.css", 404)],
)
def test_errors_have_them_too(client, method, path, status):
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert_protected(answer)


def test_answers_before_the_application_have_them_too(client):
    assert_protected(client.get("/", headers={"Host": "evil.example"}))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_file_that_is_not_sent_is_closed(client, method):
    known = client.get("/static/hub.css").headers["ETag"]
    answer = client.open("/static/hub.css", method=method, headers={"If-None-Match": known if method == "GET" else ""})
    assert answer.status_code == (304 if method == "GET" else 200)
    gc.collect()  # an open file is a warning, which is an error here


def test_v3_4_1_over_https_browsers_are_told_to_stay_there(db):
    client = create_app(HTTPS, Plugins()).test_client()
    answer = client.get("/sign-in", base_url="https://hub.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_over_http_they_are_not(client):
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


def test_a_form_may_end_where_the_page_said_it_would(app, client):
    from hub.web.headers import allow_forms_to
    from hub.web.security import apex_only, public

    def page() -> str:
        allow_forms_to("https://store.example/keylogin?x=y")
        return "page"

    app.add_url_rule("/a-page", "a_page", public(apex_only(page)))
    assert "https://store.example" in client.get("/a-page").headers["Content-Security-Policy"].split()
    assert "store.example" not in client.get("/sign-in").headers["Content-Security-Policy"]


def breaks() -> str:
    raise RuntimeError("a fault")


@pytest.mark.parametrize(
    ("status", "method", "path", "told"),
    [
        (304, "GET", "/static/hub.css", {"If-Modified-Since": "Fri, 31 Dec 2100 00:00:00 GMT"}),
        (206, "GET", "/static/hub.css", {"Range": "bytes=0-9"}),
        (416, "GET", "/static/hub.css", {"Range": "bytes=99999999-"}),
        (303, "GET", "/", {}),
        (200, "HEAD", "/sign-in", {}),
        (200, "OPTIONS", "/sign-in", {}),
        (405, "DELETE", "/sign-in", {}),
        (403, "GET", "/auth/nobody/callback", {}),
        (500, "GET", "/breaks", {}),
        (404, "GET", "/", {"Host": "kapylan-leipa.hub.localhost:8000"}),
        (401, "GET", "/account", {"Accept": "application/json"}),
    ],
)
def test_answers_of_every_kind_have_them(app, client, status, method, path, told):
    app.add_url_rule("/breaks", "breaks", public(any_host(breaks)))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.open(path, method=method, headers=told)
    assert answer.status_code == status
    assert_protected(answer)
    if answer.content_type and answer.content_type.startswith("text/"):
        assert "charset=utf-8" in answer.content_type

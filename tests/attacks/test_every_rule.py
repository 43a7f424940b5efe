"""Every rule of the hub, held to what all of them have to do: as an Admin, with samples that are alive.

Who gets in where is ``test_every_endpoint.py``; this is about how an answer looks and what a request may do.
"""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest

from tests.attacks.isolation.asking import Asked, Request
from tests.attacks.isolation.people import browser
from tests.attacks.isolation.world import World
from tests.attacks.test_every_endpoint import RULES, at, client_of
from tests.attacks.test_t21_injection_through_names import MARKUP, assert_harmless
from tests.hub.web.test_csrf import SIGNED
from tests.hub.web.test_headers import assert_protected
from tests.hub.web.test_paths import BAD

SECRET = ("__Host-hub", "__Host-flow")
INNER = {"token", "hash", "sealed", "secret", "person_id", "identity_id", "csrf_token", "tenant_id", "ip", "settings"}
UNSAFE = [each for each in RULES if each.method != "GET" and each.rule.endpoint not in SIGNED]
READING = [each for each in RULES if each.method == "GET"]
ONE_SITE = {"hub.localhost:8000", "environment-a.hub.localhost:8000", "environment-b.hub.localhost:8000"}
PLACES = ("return_to", "url", "redirect_uri", "target", "continue")
WRITES = {
    "activation.arrive": "keeps the activation that the store vouches for, once a person has signed in",
    "activation.index": "an account that proves to be the initiator's has the activation from then on, also when "
    "somebody else had proved it before: every browser that does resumes the same one (T05)",
    "connectors.finish": "the way back from the accounting system's page, held by the state of its own browser",
    "identity.callback": "the way back from a provider, held by the state of its own browser",
    "identity.hand_off": "a code for this very browser",
    "reports.analytics": "when the person looked last is noted, so that the page says what has changed since",
    "reports.report_csv": "that a report was taken out is recorded",
    "reports.report_json": "that a report was taken out is recorded",
    "reports.report_pdf": "that a report was taken out is recorded",
    "reports.report_xlsx": "that a report was taken out is recorded",
    "reports.take_file": "the same, of one that a worker has built",
}
"""Rules that a GET may write with, and what; nothing else changes by reading. A new one is a decision."""


@pytest.fixture(autouse=True)
def as_it_was(snapshot):
    snapshot.renew()
    yield
    snapshot.restore()


def ask(world: World, asked: Asked, actor: str = "admin", **changed):
    """Ask as the sample says, with something changed."""
    client = client_of(world, asked, actor)
    request = Request.of(asked.sample, world.a.side)
    if asked.sample.prepare:
        request.query |= asked.sample.prepare(client, world.a.side)
    for name, value in changed.items():
        getattr(request, name).update(value)
    return request.send(client, asked)


def answers(world: World, rules: list[Asked], **changed) -> Iterator:
    for asked in rules:
        yield asked, ask(world, asked, **changed)


def test_v3_2_1_v3_4_3_v3_4_4_v3_4_5_v3_4_6_v3_4_8_v4_1_1_v14_3_2_each_page_carries_its_headers(world):
    """nosniff, policy, referrer, framing, opener; the type with its charset; not stored; files are downloads."""
    for asked, answer in answers(world, READING):
        assert_protected(answer)
        if asked.rule.endpoint == "static":
            continue
        assert "no-store" in answer.headers["Cache-Control"], asked
        kind = answer.headers.get("Content-Type", "")
        assert answer.status_code == 303 or kind, asked
        if kind.startswith("text/"):
            assert "charset=utf-8" in kind.lower(), asked
        if not kind.startswith(("text/html", "application/json")):
            assert answer.headers["Content-Disposition"].startswith("attachment"), asked


def test_v3_3_1_v3_3_2_v3_3_3_v3_3_4_v3_3_5_no_rule_sets_a_cookie_but_the_three(world):
    """``__Host-``, Secure, HttpOnly, Lax, the whole path, no Domain, short; a secret in no body."""
    for asked in RULES:
        for actor in ("anonymous", "admin"):
            answer = ask(world, asked, actor)
            for cookie in answer.headers.getlist("Set-Cookie"):
                name, _, rest = cookie.partition("=")
                assert name in (*SECRET, "__Host-language"), asked
                assert len(cookie) < 4096
                assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {each.strip() for each in rest.split(";")}
                assert "domain" not in cookie.lower()
                token = rest.partition(";")[0]
                assert not token or name not in SECRET or token not in answer.get_data(as_text=True)
            own = world.a.people["admin"].keys.get(urlsplit(at(world, asked, world.a)).netloc)
            assert own is None or own.token not in answer.get_data(as_text=True)


def test_v3_4_2_no_rule_opens_itself_to_another_origin(world):
    for origin in ("https://evil.example", "http://environment-b.hub.localhost:8000"):
        for asked, answer in answers(world, READING, headers={"Origin": origin}):
            assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")], asked
            preflight = client_of(world, asked, "admin").open(
                asked.rule.build(Request.of(asked.sample, world.a.side).path, append_unknown=False)[1],
                method="OPTIONS",
                headers={"Origin": origin, "Access-Control-Request-Method": "POST"},
            )
            assert not [name for name, _ in preflight.headers if name.lower().startswith("access-control-")], asked


FORGED = {
    "no token": {"X-CSRF-Token": ""},
    "a made-up token": {"X-CSRF-Token": "a" * 43},
    "a foreign origin": {"Origin": "https://evil.example"},
    "an origin of the same site": {"Origin": "http://environment-b.hub.localhost:8000"},
    "no origin to name": {"Origin": "null"},
    "the right host over another protocol": {"Origin": "https://hub.localhost:8000"},
    "from the same site, as the browser says": {"Sec-Fetch-Site": "same-site"},
    "from another site, as the browser says": {"Sec-Fetch-Site": "cross-site"},
    "from nowhere, as the browser says": {"Sec-Fetch-Site": "none"},
}


@pytest.mark.parametrize("headers", FORGED.values(), ids=FORGED)
def test_v3_5_1_no_unsafe_rule_takes_a_request_of_another_page(world, snapshot, headers, count):
    for asked, answer in answers(world, UNSAFE, headers=headers):
        count("forged requests")
        assert answer.status_code == 403, asked
    assert snapshot.is_as_it_was


def test_v3_5_1_nor_with_the_token_of_another_session(world, snapshot):
    """The attacker's own token, of the same host or of the hub's."""
    member = world.a.people["member"]
    for asked in UNSAFE:
        tokens = {key.csrf for key in (*member.keys.values(), *world.b.people["admin"].keys.values())}
        for token in sorted(tokens):
            assert ask(world, asked, headers={"X-CSRF-Token": token}).status_code == 403, asked
    assert snapshot.is_as_it_was


def test_v3_5_3_nothing_changes_by_reading(world, snapshot):
    wrote = set()
    for asked in READING:
        for actor in ("anonymous", "member", "admin"):
            ask(world, asked, actor)
            if snapshot.differs() - {"hub_event"}:  # who was refused is recorded
                wrote.add(asked.rule.endpoint)
                snapshot.restore()
    assert wrote == set(WRITES), "a rule that is exempt and writes nothing has a reason that is not true"


def test_v3_5_3_a_link_to_an_activation_makes_it_nobodys_but_its_initiators(world, snapshot):
    """The one reading rule that changes whose something is: by what the account proves, whoever sent them there."""
    asked = next(each for each in READING if each.rule.endpoint == "activation.index")
    for actor in ("anonymous", "member"):
        ask(world, asked, actor)
        assert snapshot.is_as_it_was, actor
    ask(world, asked, "admin")
    assert snapshot.differs() == {"activation", "hub_event"}


def test_v4_1_4_methods_that_a_rule_does_not_have_are_refused(world, snapshot):
    methods = {"POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "GET"}
    by_path: dict[tuple[str, str], set[str]] = {}
    for asked in RULES:
        allowed = by_path.setdefault((asked.rule.rule, asked.host), set())
        allowed |= asked.rule.methods or set()
    for asked in RULES:
        client = client_of(world, asked, "admin")
        path = asked.rule.build(Request.of(asked.sample, world.a.side).path, append_unknown=False)[1]
        for method in sorted(methods - by_path[(asked.rule.rule, asked.host)]):
            answer = client.open(path, method=method)
            assert answer.status_code in (404, 405), (asked, method)
            assert_protected(answer)
    assert snapshot.is_as_it_was


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_v4_1_4_no_header_makes_another_method_of_a_reading_one(world, snapshot, name):
    pages = [each for each in READING if each.rule.endpoint.startswith(("members.", "connectors.ask", "audit."))]
    for asked, answer in answers(world, pages, headers={name: "POST"}):
        assert answer.status_code in asked.sample.alive, asked
    assert snapshot.is_as_it_was


def test_v3_7_2_t18_no_rule_leads_where_a_parameter_says(world, snapshot):
    """Every rule, with foreign places under the usual names; only ways that the hub itself has chosen lead out."""
    for number, asked in enumerate(RULES):
        extra = {"next": "https://evil.example"} | dict.fromkeys(PLACES, BAD[number % len(BAD)])
        answer = ask(world, asked, query=extra, form=extra if asked.method == "POST" else {})
        if asked.method == "POST":
            snapshot.restore()
        to = urlsplit(urljoin(at(world, asked, world.a), (answer.location or "").replace("\\", "/")))
        assert to.hostname != "evil.example", asked
        is_ours = to.netloc in ONE_SITE
        assert is_ours or asked.rule.endpoint in ("identity.start", "identity.begin_link", "connectors.begin"), to


def test_v1_2_1_t21_no_rule_repeats_a_payload_as_markup(world, snapshot):
    """Each value of each query and form is replaced by a payload, all others left alone."""
    for asked in RULES:
        sample = Request.of(asked.sample, world.a.side)
        for part, values in (("query", sample.query), ("form", sample.form)):
            for name in (*values, "unheard-of"):
                answer = ask(world, asked, **{part: {name: MARKUP}})
                assert answer.status_code < 500, (asked, name)
                if answer.mimetype == "text/html":
                    assert_harmless(answer)
        if asked.method == "POST":
            snapshot.restore()


def test_v8_2_1_v7_4_1_a_session_that_was_ended_opens_nothing(world):
    """The old cookie is replayed on every rule after the sign-out."""
    anybody = [each for each in RULES if not each.sample.prepare]
    client = browser(world.app, world.a.address, world.a.people["admin"])
    token = world.a.people["admin"].keys[urlsplit(world.a.address).netloc]
    assert client.post("/sign-out").status_code == 303
    for asked in (each for each in anybody if each.host == "tenant"):
        before, after = ask(world, asked, "anonymous"), ask(world, asked, "admin")
        assert before.status_code == after.status_code, asked
        assert token.token not in after.get_data(as_text=True)


def test_v15_3_1_no_answer_in_json_has_a_field_of_the_database_by_accident(world):
    told = [answer.json for _asked, answer in answers(world, READING) if answer.mimetype == "application/json"]
    assert len(told) >= 3
    assert not {key for each in told for key in keys_of(each)} & INNER


def keys_of(told: object) -> list[str]:
    if isinstance(told, dict):
        return [*told, *(key for each in told.values() for key in keys_of(each))]
    return [key for each in told for key in keys_of(each)] if isinstance(told, list) else []

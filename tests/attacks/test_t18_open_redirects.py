"""T18: a link to the hub leads to somebody else's page.

What may be gone back to is held by ``tests/hub/web/test_paths.py``; here the same corpus goes through the whole
sign-in, and through the hand-off.
"""

from itertools import cycle
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from tests.hub.identity.conftest import arrive
from tests.hub.web.test_paths import BAD

NAMES = ("next", "return", "return_to", "redirect", "redirect_uri", "url", "path", "continue", "target", "host", "from")
OWN = {"hub.localhost:8000", "kapylan-leipa.hub.localhost:8000"}
CHARACTERS = "/\\.:@?#%&;=ahtpsevilexm09 \t\n\r\x00[]"


def host_of(answer, base: str) -> str:
    """Give the host that a browser goes to, which takes backslashes for slashes and drops control characters."""
    place = "".join(each for each in answer.location if each.isprintable()).replace("\\", "/")
    return urlsplit(urljoin(base, place.strip())).netloc


def assert_stays(answer, base: str) -> None:
    if answer.status_code in (301, 302, 303, 307, 308):
        assert host_of(answer, base) in OWN, answer.location


def test_v3_7_2_t18_the_corpus_is_large_enough():
    assert len(set(BAD)) >= 80


def test_v3_7_2_t18_no_way_in_leads_out(browse, make_tenant):
    """Pages that send somebody on, asked with each of the corpus under every name that a redirect could go by."""
    apex, inside = browse(), browse(make_tenant())
    for bad, path in zip(BAD, cycle(("/", "/auth/handoff", "/account", "/sign-in", "/analytics"))):
        for client in apex, inside:
            assert_stays(client.get(path, query_string=dict.fromkeys(NAMES, bad)), client.address)


@pytest.fixture
def asked(browse):
    """Go to an address without a session, sign in, and give where one is sent then."""

    def asked(address: str, **headers: str):
        client = browse()
        sent = client.get(address, headers=headers)
        assert_stays(sent, client.address)
        return arrive(client, "google", "anna")

    return asked


@pytest.mark.parametrize(
    "bad",
    [
        "//evil.example/account",
        "/%2f%2fevil.example",
        "/\\evil.example",
        "/%5cevil.example",
        "/account//evil.example",
        "/account/..//evil.example",
        "/account?next=https://evil.example",
        "/%0d%0aLocation:https://evil.example",
        "/@evil.example",
        "/http://evil.example",
    ],
)
def test_v3_7_2_t18_whoever_signs_in_stays_here(asked, bad):
    answer = asked(bad)
    assert answer.status_code == 303
    assert host_of(answer, "http://hub.localhost:8000/") == "hub.localhost:8000"
    assert answer.location.startswith("/")
    assert not answer.location.startswith(("//", "/\\"))


def test_v3_7_2_t18_a_page_that_was_asked_for_is_gone_back_to(asked):
    assert asked("/account?x=1").location == "/account?x=1"


def test_v3_7_2_t18_a_place_put_into_the_flow_behind_our_back_would_be_ours(client, db):
    """Whoever writes the flow has the database; a sign-in begun with such a place ends at home all the same."""
    for bad in ("https://evil.example", "//evil.example"):
        with client.session_transaction(base_url=client.address) as flow:
            flow["wanted"] = {"path": "/", "occasion": "sign_in"}
        client.get("/auth/google", query_string=dict.fromkeys(NAMES, bad))
        answer = arrive(client, "google", "anna")
        assert answer.location == "/"


@given_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.sampled_from(NAMES), st.text(CHARACTERS, max_size=40))
def test_v3_7_2_t18_nothing_that_is_made_up_leads_out(client, name, bad):
    for path in ("/", "/auth/handoff", "/activate/procountor"):
        assert_stays(client.get(path, query_string={name: bad}), client.address)

"""What may come back to the hub's callback and must not be believed; a provider's forged tokens are tests/attacks'."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from hub.identity.models import LinkedIdentity, WebSession
from hub.web.cookies import SESSION
from tests.hub.conftest import HubClient
from tests.hub.identity.conftest import arrive, ask_provider, choose


def test_an_old_sign_in_is_good_enough_where_no_fresh_one_was_asked_for(client, faults):
    faults("stale_auth_time")
    assert arrive(client, "microsoft", "anna").status_code == 303


@pytest.mark.parametrize("provider", ["google", "microsoft"])
def test_an_answer_works_once(client, browse, db, provider):
    back = choose(ask_provider(client, provider), "anna")
    assert client.get(back).status_code == 303
    for _ in range(2):
        assert client.get(back).status_code == 403
    assert sessions_of(db) == 1


@pytest.mark.parametrize("provider", ["google", "microsoft"])
def test_an_answer_brought_to_another_browser_is_refused(client, browse, db, provider):
    """T17: the attacker's own answer, opened in the victim's browser."""
    back = choose(ask_provider(client, provider), "mallory")
    victim = browse()
    victim.get(f"/auth/{provider}")
    for _ in range(2):
        assert_refused(db, victim, lambda: victim.get(back))


def test_an_answer_of_one_provider_is_not_taken_at_the_other(client, db):
    back = choose(ask_provider(client, "google"), "anna")
    for _ in range(2):
        assert_refused(db, client, lambda: client.get(back.replace("/auth/google/", "/auth/microsoft/")))


def test_an_answer_that_comes_too_late_is_refused(client, db, monkeypatch):
    back = choose(ask_provider(client, "google"), "anna")
    monkeypatch.setattr("hub.web.entrance.time.time", lambda: 4e9)
    assert_refused(db, client, lambda: client.get(back))


def test_a_refusal_at_the_provider_consumes_the_state_and_quotes_nothing(client, db, caplog):
    back = choose(ask_provider(client, "google"), "anna")
    state = back.split("state=")[1].split("&")[0]
    planted = "error=access_denied&error_description=call+0700+123456&error_uri=https://evil.example"
    answer = client.get(f"/auth/google/callback?state={state}&{planted}")
    assert answer.status_code == 403
    assert "0700" not in answer.text + caplog.text
    assert "evil" not in answer.text + caplog.text
    assert_refused(db, client, lambda: client.get(back))


def test_after_a_refusal_the_next_attempt_still_goes_where_one_wanted_to_go(client, faults):
    client.get("/auth/handoff?host=acme&state=s&challenge=c")
    faults("nonce")
    assert arrive(client, "google", "anna").status_code == 403
    faults()
    assert arrive(client, "google", "anna").location.startswith("/auth/handoff?host=acme")


@pytest.mark.parametrize("query", ["", "?state=", "?code=abc", "?state=x&code=y", "?error=access_denied"])
def test_a_made_up_answer_is_refused(client, db, query):
    for _ in range(2):
        assert_refused(db, client, lambda: client.get(f"/auth/google/callback{query}"))


def test_no_secret_of_the_protocol_is_logged(client, caplog, faults):
    caplog.set_level("INFO")
    address = ask_provider(client, "google")
    back = choose(address, "anna")
    faults("nonce")
    client.get(back)
    with client.session_transaction(base_url=client.address) as flow:
        assert not [key for key in flow if key.startswith(("_state_", "sign_in:"))]
    for secret in (back.split("code=")[1].split("&")[0], "hub-demo-secret", "code_verifier"):
        assert secret not in caplog.text


def assert_refused(db, client: HubClient, attempt: Callable[[], object]) -> None:
    people, sessions = count(db, LinkedIdentity), sessions_of(db)
    answer = attempt()
    assert answer.status_code == 403  # type: ignore[attr-defined]
    assert client.get_cookie(SESSION, domain="hub.localhost") is None
    assert (count(db, LinkedIdentity), sessions_of(db)) == (people, sessions)


def sessions_of(db) -> int:
    return count(db, WebSession)


def count(db, table) -> int:
    with db.system_transaction() as session:
        return session.scalar(select(func.count()).select_from(table))

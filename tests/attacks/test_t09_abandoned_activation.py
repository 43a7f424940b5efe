"""T09: an activation that nobody finishes leaves no key, no environment and no address behind.

Before the store is told there is only what was typed and a reservation; so its end needs no call to the store.
"""

import pytest
from sqlalchemy import text

from hub.activation import tasks
from tests.attacks.market import ANNA, LIISA

pytestmark = pytest.mark.usefixtures("equipped")
FORM = {"name": "Leipä", "email": "info@leipa.example", "subdomain": "leipa", "terms": "1"}
SECRETS = ("connection_secret", "tenant_key")


@pytest.fixture
def anna(make_person):
    return make_person("Anna Kirjanpitäjä", ANNA)


@pytest.fixture
def pass_time(owner, db):
    """Let a day and an hour go by, and the sweeper come."""

    def pass_time() -> None:
        with owner.begin() as connection:
            for table in ("activation", "label"):
                connection.execute(text(f"UPDATE {table} SET expires_at = expires_at - interval '25 hours'"))
        with db.system_transaction() as session:
            tasks.expire_activations(session)

    return pass_time


def arrive(browser, market) -> str:
    browser.go(market.offer(ANNA))
    return "form"


def fill_in(browser, market) -> str:
    arrive(browser, market)
    browser.send("/form", **FORM)
    return "confirm"


@pytest.mark.parametrize("stage", [arrive, fill_in])
def test_t09_an_abandoned_activation_leaves_nothing_and_calls_nobody(
    market, visitor, anna, stage, pass_time, kept, rows
):
    browser = visitor(anna)
    assert stage(browser, market) == browser.place
    asked = market.asked()

    pass_time()

    assert market.asked() == asked == ["GET /integrations/{}"]
    assert set(kept().values()) == {0}
    assert [rows(table) for table in (*SECRETS, "label", "job")] == [0, 0, 0, 0]
    assert rows("activation_company", "form <> '{}' OR step_data <> '{}' OR decision <> 'open'") == 0
    for _ in range(2):
        browser.client.post(f"/activations/{browser.at.split('/')[2]}/confirm")
    assert market.answers() == []
    assert "This activation has expired" in browser.go(browser.at)


def test_t09_only_a_reservation_exists_before_the_stores_answer(market, visitor, anna, kept, rows):
    fill_in(visitor(anna), market)
    assert set(kept().values()) == {0}
    assert [rows(table) for table in SECRETS] == [0, 0]
    assert rows("label", "state = 'reserved' AND tenant_id IS NULL") == rows("label") == 1


def test_t09_the_address_is_anybodys_again(market, visitor, anna, make_person, pass_time):
    fill_in(visitor(anna), market)
    pass_time()
    other = visitor(make_person("Liisa Laskija", LIISA))
    other.go(market.offer(LIISA, 100))
    other.send("/form", **FORM)
    assert other.place == "confirm"


def test_t09_what_the_store_no_longer_takes_brings_no_key(market, visitor, anna, kept, rows):
    """The person comes back a moment too late: the store says 410 to the confirmation."""
    browser = visitor(anna)
    fill_in(browser, market)
    number = market.world.db.row("SELECT max(id) AS id FROM activation")["id"]
    market.control("POST", f"/activations/{number}/expire")

    browser.send("/confirm")

    assert browser.place == "ended"
    assert "press Activate again" in browser.text
    assert set(kept().values()) == {0}
    assert [rows(table) for table in (*SECRETS, "label")] == [0, 0, 0]

"""T05: an arrival's address was read over somebody's shoulder, is replayed, or was guessed.

Procountor's request ids are small numbers that stay the same for a day, so holding one proves nothing: only being who
pressed the button does, and whoever proves that resumes the one activation there is, on any device.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from hub.web.limits import TABLE, By, Limit, Limits
from tests.attacks.market import ANNA, LEIPA, MATTI

pytestmark = pytest.mark.usefixtures("equipped")
STORED = ("activation", "activation_company", "person", "audit_event", "hub_event", "job", "mail", "label")


@pytest.fixture
def anna(make_person):
    return make_person("Anna Kirjanpitäjä", ANNA)


@pytest.fixture
def mallory(make_person):
    return make_person("Mallory", "mallory@elsewhere.example")


def test_t05_an_arrival_stores_nothing_and_asks_nothing_before_somebody_signs_in(market, browse, rows):
    arrival = market.offer(ANNA)
    for address in (arrival, arrival, "/activate/procountor?requestId=1", "/activate/procountor?requestId=999999"):
        answer = browse().get(address)
        assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert market.asked() == []
    assert {table: rows(table) for table in STORED} == dict.fromkeys(STORED, 0)


def test_t05_whoever_replays_an_arrival_sees_no_word_of_it_and_moves_nothing(
    market, visitor, anna, mallory, kept, told_outside
):
    arrival = market.offer(ANNA)
    owner = visitor(anna)
    owner.go(arrival)
    before = kept()

    for _ in range(2):
        thief = visitor(mallory)
        thief.go(arrival)
        assert thief.place == "prove"
        assert not any(word in thief.text for word in (LEIPA.name, LEIPA.business_id, ANNA, "Anna"))
        for action in ("confirm", "decline", "retry", "prove"):
            thief.client.post(f"{owner.at.partition('companies')[0]}{action}", data={"code": "000000"})
    assert market.answers() == []
    assert kept() == before
    assert told_outside().count("activation.foreign_arrival") == 2
    owner.go(arrival)
    assert owner.place == "form"


def test_t05_every_browser_of_the_initiator_resumes_the_same_row(market, visitor, anna, rows):
    arrival = market.offer(ANNA)
    for _ in range(3):
        browser = visitor(anna)
        browser.go(arrival)
        assert browser.place == "form"
    assert rows("activation") == 1
    assert market.asked() == ["GET /integrations/{}"]


def test_t05_thirty_two_arrivals_at_once_make_one_row(market, visitor, anna, rows):
    arrival, start = market.offer(ANNA), Barrier(32)
    browsers = [visitor(anna) for _ in range(32)]

    def arrive(browser) -> str:
        start.wait()
        browser.go(arrival)
        return browser.at

    with ThreadPoolExecutor(32) as pool:
        places = set(pool.map(arrive, browsers))
    assert len(places) == 1
    assert (rows("activation"), rows("activation_company")) == (1, 1)
    assert market.answers() == []


def test_t05_an_arrival_is_worth_nothing_after_its_time(market, visitor, anna, kept, told_outside):
    arrival = market.offer(ANNA)
    assert market.control("POST", f"/activations/{arrival.rpartition('=')[2]}/expire").status_code == 200
    for _ in range(2):
        browser = visitor(anna)
        browser.go(arrival)
        assert browser.status == 410
    assert set(kept().values()) == {0}
    assert told_outside() == ["activation.arrival_refused"] * 2


class TestGuessing:
    """Ids are counted up by the store, so the only thing in a guesser's way is how often they may ask."""

    @pytest.fixture
    def table(self) -> Limits:
        hour = timedelta(hours=1)
        return {**TABLE, "activation": (Limit(3, hour, By.PERSON), Limit(5, hour, By.ADDRESS))}

    def test_t05_neither_an_account_nor_many_at_one_address_try_out_the_ids(
        self, market, visitor, make_person, told_outside
    ):
        real = market.offer(MATTI)
        number = int(real.rpartition("=")[2])
        answers = []
        for each in range(3):
            browser = visitor(make_person(f"Mallory {each}", f"mallory{each}@elsewhere.example"))
            for guess in range(number + 1 + 10 * each, number + 5 + 10 * each):
                browser.go(f"/activate/procountor?requestId={guess}")
                answers.append(browser.status)
        assert answers == [404, 404, 404, 429, 404, 404, 429, 429, 429, 429, 429, 429]
        assert market.asked() == ["GET /integrations/{}"] * 5
        assert "limit.reached" in told_outside()

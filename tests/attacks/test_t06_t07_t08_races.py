"""T06, T07, T08: everything at once, twice, out of turn: one environment for a company, one address, one connection.

Threads press real buttons in front of the real store; the store counts how often it was told.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from tests.attacks.market import ANNA, LIISA
from tests.hub.activation.conftest import Visitor

pytestmark = pytest.mark.usefixtures("equipped")
FIRST_CLIENT = 100
FORM = {"name": "Leipä", "email": "info@leipa.example", "subdomain": "leipa", "terms": "1"}
ONE_OF_EACH = {"tenant", "company", "membership", "connection", "connection_secret", "book", "terms_acceptance"}


@pytest.fixture
def liisa(make_person):
    return make_person("Liisa Laskija", LIISA)


@pytest.fixture
def anna(make_person):
    return make_person("Anna Kirjanpitäjä", ANNA)


@pytest.fixture
def ready(market, visitor, liisa):
    browser = visitor(liisa)
    browser.go(market.offer(LIISA))
    browser.send("/form", **FORM)
    assert browser.place == "confirm"
    return browser


def at_once(browsers: list[Visitor], act: Callable[[Visitor], Any]) -> list[Any]:
    """Have everybody do the same at the same moment."""
    start = Barrier(len(browsers))

    def go(browser: Visitor) -> Any:
        start.wait()
        return act(browser)

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(go, browsers))


def test_v2_3_4_t06_twenty_clicks_at_once_make_one_of_each(market, ready, visitor, liisa, kept, rows):
    browsers = [ready, *(visitor(liisa) for _ in range(19))]
    statuses = at_once(browsers, lambda each: each.client.post(ready.at).status_code)
    assert set(statuses) == {303}
    assert {table: number for table, number in kept().items() if table in ONE_OF_EACH} == dict.fromkeys(ONE_OF_EACH, 1)
    assert len(market.answers()) == 1
    for kind in ("finish_activation", "sync_connection", "announce_environment"):
        assert rows("job", f"kind = '{kind}'") == 1
    assert {each.go(ready.at) and each.place for each in browsers} == {"done"}


def test_t06_a_form_sent_from_two_tabs_is_one_decision(market, ready, visitor, liisa, rows):
    form = ready.at.replace("confirm", "companies/") + company_of(rows, ready) + "/form"
    tabs = [visitor(liisa) for _ in range(8)]
    answers = at_once(tabs, lambda each: each.client.post(form, data=FORM).status_code)
    assert set(answers) == {303}
    assert (rows("label"), rows("activation_company", "decision = 'create'")) == (1, 1)
    assert market.answers() == []


def company_of(rows, browser: Visitor) -> str:
    browser.go(browser.at)
    found = next(each for each in browser.text.split('"') if "/companies/" in each)
    return found.split("/companies/")[1].split("/")[0]


def test_t06_back_and_reload_after_each_step_show_where_it_stands(market, visitor, liisa, kept):
    browser, arrival, been = visitor(liisa), market.offer(LIISA), []
    for step in (
        lambda: browser.go(arrival),
        lambda: browser.send("/form", **FORM),
        lambda: browser.send("/confirm"),
    ):
        step()
        been.append(browser.at)
        for address in (*been, arrival):
            browser.go(address)
            assert browser.status == 200
        browser.go(been[-1])
    assert browser.place == "done"
    confirm = been[1]
    for _ in range(2):
        assert browser.client.post(confirm).status_code == 303
    assert len(market.answers()) == 1
    assert kept()["connection"] == 1


def test_t07_of_twelve_who_want_one_address_one_gets_it_and_nobody_loses_what_they_typed(
    market, visitor, liisa, rows, kept
):
    browsers = [visitor(liisa) for _ in range(12)]
    for number, browser in enumerate(browsers):
        browser.go(market.offer(LIISA, client(market, number)))
        assert browser.place == "form"

    at_once(
        browsers, lambda each: each.send("/form", **{**FORM, "name": f"Yhtiö {browsers.index(each)}", "terms": "1"})
    )

    winners = [each for each in browsers if each.place == "confirm"]
    losers = [each for each in browsers if each.place == "form"]
    assert (len(winners), len(losers)) == (1, 11)
    assert rows("label") == 1
    for browser in losers:
        assert browser.status == 422
        assert f'value="Yhtiö {browsers.index(browser)}"' in browser.text
        assert 'value="info@leipa.example"' in browser.text
        assert "The address leipa is taken. leipa-2 is free." in browser.text

    at_once(losers, lambda each: each.send("/form", **{**FORM, "subdomain": f"leipa-x{browsers.index(each)}"}))
    assert {each.place for each in browsers} == {"confirm"}
    assert set(kept().values()) == {0}


def client(market, number: int) -> int:
    """Give one of the clerk's small clients."""
    return sorted(each.id for each in market.world.companies() if each.id >= FIRST_CLIENT)[number]


STEPS = 3
"""To arrive, to fill in the form, to confirm."""
INTERLEAVINGS = [
    "a" + "".join("a" if each in positions else "b" for each in range(2 * STEPS - 1))
    for positions in combinations(range(2 * STEPS - 1), STEPS - 1)
]
"""Every order of two people's steps; who is called a is who takes the first."""


class Racer:
    """One of two colleagues who activate the same company, step by step."""

    def __init__(self, browser: Visitor, arrival: str, label: str) -> None:
        self.browser = browser
        self.arrival = arrival
        self.label = label
        self.left = [self.arrive, self.fill_in, self.confirm]

    def step(self) -> None:
        self.left.pop(0)()

    def arrive(self) -> None:
        self.browser.go(self.arrival)
        self.base = self.browser.at.split("/")[2]

    def fill_in(self) -> None:
        if self.browser.place == "form":
            self.browser.send("/form", **{**FORM, "subdomain": self.label})

    def confirm(self) -> None:
        """Press the button, whether or not the page has it."""
        self.browser.client.post(f"/activations/{self.base}/confirm")
        self.browser.go(self.arrival)


def test_t08_of_two_colleagues_one_opens_the_environment_in_every_order(
    market, visitor, anna, liisa, owner, kept, count
):
    people = {"a": (anna, ANNA), "b": (liisa, LIISA)}
    for number, order in enumerate(INTERLEAVINGS):
        company = client(market, number)
        racers = {
            who: Racer(visitor(person), market.offer(email, company), f"env-{number}-{who}")
            for who, (person, email) in people.items()
        }
        for who in order:
            racers[who].step()
        first = min(racers, key=lambda who: order.rindex(who))
        loser = racers["b" if first == "a" else "a"].browser
        assert racers[first].browser.place == "done", order
        assert loser.place in ("blocked", "ended"), order
        assert racers[first].label not in loser.text
    made = kept()
    assert {table: made[table] for table in ONE_OF_EACH} == dict.fromkeys(ONE_OF_EACH, len(INTERLEAVINGS))
    assert labels(owner)["live"] == len(INTERLEAVINGS) == 10
    count("orders of two activations of one company", len(INTERLEAVINGS))


def test_v15_4_2_t08_nor_do_both_who_press_at_the_same_moment(market, visitor, anna, liisa, kept, owner):
    browsers = []
    for person, email in ((anna, ANNA), (liisa, LIISA)):
        browsers.append(visitor(person))
        browsers[-1].go(market.offer(email))
        browsers[-1].send("/form", **{**FORM, "subdomain": f"leipa-{email[0]}"})
    at_once(browsers, lambda each: each.send("/confirm"))
    assert sorted(each.place for each in browsers) == ["done", "ended"]
    assert {table: kept()[table] for table in ONE_OF_EACH} == dict.fromkeys(ONE_OF_EACH, 1)
    assert labels(owner) == {"live": 1}


def labels(owner) -> dict[str, int]:
    with owner.begin() as connection:
        found = connection.execute(text("SELECT state, count(*) AS number FROM label GROUP BY state")).all()
    return {row.state: row.number for row in found}

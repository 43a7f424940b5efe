import pytest

from hub.sdk.errors import GiveUp, TryLater
from tests.hub.activation.conftest import FORM, ONE_OF_EACH


@pytest.mark.parametrize("address", ["/activate/corner", "/activate/corner?order=x1", "/activate/corner?order=99"])
def test_a_request_that_is_none_gets_a_page_that_says_so(visitor, anna, address, count):
    browser = visitor(anna)

    browser.go(address)

    assert browser.status == 404
    assert "This activation is not known" in browser.text
    assert "Press Activate there again." in browser.text
    assert count("activation") == 0


def test_an_unknown_store_is_not_found(visitor, anna):
    browser = visitor(anna)

    browser.go("/activate/nowhere?order=1")

    assert browser.status == 404


def test_an_expired_request_is_gone(store, visitor, anna, count):
    browser = visitor(anna)
    arrival = store.offer("1")
    store.expired.add("1")

    browser.go(arrival)

    assert browser.status == 410
    assert "Press Activate again." in browser.text
    assert count("activation") == 0


@pytest.mark.parametrize(
    ("error", "status", "button"),
    [
        (TryLater("The Corner Store cannot be reached right now"), 503, True),
        (GiveUp("The Corner Store answered 500"), 502, False),
    ],
)
def test_a_store_that_does_not_answer_is_named_and_can_be_asked_again(store, visitor, anna, error, status, button):
    def fault(_where: str) -> None:
        raise error

    browser = visitor(anna)
    arrival = store.offer("1")
    store.fault = fault
    browser.go(arrival)
    assert browser.status == status
    assert error.message in browser.text
    assert ("Try again" in browser.text) is button

    store.fault = lambda _where: None
    browser.go(arrival)
    assert browser.place == "form"


def test_a_second_arrival_finds_the_first_and_the_store_is_not_asked_again(store, visitor, anna, count):
    arrival = store.offer("1")
    browser = visitor(anna)
    browser.go(arrival)
    browser.send("/form", **FORM)

    browser.go(arrival)

    assert browser.place == "confirm"
    assert store.opened == ["1"]
    assert count("activation") == 1


def test_a_finished_activation_shows_its_result_for_ever(store, visitor, anna, rows):
    arrival = store.offer("1")
    browser = visitor(anna)
    browser.go(arrival)
    browser.send("/form", **FORM)
    browser.send("/confirm")

    browser.go(arrival)

    assert browser.place == "done"
    assert rows() == ONE_OF_EACH


@pytest.mark.parametrize("page", ["prove", "companies", "confirm", "progress", "done", "ended", "blocked"])
def test_a_page_out_of_turn_leads_to_the_one_that_comes_next(store, visitor, anna, page):
    browser = visitor(anna)
    browser.go(store.offer("1"))
    base = browser.at.partition("companies")[0]

    browser.go(base + page)

    assert browser.place == "form"


def test_what_is_sent_out_of_turn_does_nothing(store, visitor, anna, rows):
    browser = visitor(anna)
    browser.go(store.offer("1"))
    base = browser.at.partition("companies")[0]

    for action in ("confirm", "retry", "prove", "prove/code"):
        assert browser.client.post(base + action).status_code == 303

    assert store.told == []


def test_an_unknown_activation_or_company_is_not_found(store, visitor, anna):
    browser = visitor(anna)
    browser.go(store.offer("1"))
    unknown = "00000000-0000-4000-8000-000000000000"
    base = browser.at.partition("companies")[0]

    assert browser.client.get(f"/activations/{unknown}/").status_code == 404
    assert browser.client.get(f"/activations/{unknown}/confirm").status_code == 404
    assert browser.client.post(f"{base}companies/{unknown}/reopen").status_code == 404


def test_forms_of_another_site_are_refused(store, visitor, anna):
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)

    answer = browser.client.post(browser.at, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
    assert store.told == []

"""A store's request ids are small numbers (T05, T22): nobody may try many of them, and nobody is mailed to death."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from hub.web.limits import TABLE, By, Limit, Limits
from tests.hub.activation.store import ANNA, LEIPA

HOUR = timedelta(hours=1)


@pytest.fixture
def table() -> Limits:
    return {
        **TABLE,
        "activation": (Limit(3, HOUR, By.PERSON), Limit(5, HOUR, By.ADDRESS)),
        "code": (Limit(2, HOUR, By.PERSON),),
        "code_try": (Limit(3, HOUR, By.PERSON),),
        "ask_admins": (Limit(5, HOUR, By.PERSON), Limit(1, HOUR, By.TENANT)),
    }


def test_t05_a_person_looks_at_a_few_different_requests_only(visitor, anna, store):
    browser = visitor(anna)
    offered = store.offer("2")
    statuses = []
    for order in ("901", "2", "902", "903", "904"):
        browser.go(f"/activate/corner?order={order}")
        statuses.append(browser.status)
    assert statuses == [404, 200, 404, 429, 429]
    assert "You can do it again in 1 hour." in browser.text
    assert store.opened == ["901", "2", "902"]

    browser.go(offered)
    assert browser.status == 200


def test_t05_the_same_request_may_be_looked_at_again_and_again(visitor, anna, store):
    browser = visitor(anna)
    offered = store.offer("1")
    for _ in range(10):
        browser.go(offered)
        assert browser.status == 200


def test_t05_many_accounts_at_one_address_do_not_help(visitor, make_person, store):
    answers = []
    for person in range(3):
        browser = visitor(make_person(email=f"p{person}@elsewhere.example"))
        for order in range(2):
            browser.go(f"/activate/corner?order={900 + 10 * person + order}")
            answers.append(browser.status)
    assert answers == [404, 404, 404, 404, 404, 429]
    assert len(store.opened) == 5


def test_t22_nobody_is_sent_more_than_a_few_codes(visitor, make_person, store, owner: Engine):
    stranger = visitor(make_person(email="other@elsewhere.example"))
    statuses = []
    for order in ("1", "2", "3"):
        stranger.go(store.offer(order, LEIPA, initiator=ANNA))
        stranger.send("/prove/code")
        statuses.append(stranger.status)
    assert statuses == [200, 200, 429]
    with owner.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM mail")).scalar_one() == 2


def test_codes_are_not_tried_out_over_many_requests(visitor, make_person, store):
    stranger = visitor(make_person(email="other@elsewhere.example"))
    statuses = []
    for order in ("1", "2"):
        stranger.go(store.offer(order, LEIPA, initiator=ANNA))
        stranger.send("/prove/code")
        for digits in ("000000", "111111"):
            stranger.send("/prove", code=digits)
            statuses.append(stranger.status)
    assert statuses == [422, 422, 422, 429]
    assert "Enter it again then." in stranger.text  # a code is a secret: no page repeats it
    assert "Send again" not in stranger.text
    assert "111111" not in stranger.text


def test_t22_the_admins_of_an_environment_are_asked_a_few_times_by_all_together(
    visitor, anna, make_person, make_environment, store, owner: Engine
):
    admin = make_person(email="admin@elsewhere.example")
    make_environment(LEIPA, admin)
    statuses = []
    matti = make_person("Matti", "matti@kapylanleipa.example")
    for order, who in (("1", anna), ("2", matti)):
        asking = visitor(who)
        asking.go(store.offer(order, LEIPA, initiator=who.email_seen))
        asking.send("/ask")
        statuses.append(asking.status)
    assert statuses == [200, 429]
    with owner.begin() as connection:
        assert connection.execute(text("SELECT recipient FROM mail")).scalars().all() == [admin.email_seen]

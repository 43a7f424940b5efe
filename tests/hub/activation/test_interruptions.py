"""Whatever stops in the middle, and however often something is pressed: one environment, one connection, one key."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select, text

from hub.activation import tasks
from hub.activation.models import Activation
from hub.activation.service import concluding, finishing
from hub.connectors import service as connections
from tenants import provisioning
from tests.hub.activation.conftest import FORM, NOTHING, ONE_OF_EACH
from tests.hub.activation.store import KONE, LEIPA, VALO


class Killed(BaseException):
    """The process is gone: nothing catches it, nothing is tidied up but what the database undoes."""


def kill(*_args, **_kwargs):
    raise Killed


@pytest.fixture
def ready(store, visitor, anna):
    """Somebody in front of *Confirm connection*."""
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    assert browser.place == "confirm"
    return browser


@pytest.fixture
def activation_id(ready, db) -> UUID:
    with db.transaction() as session:
        return session.query(Activation).one().id


BREAKS = {
    "before the store is told": (tasks.finishing, "order"),
    "in the environment's transaction": (provisioning, "claim_company"),
    "when the key is sealed": (connections.vault, "seal"),
    "before the first sync is written": (tasks, "begin_sync"),
    "after the commit of the company": (tasks, "_tell"),
    "when the store is asked whether it is active": (tasks, "_is_active"),
    "before the activation is closed": (concluding, "conclude"),
}


@pytest.mark.parametrize("where", BREAKS)
def test_a_process_killed_while_finishing_is_made_up_for_by_the_job(
    where, ready, activation_id, monkeypatch, plugins, rows, count, store
):
    module, name = BREAKS[where]
    with monkeypatch.context() as patched:
        patched.setattr(module, name, kill)
        with pytest.raises(Killed):
            ready.client.post(ready.at)
    assert rows() in (NOTHING, ONE_OF_EACH)
    assert count("job", "kind = 'finish_activation' AND state = 'pending'") == 1

    tasks.finish(activation_id, plugins)

    ready.go(ready.at)
    assert ready.place == "done"
    assert rows() == ONE_OF_EACH
    assert len(set(store.keys.values())) == 1


@pytest.mark.parametrize("where", ["before confirm", "after confirm", "connect", "company", "is_active"])
def test_a_process_killed_between_our_commits_and_the_stores_is_made_up_for(
    where, ready, activation_id, plugins, rows, store
):
    def fault(at: str) -> None:
        if at == where:
            raise Killed

    store.fault = fault
    with pytest.raises(Killed):
        ready.client.post(ready.at)
    store.fault = lambda _where: None

    tasks.finish(activation_id, plugins)

    ready.go(ready.at)
    assert ready.place == "done"
    assert rows() == ONE_OF_EACH


def test_a_process_killed_before_the_confirmation_is_committed_has_told_nobody(ready, monkeypatch, rows, count, store):
    from hub.activation.views import confirmation

    with monkeypatch.context() as patched:
        patched.setattr(confirmation, "_have_finished", kill)
        with pytest.raises(Killed):
            ready.client.post(ready.at)

    assert store.told == []
    assert count("job", "kind = 'finish_activation'") == 0
    ready.go(ready.at)
    assert ready.place == "confirm"
    ready.send("/confirm")
    assert rows() == ONE_OF_EACH


def test_a_group_killed_after_its_first_company_is_finished_without_doing_it_twice(
    store, visitor, anna, monkeypatch, plugins, count, db
):
    browser = visitor(anna)
    browser.go(store.offer("1", LEIPA, KONE))
    first, second = sorted_ids(db)
    base = browser.at
    for company, form in ((first, FORM), (second, {**FORM, "subdomain": "kone-ja-tera"})):
        browser.client.post(f"{base}/{company}/form", data=form)
    calls: list[object] = []
    save = finishing.save

    def second_is_killed(*args):
        calls.append(args)
        if len(calls) == 2:
            raise Killed
        return save(*args)

    with monkeypatch.context() as patched:
        patched.setattr(finishing, "save", second_is_killed)
        with pytest.raises(Killed):
            browser.client.post(base.replace("companies", "confirm"))
    assert count("connection") == 1

    with db.transaction() as session:
        activation_id = session.query(Activation).one().id
    tasks.finish(activation_id, plugins)

    assert (count("tenant"), count("connection"), count("connection_secret")) == (2, 2, 2)
    browser.go(base)
    assert browser.place == "done"


def sorted_ids(db) -> list[UUID]:
    with db.transaction() as session:
        return [each.id for each in session.query(Activation).one().companies]


def test_twenty_confirmations_at_once_make_one_of_each(ready, visitor, anna, rows, store, count):
    browsers = [ready, *(visitor(anna) for _ in range(19))]
    start = Barrier(20)

    def press(browser) -> int:
        start.wait()
        return browser.client.post(ready.at).status_code

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(press, browsers))

    assert set(answers) == {303}
    assert rows() == ONE_OF_EACH
    assert len(store.told) == 1
    assert count("job", "kind = 'finish_activation'") == 1
    assert count("job", "kind = 'sync_connection'") == 1
    for browser in browsers:
        browser.go(ready.at)
        assert browser.place == "done"


def test_web_and_worker_finishing_at_once_make_one_of_each(ready, activation_id, plugins, rows, monkeypatch, plugin):
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "finish", lambda *_: None)
        ready.send("/confirm")
    assert ready.place == "progress"
    start = Barrier(8)

    def finish(_: int) -> None:
        start.wait()
        tasks.finish(activation_id, plugins)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(finish, range(8)))

    assert rows() == ONE_OF_EACH
    assert [hook for hook, _ in plugin.heard].count("activation_finished") == 1


def test_two_people_with_one_company_get_one_environment(store, visitor, anna, make_person, rows, count):
    other = make_person("Bertta", "bertta@toinen.example")
    browsers = [visitor(anna), visitor(other)]
    for reference, (browser, email) in enumerate(
        zip(browsers, ("anna@kapylanleipa.example", "bertta@toinen.example"), strict=True), 1
    ):
        browser.go(store.offer(str(reference), LEIPA, initiator=email))
        browser.send("/form", **{**FORM, "subdomain": f"leipa-{reference}"})
    start = Barrier(2)

    def press(browser) -> str:
        start.wait()
        browser.send("/confirm")
        return browser.place

    with ThreadPoolExecutor(2) as pool:
        places = sorted(pool.map(press, browsers))

    assert places == ["done", "ended"]
    assert rows() == ONE_OF_EACH
    assert count("label") == 1


def test_two_requests_of_one_person_for_one_company_get_one_connection(store, visitor, anna, rows, db):
    """Both are open when the second comes while another tab is changing the first."""
    browsers = [visitor(anna), visitor(anna)]
    for reference, browser in enumerate(browsers, 1):
        with db.transaction() as session:
            session.scalars(select(Activation).with_for_update()).all()
            browser.go(store.offer(str(reference)))
        browser.send("/form", **{**FORM, "subdomain": f"leipa-{reference}"})
    start = Barrier(2)

    def press(browser) -> str:
        start.wait()
        browser.send("/confirm")
        return browser.place

    with ThreadPoolExecutor(2) as pool:
        places = list(pool.map(press, browsers))

    assert places == ["done", "done"]
    assert {**rows(), "sync_run": 1} == ONE_OF_EACH


def test_the_back_button_after_confirming_shows_the_result(ready, rows):
    form = ready.at.replace("confirm", "companies")
    ready.send("/confirm")

    ready.go(ready.at.replace("done", "confirm"))
    assert ready.place == "done"
    ready.go(form)
    assert ready.place == "done"
    assert rows() == ONE_OF_EACH


def test_an_address_lost_after_the_confirmation_is_replaced_by_one_like_it_and_said(
    ready, activation_id, plugins, rows, monkeypatch, owner
):
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "finish", lambda *_: None)
        ready.send("/confirm")
    with owner.begin() as connection:
        connection.execute(text("UPDATE label SET held_by = gen_random_uuid()"))

    tasks.finish(activation_id, plugins)

    ready.go(ready.at)
    assert "The address “kapylan-leipa” was no longer free" in ready.text
    assert 'href="http://kapylan-leipa-2.hub.localhost:8000/"' in ready.text
    assert rows() == ONE_OF_EACH


def test_a_company_that_was_to_join_an_environment_which_could_not_be_opened_fails_with_it(
    store, visitor, anna, count, db
):
    browser = visitor(anna)
    browser.go(store.offer("1", LEIPA, KONE))
    first, second = sorted_ids(db)
    base = browser.at
    browser.client.post(f"{base}/{first}/form", data=FORM)
    browser.client.post(f"{base}/{second}/join", data={"environment_of": str(first)})
    store.companies["101"] = VALO

    browser.client.post(base.replace("companies", "confirm"))

    browser.go(base)
    assert browser.place == "ended"
    assert "opens the books of Valo Oy 01120389" in browser.text
    assert "the environment that it was to join could not be opened" in browser.text
    assert (count("tenant"), count("connection"), count("label")) == (0, 0, 0)

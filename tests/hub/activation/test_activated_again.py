"""Who closes the page and presses Activate again in the store goes on where they were, and types nothing twice."""

import re

import pytest
from sqlalchemy import text

from hub.activation import tasks
from tests.hub.activation.conftest import FORM, ONE_OF_EACH
from tests.hub.activation.store import ANNA, KONE, LEIPA, NAMELESS
from tests.hub.activation.test_initiator import code_in, mails  # noqa: F401 (a fixture)
from tests.hub.activation.test_several_companies import company_ids, confirm, open_form


@pytest.fixture
def browser(visitor, anna):
    return visitor(anna)


def values(browser) -> dict[str, str]:
    """Read what stands in the fields of the form."""
    return dict(re.findall(r'<input id="(\w+)" name="\1"[^>]*? value="([^"]*)"', browser.text))


def test_activating_again_goes_on_with_the_form_and_its_address(store, browser, visitor, anna, rows, count):
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    earlier = browser.at

    again = visitor(anna)
    again.go(store.offer("2"))

    assert again.place == "confirm"
    assert "kapylan-leipa.hub.localhost" in again.text
    assert count("label") == 1
    again.send("/confirm")
    assert again.place == "done"
    assert rows() == ONE_OF_EACH
    assert [reference for reference, _ in store.told] == ["2"]
    browser.go(earlier)
    assert browser.place == "ended"
    assert "You go on with a newer activation" in browser.text


def test_what_was_refused_stands_in_the_new_form(store, browser, visitor, anna):
    browser.go(store.offer("1"))
    browser.send("/form", **{**FORM, "name": "Leipomo", "email": "no address"})

    again = visitor(anna)
    again.go(store.offer("2"))

    assert again.place == "form"
    assert values(again) == {"name": "Leipomo", "email": "no address", "subdomain": "kapylan-leipa"}
    again.send("/form", **FORM)
    assert again.place == "confirm"


def test_only_the_newer_one_waits_at_the_hubs_own_address(store, browser):
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    browser.go(store.offer("2"))

    assert browser.client.get("/").text.count("Continue") == 1


def test_what_comes_late_from_a_page_of_the_earlier_one_changes_nothing(store, browser, visitor, anna, rows):
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    visitor(anna).go(store.offer("2"))

    browser.send("/confirm")

    assert browser.place == "ended"
    assert store.told == []
    assert set(rows().values()) == {0}


def test_the_button_of_the_earlier_request_takes_everything_back_to_it(store, browser, count):
    first, second = store.offer("1"), store.offer("2")
    browser.go(first)
    browser.send("/form", **FORM)
    browser.go(second)

    browser.go(first)

    assert browser.place == "confirm"
    assert count("label") == 1
    browser.send("/confirm")
    assert [reference for reference, _ in store.told] == ["1"]


def test_an_earlier_request_for_more_companies_goes_on_for_the_others(store, browser, visitor, anna, count):
    browser.go(store.offer("1", LEIPA, KONE))
    leipa, kone = company_ids(browser)
    open_form(browser, leipa)
    browser.send("/form", **FORM)
    browser.send(f"/companies/{kone}/join", environment_of=leipa)

    again = visitor(anna)
    again.go(store.offer("2", LEIPA))

    assert again.place == "confirm"
    browser.go(browser.at)
    assert browser.place == "companies"
    assert count("activation_company", "decision = 'create'") == 1
    assert count("activation_company", "decision = 'join'") == 0
    again.send("/confirm")
    assert again.place == "done"


def test_two_earlier_requests_of_one_company_each_come_together(store, browser, count):
    forms = {LEIPA: FORM, KONE: {**FORM, "name": "Kone ja Terä Oy", "subdomain": "kone-ja-tera"}}
    for reference, (company, form) in enumerate(forms.items(), 1):
        browser.go(store.offer(str(reference), company))
        browser.send("/form", **form)

    browser.go(store.offer("3", LEIPA, KONE))

    confirm(browser)
    assert browser.place == "done"
    assert (count("tenant"), count("connection")) == (2, 2)


def test_somebody_elses_entries_stay_theirs(store, browser, visitor, make_person, count):
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    bertta = visitor(make_person("Bertta", "bertta@kapylanleipa.example"))

    bertta.go(store.offer("2", initiator="bertta@kapylanleipa.example"))

    assert bertta.place == "form"
    assert values(bertta)["email"] == "bertta@kapylanleipa.example"
    browser.send("/confirm")
    assert browser.place == "done"


def test_entries_for_another_company_stay_there(store, browser, count):
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)

    browser.go(store.offer("2", KONE))

    assert browser.place == "form"
    assert values(browser)["name"] == "Kone ja Terä Oy"
    assert count("activation", "state = 'identified'") == 2


def test_companies_without_a_business_id_are_not_taken_for_one_another(store, browser, count):
    browser.go(store.offer("1", NAMELESS))
    browser.go(store.offer("2", NAMELESS))

    assert browser.place == "blocked"
    assert count("activation", "state = 'identified'") == 2


def test_nothing_is_taken_over_before_the_person_is_proved(store, visitor, unvouched, mails, count):  # noqa: F811
    browser = visitor(unvouched)
    browser.go(store.offer("1"))
    browser.send("/prove/code")
    browser.send("/prove", code=code_in(mails()[0]))
    browser.send("/form", **FORM)

    browser.go(store.offer("2"))
    assert browser.place == "prove"
    assert count("activation", "state = 'identified'") == 1
    browser.send("/prove/code")
    browser.send("/prove", code=code_in(mails()[1]))

    assert browser.place == "confirm"
    assert mails()[1].recipient == ANNA


def test_what_has_run_out_is_not_taken_over(store, browser, owner, db):
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    with owner.begin() as connection:
        connection.execute(text("UPDATE activation SET expires_at = now() - interval '1 minute'"))

    browser.go(store.offer("2"))

    assert browser.place == "form"
    assert values(browser)["subdomain"] == ""
    with db.system_transaction() as session:
        tasks.expire_activations(session)
    browser.send("/form", **FORM)
    assert browser.place == "confirm"


def test_the_admins_are_not_asked_twice(store, browser, make_environment, make_person, mails):  # noqa: F811
    make_environment(LEIPA, make_person("Aino", "aino@kapylanleipa.example"))
    browser.go(store.offer("1"))
    browser.send("/ask")
    browser.go(store.offer("2"))

    assert "The Admins of the environment have a mail from you." in browser.text
    assert len(mails()) == 1


def test_it_is_recorded_which_activation_ended_with_which(store, browser, owner):
    browser.go(store.offer("1"))
    browser.go(store.offer("2"))

    with owner.connect() as connection:
        ended, by = connection.execute(
            text("SELECT details->>'activation', details->>'by' FROM hub_event WHERE action = 'activation.superseded'")
        ).one()
        states = dict(connection.execute(text("SELECT id::text, state FROM activation")).all())
    assert states == {ended: "expired", by: "identified"}

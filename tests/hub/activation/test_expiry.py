from sqlalchemy import text

from hub.activation import tasks
from tests.hub.activation.conftest import FORM, NOTHING, ONE_OF_EACH
from tests.hub.activation.store import KONE, LEIPA, VALO


def sweep(db) -> None:
    with db.system_transaction() as session:
        tasks.expire_activations(session)


def age(owner, table: str, column: str, hours: int) -> None:
    with owner.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {column} = {column} - make_interval(hours => {hours})"))


def test_an_abandoned_activation_leaves_nothing_behind_and_calls_nobody(store, visitor, anna, db, owner, count, rows):
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    age(owner, "activation", "expires_at", 25)

    sweep(db)

    assert count("label") == 0
    assert count("activation_company", "form <> '{}'::jsonb OR decision <> 'open'") == 0
    assert rows() == NOTHING
    assert store.told == []
    browser.go(browser.at)
    assert browser.place == "ended"
    assert "This activation has expired" in browser.text


def test_an_expired_activation_begins_anew_while_the_store_still_knows_the_request(
    store, visitor, anna, db, owner, rows
):
    browser = visitor(anna)
    arrival = store.offer("1")
    browser.go(arrival)
    age(owner, "activation", "expires_at", 25)
    sweep(db)

    browser.go(arrival)
    assert browser.place == "form"
    browser.send("/form", **FORM)
    browser.send("/confirm")

    assert rows() == ONE_OF_EACH


def test_an_activation_that_begins_anew_is_about_the_companies_the_store_names_now(
    store, visitor, anna, db, owner, count
):
    browser = visitor(anna)
    browser.go(store.offer("1", LEIPA, VALO))
    age(owner, "activation", "expires_at", 25)
    sweep(db)

    browser.go(store.offer("1", LEIPA, KONE))

    assert "Kone ja Terä" in browser.text
    assert "Valo" not in browser.text
    assert count("activation_company") == 2


def test_an_activation_that_is_going_on_is_left_alone(store, visitor, anna, db, count):
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)

    sweep(db)

    assert count("label") == 1
    browser.go(browser.at)
    assert browser.place == "confirm"


def test_what_stays_in_the_way_for_a_week_ends_the_activation(store, visitor, anna, db, owner, count):
    from hub.sdk.errors import Refused

    def closed(where: str) -> None:
        if where == "connect":
            raise Refused("The API is not open.")

    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    store.fault = closed
    browser.send("/confirm")
    age(owner, "activation", "confirmed_at", 24 * 8)

    sweep(db)

    browser.go(browser.at)
    assert browser.place == "ended"
    assert "could not be finished in time" in browser.text
    assert count("label") == 0


def test_a_reservation_that_ran_out_can_be_had_by_the_next(store, visitor, anna, make_person, owner, count):
    first, second = visitor(anna), visitor(make_person("Bertta", "bertta@toinen.example"))
    first.go(store.offer("1"))
    first.send("/form", **FORM)
    age(owner, "label", "expires_at", 25)
    second.go(store.offer("2", KONE, initiator="bertta@toinen.example"))
    second.send("/form", **FORM)

    assert second.place == "confirm"
    assert count("label") == 1

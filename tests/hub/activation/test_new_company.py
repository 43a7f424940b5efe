import pytest

from hub.sdk.errors import Refused, TryLater
from hub.sdk.texts import text
from tests.hub.activation.conftest import FORM, NOTHING, ONE_OF_EACH
from tests.hub.activation.store import ANNA, LEIPA


def test_a_new_company_is_connected_in_the_order_of_the_pages(store, plugin, visitor, anna, rows):
    arrival = store.offer("1")
    browser = visitor(anna)

    assert "FI12345671" in browser.go(arrival)
    assert browser.place == "form"
    assert 'name="subdomain"' in browser.text
    browser.send("/form", **FORM)
    assert browser.place == "confirm"
    assert rows() == NOTHING
    assert store.told == []

    browser.send("/confirm")

    assert browser.place == "done"
    assert 'Ledgers was successfully connected to "Käpylän Leipä Oy" environment.' in browser.text
    assert 'class="button success wide" href="http://kapylan-leipa.hub.localhost:8000/"' in browser.text
    assert "Corner Store shows the integration as active." in browser.text
    assert rows() == ONE_OF_EACH
    assert plugin.heard == [
        ("tenant_opened", "kapylan-leipa"),
        ("connection_attached", "kapylan-leipa"),
        ("activation_finished", ANNA),
    ]


def test_before_the_sign_in_nobody_is_called_and_nothing_is_stored(store, visitor, count):
    browser = visitor(None)

    browser.go(store.offer("1"))

    assert browser.place == "sign-in"
    assert "Käpylän Leipä" not in browser.text
    assert store.opened == []
    assert count("activation") == 0


def test_the_business_id_cannot_be_entered(store, visitor, anna, count):
    browser = visitor(anna)
    browser.go(store.offer("1"))

    browser.send("/form", **FORM, business_id="20774740")

    assert browser.status == 422
    browser.send("/form", **FORM)
    browser.send("/confirm")
    assert count("company", "business_id = '12345671'") == 1
    assert count("company") == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "", "Use 2 to 120 characters."),
        ("name", "Line\nbreak", "Write this on one line"),
        ("email", "no address", "This is not an e-mail address."),
        ("subdomain", "ab", "An address has 3 to 40 characters."),
        ("subdomain", "www", "This address is kept for the service itself."),
        ("subdomain", "Työ & Tuote", "Is it right like this?"),
        ("subdomain", "", "We suggest this address."),
        ("terms", None, "Accept the terms to go on."),
    ],
)
def test_a_wrong_field_is_named_and_everything_entered_stays(store, visitor, anna, field, value, message):
    browser = visitor(anna)
    browser.go(store.offer("1"))
    sent = {**FORM, "name": "Leipä & Co", field: value}

    browser.send("/form", **{name: each for name, each in sent.items() if each is not None})

    assert browser.status == 422
    assert message in browser.text
    for name in ("name", "email"):
        if name != field:
            assert sent[name].replace("&", "&amp;") in browser.text
    browser.send("/form", **FORM)
    assert browser.place == "confirm"


def test_an_address_in_other_letters_is_shown_as_it_would_be(store, visitor, anna):
    browser = visitor(anna)
    browser.go(store.offer("1"))

    browser.send("/form", **{**FORM, "subdomain": "Nekosken Työ"})

    assert 'value="nekosken-tyo"' in browser.text


def test_an_address_that_somebody_else_holds_leaves_the_form_and_offers_another(store, visitor, anna, make_person):
    first, second = visitor(anna), visitor(make_person("Bertta", "bertta@toinen.example"))
    first.go(store.offer("1"))
    first.send("/form", **FORM)
    second.go(store.offer("2", LEIPA, initiator="bertta@toinen.example"))

    second.send("/form", **{**FORM, "name": "Toinen Oy"})

    assert "The address kapylan-leipa is taken. kapylan-leipa-2 is free." in second.text
    assert 'value="Toinen Oy"' in second.text
    second.send("/form", **{**FORM, "name": "Toinen Oy", "subdomain": "kapylan-leipa-2"})
    assert second.place == "confirm"


def test_an_address_lost_between_form_and_confirmation_opens_the_form_again(store, visitor, anna, db, owner, rows):
    from sqlalchemy import text

    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    with owner.begin() as connection:
        connection.execute(text("UPDATE label SET held_by = gen_random_uuid()"))

    browser.send("/confirm")

    assert browser.place == "form"
    assert "kapylan-leipa-2 is free" in browser.text
    assert store.told == []
    browser.send("/form", **{**FORM, "subdomain": "kapylan-leipa-2"})
    browser.send("/confirm")
    assert browser.place == "done"
    assert rows() == ONE_OF_EACH


def test_the_suggestion_is_free_and_the_check_tells_what_is_not(store, visitor, anna, make_environment):
    from tests.hub.activation.store import KONE

    make_environment(KONE, subdomain="kapylan-leipa")
    browser = visitor(anna)
    browser.go(store.offer("1"))
    ask = browser.at.removesuffix("form") + "subdomain"

    suggested = browser.client.get(ask, query_string={"name": "Käpylän Leipä Oy"}).json
    taken = browser.client.get(ask, query_string={"label": "Käpylän Leipä"}).json
    free = browser.client.get(ask, query_string={"label": "uusi-leipa"}).json
    reserved = browser.client.get(ask, query_string={"label": "www"}).json

    assert suggested["subdomain"] == "kapylan-leipa-2"
    assert suggested["free"] is True
    assert (taken["free"], taken["offer"]) == (False, "kapylan-leipa-2")
    assert free["free"] is True
    assert reserved["free"] is False
    assert "kept for the service" in reserved["message"]


def test_the_accepted_version_of_the_terms_is_stored_with_person_and_time(store, visitor, anna, owner):
    from sqlalchemy import text

    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    browser.send("/confirm")

    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE terms_acceptance NO FORCE ROW LEVEL SECURITY"))
        row = connection.execute(text("SELECT version, person_id, accepted_at FROM terms_acceptance")).one()
        connection.execute(text("ALTER TABLE terms_acceptance FORCE ROW LEVEL SECURITY"))
    assert (row.version, row.person_id) == ("1", anna.person_id)
    assert row.accepted_at is not None


def test_a_key_to_other_books_stops_and_is_named(store, visitor, anna, rows):
    from tests.hub.activation.store import KONE

    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    store.companies["101"] = KONE

    browser.send("/confirm")

    assert browser.place == "ended"
    assert "opens the books of Kone ja Terä Oy 20774740" in browser.text
    assert rows() == NOTHING


def test_a_closed_api_is_said_and_trying_again_after_it_was_opened_finishes(store, visitor, anna, rows):
    def closed(where: str) -> None:
        if where == "connect":
            raise Refused("This company's API is not open. Open Management and tick the box.")

    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    store.fault = closed

    browser.send("/confirm")
    assert browser.place == "progress"
    assert "Open Management and tick the box." in browser.text
    assert rows() == NOTHING

    store.fault = lambda _where: None
    browser.send("/retry")
    assert browser.place == "done"
    assert rows() == ONE_OF_EACH


def test_a_store_that_cannot_be_reached_at_confirmation_loses_nothing(store, visitor, anna, rows, count):
    def away(where: str) -> None:
        if where == "before confirm":
            raise TryLater("The Corner Store cannot be reached right now")

    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    store.fault = away
    browser.send("/confirm")

    assert browser.place == "progress"
    assert "The Corner Store cannot be reached right now" in browser.text
    assert count("job", "kind = 'finish_activation' AND state = 'pending'") == 1
    store.fault = lambda _where: None
    browser.send("/retry")
    assert browser.place == "done"
    assert rows() == ONE_OF_EACH


def test_what_is_in_the_way_is_kept_for_readers_of_any_language(store, visitor, anna, mark):
    def away(where: str) -> None:
        if where == "before confirm":
            raise TryLater(text("%(server)s cannot be reached right now", server="shop.example"))

    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    store.fault = away
    browser.send("/confirm")
    assert "shop.example cannot be reached right now" in browser.text
    mark()
    browser.go(browser.at)
    assert "⟦shop.example cannot be reached right now⟧" in browser.text


def test_a_request_that_expires_at_the_store_before_the_answer_ends_with_its_reason(store, visitor, anna, rows, count):
    def late(where: str) -> None:
        if where == "before confirm":
            raise Refused("The time to finish this activation has passed. Press Activate again.")

    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    store.fault = late

    browser.send("/confirm")

    assert browser.place == "ended"
    assert "The time to finish this activation has passed." in browser.text
    assert rows() == NOTHING
    assert count("label") == 0


def test_declining_tells_the_store_and_makes_nothing(store, visitor, anna, rows):
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)

    browser.send("/decline")

    assert browser.place == "ended"
    assert "Declined" in browser.text
    assert [(each.company, each.approve) for _, told in store.told for each in told] == [("101", False)]
    assert rows() == NOTHING

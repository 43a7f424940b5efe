from collections.abc import Mapping
from typing import Any

import pytest
from marshmallow import Schema, fields, validate

from hub.sdk.activation import Advance, GoTo, Outcome, Refuse, ShowErrors, Step, StepContext
from tests.hub.activation.conftest import FORM, NOTHING, ONE_OF_EACH
from tests.hub.activation.store import LEIPA


class PlaceSchema(Schema):
    place = fields.String(required=True, validate=validate.Length(min=2, error="Two letters at least."))


class Place(Step):
    name = "place"
    title = "Where is your till?"
    template = "place.html"
    schema = PlaceSchema

    def __init__(self) -> None:
        self.ran: list[StepContext] = []

    def run(self, context: StepContext, values: Mapping[str, Any]) -> Outcome:
        self.ran.append(context)
        if values["place"] == "nowhere":
            return ShowErrors({"place": ["A till stands somewhere."]})
        if values["place"] == "abroad":
            return Refuse("Tills abroad cannot be connected.")
        return Advance({"place": values["place"]})


class SizeSchema(Schema):
    big = fields.Boolean(load_default=False, metadata={"label": "It is a big till", "hint": "More than two drawers"})
    note = fields.String(load_default="", metadata={"label": "A note"})


class Size(Step):
    name = "size"
    title = "How big is it?"
    template = "activation/plugin_form.html"
    schema = SizeSchema

    def run(self, context: StepContext, values: Mapping[str, Any]) -> Outcome:
        if values["note"] == "back":
            return GoTo("place")
        return Advance(values)


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def at_step(store, visitor, anna, place):
    """Somebody in front of the first page that the store's plugin adds."""
    store.create_steps = (place, Size())
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/form", **FORM)
    assert browser.place == "place"
    return browser


def test_a_plugins_pages_come_after_the_form_in_their_order_and_hand_on_what_they_found(at_step, place, rows):
    assert "Where Käpylän Leipä Oy keeps its till" in at_step.text
    assert "Where is your till?" in at_step.text

    at_step.send("/place", place="Helsinki")
    assert at_step.place == "size"
    assert "It is a big till" in at_step.text
    at_step.send("/size", big="1", note="x")
    assert at_step.place == "confirm"
    at_step.send("/confirm")

    assert rows() == ONE_OF_EACH
    assert place.ran[0].company.business_id == LEIPA.business_id


def test_a_plugins_schema_and_its_own_errors_show_the_page_again_with_what_was_entered(at_step, place):
    at_step.send("/place", place="x")
    assert at_step.status == 422
    assert "Two letters at least." in at_step.text
    assert 'value="x"' in at_step.text
    assert place.ran == []

    at_step.send("/place", place="nowhere")
    assert at_step.status == 422
    assert "A till stands somewhere." in at_step.text

    at_step.send("/place", place="Helsinki")
    assert at_step.place == "size"


def test_a_plugins_page_cannot_be_left_out(at_step, store):
    base = at_step.at.partition("companies")[0]

    at_step.go(base + "confirm")
    assert at_step.place == "place"
    at_step.go(at_step.at.replace("place", "size"))
    assert at_step.place == "place"
    assert at_step.client.post(base + "confirm").status_code == 303
    assert store.told == []


def test_a_plugin_can_send_back_to_an_earlier_page(at_step):
    at_step.send("/place", place="Helsinki")

    at_step.send("/size", note="back")

    assert at_step.place == "place"
    assert 'value="Helsinki"' in at_step.text


def test_a_plugin_that_refuses_is_heard_and_nothing_is_sent_until_declined(at_step, store, rows):
    at_step.send("/place", place="abroad")

    assert at_step.place == "blocked"
    assert "Tills abroad cannot be connected." in at_step.text
    assert store.told == []
    at_step.send("/decline")
    assert store.told[0][1][0].reason == "Tills abroad cannot be connected."
    assert rows() == NOTHING


def test_a_plugin_that_refused_can_be_asked_again(at_step):
    at_step.send("/place", place="abroad")

    at_step.send("/reopen")

    assert at_step.place == "form"
    assert 'value="kapylan-leipa"' in at_step.text


def test_no_plugin_code_runs_for_somebody_who_is_not_admin_of_the_environment(
    store, visitor, anna, make_environment, place
):
    asked: list[str] = []

    class Watching(tuple):
        def __iter__(self):
            asked.append("steps")
            return super().__iter__()

    store.attach_steps = Watching((place,))
    make_environment(LEIPA)
    browser = visitor(anna)
    browser.go(store.offer("1"))

    company = browser.action("/ask").removesuffix("ask")
    browser.client.post(f"{company}attach")
    browser.client.post(f"{company}steps/place", data={"place": "Helsinki"})

    assert asked == []
    assert place.ran == []


def test_an_admin_meets_the_plugins_pages_for_attaching(store, visitor, anna, make_environment, place):
    store.attach_steps = (place,)
    make_environment(LEIPA, anna)
    browser = visitor(anna)
    browser.go(store.offer("1"))
    browser.send("/attach")

    assert browser.place == "place"
    assert "in Vanha paikka" in browser.text
    browser.send("/place", place="Helsinki")
    assert browser.place == "confirm"
    assert place.ran[0].tenant.name == "Vanha paikka"

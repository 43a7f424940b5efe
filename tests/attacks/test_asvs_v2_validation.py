"""ASVS V2: what is sent is held against what it should be, and steps happen in their order."""

import importlib
import pkgutil
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st
from marshmallow import RAISE, Schema, ValidationError

import hub
import plugins
from tests.attacks.market import ANNA

OF_ADDRESSES = {"WantedSchema"}
"""Filters that stand in an address, which may be opened with what others have added to it; what they do not know is
left out."""
FORM = {"name": "Leipä Oy", "email": "info@leipa.example", "subdomain": "leipa", "terms": "1"}


def schemas() -> list[type[Schema]]:
    """List every form and settings schema of the product."""
    for package in (hub, plugins):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("schemas"):
                importlib.import_module(module.name)

    def below(kind: type[Schema]) -> list[type[Schema]]:
        return [found for each in kind.__subclasses__() for found in (each, *below(each))]

    return [each for each in below(Schema) if each.__module__.split(".")[0] in ("hub", "plugins")]


def test_v2_2_1_every_schema_refuses_what_it_does_not_know():
    found = schemas()
    assert len(found) >= 8
    assert {each.__name__ for each in found if each().unknown != RAISE} == OF_ADDRESSES


@pytest.mark.parametrize("schema", [each for each in schemas() if each.__name__ not in OF_ADDRESSES])
def test_v2_2_1_v15_3_3_a_field_that_was_not_offered_is_refused(schema):
    for name in ("tenant_id", "role_", "id", "is_admin", "__class__", "state_"):
        with pytest.raises(ValidationError) as refused:
            schema().load({name: "x"})
        assert name in refused.value.normalized_messages()


@pytest.mark.parametrize("schema", schemas(), ids=lambda each: each.__name__)
@given_settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_v2_2_1_whatever_is_sent_is_taken_or_refused_and_nothing_breaks(schema, data):
    names = st.sampled_from([*schema().fields, "unheard-of"])
    with suppress(ValidationError):
        schema().load(data.draw(st.dictionaries(names, st.text(max_size=300), max_size=6)))


@pytest.mark.usefixtures("equipped")
def test_v2_3_1_no_step_of_an_activation_is_done_before_its_turn(market, visitor, make_person, kept):
    """The confirmation, the progress and the end are asked for while the form is still open."""
    browser = visitor(make_person("Anna", ANNA))
    browser.go(market.offer(ANNA))
    base = f"/activations/{browser.at.split('/')[2]}"
    for _ in range(2):
        for action in ("confirm", "retry"):
            browser.client.post(f"{base}/{action}")
        for page in ("confirm", "progress", "done"):
            browser.go(f"{base}/{page}")
            assert browser.place == "form"
    assert market.answers() == []
    assert set(kept().values()) == {0}
    browser.send("/form", **FORM)
    assert browser.place == "confirm"


@pytest.mark.usefixtures("equipped")
def test_v2_3_1_nor_is_a_step_done_again_after_the_end(market, visitor, make_person, kept):
    browser = visitor(make_person("Anna", ANNA))
    browser.go(market.offer(ANNA))
    form = browser.at
    browser.send("/form", **FORM)
    browser.send("/confirm")
    after = kept()
    for _ in range(2):
        for path in (form, form.replace("/form", "/leave-out"), f"/activations/{form.split('/')[2]}/decline"):
            browser.client.post(path, data={**FORM, "subdomain": "other"})
    assert kept() == after
    assert len(market.answers()) == 1

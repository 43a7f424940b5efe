import copy
import json
import pickle
from datetime import UTC, date
from decimal import Decimal
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, fields, validate

from hub.sdk.texts import Money, Text, Value, plural, text, together

FINNISH = {
    "%(name)s owes %(amount)s since %(day)s.": "%(name)s on ollut velkaa %(amount)s %(day)s alkaen.",
    "one receipt": "yksi tosite",
    "%(num)s receipts": "%(num)s tositetta",
    "Mend %(what)s": "Korjaa %(what)s",
    "the key": "avain",
}
OWED = text("%(name)s owes %(amount)s since %(day)s.", name="Aino", amount=Money(-1277100), day=date(2026, 1, 31))


class Finnish(NullTranslations):
    def gettext(self, message: str) -> str:
        return FINNISH.get(message, message)

    def ngettext(self, one: str, many: str, num: int) -> str:
        return self.gettext(one if num == 1 else many)


def in_finnish(said: str) -> str:
    assert isinstance(said, Text)
    return said.written(Finnish(), "fi")


LARGE = 10**15
amounts = st.integers(-LARGE, LARGE)
plain = (
    st.text(max_size=20)
    | amounts
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
    | st.decimals(-LARGE, LARGE, places=4)
)
money = st.builds(Money, amounts, st.sampled_from(["", "EUR", "SEK"]))


def quoting(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    return st.tuples(inner, inner) | inner.map(lambda value: text("“%(x)s”", x=value))


values = st.recursive(plain | money, quoting, max_leaves=5)


def test_a_sentence_is_its_english_text():
    assert OWED == "Aino owes −12,771.00 since 31 January 2026."
    assert (f"{OWED[:4]}", len(OWED), {OWED: 1}[str(OWED)]) == ("Aino", 43, 1)


def test_message_amount_and_date_are_written_as_the_reader_writes_them():
    assert in_finnish(OWED) == "Aino on ollut velkaa −12\xa0771,00 31. tammikuuta 2026 alkaen."


def test_a_sentence_without_a_translation_stays_english():
    assert in_finnish(text("Nobody has translated this.")) == "Nobody has translated this."


@pytest.mark.parametrize(("num", "said"), [(1, "yksi tosite"), (1200, "1\xa0200 tositetta")])
def test_the_form_goes_with_the_number_in_the_readers_language(num, said):
    assert in_finnish(plural("one receipt", "%(num)s receipts", num)) == said


def test_sentences_in_a_sentence_are_translated_too():
    assert in_finnish(text("Mend %(what)s", what=(text("the key"), "B1"))) == "Korjaa avain, B1"


def test_sentences_said_together_are_translated_one_by_one():
    said = together("", text("the key"), "B1", text("one receipt"))
    assert (said, in_finnish(said)) == ("the key B1 one receipt", "avain B1 yksi tosite")
    assert (together("", ""), together("B1"), together(OWED)) == ("", "B1", OWED)


def test_a_per_cent_sign_needs_no_value():
    assert text("Up 5 % today") == "Up 5 % today"
    assert text("Up %(rate)s", rate="5 %") == "Up 5 %"


def test_a_sentence_of_a_schema_reaches_the_reader_as_one():
    class Form(Schema):
        key = fields.String(validate=validate.Length(min=8, error=text("the key")))
        name = fields.String(required=True, error_messages={"required": text("one receipt")})

    with pytest.raises(ValidationError) as refused:
        Form().load({"key": "short"})
    said = refused.value.normalized_messages()
    assert {field: in_finnish(messages[0]) for field, messages in said.items()} == {
        "key": "avain",
        "name": "yksi tosite",
    }


def test_decimals_are_written_by_locale():
    assert in_finnish(text("%(rate)s", rate=Decimal("25.5"))) == "25,5"


@given(value=values)
def test_a_sentence_is_kept_with_all_it_says(value):
    said = text("It says %(value)s.", value=value)
    kept = Text.from_json(json.loads(json.dumps(said.to_json())))
    for again in (kept, pickle.loads(pickle.dumps(said)), copy.deepcopy(said)):
        assert isinstance(again, Text)
        assert (again, in_finnish(again)) == (said, in_finnish(said))


def test_a_value_that_nobody_could_write_is_refused_where_it_is_said():
    with pytest.raises(TypeError, match="cannot mention a NoneType"):
        text("It is %(what)s.", what=None)


def test_what_is_no_part_of_a_sentence_is_refused():
    with pytest.raises(ValueError, match="no part of a sentence"):
        Text.from_json({"message": "%(x)s", "plural": "", "values": {"x": {"who": "knows"}}})

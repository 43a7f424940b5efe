"""Whatever the hub and its plugins say is said in each of its languages, whole and with the same values."""

import re
from importlib.resources import files

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from hub.languages import DEFAULT, LANGUAGES, catalogue
from plugins.procountor.names import STATUSES, TYPES
from plugins.procountor.reports import BUILDERS
from plugins.procountor.reports.words import VIRTUAL
from tests.rules.texts import Message, extracted

TRANSLATED = sorted(LANGUAGES.keys() - {DEFAULT})
PLACE = re.compile(r"%\(\w+\)[a-z]|%%")
ENDINGS = ".:?!…\n"
ALIKE = {"%(count)s × %(kind)s", "%(counted)s (%(status)s)", "%(counted)s %(amount)s", "Hub", "Version %(version)s"}
"""Messages that a language may repeat although they have letters: names, and nothing but values."""
ENGLISH = re.compile(r"\b(the|and|is|was|are|not|your|you|this|with|from|company|receipts?|accounts?)\b", re.IGNORECASE)
"""Words that neither Finnish nor Swedish has; what a text names in English is in quotation marks or an address."""
NAMED = re.compile(r"”[^”]*”|\S+\.example|%\(\w+\)[a-z]")


def read(language: str) -> Catalog:
    with (files("hub") / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, locale=language)


def forms(said: Message) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


@pytest.fixture(scope="module", params=TRANSLATED)
def told(request: pytest.FixtureRequest) -> Catalog:
    return read(request.param)


@pytest.fixture(scope="module")
def pairs(told: Catalog) -> list[tuple[str, str]]:
    """Every message beside its translation, form by form."""
    return [pair for each in told if each.id for pair in zip(forms(each.id), forms(each.string), strict=True)]


@pytest.fixture(scope="module")
def source() -> set[Message]:
    return extracted()


def test_every_message_of_the_source_is_in_the_catalogue_and_no_other(told: Catalog, source: set[Message]):
    known = {each.id if isinstance(each.id, str) else tuple(each.id) for each in told if each.id}
    assert source - known == set(), "add them: babel.cfg says how"
    assert known - source == set(), "nobody says these any more: babel.cfg says how they go"
    assert not told.obsolete


def test_every_message_is_translated_in_each_of_its_forms(pairs: list[tuple[str, str]]):
    assert [message for message, translation in pairs if not translation.strip()] == []


def test_no_translation_is_a_guess(told: Catalog):
    assert [each.id for each in told if each.id and each.fuzzy] == []


def test_a_translation_has_the_values_of_its_message(pairs: list[tuple[str, str]]):
    assert [
        (message, translation)
        for message, translation in pairs
        if set(PLACE.findall(message)) != set(PLACE.findall(translation)) or "%" in PLACE.sub("", translation)
    ] == []


def test_a_sentence_stays_a_sentence_and_a_label_a_label(pairs: list[tuple[str, str]]):
    def ending(said: str) -> str:
        return said[-1] if said[-1] in ENDINGS else ""

    assert [pair for pair in pairs if ending(pair[0]) != ending(pair[1])] == []


def test_a_letter_keeps_its_paragraphs(pairs: list[tuple[str, str]]):
    assert [pair for pair in pairs if pair[0].count("\n") != pair[1].count("\n")] == []


def test_nothing_is_left_in_english(pairs: list[tuple[str, str]]):
    assert [said for _, said in pairs if ENGLISH.search(NAMED.sub("", said))] == []


def test_what_is_the_same_in_two_languages_is_short(pairs: list[tuple[str, str]]):
    same = [message for message, translation in pairs if message == translation and message not in ALIKE]
    assert [message for message in same if len(message.split()) > 1] == []


def test_a_catalogue_chooses_the_form_by_the_number():
    read = ("%(num)s receipt read", "%(num)s receipts read")
    said = {(language, num): catalogue(language).ngettext(*read, num) for language in ("fi", "sv") for num in (1, 2)}
    assert said == {
        ("fi", 1): "%(num)s tosite luettu",
        ("fi", 2): "%(num)s tositetta luettu",
        ("sv", 1): "%(num)s verifikat läst",
        ("sv", 2): "%(num)s verifikat lästa",
    }


@pytest.mark.parametrize("language", [DEFAULT, "de"])
def test_a_message_says_itself_where_there_is_no_translation(language: str):
    assert catalogue(language).gettext("Balance sheet") == "Balance sheet"


def test_pages_call_a_thing_as_the_reports_do(source: set[Message]):
    titles = [builder.names for builder in BUILDERS if hasattr(builder, "names")]
    named = [*TYPES.values(), *STATUSES.values(), *VIRTUAL.values(), *titles]
    shared = [each for each in named if each.en in source]
    assert len(shared) > 40
    said = {each.en: (catalogue("fi").gettext(each.en), catalogue("sv").gettext(each.en)) for each in shared}
    assert said == {each.en: (each.fi, each.sv) for each in shared}


def test_a_term_of_accounting_is_one_word_everywhere():
    terms = {"Profit and loss": ("Tuloslaskelma", "Resultaträkning"), "Balance sheet": ("Tase", "Balansräkning")}
    terms |= {"General ledger": ("Pääkirja", "Huvudbok"), "Receipt": ("Tosite", "Verifikat")}
    assert {term: tuple(catalogue(language).gettext(term) for language in ("fi", "sv")) for term in terms} == terms

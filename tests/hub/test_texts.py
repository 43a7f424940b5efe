from uuid import uuid4

import pytest

from hub.models import Job
from hub.sdk.texts import Text, plural, text
from hub.texts import LONGEST, shown


@pytest.fixture
def keep(db):
    """Keep a sentence in a row, and read it back."""

    def keep(sentence: str) -> str:
        with db.system_transaction() as tx:
            job = Job(kind=f"test-{uuid4()}", args={}, last_error=sentence)
            tx.add(job)
        with db.system_transaction() as tx:
            return tx.get_one(Job, job.id).last_error

    return keep


def test_a_sentence_comes_back_from_a_row_with_its_parts(keep):
    said = plural("%(num)s row of %(who)s", "%(num)s rows of %(who)s", 2, who=text("nobody"))
    kept = keep(said)
    assert isinstance(kept, Text)
    assert (kept, kept.to_json()) == (said, said.to_json())


@pytest.mark.parametrize("plain", ["", "A plugin's own words: “%(x)s” {}", '{"message": "x"}'])
def test_plain_words_come_back_as_they_are(keep, plain):
    kept = keep(plain)
    assert (kept, type(kept)) == (plain, str)


def test_a_sentence_that_is_too_long_is_cut(keep):
    kept = keep(text("It says: %(words)s", words="x" * 5 * LONGEST))
    assert (len(kept), type(kept)) == (LONGEST, str)


def test_a_character_that_no_column_takes_is_left_out(keep):
    assert keep(text("It says: %(words)s", words="a\x00b")) == "It says: ab"


def test_outside_a_request_a_sentence_is_shown_in_english():
    assert (shown(text("Hello %(who)s", who="you")), shown("plain"), shown(7)) == ("Hello you", "plain", 7)

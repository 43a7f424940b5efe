"""Sentences of :mod:`hub.sdk.texts`, kept in the database and shown to whoever reads them."""

from typing import Any

from flask_babel import get_domain, get_locale
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from hub.languages import DEFAULT, catalogue, known
from hub.sdk.texts import Text

__all__ = ["Sentence", "kept", "read", "shown", "written"]

LONGEST = 2000
"""Longer sentences are cut and kept as they read in English."""


class Sentence(TypeDecorator[str]):
    """A column of sentences, each kept with its message and values, or as it is where it has none."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """Take a sentence apart."""
        return None if value is None else kept(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Put a sentence together."""
        return None if value is None else read(value)


def kept(sentence: str) -> Any:
    """Give a sentence as the JSON that is kept."""
    if len(sentence) > LONGEST or "\x00" in sentence:  # which JSONB does not take
        return sentence.replace("\x00", "")[:LONGEST]
    return sentence.to_json() if isinstance(sentence, Text) else str(sentence)


def read(value: Any) -> str:
    """Make the sentence again from what is kept."""
    return value if isinstance(value, str) else Text.from_json(value)


def shown(value: Any) -> Any:
    """Write a sentence in the reader's language; anything else is given as it is."""
    if not isinstance(value, Text):
        return value
    return value.written(get_domain().get_translations(), str(get_locale() or DEFAULT))


def written(sentence: str, language: str | None) -> str:
    """Write a sentence for somebody who is not asking for it now.

    :param language: the person's own; without one it is written as for whoever is asking, in a job in the default
    """
    own = known(language)
    if own is None or not isinstance(sentence, Text):
        return str(shown(sentence))
    return sentence.written(catalogue(own), own)

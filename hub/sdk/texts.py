"""Sentences for people: English where they are made, the reader's language where they are shown.

A job, a connector or a service does not know who will read what it says, and much of it is kept for later. So it says
it as a :class:`Text`: an English ``str`` that remembers its message and the values in it. The hub keeps these with the
sentence and writes them, by catalogue and locale, for each reader.

Import :func:`text` as ``_``: messages are found where ``_`` and ``plural`` are called.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from gettext import NullTranslations
from typing import Any, Self, TypeAlias, Union

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, get_currency_precision

__all__ = ["Money", "Text", "Value", "plural", "text", "together"]

ENGLISH = "en_GB"
"""English as Europe writes it: the day before the month."""
MINUS = str.maketrans("-", "−")
"""Amounts have the minus of the reports' cells in every language."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a sentence, in minor units; with its currency unless the sentence's place tells it."""

    amount: int
    currency: str = ""

    def written(self, locale: str) -> str:
        """Write it as a reader of *locale* does.

        >>> Money(-1277100).written("en_GB"), Money(5808, "EUR").written("en_GB")
        ('−12,771.00', '€58.08')
        """
        if not self.currency:
            return format_decimal(Decimal(self.amount).scaleb(-2), "#,##0.00", locale=locale).translate(MINUS)
        exact = Decimal(self.amount).scaleb(-get_currency_precision(self.currency))
        return format_currency(exact, self.currency, locale=locale).translate(MINUS)


Value: TypeAlias = Union[str, int, Decimal, date, datetime, Money, tuple["Value", ...]]  # noqa: UP007 - it names itself
"""What a sentence may mention; a tuple is written with commas, a :class:`Text` in the reader's language."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A message with its values, not written yet; ``plural`` is empty where there is one form only."""

    message: str
    plural: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)

    def written(self, catalogue: NullTranslations, locale: str) -> str:
        """Write message and values; a message without values may have a bare per cent sign."""
        message = self._numbered(catalogue) if self.plural else catalogue.gettext(self.message)
        values = {name: _written(each, catalogue, locale) for name, each in self.values.items()}
        return message % values if values else message

    def _numbered(self, catalogue: NullTranslations) -> str:
        num = self.values["num"]
        assert isinstance(num, int)  # noqa: S101 - plural() takes nothing else
        return catalogue.ngettext(self.message, self.plural, num)


class Text(str):
    """A sentence: as a ``str`` it is the English one; made by :func:`text` and :func:`plural`."""

    __slots__ = ("_form",)
    _form: _Form

    def __new__(cls, form: _Form) -> Self:
        """Write the English sentence."""
        self = super().__new__(cls, form.written(NullTranslations(), ENGLISH))
        self._form = form
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self._form,)

    def format(self, *_args: object, **_named: object) -> str:
        """Stay a sentence: marshmallow formats each message of a field or validator, and ours have their values."""
        return self

    def written(self, catalogue: NullTranslations, locale: str) -> str:
        """Write the sentence in the language of a catalogue, its numbers and dates as *locale* has them."""
        return self._form.written(catalogue, ENGLISH if locale == "en" else locale)

    def to_json(self) -> dict[str, Any]:
        """Give the parts as JSON values."""
        values = {name: _to_json(each) for name, each in self._form.values.items()}
        return {"message": self._form.message, "plural": self._form.plural, "values": values}

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> "Text":
        """Make the sentence from its parts again.

        >>> Text.from_json(text("Procountor answered %(status)s.", status=503).to_json())
        'Procountor answered 503.'
        """
        values = {name: _from_json(each) for name, each in kept["values"].items()}
        return Text(_Form(kept["message"], kept["plural"], values))


def text(message: str, /, **values: Value) -> Text:
    """Say something, with values in the places ``%(name)s``.

    >>> text("It is %(amount)s on %(day)s.", amount=Money(-1277100), day=date(2026, 1, 31))
    'It is −12,771.00 on 31 January 2026.'
    """
    return Text(_Form(message, values=values))


def plural(one: str, many: str, num: int, /, **values: Value) -> Text:
    """Say something in the form that goes with a number, which is written at ``%(num)s``.

    >>> plural("%(num)s receipt", "%(num)s receipts", 1200)
    '1,200 receipts'
    """
    return Text(_Form(one, many, {"num": num, **values}))


def together(*sentences: str) -> str:
    """Say sentences after each other; empty ones are left out.

    >>> together(text("It is late."), "", text("Go home."))
    'It is late. Go home.'
    """
    said = {f"s{number}": each for number, each in enumerate(filter(None, sentences))}
    if len(said) < 2:
        return said.get("s0", "")
    return text(" ".join(f"%({name})s" for name in said), **said)


def _written(value: Value, catalogue: NullTranslations, locale: str) -> str:
    match value:
        case Text():
            return value.written(catalogue, locale)
        case str():
            return value
        case int() | Decimal():
            return str(format_decimal(value, locale=locale))
        case datetime():
            return str(format_datetime(value, "long", locale=locale))
        case date():
            return str(format_date(value, "long", locale=locale))
        case Money():
            return value.written(locale)
        case tuple():
            return ", ".join(_written(each, catalogue, locale) for each in value)
        case _:
            raise TypeError(f"a sentence cannot mention a {type(value).__name__}")


def _to_json(value: Value) -> Any:
    match value:
        case Text():
            return value.to_json()
        case Decimal():
            return {"decimal": str(value)}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case Money():
            return {"money": value.amount, "currency": value.currency}
        case tuple():
            return [_to_json(each) for each in value]
        case _:
            return value


def _from_json(kept: Any) -> Value:
    match kept:
        case {"message": _}:
            return Text.from_json(kept)
        case {"decimal": written}:
            return Decimal(written)
        case {"moment": written}:
            return datetime.fromisoformat(written)
        case {"date": written}:
            return date.fromisoformat(written)
        case {"money": amount, "currency": currency}:
            return Money(amount, currency)
        case list():
            return tuple(_from_json(each) for each in kept)
        case str() | int():
            return kept
        case _:
            raise ValueError("this is no part of a sentence")

"""Settings: environment variables with the prefix ``HUB_``, declared where they are used and checked at start."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

__all__ = [
    "InvalidSetting",
    "Settings",
    "choice",
    "optional",
    "positive_int",
    "positive_number",
    "setting",
    "text",
    "web_address",
    "yes_no",
]

_T = TypeVar("_T")


class InvalidSetting(Exception):
    """An environment variable holds something that cannot be used; the message names it and says what is expected."""


def text(value: str) -> str:
    """Accept any text that is not blank."""
    if not value.strip():
        raise ValueError("must not be blank")
    return value.strip()


def web_address(value: str) -> str:
    """Accept an http(s) address with a host and without user info, query or fragment; drop a slash at its end."""
    parts = urlsplit(value.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("must be an address such as https://hub.example.com")
    return value.strip().rstrip("/")


def positive_number(value: str) -> float:
    """Accept a number above zero."""
    number = float(value)
    if not 0 < number < float("inf"):
        raise ValueError("must be a number above zero")
    return number


def positive_int(value: str) -> int:
    """Accept a whole number above zero."""
    number = int(value)
    if number <= 0:
        raise ValueError("must be a whole number above zero")
    return number


def yes_no(value: str) -> bool:
    """Accept 1/0, true/false, yes/no."""
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    try:
        return known[value.strip().lower()]
    except KeyError:
        raise ValueError("must be 1 or 0") from None


def choice(*allowed: str) -> Callable[[str], str]:
    """Accept one of a few words."""

    def parse(value: str) -> str:
        if value not in allowed:
            raise ValueError("must be one of " + ", ".join(allowed))
        return value

    return parse


def optional(parse: Callable[[str], _T]) -> Callable[[str], _T | None]:
    """Accept what *parse* accepts; an empty variable counts as not set."""
    return lambda value: parse(value) if value else None


def setting(name: str, parse: Callable[[str], Any], *, help: str, default: Any = MISSING, secret: bool = False) -> Any:
    """Declare one environment variable as a field of a :class:`Settings` class.

    :param name: the variable's name, with the prefix ``HUB_``
    :param parse: turns the text into the value; a ValueError's message is shown to the operator
    :param help: one sentence for the table of settings
    :param default: the value when the variable is not set; without it the variable is required
    :param secret: the value is never printed
    """
    metadata = {"name": name, "parse": parse, "help": help, "secret": secret}
    return field(default=default, metadata=metadata, repr=not secret)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """A group of settings; subclass it as a frozen dataclass whose fields are made by :func:`setting`."""

    @classmethod
    def declared(cls) -> list[Field[Any]]:
        """List the fields made by :func:`setting`; their ``metadata`` holds name, help and secret."""
        return [each for each in fields(cls) if "name" in each.metadata]

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """Read the group out of environment variables.

        :raises InvalidSetting: for the first variable that is missing or cannot be used
        """
        values: dict[str, Any] = {}
        for each in cls.declared():
            name = each.metadata["name"]
            if name in environ and (environ[name] or each.default is MISSING):
                values[each.name] = _parsed(name, environ[name], each.metadata["parse"])
            elif each.default is MISSING:
                raise InvalidSetting(f"{name} is not set: {each.metadata['help']}")
        return cls(**values)


def _parsed(name: str, value: str, parse: Callable[[str], Any]) -> Any:
    try:
        return parse(value)
    except ValueError as error:
        raise InvalidSetting(f"{name} cannot be used: it {error}") from None

"""What stands in a request's query, read strictly: what is not in the contract's form is answered 400."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TypeVar

from flask import request

from .errors import bad_request

T = TypeVar("T")
INT32 = 2**31 - 1


def value(name: str, read: Callable[[str], T]) -> T | None:
    """Read one parameter, or None if it is not there."""
    text = request.args.get(name)
    if text is None or text == "":
        return None
    try:
        return read(text)
    except ValueError:
        raise bad_request(f"{name} has a value of the wrong form", name) from None


def day(name: str) -> date | None:
    """Read a date, `YYYY-MM-DD`."""
    return value(name, lambda text: datetime.strptime(text, "%Y-%m-%d").date())


def moment(name: str) -> datetime | None:
    """Read a date-time without a zone, `YYYY-MM-DDThh:mm:ss`."""
    return value(name, lambda text: datetime.strptime(text, "%Y-%m-%dT%H:%M:%S"))


def number(name: str, least: int = 0, most: int = INT32) -> int | None:
    """Read a whole number within bounds."""
    found = value(name, int)
    if found is not None and not least <= found <= most:
        raise bad_request(f"{name} must be from {least} to {most}", name)
    return found


def truth(name: str) -> bool | None:
    """Read `true` or `false`."""
    found = one_of(name, ("true", "false"))
    return None if found is None else found == "true"


def one_of(name: str, choices: Iterable[str]) -> str | None:
    """Read one of some words."""
    found = request.args.get(name)
    if found is not None and found not in set(choices):
        raise bad_request(f"{name} must be one of {', '.join(choices)}", name)
    return found


def some_of(name: str, choices: Iterable[str]) -> frozenset[str] | None:
    """Read several of some words, comma separated or repeated; None if there are none."""
    found = frozenset(word for text in request.args.getlist(name) for word in text.split(",") if word)
    strange = found - set(choices)
    if strange:
        raise bad_request(f"{name} does not know {', '.join(sorted(strange))}", name)
    return found or None


def numbers(name: str, most: int = 200, required: bool = False) -> list[int] | None:
    """Read several whole numbers, comma separated or repeated."""
    texts = [text for part in request.args.getlist(name) for text in part.split(",") if text]
    if required and not texts:
        raise bad_request(f"{name} is required", name)
    if len(texts) > most:
        raise bad_request(f"{name} takes at most {most} values", name)
    if not all(text.isdecimal() for text in texts):
        raise bad_request(f"{name} has a value of the wrong form", name)
    return [int(text) for text in texts] or None


def ascending(name: str) -> bool | None:
    """Read an order: true for ASC, false for DESC, None if it is not asked for."""
    found = one_of(name, ("ASC", "DESC"))
    return None if found is None else found == "ASC"

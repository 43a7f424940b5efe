"""The one way an event is written as bytes, so that its hash can be computed again by anybody, years later.

JSON as RFC 8785 (JSON Canonicalization Scheme) has it: keys sorted, nothing between the tokens, UTF-8. Numbers are
whole and below 2**53, which every reader of JSON keeps exactly; there are no floats.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

__all__ = ["LARGEST", "canonical", "clean", "hash_of"]

LARGEST = 2**53 - 1


def canonical(document: Mapping[str, Any]) -> bytes:
    """Write a document.

    >>> canonical({"b": [1, True, None], "a": "Käpylä"}).decode()
    '{"a":"Käpylä","b":[1,true,null]}'
    """
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def hash_of(document: Mapping[str, Any]) -> str:
    """Compute the SHA-256 of a document, its own ``hash`` left out."""
    return hashlib.sha256(canonical({key: each for key, each in document.items() if key != "hash"})).hexdigest()


def clean(value: Any) -> Any:
    """Take what neither PostgreSQL nor UTF-8 can keep out of a value's texts.

    :raises TypeError: a value is no JSON, or would not read the same everywhere: a float, a huge number, an object
    """
    match value:
        case None | bool():
            return value
        case str():
            return value.replace("\x00", "").encode(errors="replace").decode()
        case int() if abs(value) <= LARGEST:
            return value
        case list() | tuple():
            return [clean(each) for each in value]
        case Mapping() if all(isinstance(key, str) and key.isascii() for key in value):
            return {clean(key): clean(each) for key, each in value.items()}
        case _:
            raise TypeError(f"an event keeps texts, whole numbers, yes and no, not a {type(value).__name__}")

"""The published contract, and whether an answer keeps to it."""

import re
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from jsonschema import FormatChecker
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

HERE = "urn:contract"
formats = FormatChecker(["date", "uuid"])


@formats.checks("date-time", raises=ValueError)
def _without_zone(text: object) -> bool:
    """Date-times of Procountor carry no zone."""
    return not isinstance(text, str) or datetime.strptime(text, "%Y-%m-%dT%H:%M:%S") is not None


@formats.checks("int32")
def _is_int32(number: object) -> bool:
    return not isinstance(number, int) or -(2**31) <= number < 2**31


@cache
def contract() -> dict[str, Any]:
    text = files("plugins.procountor.sandbox").joinpath("openapi.yaml").read_text()
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def registry() -> Registry:
    return Registry().with_resource(HERE, Resource.from_contents(contract(), default_specification=DRAFT4))


def operations() -> list[tuple[str, str]]:
    return [
        (method.upper(), path)
        for path, item in contract()["paths"].items()
        for method in item
        if method in ("get", "post", "put", "delete", "patch")
    ]


def check(method: str, path: str, status: int, media_type: str, body: Any) -> None:
    """Fail unless the contract knows such an answer of the operation."""
    answers = contract()["paths"][path][method.lower()]["responses"]
    assert str(status) in answers, f"{method} {path} answered {status}; the contract knows {sorted(answers)}"
    content = answers[str(status)].get("content")
    if content is None:
        return
    assert media_type in content, f"{method} {path} answered {media_type}"
    pointer = "/".join(
        part.replace("~", "~0").replace("/", "~1")
        for part in ("paths", path, method.lower(), "responses", str(status), "content", media_type, "schema")
    )
    reference = {"$ref": f"{HERE}#/{re.sub('[{}]', lambda found: {'{': '%7B', '}': '%7D'}[found[0]], pointer)}"}
    OAS30Validator(reference, registry=registry(), format_checker=formats).validate(body)

"""Asking for a rule's page as somebody, and what came back, written so that two answers can be compared."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from hub.web.security import access_of
from tests.attacks.isolation.samples import SAMPLES, Sample
from tests.attacks.isolation.side import Side
from tests.attacks.readable import readable
from tests.hub.conftest import HubClient

__all__ = ["Asked", "Request", "outcome_of", "rules_of", "text_of", "told"]

_TOKEN = re.compile(r'(name="csrf_token" value=|content=)"[^"]*"')


@dataclass(frozen=True)
class Asked:
    """A rule with one method at one kind of host."""

    rule: Rule
    method: str
    host: str

    @property
    def key(self) -> str:
        return f"{self.rule.endpoint} {self.method}"

    @property
    def sample(self) -> Sample:
        return SAMPLES[self.key]

    def __str__(self) -> str:
        return f"{self.rule.endpoint} {self.method} {self.host}"


def rules_of(app: Flask) -> list[Asked]:
    """List every rule of the application, with each method and at each kind of host it answers at."""
    found = []
    for rule in app.url_map.iter_rules():
        host = access_of(app.view_functions[rule.endpoint]).host
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found += [Asked(rule, method, each) for each in (("apex", "tenant") if host == "any" else (host,))]
    return found


@dataclass
class Request:
    """What is sent."""

    path: Mapping[str, str]
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, sample: Sample, side: Side) -> "Request":
        """Fill a sample with one side's ids."""
        return cls(sample.path(side), dict(sample.query(side)), dict(sample.form(side)))

    def send(self, client: HubClient, asked: Asked) -> TestResponse:
        """Send it."""
        path = client.application.url_map.bind("hub.localhost").build(asked.rule.endpoint, self.path, asked.method)
        data = self.form if asked.method == "POST" else None
        address = f"{path}?{urlencode(self.query)}" if self.query else path
        return client.open(address, method=asked.method, data=data, headers=self.headers)

    @property
    def values(self) -> set[str]:
        """Everything that was sent and may come back in the answer."""
        return {each for part in (self.path, self.query, self.form) for each in part.values() if len(each) > 3}


def outcome_of(answer: TestResponse) -> str:
    """Say in a word what somebody met."""
    to = urlsplit(answer.location or "").path
    if answer.status_code == 401 or (answer.status_code == 303 and to in ("/sign-in", "/auth/handoff")):
        return "sign-in"
    if answer.status_code == 303 and to.endswith("/prove"):
        return "prove"
    if answer.status_code >= 500:
        return "fault"
    return {403: "refused", 404: "none", 429: "limited"}.get(answer.status_code, "in")


def text_of(answer: TestResponse) -> str:
    """Give everything that an answer carries, files as they are read, in small letters."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    return f"{headers}\n{readable(answer.data, answer.mimetype)}".lower()


def told(answer: TestResponse, request: Request) -> tuple[int, str, str]:
    """Give what an answer says, without what is new in every answer and without what was sent."""
    texts = [answer.location or "", _TOKEN.sub(r"\1", answer.get_data(as_text=True))]
    said = {answer.headers.get("X-Request-ID", "-"): "«request»", **dict.fromkeys(request.values, "«sent»")}
    for value in sorted(said, key=len, reverse=True):
        texts = [each.replace(value, said[value]) for each in texts]
    return answer.status_code, texts[0], texts[1]

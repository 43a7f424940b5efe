"""Verdicts on statements are remembered by their shape: by what they ask, not by the values they ask with."""

import pytest
from sqlalchemy import exists, select

from hub.identity.models import Person, WebSession
from tenants import unwalled
from tenants.unwalled import unbounded


@pytest.fixture(autouse=True)
def nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unwalled, "_verdicts", {})


def test_a_forgotten_condition_is_named_every_time():
    for host in ("one", "other"):
        assert unbounded(select(WebSession).where(WebSession.host == host)) == "web_session"


def test_other_values_are_no_other_shape_and_other_conditions_are():
    for token in (b"1", b"2"):
        assert unbounded(select(WebSession.host).where(WebSession.token_hash == token)) is None
    assert len(unwalled._verdicts) == 1
    assert unbounded(select(WebSession.host).where(WebSession.token_hash != b"1")) == "web_session"
    assert unbounded(select(WebSession.host)) == "web_session"
    assert unbounded(select(WebSession.host).where(WebSession.token_hash == WebSession.host)) == "web_session"
    assert unbounded(select(Person.id).where(exists().where(WebSession.host == "a"))) == "web_session"


def test_the_verdict_is_right_however_many_shapes_there_have_been(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(unwalled, "MOST_SHAPES", 2)
    found = select(WebSession.host).where(WebSession.token_hash == b"1")
    for limit in range(5):
        assert unbounded(select(WebSession).limit(limit).order_by(*[WebSession.id] * limit)) == "web_session"
        assert unbounded(found) is None
        assert len(unwalled._verdicts) <= 2

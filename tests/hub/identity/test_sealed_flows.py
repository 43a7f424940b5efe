"""What a browser began is opened by that browser only: the database keeps it sealed."""

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from hub.identity import flows
from hub.identity.models import WebFlow
from hub.identity.sealed_flows import opened, sealed

HOST = "hub.localhost:8000"
LINK = "/invitations/3d6c1f9e-8a52-4f7e-9f10-4b8f5d3f8a11/a-token-nobody-may-read"


def test_the_database_has_no_value_in_clear_and_the_token_opens_all(db):
    with db.transaction() as session:
        token = flows.begin(session, HOST, {"wanted": {"path": LINK}})
    with db.transaction() as session:
        assert flows.change(session, token, {"verifier": LINK}, [])
        kept = session.scalars(select(WebFlow.data)).one()
        assert flows.read(session, token, HOST) == {"wanted": {"path": LINK}, "verifier": LINK}
    assert set(kept) == {"wanted", "verifier"}
    assert "a-token" not in str(kept)


def test_another_token_and_another_name_open_nothing():
    kept = sealed("token", {"wanted": LINK})
    with pytest.raises(InvalidTag):
        opened("another", kept)
    with pytest.raises(InvalidTag):
        opened("token", {"verifier": kept["wanted"]})


def test_the_same_value_is_never_sealed_alike():
    assert sealed("token", {"wanted": LINK}) != sealed("token", {"wanted": LINK})

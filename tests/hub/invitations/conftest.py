"""The people of the members' tests."""

from tests.hub.members.conftest import anna, enter, events, matti, membership_of, plugins, tenant

__all__ = ["anna", "enter", "events", "matti", "membership_of", "plugins", "tenant"]

from collections.abc import Callable
from types import ModuleType

import pytest

from hub.identity.models import LinkedIdentity
from tests.hub.conftest import HubClient
from tests.hub.people import last_link


@pytest.fixture
def invite(db: ModuleType, enter: Callable[..., HubClient], anna: LinkedIdentity) -> Callable[..., str]:
    """Have Anna invite somebody; gives the path of the link in the mail."""

    def invite(email: str = "salla@kapylanleipa.example", role: str = "member", **form: str) -> str:
        answer = enter(anna).post("/members/invite", data={"email": email, "role": role, **form})
        assert answer.status_code == 303, answer.text
        return last_link(db)

    return invite


@pytest.fixture
def salla(make_person: Callable[..., LinkedIdentity]) -> LinkedIdentity:
    """Somebody who is no member of anything."""
    return make_person("Salla Saaja", "salla@kapylanleipa.example")


@pytest.fixture
def at_hub(browse: Callable[..., HubClient], sign_in: Callable[..., object]) -> Callable[..., HubClient]:
    """Open a browser at the hub's own address, signed in or not."""

    def at_hub(who: LinkedIdentity | None = None) -> HubClient:
        client = browse()
        if who is not None:
            sign_in(client, who)
        return client

    return at_hub

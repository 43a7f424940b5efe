"""The people of the members' tests."""

from tests.hub.members.conftest import anna, enter, events, matti, membership_of, plugins, tenant

__all__ = ["anna", "enter", "events", "matti", "membership_of", "plugins", "tenant"]

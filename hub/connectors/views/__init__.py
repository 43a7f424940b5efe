"""The pages around connections: the list, attaching, renewing, detaching, and how far a sync is."""

from hub.connectors.views import attaching, changing, key_login, listing, syncs  # noqa: F401 (they register their pages)
from hub.connectors.views.blueprint import bp

__all__ = ["bp"]

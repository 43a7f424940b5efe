"""The pages around connections: the list, attaching, renewing, detaching, and how far a sync is."""

from hub.connectors.views import (  # noqa: F401 (they register their pages)
    attaching,
    changing,
    examining,
    key_login,
    listing,
    syncs,
)
from hub.connectors.views.blueprint import bp

__all__ = ["bp"]

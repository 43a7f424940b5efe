"""Looking after what browsers left behind."""

from hub import queue
from hub.db import Db
from hub.identity import leftovers

__all__ = ["sweep"]


@queue.schedule(every=600)
def sweep(db: Db) -> None:
    """Remove flows, codes and sessions that are of no use any more."""
    leftovers.remove(db)

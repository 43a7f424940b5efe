"""Waking the loops that ask: each is a job that comes again behind the others that wait."""

from hub import queue
from hub.db import Db
from hub.fetching import claims
from hub.fetching.loop import Loop

__all__ = ["FETCH", "LOOPS", "TURN", "fetch", "wake", "wake_what_waits"]

FETCH = "fetch"
LOOPS = 2
"""Loops a connector: one goes on while the other ends its turn, or a worker has died with it."""

TURN = 60.0
"""Seconds of asking after which a loop lets other work have its worker."""


def wake(db: Db, connector: str) -> None:
    """Have a connector's sources asked once this transaction has committed."""
    for number in range(LOOPS):
        queue.later(db, FETCH, args={"connector": connector}, dedupe_key=f"{connector}/{number}")


@queue.schedule(every=5)
def wake_what_waits(db: Db) -> None:
    """Wake the loops of all connectors that have something to be asked now: units that were put off come due."""
    for connector in claims.connectors_with_ready(db):
        wake(db, connector)


@queue.task(FETCH, slow=True)
def fetch(lease: queue.Lease) -> None:
    """Ask for a while."""
    connector = lease.plugins.connectors.get(lease.args["connector"])
    if connector is None or connector.fetching is None:
        return
    Loop(lease.plugins, connector).run(TURN)
    if claims.ready(connector.key):
        with lease.requeue():
            return

"""A worker with a plugin's work that never ends, as ``hub worker`` runs it; tests start it in a process of its own."""

import sys
from pathlib import Path

from hub import audit, config, queue
from hub.pluginmanager import Plugins
from hub.queue import worker
from hub.queue.transport import LIMITS, QUICK


@queue.task("never_ends")
def never_ends(lease: queue.Lease) -> None:
    Path(lease.args["began"]).touch()
    while True:
        pass


@queue.task("honest")
def honest(lease: queue.Lease) -> None:
    with lease.transaction(final=True) as db:
        audit.record(db, lease.tenant_id, "report.downloaded", lease.args["text"])


if __name__ == "__main__":
    sys.modules["tests.attacks.hostile"] = sys.modules["__main__"]
    LIMITS[QUICK] = 2  # what a worker's patience is in production would be ours, too
    worker.run(config.load(), Plugins())

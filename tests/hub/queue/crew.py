"""A worker as ``hub worker`` runs it, with a few kinds of work of its own. Started by tests in a process of its own."""

import os
import sys
import time
from pathlib import Path

from sqlalchemy import select

from hub import audit, config, queue
from hub.models import Mail, ScheduleRun
from hub.pluginmanager import Plugins
from hub.queue import worker
from hub.sdk.errors import Refused, TryLater
from tests.hub.queue.leases import outlast_stalls

NOTED = "report.downloaded"


def note(db, lease: queue.Lease) -> None:
    audit.record(db, lease.tenant_id, NOTED, lease.args.get("text", ""))


@queue.task("note")
def note_once(lease: queue.Lease) -> None:
    with lease.transaction(final=True) as db:
        note(db, lease)


@queue.task("note_in_two", slow=True)
def note_in_two(lease: queue.Lease) -> None:
    """Say that it began, wait for a file, and only then commit."""
    Path(lease.args["began"]).write_text(f"{lease.attempt} {os.getpid()}")
    with lease.transaction(final=True) as db:
        note(db, lease)
        while not Path(lease.args["go"]).exists():
            time.sleep(0.02)


@queue.task("note_later")
def note_later(lease: queue.Lease) -> None:
    if lease.attempt == 1:
        raise TryLater("The source rests", after=1)
    note_once(lease)


@queue.task("break")
def fail(lease: queue.Lease) -> None:
    raise ValueError("password=hunter2")


@queue.task("refuse")
def refuse(lease: queue.Lease) -> None:
    raise Refused("The source says no.")


def tick(db) -> None:
    """Note that a schedule was called, by which process, and when: the transaction may have begun long before."""
    called = select(ScheduleRun.last_at).where(ScheduleRun.name == f"{__name__}.tick").scalar_subquery()
    db.add(Mail(recipient="tick@example.com", subject=f"{os.getpid()}", body="", sent_at=called))


if __name__ == "__main__":
    if "HUB_TEST_TICK" in os.environ:
        queue.schedule(every=float(os.environ["HUB_TEST_TICK"]))(tick)
    sys.modules["tests.hub.queue.crew"] = sys.modules["__main__"]
    outlast_stalls()
    worker.run(config.load(), Plugins())

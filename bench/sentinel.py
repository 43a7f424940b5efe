"""How soon after a key arrives it is known what it may read, while nobody else is being read."""

import time
from collections.abc import Iterator

from sqlalchemy import select

from bench.figures import Figure, report
from bench.stage import Attached, stage
from hub import db
from hub.connectors.models import Connection

TIMES = 5
SMALL = 400
"""Receipts of the company: what follows the verdict does not matter here."""
LOOK = 0.02
"""Seconds between two looks."""


def measure() -> Iterator[Figure]:
    """Attach a company again and again, against a source with the latencies that the real one is taken to have."""
    verdicts = []
    for _ in range(TIMES):
        with stage([f"--receipts={SMALL}", "--months=12"]) as hub:
            time.sleep(3)  # the worker is up before anybody activates
            verdicts.append(_verdict(hub.attach()))
    yield Figure("verdict_s", sorted(verdicts)[TIMES // 2], "s", "5 s as the aim, median of five")
    yield Figure("verdict_worst_s", max(verdicts), "s", "5 s as the aim, worst of five")


def _verdict(company: Attached) -> float:
    """Wait for the end of the first examination; gives the seconds from the key to it."""
    while True:
        with db.transaction(company.tenant_id) as session:
            examined = session.scalars(select(Connection.examined_at)).one()
        if examined is not None:
            return time.monotonic() - company.begun
        time.sleep(LOOK)


if __name__ == "__main__":
    report(measure)

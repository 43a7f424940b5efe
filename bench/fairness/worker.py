"""A worker as far as the limit is concerned: claims units with their slots, sends each on its slot, settles it.

The claim, the gate before each request and the settling are the hub's own. Only the way to the server is longer than
loopback is: each request is held back at random before it leaves.
"""

import random
import time
from concurrent.futures import ThreadPoolExecutor

import hub.schema  # noqa: F401 - every table has to be known before the first row is written
from hub import db
from hub.connectors import budget as gate
from hub.fetching import service
from hub.fetching.claims import Claim, claim
from hub.fetching.loop import AHEAD, IDLE, IN_FLIGHT
from hub.sdk import http
from hub.sdk.http import Budget, Client

__all__ = ["CONNECTOR", "JITTER", "work"]

CONNECTOR = "bench"
JITTER = 0.03
"""The most seconds that a request takes longer on its way than another."""


def work(app_url: str, system_url: str, base_url: str, budget: Budget) -> None:
    """Send whatever is to be sent, until killed."""
    db.connect(app_url, system_url)
    http.use_gate(_wait, gate.pause)
    client = Client(base_url, set_by_operator=True, budget=budget)
    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        while True:
            found = claim(CONNECTOR, budget)
            if found is None:
                time.sleep(IDLE)
                continue
            pool.submit(_do, client, found)
            time.sleep(max(found.slot - time.monotonic() - AHEAD, 0))


def _wait(budget: Budget) -> None:
    gate.wait_for_slot(budget)
    time.sleep(random.uniform(0, JITTER))


def _do(client: Client, found: Claim) -> None:
    with gate.booked(found.slot):
        client.send("GET", "/")
    with db.transaction(found.tenant_id) as session:
        service.settle(session, found)

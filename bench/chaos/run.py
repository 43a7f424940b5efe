"""One seeded run: a first reading and a few later ones, each with things breaking, and the comparison at the end."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from sqlalchemy import text

import hub.db
from bench.chaos.company import Connected
from bench.chaos.faults import FAULTS, all_well
from bench.chaos.passing import Clock, Endless, settle
from bench.chaos.place import Place
from bench.chaos.source import Source

ROUNDS = 2
"""Syncs of a run: the first reading, and one after edits."""
ATTEMPTS = 60
"""Attempts of one job beyond which it goes round in circles."""


@dataclass
class Outcome:
    """How a run went.

    :param recoveries: seconds from when all was well again to when everything was done, one a sync
    :param wrong: what must not be, in words; empty when all is right
    """

    seed: int
    faults: list[str] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    endless: bool = False
    lost: int = 0
    unequal: int = 0


def run(place: Place, seed: int) -> Outcome:
    """Break a hub in the way of a seed, and see whether it comes right."""
    random, outcome = Random(seed), Outcome(seed)
    source = place.begin(seed)
    key = source.key()
    company = Connected.attach(place, key)
    try:
        for round_ in range(ROUNDS):
            if round_:
                for _ in range(random.randint(3, 6)):
                    source.edit(random)
                company.sync_now()  # all is well at that moment: it has come to rest before
            _break(company, source, random, outcome)
            all_well(company, source)
            clock = Clock(time.monotonic())
            settle(company.tenant_id, clock)
            outcome.recoveries.append(clock.seconds)
    except (Endless, TimeoutError) as error:
        outcome.endless = True
        outcome.wrong.append(f"does not come to rest: {error}")
        all_well(company, source)
        return outcome
    _judge(company, source, key, outcome)
    return outcome


def _break(company: Connected, source: Source, random: Random, outcome: Outcome) -> None:
    """Let some things happen one after another, each at its own moment."""
    for _ in range(random.randint(1, 3)):
        time.sleep(random.uniform(0, 0.8))
        name = random.choice(sorted(FAULTS))
        outcome.faults.append(name)
        FAULTS[name](company, source, random)
    time.sleep(random.uniform(0, 0.8))


def _judge(company: Connected, source: Source, key: str, outcome: Outcome) -> None:
    source.turn(latency=0)
    should, are = source.totals(key), company.kept()
    differing = {place for place in {*should, *are} if should.get(place, 0) != are.get(place, 0)}
    outcome.unequal = len(differing)
    for account, month in sorted(differing)[:5]:
        there, here = should.get((account, month), 0), are.get((account, month), 0)
        outcome.wrong.append(f"{account} {month:%Y-%m}: {here} here, {there} at the source")
    if recounted := company.recounted():
        outcome.wrong.append(f"{recounted} balances are not what their entries sum to")
    outcome.lost = len(lost := _lost(company.tenant_id))
    outcome.wrong += lost


def _lost(tenant_id: UUID) -> Sequence[str]:
    """Name jobs that were given up, or were attempted again and again, and connections that are not read any more.

    An open one was begun by a schedule since: for what was open before, :func:`settle` has waited.
    """
    jobs = text(
        "SELECT kind, state, attempts, last_error FROM job WHERE tenant_id = :tenant "
        "AND (state = 'dead' OR attempts > :most)"
    )
    connections = text("SELECT state, last_error FROM connection WHERE tenant_id = :tenant AND state <> 'active'")
    with hub.db.system_transaction() as db:
        left = db.execute(jobs, {"tenant": tenant_id, "most": ATTEMPTS}).all()
        unread = db.execute(connections, {"tenant": tenant_id}).all()
    told = [f"job {kind} is {state} after {attempts} attempts: {error}" for kind, state, attempts, error in left]
    return told + [f"the connection is {state}: {error}" for state, error in unread]

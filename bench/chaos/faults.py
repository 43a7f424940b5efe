"""What breaks. Each fault does its harm at once; what lasts is put right by :func:`all_well`."""

import signal
import time
from collections.abc import Callable, Mapping
from random import Random

from sqlalchemy import text

import hub.db
from bench.chaos.company import Connected
from bench.chaos.place import descendants, kill, send
from bench.chaos.source import CALM, Source

Fault = Callable[[Connected, Source, Random], None]


def _refused(_: Connected, source: Source, random: Random) -> None:
    """Answer 429 to nearly everything, with or without telling how long to wait."""
    source.turn(rate=random.choice((1, 2)), retry_after=random.choice((0, 1, 2)))


def _broken(kind: str) -> Fault:
    def spoil(_: Connected, source: Source, random: Random) -> None:
        path = random.choice(("", "/ledgerreceipts", "/oauth", "/fiscalyears"))
        source.turn(fault=kind, fault_path=path, fault_every=random.choice((1, 2, 3)), fault_times=random.randint(1, 8))

    return spoil


def _slow(_: Connected, source: Source, random: Random) -> None:
    source.turn(latency=random.choice((0.2, 0.5, 1.0)))


def _frozen(_: Connected, source: Source, random: Random) -> None:
    """Let nothing be answered for longer than anybody waits for a small answer, or only for a moment."""
    for pid in (source.process.pid, *descendants(source.process.pid)):
        send(signal.SIGSTOP, pid)
    time.sleep(22 if random.random() < 0.1 else 2)
    for pid in (source.process.pid, *descendants(source.process.pid)):
        send(signal.SIGCONT, pid)


def _tokens(_: Connected, source: Source, random: Random) -> None:
    for _ in range(random.randint(1, 3)):
        source.end_tokens()
        time.sleep(0.2)


def _one_process(company: Connected, _: Source, random: Random) -> None:
    """Kill one of the worker's processes: what moves jobs, what takes them, or what does one just now."""
    if below := descendants(company.place.worker.pid):
        kill(random.choice(below))


def _worker(company: Connected, _: Source, random: Random) -> None:
    company.place.kill_worker()
    time.sleep(random.choice((0, 0.5)))
    company.place.mend()


def _web(company: Connected, _: Source, random: Random) -> None:
    """Kill the web while somebody presses a button."""
    company.press()
    company.place.kill_web()
    company.place.mend()


def _redis(company: Connected, _: Source, random: Random) -> None:
    company.place.empty_redis()


def _lost_redis(company: Connected, _: Source, random: Random) -> None:
    company.place.kill_redis()


def _postgres(company: Connected, _: Source, random: Random) -> None:
    company.place.kill_postgres()


def _postgres_restarted(company: Connected, _: Source, random: Random) -> None:
    company.place.restart_postgres()


def _clock(company: Connected, _: Source, random: Random) -> None:
    """Step the database's clock by an hour: to everything it wrote down before, that is the same."""
    by = random.choice((-3600, 3600))
    steps = (
        "UPDATE job SET lease_until = lease_until + make_interval(secs => :by) WHERE state IN ('sent', 'running')",
        "UPDATE rate_slot SET next_at = next_at + make_interval(secs => :by)",
        "UPDATE schedule_run SET last_at = last_at + make_interval(secs => :by)",
        "UPDATE sync_run SET finished_at = finished_at + make_interval(secs => :by) WHERE finished_at IS NOT NULL",
    )
    with hub.db.system_transaction() as db:
        for step in steps:
            db.execute(text(step), {"by": by})


FAULTS: Mapping[str, Fault] = {
    "429": _refused,
    "500": _broken("500"),
    "truncated": _broken("malformed"),
    "dropped": _broken("drop"),
    "slow": _slow,
    "frozen": _frozen,
    "token": _tokens,
    "process": _one_process,
    "worker": _worker,
    "web": _web,
    "redis": _redis,
    "lost redis": _lost_redis,
    "postgres": _postgres,
    "postgres restarted": _postgres_restarted,
    "clock": _clock,
}


def all_well(company: Connected, source: Source) -> None:
    """Put right what lasts."""
    source.turn(**CALM)
    company.place.mend()

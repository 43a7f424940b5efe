"""How fast receipts come into the ledger, from the bytes of the API's answers to committed rows with balances kept."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median

from bench.figures import Figure, tell
from bench.ingest import bare, peers
from bench.ingest.made import Answers, make
from bench.place import database
from hub.embedded.postgres import RunningPostgres
from hub.fetching.loop import TOGETHER

LINES = 100_000
MEMORY_SIZES = (100_000, 1_000_000)
ROUNDS = 3
STREAM = 13_000
"""Lines a second that 20 batches a second of the API deliver, at 3.24 lines a receipt."""
STREAM_RECEIPTS = 20 * 200


@dataclass
class Times:
    """Seconds of each round, one after the other in turn."""

    copy: list[float] = field(default_factory=list)
    copy_together: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    dlt: list[float] = field(default_factory=list)
    singer: list[float] = field(default_factory=list)


def measure(lines: int, rounds: int, memory_sizes: list[int], *, with_peers: bool) -> Iterator[Figure]:
    """Store made-up answers, deliver them again, COPY the same lines into a bare table, and let others load them."""
    numbers = count(1)
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as place, database() as server:
        made = make(Path(place) / "answers.ndjson", lines)
        times = Times()
        pages = bare.rows(made)
        for _round in range(rounds):
            _one_round(times, made, pages, server, next(numbers), with_peers=with_peers)
        yield from _figures(times, made)
        yield from _memory(server, Path(place), memory_sizes, numbers)


def _one_round(
    times: Times, made: Answers, pages: list[list[bare.Row]], server: RunningPostgres, number: int, *, with_peers: bool
) -> None:
    superuser = server.superuser_url.replace("+psycopg", "")
    times.copy.append(bare.copied(superuser, pages))
    times.copy_together.append(bare.copied(superuser, pages, TOGETHER))
    bare.settle(superuser)
    loaded = _loaded(server, made.file, number)
    times.first.append(loaded["first"])
    times.again.append(loaded["again"])
    if with_peers:
        for seconds, load in ((times.dlt, peers.dlt), (times.singer, peers.singer)):
            with tempfile.TemporaryDirectory(prefix="hub-bench-") as place:
                seconds.append(load(made, Path(place)))


def _loaded(server: RunningPostgres, file: Path, number: int) -> dict[str, float]:
    order = [sys.executable, "-m", "bench.ingest.worker", str(file)]
    order += ["--database", server.app_url, "--number", str(number)]
    done = subprocess.run(order, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _figures(times: Times, made: Answers) -> Iterator[Figure]:
    first = median(times.first)
    yield Figure("first_load", made.lines / first, "lines/s", f"{STREAM:,} lines/s, what 20 batches a second deliver")
    yield Figure(
        "first_load_receipts", made.receipts / first, "receipts/s", f"{STREAM_RECEIPTS:,}, 20 batches a second"
    )
    yield Figure("stream_ratio", made.lines / first / STREAM, "×", "1.3 as the aim: 20 batches a second and some more")
    yield Figure("redelivery_ratio", first / median(times.again), "×", "0.6 as the aim; 1 is as fast as the first load")
    floor = "a bare COPY of the same lines"
    yield Figure("copy_floor_ratio", median(times.copy) / first, "×", f"0.35 as the aim; 1 is {floor}, page by page")
    together = median(times.copy_together) / first
    yield Figure("copy_floor_ratio_together", together, "×", f"1, {floor}, {TOGETHER} pages a transaction as here")
    if times.dlt:
        yield Figure("dlt_ratio", median(times.dlt) / first, "×", "5 as the aim; 1 is dlt into DuckDB")
        yield Figure("singer_ratio", median(times.singer) / first, "×", "2 as the aim; 1 is a Singer tap and target")


def _memory(server: RunningPostgres, place: Path, sizes: list[int], numbers: Iterator[int]) -> Iterator[Figure]:
    peaks = []
    for size in sizes:
        made = make(place / "answers.ndjson", size)
        peaks.append(_loaded(server, made.file, next(numbers))["peak_mb"])
        yield Figure(f"peak_mb_{size}", peaks[-1], "MB", "200 MB as the aim, and as much at any size")
    if peaks:
        yield Figure("peak_mb", max(peaks), "MB", "200 MB as the aim")


def main(arguments: list[str] | None = None) -> None:
    """Read what is wanted, measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=LINES, metavar="N", help=f"of the receipts (default {LINES:,})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help=f"of everybody in turn ({ROUNDS})")
    parser.add_argument(
        "--memory-sizes",
        type=int,
        nargs="*",
        default=list(MEMORY_SIZES),
        metavar="N",
        help="lines to weigh a worker at",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    given = parser.parse_args(arguments)
    with_peers = peers.installed()
    if not with_peers:
        print(peers.HOW, file=sys.stderr)
    tell(measure(given.lines, given.rounds, given.memory_sizes, with_peers=with_peers), given.json)


if __name__ == "__main__":
    main()

"""``python -m bench.chaos [--runs N] [--seed N] [--json FILE]``: ends with 1 when a run went wrong."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.chaos import place
from bench.chaos.run import Outcome, run
from bench.figures import Figure, tell


def main(arguments: list[str] | None = None) -> int:
    """Run the seeds, say what went wrong with which, and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10, metavar="N", help="how many seeds (default 10)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the first of them (default 1)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    given = parser.parse_args(arguments)
    outcomes = []
    with place.running() as here:
        for seed in range(given.seed, given.seed + given.runs):
            outcomes.append(run(here, seed))
            _say(outcomes[-1])
    tell(_figures(outcomes), given.json)
    return 1 if any(each.wrong for each in outcomes) else 0


def _say(outcome: Outcome) -> None:
    took = ", ".join(f"{seconds:.1f} s" for seconds in outcome.recoveries)
    print(f"seed {outcome.seed}: {', '.join(outcome.faults)}: recovered in {took or '-'}", file=sys.stderr, flush=True)
    for each in outcome.wrong:
        print(f"  WRONG: {each}", file=sys.stderr, flush=True)


def _figures(outcomes: list[Outcome]) -> Iterator[Figure]:
    recoveries = [seconds for each in outcomes for seconds in each.recoveries]
    yield Figure("Runs", len(outcomes), "runs", "200 as the whole")
    yield Figure("Runs whose ledger differs from the source", sum(map(_differs, outcomes)), "runs", "0: to the cent")
    yield Figure("Jobs lost or given up", sum(each.lost for each in outcomes), "jobs", "0")
    yield Figure("Runs that do not come to rest", sum(each.endless for each in outcomes), "runs", "0")
    if recoveries:
        yield Figure("Recovery, median", median(recoveries), "s", "30 s: what one refusal makes the hub wait")
        yield Figure("Recovery, worst", max(recoveries), "s", "900 s: when a failed sync begins anew by itself")


def _differs(outcome: Outcome) -> bool:
    return outcome.unequal > 0


if __name__ == "__main__":
    sys.exit(main())

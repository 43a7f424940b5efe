"""``python -m bench.mutations [--books N] [--mutations N] [--served N] [--seed N] [--json FILE]``.

Ends with 1 below the aim.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.figures import Figure, tell
from bench.mutations.kinds import KINDS
from bench.mutations.served import site
from bench.mutations.trying import Trial, try_company
from bench.place import database

AIM = 0.99


def main(arguments: list[str] | None = None) -> int:
    """Try the companies, say what was not reported or was reported wrongly, and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=int, default=1000, metavar="N", help="right books (default 1000)")
    parser.add_argument("--mutations", type=int, default=1000, metavar="N", help="books changed (default 1000)")
    parser.add_argument("--served", type=int, default=22, metavar="N", help="more of both over HTTP (default 22)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the first seed (default 1)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    given = parser.parse_args(arguments)
    began, trials = time.perf_counter(), list[Trial]()
    with database(), site() as served:
        for number in range(max(given.books, given.mutations)):
            trials.append(_said(try_company(given.seed + number, mutate=number < given.mutations)))
        asked = [_said(try_company(given.seed + number, mutate=True, site=served)) for number in range(given.served)]
    clean, trials = [*trials[: given.books], *asked], [*trials, *asked]
    tell(_figures(clean, trials, time.perf_counter() - began), given.json)
    return 0 if not any(each.alarms for each in clean) and _share(trials) >= AIM else 1


def _said(trial: Trial) -> Trial:
    """Say what is wrong with a trial, and give it."""
    for each in trial.alarms:
        print(f"seed {trial.seed}: FALSE ALARM: {each}", file=sys.stderr, flush=True)
    if trial.kind and not trial.reported:
        print(f"seed {trial.seed}: {trial.kind} NOT REPORTED: {trial.said[:600]}", file=sys.stderr, flush=True)
    return trial


def _share(trials: Sequence[Trial], kind: str | None = None) -> float:
    tried = [each for each in trials if each.kind and kind in (None, each.kind)]
    return sum(each.reported for each in tried) / len(tried) if tried else 1.0


def _figures(clean: Sequence[Trial], trials: Sequence[Trial], seconds: float) -> Iterator[Figure]:
    changed = [each for each in trials if each.kind]
    yield Figure("false_alarms", sum(bool(each.alarms) for each in clean), "books", f"0 of {len(clean)}")
    yield Figure("reported_share", _share(trials), "×", f"{AIM} of {len(changed)} mutations")
    for kind in KINDS:
        tried = sum(each.kind == kind for each in changed)
        yield Figure(f"reported_{kind}", _share(trials, kind), "×", f"1: all of {tried}")
    yield Figure("seconds", seconds, "s", "900 for 1,000 books and 1,000 mutations")


if __name__ == "__main__":
    sys.exit(main())

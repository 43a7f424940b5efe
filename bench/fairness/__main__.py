"""Whether companies that come at once are served fairly, and whether the limit of their source is kept."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from bench.fairness import limiter
from bench.figures import Figure, tell

SECONDS = 30.0
WORKERS = 16


def measure(seconds: float, workers: int) -> Iterator[Figure]:
    """Let real workers send under the limit."""
    yield from limiter.measure(seconds, workers)


def main(arguments: list[str] | None = None) -> None:
    """Read what is wanted, measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, metavar="N", help=f"of sending ({SECONDS:g})")
    parser.add_argument("--workers", type=int, default=WORKERS, metavar="N", help=f"that send ({WORKERS})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    given = parser.parse_args(arguments)
    tell(measure(given.seconds, given.workers), given.json)


if __name__ == "__main__":
    main()

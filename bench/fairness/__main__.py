"""Whether companies that come at once are served fairly, and whether the limit of their source is kept."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from bench.fairness import activation, limiter
from bench.figures import Figure, tell

SECONDS = 30.0
WORKERS = 16
COMPANIES = 100


def measure(seconds: float, workers: int, companies: int, large: int, median: int) -> Iterator[Figure]:
    """Let real workers send under the limit, and companies be read in simulated time by the real policy."""
    yield from limiter.measure(seconds, workers)
    yield from activation.measure(companies, large, median)


def main(arguments: list[str] | None = None) -> None:
    """Read what is wanted, measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, metavar="N", help=f"of sending ({SECONDS:g})")
    parser.add_argument("--workers", type=int, default=WORKERS, metavar="N", help=f"that send ({WORKERS})")
    parser.add_argument("--companies", type=int, default=COMPANIES, metavar="N", help=f"at once ({COMPANIES})")
    parser.add_argument("--median", type=int, default=activation.MEDIAN, metavar="N", help="of their receipts")
    parser.add_argument(
        "--large", type=int, default=activation.LARGE, metavar="N", help="receipts of the large book, 0 for none"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    given = parser.parse_args(arguments)
    measured = measure(given.seconds, given.workers, given.companies, given.large, given.median)
    tell(measured, given.json)


if __name__ == "__main__":
    main()

"""Run the benchmark: ``python -m bench.reports [--sizes N …] [--large]``."""

import argparse
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, tell
from bench.place import database
from bench.reports import peers, reading
from bench.reports.files import files
from bench.reports.shelf import Held, put
from bench.reports.visitor import application

SMALL, LARGE = (10_000, 100_000), (100_000, 1_000_000, 10_000_000)
MOST_OF_HLEDGER, MOST_OF_BEANCOUNT = 1_000_000, 100_000
"""Rows that they are given at the most: it takes them 3 kB and a minute for each hundred thousand."""
FILES = 300_000
"""Rows of three years, so that the last has a hundred thousand."""


def measure(sizes: list[int], lines_of_files: int) -> Iterator[Figure]:
    """Measure books of several sizes, then what others need, then files."""
    with database() as server, tempfile.TemporaryDirectory(prefix="hub-bench-") as place:
        books = [put(server, lines, verified=lines == min(sizes)) for lines in sorted(sizes)]
        app = application()
        yield from reading.statements(app, books)
        yield from reading.ledger_pages(books)
        yield from reading.weights(app, books[-1])
        yield from reading.of_dimensions(app, books[-1])
        known = [held for held in books if held.lines <= MOST_OF_HLEDGER] or books
        yield from _others(reading.seconds_of_three(app, known[-1]), known, Path(place))
        of_files = next((held for held in books if held.lines == lines_of_files), None)
        yield from files(server, of_files or put(server, lines_of_files, verified=False), lines_of_files // 3)


def _others(ours: float, books: list[Held], place: Path) -> Iterator[Figure]:
    """Compare profit and loss, balance sheet and trial balance, then a report of a cost centre."""
    held = books[-1]
    told = peers.hledger_seconds(held, place)
    if told is not None:
        aim = f"1,000 as the aim at 1M; 1 is hledger's is -M, bse -M and bal of {held.lines:,} rows, {told:.3g} s"
        yield Figure("hledger_ratio", told / ours, "×", aim)
    loaded = next((each for each in reversed(books) if each.lines <= MOST_OF_BEANCOUNT), held)
    told = peers.beancount_seconds(loaded, place)
    if told is not None:
        yield Figure("beancount_ratio", told / ours, "×", f"1, beancount that loads and sums {loaded.lines:,} rows")
    ratio = peers.duckdb_ratio(held, place)
    if ratio is not None:
        compared = f"1, DuckDB's scan of its own table of {held.lines:,} rows; 3 as the aim, less is better"
        yield Figure("duckdb_ratio", ratio, "×", compared)


def main(arguments: list[str] | None = None) -> None:
    """Read what is wanted, measure and report."""
    parser = argparse.ArgumentParser(prog="python -m bench.reports", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", metavar="N", help=f"rows of the books (default {SMALL})")
    parser.add_argument("--large", action="store_true", help=f"books of {LARGE} rows; takes half an hour and 12 GB")
    parser.add_argument("--files", type=int, default=FILES, metavar="N", help=f"rows of the book of files ({FILES:,})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    given = parser.parse_args(arguments)
    logging.getLogger("hub").setLevel(logging.WARNING)
    tell(measure(given.sizes or list(LARGE if given.large else SMALL), given.files), given.json)


if __name__ == "__main__":
    main()

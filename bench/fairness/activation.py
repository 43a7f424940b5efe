"""A hundred companies activated in the same second, once alone and once beside one very large book."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate
from math import ceil, exp, log, sqrt
from random import Random
from statistics import NormalDist, mean

import hub.schema  # noqa: F401 - every table has to be known before the first row is written
from bench.books import open_book
from bench.fairness.clock import Clock
from bench.fairness.simulation import Simulation, Times
from bench.fairness.source import Books, SimulatedConnector
from bench.figures import Figure
from bench.place import database
from hub.sdk.http import Budget

__all__ = ["LARGE", "MEDIAN", "measure"]

RATE = 20.0
BUDGET = Budget("bench", RATE)
MEDIAN = 4_500
MEAN_TO_MEDIAN = 7_500 / 4_500
"""Receipts of a company over three years; sizes are lognormal."""
LARGE = 300_000
SET_UP = 8
"""Requests of a company besides its receipts', in the bounds."""
SEED = 1


def measure(companies: int, large: int, median: int = MEDIAN) -> Iterator[Figure]:
    """Read them with and without being told how many receipts a list has.

    :param large: receipts of the large book; without any the companies are read alone only
    """
    sizes = _sizes(companies, median)
    for which, those in (("", sizes), *((("_beside_large", [*sizes, large]),) if large else ())):
        yield from _figures(which, those, _read(those, counts=True))
        uncounted = _read(those, counts=False)
        ratio = mean(uncounted.current.values()) / _shortest_first(those)
        yield Figure(f"mean_ratio_without_totals{which}", ratio, "×", "2.1 as the aim; 1 is the shortest first")


def _figures(which: str, sizes: Sequence[int], times: Times) -> Iterator[Figure]:
    current, whole = sum(map(_of_current_year, sizes)) / RATE, sum(map(_of_everything, sizes)) / RATE
    ratio = max(times.current.values()) / current
    yield Figure(f"last_current_year_ratio{which}", ratio, "×", f"1.2 as the aim; 1 is {current:.0f} s")
    shortest = _shortest_first(sizes)
    ratio = mean(times.current.values()) / shortest
    yield Figure(f"mean_ratio{which}", ratio, "×", f"1.5 as the aim; 1 is {shortest:.0f} s, the shortest first")
    ratio = max(times.read.values()) / whole
    yield Figure(f"everything_read_ratio{which}", ratio, "×", f"1.1 as the aim; 1 is {whole:.0f} s")
    ratio = max(times.whole.values()) / whole
    yield Figure(f"everything_ratio{which}", ratio, "×", f"1.1 as the aim, read and proved; 1 is {whole:.0f} s")
    ratio = times.requests / sum(map(_of_everything, sizes))
    yield Figure(f"requests_ratio{which}", ratio, "×", f"1, two requests for 200 receipts and {SET_UP} a company")


def _sizes(companies: int, median: int = MEDIAN) -> list[int]:
    """Draw the sizes evenly from their distribution, and put them into an order that says nothing about them."""
    spread = sqrt(2 * log(MEAN_TO_MEDIAN))
    places = [(place + 0.5) / companies for place in range(companies)]
    sizes = [round(median * exp(spread * NormalDist().inv_cdf(place))) for place in places]
    Random(SEED).shuffle(sizes)
    return sizes


def _read(sizes: Sequence[int], *, counts: bool) -> Times:
    today = date(date.today().year, 12, 31)
    with database() as server:
        clock = Clock(server)
        try:
            books = [open_book(number) for number in range(1, len(sizes) + 1)]
            connector = SimulatedConnector(today, [Books(size, today, counts=counts) for size in sizes])
            return Simulation(clock, connector, books, BUDGET).run()
        finally:
            clock.close()


def _of_current_year(receipts: int) -> int:
    return 2 * ceil(receipts / 3 / 200) + SET_UP


def _of_everything(receipts: int) -> int:
    return 2 * ceil(receipts / 200) + SET_UP


def _shortest_first(sizes: Sequence[int]) -> float:
    """Give the mean seconds until current years are read when the smallest is read first: no order has a lower one."""
    return mean(accumulate(sorted(map(_of_current_year, sizes)))) / RATE

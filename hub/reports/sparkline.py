"""How a figure has gone, as a line no bigger than a word: drawn on the server into a box that stretches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Sparkline", "sparkline"]

WIDTH, HEIGHT, MARGIN = 120, 32, 3
FEWEST = 2
"""Months that make a line."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A drawn line.

    :param paths: its stretches, as points of SVG polylines; months that are not known part them
    :param last: where it ends
    :param zero: the height of zero, where the figures lie on both sides of it
    """

    paths: tuple[str, ...]
    last: Point
    zero: float | None
    width: int = WIDTH
    height: int = HEIGHT


def sparkline(values: Sequence[int | None]) -> Sparkline | None:
    """Draw values from left to right; None where they make no line.

    >>> sparkline([0, 100]).paths
    ('3,29 117,3',)
    >>> sparkline([5, None, 7]) is None
    True
    """
    known = [each for each in values if each is not None]
    low, high = min(known, default=0), max(known, default=0)
    stretches = [each for each in _stretches(values, low, high) if len(each) >= FEWEST]
    if not stretches:
        return None
    zero = _height(0, low, high) if low < 0 < high else None
    return Sparkline(tuple(map(_written, stretches)), stretches[-1][-1], zero)


def _stretches(values: Sequence[int | None], low: int, high: int) -> Iterator[list[Point]]:
    stretch: list[Point] = []
    step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
    for place, value in enumerate(values):
        if value is None:
            yield stretch
            stretch = []
        else:
            stretch.append((round(MARGIN + place * step, 1), _height(value, low, high)))
    yield stretch


def _height(value: int, low: int, high: int) -> float:
    room = HEIGHT - 2 * MARGIN
    return round(MARGIN + (room * (high - value) / (high - low) if high > low else room / 2), 1)


def _written(points: list[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)

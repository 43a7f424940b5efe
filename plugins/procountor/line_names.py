"""Lines of the statutory income statement by their names, as reports print them."""

from collections.abc import Iterator
from functools import cache

from plugins.procountor.reports.income_layout import INCOME_STATEMENT
from plugins.procountor.reports.layout import Line

__all__ = ["is_result", "ranges_of"]

Ranges = tuple[tuple[str, str], ...]


def ranges_of(name: str) -> Ranges:
    """Give the accounts of the line with a name in Finnish, Swedish or English; none where there is no such line.

    >>> ranges_of("Liikevaihto"), ranges_of("net  TURNOVER"), ranges_of("Kahvit")
    ((('3000', '3599'),), (('3000', '3599'),), ())
    """
    return _lines().get(_folded(name), ())


def is_result(name: str) -> bool:
    """Tell whether a name is that of the profit or loss for the financial year.

    >>> is_result("Tilikauden voitto (tappio)"), is_result("Liikevoitto (-tappio)")
    (True, False)
    """
    return _folded(name) in {_folded(each) for each in INCOME_STATEMENT.names}


@cache
def _lines() -> dict[str, Ranges]:
    return {_folded(name): line.ranges for line in _all(INCOME_STATEMENT) for name in line.names}


def _all(line: Line) -> Iterator[Line]:
    yield line
    for part in line.parts:
        yield from _all(part)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())

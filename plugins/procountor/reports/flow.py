"""The lines of a cash-flow statement: which accounts' movements they are made of, by the lines of other statements."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from plugins.procountor.names import Names
from plugins.procountor.reports.assets_layout import ASSETS
from plugins.procountor.reports.income_layout import INCOME_STATEMENT
from plugins.procountor.reports.layout import Line, belongs
from plugins.procountor.reports.liabilities_layout import LIABILITIES

__all__ = ["LINES", "Flow", "flow", "total", "weight"]


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """A line of the cash-flow statement; one with ``parts`` sums them.

    :param takes: the lines of other statements whose accounts it is made of
    :param back: whether it adds back what profit has counted; else what is credited flows in
    :param below: whether a sum's figures come after its parts, ``head`` being a name above them
    """

    key: str
    names: Names
    takes: tuple[Line, ...] = ()
    parts: tuple["Flow", ...] = ()
    back: bool = False
    below: bool = False
    head: Names | None = None


@lru_cache(maxsize=65_536)
def weight(flow: Flow, code: str) -> int:
    """Tell how what moved on an account, debit positive, counts on a line: 1, −1, or 0 for not at all.

    :param code: or the mark of the line that the account was moved to
    """
    if flow.parts:
        return sum(weight(part, code) for part in flow.parts)
    taken = any(belongs(code, each) for each in flow.takes)
    return (1 if flow.back else -1) if taken else 0


def _lines(of: Line) -> Iterator[Line]:
    yield of
    for part in of.parts:
        yield from _lines(part)


LINES = {each.key: each for layout in (INCOME_STATEMENT, ASSETS, LIABILITIES) for each in _lines(layout)}


def flow(key: str, names: tuple[str, str, str], *keys: str, back: bool = False) -> Flow:
    """Write a line by the keys of the lines whose accounts it takes; of a group, those of the lines below it."""
    leaves = (each for of in keys for each in _lines(LINES[of]) if not (each.parts or each.purpose))
    return Flow(key, Names(*names), tuple(leaves), back=back)


def total(key: str, names: tuple[str, str, str], *parts: Flow, **more: Any) -> Flow:
    """Write a line that sums others."""
    return Flow(key, Names(*names), parts=parts, **more)

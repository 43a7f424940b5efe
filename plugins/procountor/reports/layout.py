"""Statement layouts as trees of lines, and which account belongs to which line.

Accounts are told by the first four characters of their code, so that a sub-account such as 29391 stands with 2939.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

from plugins.procountor.names import Names

__all__ = ["STANDARD", "Line", "Places", "belongs", "group", "leaves", "line", "mark", "shaped", "spread"]

MARK = "@"
"""No account begins with it."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line of a statement; one with ``parts`` sums them.

    :param ranges: first and last four-digit account; what a group holds and none of its parts does is *unmapped*
    :param accounts: virtual accounts that belong to the line besides
    :param total: where a group's figures stand: on its name, or on a line of their own after its parts
    :param head: a name above the parts of a group whose figures come after them
    :param when: takes its accounts only while their sum is on this side
    :param folded: whether a group stands as one line, its parts not shown
    :param purpose: what a line is for that cannot be told from its accounts
    """

    key: str
    names: Names
    ranges: tuple[tuple[str, str], ...] = ()
    parts: tuple["Line", ...] = ()
    accounts: tuple[str, ...] = ()
    total: Literal["above", "below"] = "above"
    head: Names | None = None
    when: Literal["debit", "credit", ""] = ""
    folded: bool = False
    purpose: Literal["clearing", "unbalanced", "result", ""] = ""


def line(key: str, names: tuple[str, str, str], ranges: str = "", **more: Any) -> Line:
    """Write a line: its key, its names in Finnish, Swedish and English, ranges such as ``"2250-2329 2370-2379"``."""
    return Line(key, Names(*names), tuple(map(_range, ranges.split())), **more)


def group(key: str, names: tuple[str, str, str], ranges: str, *parts: Line, **more: Any) -> Line:
    """Write a line that sums others."""
    return line(key, names, ranges, parts=parts, **more)


def shaped(layout: Line, *, fold: Collection[str] = (), hide: Collection[str] = ()) -> Line:
    """Give a layout in another form: some groups as one line, of others only the parts.

    No account changes its line, so that every figure that both forms show is the same.
    """
    parts: list[Line] = []
    for part in layout.parts:
        made = shaped(part, fold=fold, hide=hide)
        parts += made.parts if part.key in hide else (made,)
    return replace(layout, parts=tuple(parts), folded=layout.key in fold)


def leaves(of: Line) -> Iterator[Line]:
    """List the lines below a group that sum no others; a line that sums none is its own."""
    for part in of.parts:
        yield from leaves(part)
    if not of.parts:
        yield of


def mark(key: str) -> str:
    """Write what stands in the place of an account's code that was moved to the line with this key."""
    return f"{MARK}{key}"


@lru_cache(maxsize=65_536)
def belongs(code: str, to: Line) -> bool:
    """Tell whether an account stands on a line or on one of its parts.

    :param code: or the mark of the line that the account was moved to

    >>> vat = line("vat", ("Arvonlisävero", "Moms", "VAT"), "2920-2949")
    >>> belongs("29391", vat), belongs("2950", vat), belongs("292", vat)
    (True, False, True)
    """
    if code == mark(to.key) or code in to.accounts or any(belongs(code, part) for part in to.parts):
        return True
    first = code[:4].ljust(4, "0")
    return code.isdigit() and any(low <= first <= high for low, high in to.ranges)


def spread(codes: Iterable[str], over: Line, places: "Places") -> tuple[dict[str, list[str]], list[str]]:
    """Spread accounts over the parts of a group: by the part's key, and those that belong to none."""
    taken: dict[str, list[str]] = {part.key: [] for part in over.parts}
    rest: list[str] = []
    for code in codes:
        part = next((part for part in over.parts if places.has(code, part)), None)
        (rest if part is None else taken[part.key]).append(code)
    return taken, rest


@dataclass(frozen=True, slots=True)
class Places:
    """Where accounts stand: on the line that their code tells, unless a company has moved them to another.

    :param moved: keys of lines by account
    """

    moved: Mapping[str, str] = field(default_factory=dict)

    def of(self, code: str) -> str:
        """Give what tells an account's line: its code, or the mark of the line it was moved to."""
        return mark(self.moved[code]) if code in self.moved else code

    def has(self, code: str, line: Line) -> bool:
        """Tell whether an account stands on a line or on one of its parts."""
        return belongs(self.of(code), line)

    def only(self, of: Callable[[str], bool]) -> "Places":
        """Keep what was moved of some accounts."""
        return Places({code: key for code, key in self.moved.items() if of(code)})


STANDARD = Places()
"""No account was moved."""


def _range(written: str) -> tuple[str, str]:
    low, high = written.split("-")
    return low, high

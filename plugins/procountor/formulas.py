"""What the formula of a row of an income statement sums up.

How Procountor writes formulas is not published. So what is clear is read, in several ways of writing, and whatever
could mean two things is not read at all.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["AccountTerm", "Formula", "RowTerm", "read"]

TERM = re.compile(
    r"""\s*(?P<comma>[,;]?)\s*(?P<sign>[+\-−]?)\s*
        (?:[Rr](?P<row>[0-9]{1,9})|(?P<first>[0-9]{3,8})(?:\s*(?P<joint>\.\.+|…|[-−–—])\s*(?P<last>[0-9]{3,8}))?)
        (?![\w.])\s*""",
    re.VERBOSE,
)
HYPHENS = frozenset("-−")
LONGEST = 8
"""An account code has three to eight digits."""


@dataclass(frozen=True, slots=True)
class RowTerm:
    """Another row, by its id."""

    row: int
    sign: str = ""


@dataclass(frozen=True, slots=True)
class AccountTerm:
    """Accounts from one to another, or one with its sub-accounts; the sign is empty where none is written."""

    first: str
    last: str
    sign: str = ""
    joint: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """What a row sums up: other rows, or accounts; never both, for then a plus could be a sign or not."""

    rows: tuple[RowTerm, ...] = ()
    accounts: tuple[AccountTerm, ...] = ()


def read(written: str) -> Formula | None:
    """Read a formula; None where it is not clear what it sums up.

    >>> read("R1+R2").rows
    (RowTerm(row=1, sign=''), RowTerm(row=2, sign='+'))
    >>> [(each.sign, each.first, each.last) for each in read("3000–3599, 3700").accounts]
    [('', '3000', '3599'), ('', '3700', '3700')]
    >>> read("3000-3599-3600"), read("R1/R2*100"), read("R1+3000"), read("")
    (None, None, None, None)
    """
    terms = _terms(written.strip())
    rows = tuple(each for each in terms if isinstance(each, RowTerm))
    accounts = tuple(each for each in terms if isinstance(each, AccountTerm))
    if rows and not accounts:
        return Formula(rows)
    return Formula((), accounts) if accounts and not rows and _is_clear(accounts) else None


def _terms(written: str) -> list[RowTerm | AccountTerm]:
    """Take a formula apart; nothing where any of it is something else."""
    found: list[RowTerm | AccountTerm] = []
    place = 0
    while place < len(written):
        term = TERM.match(written, place)
        if term is None or (term["comma"] and not found) or (found and not (term["comma"] or term["sign"])):
            return []
        found.append(_term(term))
        place = term.end()
    return found


def _term(term: re.Match[str]) -> RowTerm | AccountTerm:
    sign = term["sign"].replace("−", "-")
    if term["row"]:
        return RowTerm(int(term["row"]), sign)
    return AccountTerm(term["first"], term["last"] or term["first"], sign, term["joint"] or "")


def _is_clear(terms: tuple[AccountTerm, ...]) -> bool:
    """Tell whether accounts can be meant in one way only."""
    signs = [each.sign for each in terms]
    minus_may_be_a_joint = "-" in signs and any(each.joint in HYPHENS for each in terms if each.joint)
    signed = bool(signs[0])
    some_signs_left_out = (signed and "" in signs) or (not signed and "-" in signs)
    return not (minus_may_be_a_joint or some_signs_left_out or _overlap(terms))


def _overlap(terms: tuple[AccountTerm, ...]) -> bool:
    """Tell whether an account would count twice, or a range ends before it begins."""
    bounds = sorted((each.first.ljust(LONGEST, "0"), each.last.ljust(LONGEST, "9")) for each in terms)
    return any(low > high for low, high in bounds) or any(one[1] >= other[0] for one, other in pairwise(bounds))

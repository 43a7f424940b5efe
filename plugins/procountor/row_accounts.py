"""Which accounts the rows of Procountor's own income statement sum up, as far as that can be read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugins.procountor import formulas
from plugins.procountor.formulas import AccountTerm, Formula, RowTerm
from plugins.procountor.line_names import ranges_of
from plugins.procountor.reported import OF_ACCOUNTS, Row

__all__ = ["RowAccounts", "accounts_of"]

AS_PRINTED = -1
"""An income statement prints income as positive, the ledger has it in credit."""


@dataclass(frozen=True, slots=True)
class RowAccounts:
    """How often what moved on accounts, from one to another and debits positive, counts in a row.

    :param by_name: whether that is known by the name of a row only
    """

    times: Mapping[tuple[str, str], int]
    by_name: bool = False


def accounts_of(rows: Sequence[Row]) -> list[RowAccounts | None]:
    """Tell what each row of a statement sums up; None where that is not clear.

    Rows with the same id cannot be told from each other.
    """
    ids = Counter(row.row_id for row in rows)
    clear = [row.row_id is None or ids[row.row_id] == 1 for row in rows]
    read = [formulas.read(row.formula or "") if sure else None for row, sure in zip(rows, clear, strict=True)]
    income = _sign_of_income(read)
    found = {place: _by_itself(row, read[place], income) for place, row in enumerate(rows) if clear[place]}
    places = {row.row_id: place for place, row in enumerate(rows) if row.row_id is not None and clear[place]}
    _add_up(found, {place: each.rows for place, each in enumerate(read) if each and each.rows}, places)
    return [found.get(place) for place in range(len(rows))]


def _by_itself(row: Row, formula: Formula | None, income: str) -> RowAccounts | None:
    """Read a row that refers to no other."""
    if formula is not None:
        return RowAccounts(_of_accounts(formula.accounts, income))
    if row.type == OF_ACCOUNTS and not (row.formula or "").strip():
        ranges = ranges_of(row.name or "")
        return RowAccounts(dict.fromkeys(ranges, AS_PRINTED), by_name=True) if ranges else None
    return None


def _sign_of_income(read: Sequence[Formula | None]) -> str:
    """Find which sign most formulas give to accounts: in an income statement it is the one that shows income positive.

    Empty where none has a sign: then the accounts count as the statement prints them.
    """
    signs = Counter(each.accounts[0].sign for each in read if each and each.accounts and each.accounts[0].sign)
    return max(sorted(signs, reverse=True), key=signs.__getitem__, default="")


def _of_accounts(terms: Sequence[AccountTerm], income: str) -> dict[tuple[str, str], int]:
    """Tell how often each account counts; where the first has no sign, a plus is none but joins."""
    is_signed = terms and terms[0].sign
    return {(each.first, each.last): -AS_PRINTED if is_signed and each.sign != income else AS_PRINTED for each in terms}


def _add_up(
    found: dict[int, RowAccounts | None], sums: dict[int, tuple[RowTerm, ...]], places: Mapping[int, int]
) -> None:
    """Work out the rows that refer to others, those first that others wait for; None where they refer to themselves."""
    found |= dict.fromkeys(sums)
    waiting = dict(sums)
    while ready := {
        place: terms for place, terms in waiting.items() if not any(places.get(term.row) in waiting for term in terms)
    }:
        found |= {place: _together(terms, found, places) for place, terms in ready.items()}
        waiting = {place: terms for place, terms in waiting.items() if place not in ready}


def _together(
    terms: Sequence[RowTerm], found: Mapping[int, RowAccounts | None], places: Mapping[int, int]
) -> RowAccounts | None:
    times: Counter[tuple[str, str]] = Counter()
    by_name = False
    for term in terms:
        place = places.get(term.row)
        part = None if place is None else found[place]
        if part is None:
            return None
        by_name = by_name or part.by_name
        for span, count in part.times.items():
            times[span] += -count if term.sign == "-" else count
    return RowAccounts({span: count for span, count in times.items() if count}, by_name)

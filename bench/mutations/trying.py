"""One company in the ledger: proved as it is, then changed and proved again. Nothing of it stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from uuid import uuid4

import hub.db
from bench.mutations.companies import Made, delivered, make
from bench.mutations.kinds import KINDS, Mutation, Place, moved
from bench.mutations.served import Served, Site
from bench.mutations.shelf import Shelf
from bench.mutations.source import Teller
from hub.ledger.proof.reading import YearProof
from hub.ledger.proof.rows import RowStatus
from hub.ledger.proof.verdicts import Reason, Status

__all__ = ["Trial", "try_company"]


@dataclass(frozen=True)
class Trial:
    """What became of a company.

    :param alarms: years of the right books that were not proved, account by account and row by row
    :param kind: how it was changed; None where that was not asked for
    :param reported: whether exactly what was wrong was named
    :param said: what was named instead
    """

    seed: int
    alarms: tuple[str, ...]
    kind: str | None = None
    reported: bool = False
    said: str = ""


class _Undone(Exception):
    """Nothing is kept of a trial."""


def try_company(seed: int, *, mutate: bool, site: Site | None = None) -> Trial:
    """Prove a company's right books, change something, and prove them again.

    :param site: has its source asked over HTTP
    """
    made, tenant_id, found = make(seed), uuid4(), list[Trial]()
    try:
        with hub.db.transaction(tenant_id) as db:
            shelf = Shelf.make(db, tenant_id, made, Served(made.book, seed, site) if site else Teller(made.book, seed))
            shelf.store(made.receipts)
            alarms = tuple(_told(each) for each in shelf.prove() if not _is_right(each))
            found.append(_mutated(shelf, seed, alarms) if mutate else Trial(seed, alarms))
            raise _Undone
    except _Undone:
        return found[0]


def _mutated(shelf: Shelf, seed: int, alarms: tuple[str, ...]) -> Trial:
    rng = Random(f"mutation {seed}")
    names = list(KINDS)
    kind, mutation = names[seed % len(names)], None
    for kind in [*names[seed % len(names) :], *names]:
        mutation = KINDS[kind](shelf.made, rng)
        if mutation is not None:
            break
    assert mutation is not None
    right = _expected(shelf.made, mutation)
    shelf.store(mutation.ours)
    if mutation.book is not None:
        shelf.source.book = mutation.book
    if mutation.hidden:
        shelf.source.hide_salaries()
    for _ in shelf.made.years:  # one closed year a day is looked at again
        shelf.a_day_passes()
        years = shelf.prove()
    named = {(each.account, each.month): each.amount for year in years for each in year.differences}
    reported = _gives_away(shelf.made, years, named) if mutation.hidden else _names(years, named, right)
    right = _paid(shelf.made) if mutation.hidden else right
    pairs = {place: (named.get(place), right.get(place)) for place in sorted({*named, *right}, key=str)}
    wrong = {f"{account} {month}": pair for (account, month), pair in pairs.items() if pair[0] != pair[1]}
    stands = [f"{year.period.start} {year.status} {year.reason}" for year in years]
    return Trial(seed, alarms, kind, reported, "" if reported else f"named and right: {wrong}; {stands}")


def _expected(made: Made, mutation: Mutation) -> dict[Place, int]:
    """Say by account and month how much more the mutation has us hold than the source."""
    ours, theirs = moved(mutation.ours), moved(made.receipts)
    if mutation.book is not None:
        late = [delivered(each) for each in mutation.book.receipts if each not in made.book.receipts]
        theirs = moved([*made.receipts, *late])
    places = {*ours, *theirs}
    return {place: off for place in places if (off := ours.get(place, 0) - theirs.get(place, 0))}


def _names(years: Sequence[YearProof], named: dict[Place, int], right: dict[Place, int]) -> bool:
    differing = all(year.status is Status.DIFFERS for year in years if year.differences)
    return differing and named == right


def _gives_away(made: Made, years: Sequence[YearProof], named: dict[Place, int]) -> bool:
    """Where the totals are silent, too: payments of pay are named as what they are, in full, by account and month."""
    found = [year for year in years if year.reason is Reason.PAYROLL_UNSEEN]
    paid = _paid(made)
    of_found = {
        (account, month): amount
        for (account, month), amount in paid.items()
        if account != "2880" and any(year.period.start <= month <= year.period.end for year in found)
    }
    in_full = {place: amount for place, amount in named.items() if place[0] != "2880"} == of_found
    return bool(of_found) and in_full and all(paid.get(place) == amount for place, amount in named.items())


def _paid(made: Made) -> dict[Place, int]:
    """Sum up by account and month what was paid on payroll liabilities, until the last whole month."""
    sums: dict[Place, int] = {}
    for receipt in made.book.receipts:
        month = receipt.date.replace(day=1)
        if receipt.type == "SALARY" or month >= made.today.replace(day=1):
            continue
        for row in receipt.rows:
            pays = row.account in ("2920", "2950") or (row.account == "2880" and row.description == "Palkat")
            if pays and row.value > 0:
                place = row.account, month
                sums[place] = sums.get(place, 0) + int(row.value * 100)
    return sums


def _is_right(year: YearProof) -> bool:
    rows = [row for row in year.rows if row.status is not RowStatus.AGREES]
    return year.status is Status.PROVED and bool(year.rows) and not rows


def _told(year: YearProof) -> str:
    return (
        f"{year.period.start}: {year.status} {year.reason} {year.detail} {list(year.differences)[:4]} {list(year.rows)}"
    )

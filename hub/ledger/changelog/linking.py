"""Receipts that went and came back under a new id: for people they changed.

Procountor, like others, makes a new receipt of every edit. Number and type stay; numbers start anew each fiscal year,
so that the days must lie less than a year apart unless both belong to the same invoice.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from hub.ledger.changelog import statements

__all__ = ["link"]

A_YEAR = 365


class Loose(NamedTuple):
    """A receipt in the log that came or went, and is not linked to another."""

    id: int
    kind: str
    source_id: str
    type: str
    number: str
    invoice_id: str | None
    day: date
    of_this_run: bool
    date_before: date | None
    layer_before: str | None
    layer_after: str | None
    accounts: list[str]
    months: list[date]
    before: list[int]
    after: list[int]


def link(cursor: psycopg.Cursor[Any], keys: Mapping[str, Any], run: UUID | None, numbers: Iterable[str]) -> None:
    """Make one change of each pair that came and went in this sync; tie pairs of different syncs together."""
    wanted = sorted({number for number in numbers if number})
    if not wanted:
        return
    cursor.execute(statements.UNLINKED, {**keys, "run": run, "numbers": wanted})
    for gone, came in pairs([Loose(*row) for row in cursor]):
        if gone.of_this_run and came.of_this_run:
            cursor.execute(statements.MERGE, {**keys, "id": came.id, **merged(gone, came)})
            cursor.execute(statements.DROP, {**keys, "id": gone.id})
        else:
            cursor.execute(statements.LINK, {**keys, "id": came.id, "counterpart": gone.source_id})
            cursor.execute(statements.LINK, {**keys, "id": gone.id, "counterpart": came.source_id})


def pairs(loose: Sequence[Loose]) -> list[tuple[Loose, Loose]]:
    """Find for each receipt that went the one that came in its place, each at most once."""
    free = [each for each in loose if each.kind == "added"]
    found = []
    for gone in (each for each in loose if each.kind == "gone"):
        fitting = [came for came in free if is_same(gone, came)]
        if fitting:
            came = min(fitting, key=lambda each: distance(gone, each))
            free.remove(came)
            found.append((gone, came))
    return found


def is_same(gone: Loose, came: Loose) -> bool:
    """Tell whether people know both as one receipt."""
    if (gone.type, gone.number) != (came.type, came.number) or gone.source_id == came.source_id:
        return False
    return is_of_one_invoice(gone, came) or abs((gone.day - came.day).days) < A_YEAR


def is_of_one_invoice(gone: Loose, came: Loose) -> bool:
    """Tell whether both were made of the same invoice."""
    return gone.invoice_id is not None and gone.invoice_id == came.invoice_id


def distance(gone: Loose, came: Loose) -> tuple[bool, bool, int]:
    """Order those that fit: of the same invoice, of this sync, of the nearest day."""
    return not is_of_one_invoice(gone, came), not came.of_this_run, abs((gone.day - came.day).days)


def merged(gone: Loose, came: Loose) -> dict[str, Any]:
    """Say of the receipt that came what the one before it said."""
    old = dict(zip(zip(gone.accounts, gone.months, strict=True), gone.before, strict=True))
    new = dict(zip(zip(came.accounts, came.months, strict=True), came.after, strict=True))
    elsewhere = gone.layer_before != came.layer_after
    places = [place for place in sorted({*old, *new}) if elsewhere or old.get(place, 0) != new.get(place, 0)]
    return {
        "counterpart": gone.source_id,
        "date_before": gone.date_before,
        "layer_before": gone.layer_before,
        "accounts": [account for account, _ in places],
        "months": [month for _, month in places],
        "before": [old.get(place, 0) for place in places],
        "after": [new.get(place, 0) for place in places],
    }

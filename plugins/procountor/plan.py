"""What is to be read in which order, kept in the cursor: a worker that was killed goes on after the last batch."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct

from hub.sdk.accounting import FiscalYear, Period
from hub.sdk.errors import GiveUp
from hub.sdk.texts import text as _

__all__ = ["Cursor", "Unit", "first_load", "refresh"]

BEGINNING = dt.date(1900, 1, 1)
END = dt.date(2199, 12, 31)
"""Procountor's receipts are dated between these days; the ranges that are read tile all the time between them."""


class Unit(Struct, omit_defaults=True):
    """One walk through a list of receipts.

    :cvar kind: ``load`` reads all receipts of a date range, ``changes`` those modified since the last pull, ``sweep``
        only the ids of a date range
    :param year: source id of the fiscal year whose range it is, empty between fiscal years
    :param state: the year's state when the walk was planned
    """

    kind: Literal["load", "changes", "sweep"]
    start: dt.date = BEGINNING
    end: dt.date = END
    year: str = ""
    state: str = ""

    @property
    def period(self) -> Period:
        """The days that are covered."""
        return Period(self.start, self.end)

    @property
    def bounds(self) -> dict[str, str]:
        """The range as parameters of a list; the outermost ranges are open."""
        start = {"startDate": self.start.isoformat()} if self.start > BEGINNING else {}
        return start | ({"endDate": self.end.isoformat()} if self.end < END else {})

    @property
    def phase(self) -> str:
        """What is being read, for people."""
        if self.kind == "changes":
            return _("Changed receipts")
        if not self.year:
            is_load = self.kind == "load"
            return _("Receipts outside the fiscal years") if is_load else _("Removed receipts outside the fiscal years")
        year = _named(self.start, self.end)
        return (
            _("Receipts of %(year)s", year=year)
            if self.kind == "load"
            else _("Removed receipts of %(year)s", year=year)
        )


class Cursor(Struct, omit_defaults=True):
    """Where a pull stands. At rest ``todo`` is empty.

    :param todo: walks still to be made; the first is under way
    :param after: the last receipt id of the walk under way that has been delivered
    :param watermark: the source's own modification time before which everything has been delivered (no zone)
    :param coming: the watermark once the walk through the changes is done
    :param years: each fiscal year's state when its ids were last compared, by its id
    :param rights: what the key could read when everything was loaded; more rights make older receipts appear
    """

    todo: list[Unit] = []
    after: int = 0
    done: int = 0
    total: int | None = None
    watermark: dt.datetime | None = None
    coming: dt.datetime | None = None
    years: dict[str, str] = {}
    rights: str = ""

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Cursor":
        """Read a stored cursor.

        :raises GiveUp: it is none of ours
        """
        try:
            return msgspec.convert(stored, cls)
        except msgspec.ValidationError:
            raise GiveUp(
                _("The position of the last sync cannot be read. Load the books again from the start.")
            ) from None

    def finish(self, unit: Unit) -> None:
        """Note that the walk under way is done."""
        self.todo = self.todo[1:]
        self.after = 0
        if unit.year:
            self.years[unit.year] = unit.state

    def stored(self) -> dict[str, Any]:
        """Give the cursor as JSON values."""
        values: dict[str, Any] = msgspec.to_builtins(self)
        return values


def first_load(years: Sequence[FiscalYear], today: dt.date) -> list[Unit]:
    """Plan the first load: today's year, then years still open, then all the rest, newest first.

    The ranges before, between and after the fiscal years are read too: receipts may be dated outside any year.
    """
    ranges = _ranges("load", years)
    still_open = {year.source_id for year in years if year.is_open}

    def urgency(unit: Unit) -> tuple[bool, bool, int]:
        return not unit.start <= today <= unit.end, unit.year not in still_open, -unit.start.toordinal()

    return [*sorted(ranges, key=urgency), Unit("changes")]


def refresh(years: Sequence[FiscalYear], known: Mapping[str, str]) -> list[Unit]:
    """Plan a later pull: what has changed, then the ids of every range that may have lost receipts.

    Edited receipts come back under a new id and the old id disappears. Closed years do not change, unless their state
    has: they are compared again when it moved since *known*.
    """
    settled = {year.source_id for year in years if not year.is_open and known.get(year.source_id) == _state(year)}
    return [Unit("changes"), *(unit for unit in _ranges("sweep", years) if unit.year not in settled)]


def _state(year: FiscalYear) -> str:
    """Write down what moves when a fiscal year was opened, closed or changed."""
    return f"{year.start}/{year.end}/{'open' if year.is_open else 'closed'}/{year.modified or ''}"


def _ranges(kind: Literal["load", "sweep"], years: Sequence[FiscalYear]) -> list[Unit]:
    """Tile all time by fiscal years and the gaps around them, newest first."""
    units, free = [], BEGINNING
    for year in sorted(years, key=lambda each: each.start):
        if free < year.start:
            units.append(Unit(kind, free, year.start - dt.timedelta(1)))
        units.append(Unit(kind, max(year.start, free), year.end, year.source_id, _state(year)))
        free = year.end + dt.timedelta(1)
    return [*units, Unit(kind, free, END)][::-1]


def _named(start: dt.date, end: dt.date) -> str:
    if (start.month, start.day, end.month, end.day, start.year) == (1, 1, 12, 31, end.year):
        return str(start.year)
    return f"{start.day}.{start.month}.{start.year}–{end.day}.{end.month}.{end.year}"

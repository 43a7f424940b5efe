"""What of a company's books is to be read next, and in which order."""

import datetime as dt
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, Literal

import msgspec
from msgspec import Struct

from hub.sdk.accounting import Period
from hub.sdk.errors import GiveUp
from hub.sdk.fetching import Stretch
from hub.sdk.invoices import Side
from hub.sdk.texts import text as _
from plugins.procountor.client import BATCH
from plugins.procountor.registers import Year
from plugins.procountor.timeline import BEGINNING, END, Piece, Reach, bounds, pieces, reaches

__all__ = ["Cursor", "changes", "first_load", "moved", "once_more", "settled", "sweeps"]

PAGES = 2
"""List pages that one stretch of a first load has about: pages of one stretch are asked for one after the other."""

CROWDED_PAGES = 40
"""The same in a crowd. Each stretch costs some two requests more, and others have use for what one leaves of the rate;
but a year in one piece would still be walked, page by page, when nobody else is left."""


class Cursor(Struct, omit_defaults=True):
    """Where the reading stands.

    :param stage: what was read last: ``loaded`` all receipts, ``changed`` those modified since; empty at rest
    :param watermark: the source's own modification time before which everything has been delivered (no zone)
    :param rights: what the key could read when everything was loaded; more rights make older receipts appear
    :param settled: the state of each closed piece of time when it was last read, by its days
    :param again: days to be read once more, whatever their state
    :param invoices: the sides whose invoices have been read
    :param invoices_until: the source's own modification time before which every change of theirs has been delivered
    """

    stage: Literal["", "loaded", "changed"] = ""
    watermark: dt.datetime | None = None
    rights: str = ""
    settled: dict[str, str] = {}
    again: list[Period] = []
    invoices: list[Side] = []
    invoices_until: dt.datetime | None = None

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

    def stored(self) -> dict[str, Any]:
        """Give the cursor as JSON values."""
        values: dict[str, Any] = msgspec.to_builtins(self)
        return values


def first_load(
    years: Sequence[Year], today: dt.date, total: int | None, *, crowded: bool, anew: bool = False
) -> list[Stretch]:
    """Plan the reading of all receipts: today's year, then years still open, then all the rest, newest first.

    The time before, between and after the fiscal years is read too, each with the year beside it: receipts may be
    dated outside any year, but few are, and a range for itself costs a request even where it is empty.

    :param total: how many receipts there are, where that is known
    :param crowded: keep years in one piece, closed ones together, unless they are very large
    :param anew: receipts may be stored that are not there any more
    """
    days = sum((year.end_date - year.start_date).days + 1 for year in years)
    stretches = []
    for reach in sorted(reaches(years, today, crowded=crowded), key=lambda each: _urgency(each, today)):
        year = reach.year
        share = (reach.own.end - reach.own.start).days + 1 if year else 0
        pages = ceil((total or 0) * share / max(days, 1) / BATCH)
        slices = 1 if year is None else max(1, round(pages / (CROWDED_PAGES if crowded else PAGES)))
        stretches += [
            Stretch(
                period,
                {"list": bounds(period)},
                urgent=_urgency(reach, today)[:2] != (True, True),
                covers=True,
                sweeps=anew,
                phase=_phase(reach.own, year),
                requests=max(1, 2 * ceil(pages / slices)),
            )
            for period in reach.cut(slices)
        ]
    return stretches


def changes(since: dt.datetime | None) -> Stretch:
    """Plan the reading of what was modified from a moment on."""
    query = {"versionStartDate": since.isoformat(timespec="seconds")} if since else {}
    return Stretch(Period(BEGINNING, END), {"list": query}, urgent=True, phase=_("Changed receipts"), requests=2)


def moved(years: Sequence[Year], known: Mapping[str, str]) -> list[Stretch]:
    """Plan the reading of closed pieces of time whose state is another one than when they were last read."""
    return [
        Stretch(
            each.period,
            {"list": bounds(each.period)},
            urgent=True,
            covers=True,
            sweeps=True,
            phase=_phase(each.period, each.year),
            requests=2,
        )
        for each in pieces(years)
        if each.closed and known.get(each.name) != each.state
    ]


def once_more(some: Sequence[Period]) -> list[Stretch]:
    """Plan to read the receipts of some days anew, and to look which are still there."""
    return [
        Stretch(
            each,
            {"list": bounds(each)},
            urgent=True,
            covers=True,
            sweeps=True,
            phase=_("Receipts of %(days)s", days=_named(each.start, each.end)),
            requests=2,
        )
        for each in some
    ]


def sweeps(some: Sequence[Piece]) -> list[Stretch]:
    """Plan to look which receipts are still there: an edited receipt comes back under a new id, the old one goes."""
    return [
        Stretch(
            each.period,
            {"ids": bounds(each.period)},
            urgent=True,
            sweeps=True,
            phase=_("Removed receipts"),
        )
        for each in some
    ]


def settled(years: Sequence[Year]) -> dict[str, str]:
    """Write down the state of everything that is closed."""
    return {each.name: each.state for each in pieces(years) if each.closed}


def _urgency(reach: Reach, today: dt.date) -> tuple[bool, bool, int]:
    is_closed = reach.year is None or reach.year.is_closed
    return not reach.period.start <= today <= reach.period.end, is_closed, -reach.period.start.toordinal()


def _phase(period: Period, year: Year | None) -> str:
    if year is None:
        return _("Receipts outside the fiscal years")
    return _("Receipts of %(year)s", year=_named(period.start, period.end))


def _named(start: dt.date, end: dt.date) -> str:
    if (start.month, start.day, end.month, end.day, start.year) == (1, 1, 12, 31, end.year):
        return str(start.year)
    return f"{start.day}.{start.month}.{start.year}–{end.day}.{end.month}.{end.year}"

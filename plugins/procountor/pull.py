"""The walk through a company's books, one batch a list page."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from hub.sdk.accounting import Batch, Receipt, Sweep
from hub.sdk.texts import text as _
from plugins.procountor import registers
from plugins.procountor.client import BATCH, Header, Page, ProcountorClient
from plugins.procountor.mapping import receipt_from, unreadable
from plugins.procountor.plan import Cursor, Unit, first_load, refresh
from plugins.procountor.rights import what_may_be_read

__all__ = ["pull"]

OVERLAP = dt.timedelta(hours=2)
"""How far before the watermark changes are read again: the source's clock has no zone, so an hour comes twice in
autumn, and what was saved late may carry an earlier time."""


def pull(client: ProcountorClient, since: Mapping[str, Any] | None, today: dt.date) -> Iterator[Batch]:
    """Deliver the registers, then the receipts, in the order of the plan that the cursor carries.

    :raises NeedsReauth, Refused, TryLater, GiveUp: the source's answer; batches delivered before it stay good
    """
    cursor = Cursor() if since is None else Cursor.read(since)
    if not cursor.todo:
        yield _begin(client, cursor, today, first=since is None)
    while cursor.todo:
        unit = cursor.todo[0]
        if unit.kind == "sweep":
            yield _sweep(client, cursor, unit)
        elif unit.kind == "changes":
            yield from _changes(client, cursor, unit)
        else:
            yield from _walk(client, cursor, unit, unit.bounds)


def _begin(client: ProcountorClient, cursor: Cursor, today: dt.date, *, first: bool) -> Batch:
    """Read the registers and plan the pull; all is read anew when the key may read something else than before."""
    years = registers.fiscal_years(client)
    rights = what_may_be_read(client)
    cursor.done, cursor.total = 0, None
    if first or rights != cursor.rights:
        newest = client.get("/ledgerreceipts", Page, orderByVersion="DESC", size=1)
        cursor.watermark = newest.results[0].version if newest.results else None
        cursor.total = newest.total
        cursor.todo = first_load(years, today) + ([] if first else refresh(years, {})[1:])
    else:
        cursor.todo = refresh(years, cursor.years)
    cursor.rights = rights
    return Batch(
        cursor=cursor.stored(),
        accounts=registers.accounts(client),
        fiscal_years=years,
        dimensions=registers.dimensions(client),
        phase=_("Chart of accounts and fiscal years"),
        total=cursor.total,
    )


def _walk(client: ProcountorClient, cursor: Cursor, unit: Unit, query: Mapping[str, Any]) -> Iterator[Batch]:
    """Deliver the receipts of a list from the cursor on, a batch a page."""
    for page in client.pages(cursor.after, **query):
        receipts = _receipts(client, page.results)
        cursor.done += len(receipts)
        if page.is_last:
            _finish(client, cursor, unit)
        else:
            cursor.after = page.results[-1].id
        yield Batch(
            cursor=cursor.stored(),
            receipts=receipts,
            covered=(unit.period,) if page.is_last and unit.kind == "load" else (),
            phase=unit.phase,
            done=cursor.done,
            total=cursor.total,
        )


def _changes(client: ProcountorClient, cursor: Cursor, unit: Unit) -> Iterator[Batch]:
    """Deliver what was modified after the watermark, if anything was."""
    if cursor.after == 0:
        cursor.coming = _newest_after(client, cursor.watermark)
    if cursor.coming is None:
        cursor.finish(unit)
        yield Batch(cursor=cursor.stored(), phase=unit.phase, done=cursor.done, total=cursor.total)
        return
    since = cursor.watermark
    yield from _walk(client, cursor, unit, {"versionStartDate": _stamp(since - OVERLAP)} if since else {})


def _finish(client: ProcountorClient, cursor: Cursor, unit: Unit) -> None:
    """End a walk. Changes during a first load may have left receipts under old ids behind: these are looked for."""
    cursor.finish(unit)
    if unit.kind == "changes":
        cursor.watermark, cursor.coming = cursor.coming, None
        if not cursor.todo:
            cursor.todo = refresh(registers.fiscal_years(client), cursor.years)[1:]


def _newest_after(client: ProcountorClient, watermark: dt.datetime | None) -> dt.datetime | None:
    """Find the newest modification later than the watermark; None when there is none.

    Only a lower bound of the truth is needed, so it does not matter which of several orders the source honours.
    """
    since = None if watermark is None else _stamp(watermark + dt.timedelta(seconds=1))
    page = client.get("/ledgerreceipts", Page, versionStartDate=since, orderByVersion="DESC", size=BATCH)
    return max((header.version for header in page.results if header.version is not None), default=None)


def _sweep(client: ProcountorClient, cursor: Cursor, unit: Unit) -> Batch:
    """Tell which receipts a range still has."""
    ids = frozenset(str(header.id) for page in client.pages(0, **unit.bounds) for header in page.results)
    cursor.finish(unit)
    return Batch(
        cursor=cursor.stored(),
        sweep=Sweep(unit.period, ids),
        phase=unit.phase,
        done=cursor.done,
        total=cursor.total,
    )


def _receipts(client: ProcountorClient, headers: list[Header]) -> tuple[Receipt, ...]:
    found = {receipt.id: receipt_from(receipt) for receipt in client.receipts([header.id for header in headers])}
    return tuple(found.get(header.id) or unreadable(header) for header in headers)


def _stamp(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds")

"""How invoices and their payments are read: after the ledger, with two requests for 200 of them.

A list's rows carry totals, partners and due dates, and one request tells the payments of up to 200 invoices; so
neither an invoice nor its payments are ever asked for one by one.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import msgspec
from msgspec import Struct

from hub.sdk.accounting import Period
from hub.sdk.errors import GiveUp
from hub.sdk.fetching import COMPUTING, Part, Stretch
from hub.sdk.invoices import SIDES, Side
from hub.sdk.texts import text as _
from plugins.procountor.client import BATCH, Meta, ProcountorClient
from plugins.procountor.errors import Forbidden, NotFound
from plugins.procountor.invoices import TYPES, UNPAID_STATUSES, Event, InvoiceRow, Known, invoice_from, known
from plugins.procountor.plan import Cursor
from plugins.procountor.timeline import BEGINNING, END

__all__ = ["fetch", "is_asked", "planned"]

LISTS = ("invoices", "invoice ids")
PAYMENTS = "payments of invoices"
OVERLAP = dt.timedelta(hours=2)
"""How far before the watermark changes are read again, for the same reasons as with receipts."""
SIDE_OF: Mapping[str, Side] = {kind: side for side, kind in TYPES.items()}


class _Page(Struct):
    results: list[InvoiceRow] = []
    meta: Meta | None = None

    @property
    def newest(self) -> dt.datetime | None:
        return max((each.version for each in self.results if each.version is not None), default=None)

    @property
    def total(self) -> int:
        return (self.meta.total_count if self.meta else None) or 0


class _Events(Struct):
    results: list[Event] = []


def planned(client: ProcountorClient, cursor: Cursor, *, doubtful: bool) -> tuple[Cursor, list[Stretch]]:
    """Plan the reading of invoices, and give the cursor for when it is done.

    A side that was never read is read whole. Of the others come those that were modified, and those that are not paid;
    what has gone at the source is looked for only when a receipt has.

    :param doubtful: receipts seem to have gone, or may have been others all the time
    """
    read = [side for side in SIDES if side in cursor.invoices]
    try:
        changed = _newest(client, read, cursor.invoices_until) if read else None
    except Forbidden:  # a side that may not be read any more: the next reading looks which
        return msgspec.structs.replace(cursor, invoices=[], invoices_until=None), []
    stretches = [*(_changes(read, cursor.invoices_until) if changed else ()), *(_unpaid(read) if read else ())]
    if doubtful:
        stretches += [_whole(side, "invoice ids", 0) for side in read]
    newest, sides = [changed, cursor.invoices_until], list(read)
    for side in SIDES:
        page = None if side in read else _overview(client, side)
        if page is not None:
            stretches.append(_whole(side, "invoices", page.total))
            newest.append(page.newest)
            sides.append(side)
    until = max((each for each in newest if each is not None), default=None)
    return msgspec.structs.replace(cursor, invoices=sides, invoices_until=until), stretches


def is_asked(request: Mapping[str, Any]) -> bool:
    """Tell whether a request is about invoices."""
    return PAYMENTS in request or any(kind in request for kind in LISTS)


def fetch(client: ProcountorClient, request: Mapping[str, Any]) -> Part:
    """Read a page of a list, or the payments of the invoices that one has named.

    :raises HubError: the source's answer
    """
    if PAYMENTS in request:
        return _paid(client, msgspec.convert(request[PAYMENTS], list[Known]))
    kind = next(each for each in LISTS if each in request)
    return _listed(client, kind, request[kind], request.get("after", 0))


def _newest(client: ProcountorClient, sides: Sequence[Side], until: dt.datetime | None) -> dt.datetime | None:
    """Find the newest modification later than the watermark; None when there is none."""
    since = None if until is None else (until + dt.timedelta(seconds=1)).isoformat(timespec="seconds")
    query = {"types": _types(sides), "versionStartDate": since, "orderByVersion": "DESC"}
    return client.get("/invoices", _Page, size=BATCH, **query).newest


def _overview(client: ProcountorClient, side: Side) -> _Page | None:
    """Look at a side; None where the key may not search it."""
    try:
        return client.get("/invoices", _Page, types=TYPES[side], orderByVersion="DESC", size=1)
    except (Forbidden, NotFound):
        return None


def _changes(sides: Sequence[Side], until: dt.datetime | None) -> list[Stretch]:
    since = {} if until is None else {"versionStartDate": (until - OVERLAP).isoformat(timespec="seconds")}
    return [_stretch({"invoices": {"types": _types(sides), **since}}, _("Changed invoices"))]


def _unpaid(sides: Sequence[Side]) -> list[Stretch]:
    query = {"types": _types(sides), "status": ",".join(UNPAID_STATUSES)}
    return [_stretch({"invoices": query}, _("Payments of open invoices"))]


def _stretch(first: dict[str, Any], phase: str) -> Stretch:
    return Stretch(Period(BEGINNING, END), first, phase=phase, requests=2)


def _whole(side: Side, kind: str, total: int) -> Stretch:
    return Stretch(
        Period(BEGINNING, END),
        {kind: {"types": TYPES[side]}},
        covers=True,
        sweeps=True,
        invoices=side,
        phase=_("Sales invoices") if side == "sales" else _("Purchase invoices"),
        requests=max(1, 2 * ceil(total / BATCH)),
    )


def _types(sides: Sequence[Side]) -> str:
    return ",".join(TYPES[side] for side in sides)


def _listed(client: ProcountorClient, kind: str, query: Mapping[str, str], after: int) -> Part:
    page = client.get("/invoices", _Page, orderById="ASC", previousId=after, size=BATCH, **query)
    if page.results and min(row.id for row in page.results) <= after:
        raise GiveUp(_("Procountor's list of invoices does not go on from where the last page ended."))
    rows = sorted(page.results, key=lambda row: row.id)
    then: list[dict[str, Any]] = []
    if len(rows) >= BATCH:
        then.append({kind: dict(query), "after": rows[-1].id})
    kept = [known(row, SIDE_OF[row.type]) for row in rows if row.type in SIDE_OF]
    if kept and kind == "invoices":
        then.append({PAYMENTS: msgspec.to_builtins(kept)})
    return Part(ids=tuple(str(row.id) for row in rows), then=tuple(then))


def _paid(client: ProcountorClient, rows: Sequence[Known]) -> Part:
    """Read what was paid of some invoices: pages of one answer belong together, for an invoice is kept whole."""
    ids, after = ",".join(str(row.id) for row in rows), 0
    found: defaultdict[int | None, list[Event]] = defaultdict(list)
    while True:
        query = {"invoiceId": ids, "orderById": "ASC", "previousId": after, "size": BATCH}
        came = sorted(_events(client, query), key=lambda event: event.id)
        if came and came[0].id <= after:
            raise GiveUp(_("Procountor's list of payments does not go on from where the last page ended."))
        for event in came:
            found[event.invoice_id].append(event)
        if len(came) < BATCH:
            break
        after = came[-1].id
    with COMPUTING:
        return Part(invoices=tuple(invoice_from(row, found[row.id]) for row in rows))


def _events(client: ProcountorClient, query: Mapping[str, Any]) -> list[Event]:
    """Ask for payments; where none of the invoices has any, Procountor may say that it has found nothing."""
    try:
        return client.get("/payments/paymentevents", _Events, **query).results
    except NotFound:
        return []

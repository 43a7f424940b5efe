"""How Procountor's books are read, request by request: lists of 200, and batches of 200 receipts."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from typing import Any, TypeVar

import msgspec

from hub.sdk.accounting import Access, Batch, Period
from hub.sdk.fetching import COMPUTING, Fetching, Held, Part, Plan, Stretch
from hub.sdk.http import Budget
from hub.sdk.secrets import Secret
from hub.sdk.texts import text as _
from plugins.procountor import dues, registers
from plugins.procountor.client import BATCH, Header, Page, ProcountorAccess, ProcountorClient
from plugins.procountor.layers import is_private
from plugins.procountor.mapping import receipt_from, unreadable
from plugins.procountor.plan import Cursor, changes, first_load, moved, once_more, settled, sweeps
from plugins.procountor.receipts import without_personal_codes
from plugins.procountor.registers import Year
from plugins.procountor.rights import what_may_be_read
from plugins.procountor.settings import settings as settings_now
from plugins.procountor.timeline import Piece, bounds, joined, pieces
from plugins.procountor.wire import budget_of

__all__ = ["OVERLAP", "ProcountorFetching"]

OVERLAP = dt.timedelta(hours=2)
"""How far before the watermark changes are read again: the source's clock has no zone, so an hour comes twice in
autumn, and what was saved late may carry an earlier time."""

T = TypeVar("T")


class ProcountorFetching(Fetching):
    """Reads with two requests for 200 receipts, and after them with two for 200 invoices."""

    def __init__(self, today: Callable[[], dt.date]) -> None:
        self._today = today

    @property
    def budget(self) -> Budget:
        """The limit of this hub's client, for all companies together."""
        return budget_of(settings_now())

    def open(self, settings: Mapping[str, Any]) -> ProcountorAccess:
        """Open a connection without asking whose it is."""
        key = settings["api_key"]
        return ProcountorAccess(ProcountorClient(settings_now(), key if isinstance(key, Secret) else Secret(key)))

    def plan(
        self, access: Access, since: Mapping[str, Any] | None, *, held: Held | None = None, crowded: bool = False
    ) -> Plan:
        """Look what is new; everything is read when nothing was yet, and when the key may read something else."""
        client = client_of(access)
        if since is None:
            return self._whole(client, crowded=crowded, anew=False)
        cursor = Cursor.read(since)
        if cursor.stage:
            return _go_on(client, cursor, held)
        years, rights, newest = _at_once(
            client, registers.years, what_may_be_read, lambda client: _newest(client, cursor.watermark)
        )
        if rights != cursor.rights:
            return self._whole(client, crowded=crowded, anew=True)
        return _refresh(client, cursor, years, newest, held)

    def fetch(self, access: Access, request: dict[str, Any]) -> Part:
        """Read a page of a list, or the receipts that one has named."""
        client = client_of(access)
        if dues.is_asked(request):
            return dues.fetch(client, request)
        if "receipts" in request:
            return _receipts(client, msgspec.convert(request["receipts"], list[Header]))
        return _page(client, request)

    def _whole(self, client: ProcountorClient, *, crowded: bool, anew: bool) -> Plan:
        """Plan to read everything; in a crowd what follows is left to the next sync: others wait for their receipts."""
        asking = (registers.years, what_may_be_read, _overview, registers.accounts, registers.dimensions)
        years, rights, newest, accounts, dimensions = _at_once(client, *asking)
        watermark = newest.results[0].version if newest.results else None
        cursor = Cursor("" if crowded else "loaded", watermark, rights, settled(years))
        batch = Batch(
            cursor=cursor.stored(),
            accounts=accounts,
            dimensions=dimensions,
            fiscal_years=_told(years),
            phase=_("Chart of accounts and fiscal years"),
            total=newest.total,
        )
        today = self._today()
        total = _estimated(client, years, today) if newest.total is None else newest.total
        return Plan(batch, tuple(first_load(years, today, total, crowded=crowded, anew=anew)), ends=crowded)


def client_of(access: Access) -> ProcountorClient:
    """Give the client of a connection that this plugin has opened."""
    if not isinstance(access, ProcountorAccess):
        raise TypeError(f"Not an access of this connector: {access!r}")
    return access.client


def _go_on(client: ProcountorClient, cursor: Cursor, held: Held | None) -> Plan:
    """Plan what follows a reading: what was changed meanwhile, and then what has gone."""
    if cursor.stage == "loaded":
        newest = _newest(client, cursor.watermark)
        if newest is None:
            return _at_rest(client, cursor)
        return _changed(cursor, newest)
    return _at_rest(client, cursor, sweeps(_doubtful(client, registers.years(client), held)))


def _refresh(
    client: ProcountorClient, cursor: Cursor, years: list[Year], newest: dt.datetime | None, held: Held | None
) -> Plan:
    again = [*moved(years, cursor.settled), *once_more(cursor.again)]
    following = msgspec.structs.replace(cursor, settled=settled(years), again=[])
    if newest is not None:
        accounts, dimensions = _at_once(client, registers.accounts, registers.dimensions)
        plan = _changed(following, newest, again)
        told = {"accounts": accounts, "dimensions": dimensions, "fiscal_years": _told(years)}
        return msgspec.structs.replace(plan, batch=msgspec.structs.replace(plan.batch, **told))
    plan = _at_rest(client, following, [*again, *sweeps(_doubtful(client, years, held))])
    return msgspec.structs.replace(plan, batch=msgspec.structs.replace(plan.batch, fiscal_years=_told(years)))


def _changed(cursor: Cursor, newest: dt.datetime, besides: list[Stretch] | None = None) -> Plan:
    since = None if cursor.watermark is None else cursor.watermark - OVERLAP
    following = msgspec.structs.replace(cursor, stage="changed", watermark=newest)
    return Plan(_batch(following), (changes(since), *(besides or ())))


def _at_rest(client: ProcountorClient, cursor: Cursor, stretches: Sequence[Stretch] = ()) -> Plan:
    """Plan what ends a reading: of the ledger what may have gone, and after that the invoices."""
    resting = msgspec.structs.replace(cursor, stage="")
    following, invoices = dues.planned(client, resting, doubtful=bool(stretches))
    return Plan(_batch(following), (*stretches, *invoices), ends=True)


def _batch(cursor: Cursor) -> Batch:
    return Batch(cursor=cursor.stored(), phase=_("Changed receipts"))


def _doubtful(client: ProcountorClient, years: list[Year], held: Held | None) -> list[Piece]:
    """Find the open pieces of time of which something may have gone: the source has not as many as are stored."""
    still_open = [each for each in pieces(years) if not each.closed]
    wrong = [period for period in joined(still_open) if not _agrees(client, period, held)]
    return [each for each in still_open if any(w.start <= each.period.start <= w.end for w in wrong)]


def _agrees(client: ProcountorClient, period: Period, held: Held | None) -> bool:
    if held is None:
        return False
    total = client.get("/ledgerreceipts", Page, size=1, **bounds(period)).total
    return total is not None and total == held(period)


def _newest(client: ProcountorClient, watermark: dt.datetime | None) -> dt.datetime | None:
    """Find the newest modification later than the watermark; None when there is none.

    Only a lower bound of the truth is needed, so it does not matter which of several orders the source honours.
    """
    since = None if watermark is None else (watermark + dt.timedelta(seconds=1)).isoformat(timespec="seconds")
    page = client.get("/ledgerreceipts", Page, versionStartDate=since, orderByVersion="DESC", size=BATCH)
    return max((header.version for header in page.results if header.version is not None), default=None)


def _overview(client: ProcountorClient) -> Page:
    return client.get("/ledgerreceipts", Page, orderByVersion="DESC", size=1)


def _estimated(client: ProcountorClient, years: list[Year], today: dt.date) -> int:
    """Guess how many receipts the fiscal years have, by how densely the newest are dated."""
    newest = client.get("/ledgerreceipts", Page, endDate=today.isoformat(), orderByDate="DESC", size=BATCH).results
    if not years or not newest:
        return len(newest)
    days = [header.receipt_date for header in newest]
    reach = (min(max(days), today) - years[0].start_date).days + 1
    return max(len(newest), len(newest) * reach // ((max(days) - min(days)).days + 1))


def _page(client: ProcountorClient, request: Mapping[str, Any]) -> Part:
    kind = "ids" if "ids" in request else "list"
    after = request.get("after", 0)
    page = client.headers(after, **request[kind])
    then = [] if page.is_last else [{kind: request[kind], "after": page.results[-1].id}]
    if kind == "list" and page.results:
        then.append({"receipts": [_kept(header) for header in page.results]})
    left = None
    if after == 0 and page.total is not None:
        left = (ceil(page.total / BATCH) - 1) * (2 if kind == "list" else 1) + (1 if kind == "list" else 0)
    return Part(ids=tuple(str(header.id) for header in page.results), then=tuple(then), left=left)


def _receipts(client: ProcountorClient, headers: list[Header]) -> Part:
    came = client.receipts([header.id for header in headers])
    with COMPUTING:
        found = {receipt.id: receipt_from(receipt) for receipt in came}
        return Part(tuple(found.get(header.id) or unreadable(header) for header in headers))


def _kept(header: Header) -> dict[str, Any]:
    """Write a header down until its receipt is read, without what must never be stored, nor whose pay it is."""
    name = "" if is_private(header.type) else without_personal_codes(header.name or "")
    clean = msgspec.structs.replace(header, name=name)
    values: dict[str, Any] = msgspec.to_builtins(clean)
    return values


def _at_once(client: ProcountorClient, *asking: Callable[[ProcountorClient], Any]) -> list[Any]:
    """Ask several things at the same time."""
    with ThreadPoolExecutor(len(asking)) as pool:
        return list(pool.map(lambda ask: ask(client), asking))


def _told(years: list[Year]) -> tuple[Any, ...]:
    return tuple(year.told for year in years)

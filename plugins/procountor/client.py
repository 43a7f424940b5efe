"""Procountor's API for one company: lists, batches and single answers, always with a fresh token."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from hub.sdk.accounting import Access
from hub.sdk.errors import GiveUp, NeedsReauth
from hub.sdk.fetching import COMPUTING
from hub.sdk.secrets import Secret
from hub.sdk.texts import text as _
from plugins.procountor.answers import decoded, misshapen
from plugins.procountor.auth import Tokens
from plugins.procountor.errors import NotFound
from plugins.procountor.receipts import LedgerReceipt, decode_receipts
from plugins.procountor.settings import ProcountorSettings
from plugins.procountor.wire import Wire

__all__ = ["BATCH", "Header", "Meta", "Page", "ProcountorAccess", "ProcountorClient"]

T = TypeVar("T")
BATCH = 200
"""The most rows of a list page and the most ids of a batch."""
TOKENS = 4
"""How many tokens are tried for one request: those of a good key may be ended a few times, too."""


class Header(Struct, rename="camel"):
    """A receipt as lists show it: neither rows nor amounts."""

    id: int
    type: str
    receipt_date: dt.date
    status: str | None = None
    name: str | None = None
    receipt_number: int | None = None
    version: dt.datetime | None = None


class Meta(Struct, rename="camel"):
    """How much a list holds, where the API tells."""

    total_count: int | None = None


class Page(Struct):
    """One page of receipt headers."""

    results: list[Header] = []
    meta: Meta | None = None

    @property
    def total(self) -> int | None:
        """Tell how many rows the whole list has, where that is known."""
        return self.meta.total_count if self.meta else None

    @property
    def is_last(self) -> bool:
        """Tell whether nothing can follow: the page is short."""
        return len(self.results) < BATCH


class ProcountorClient:
    """The API as one key may use it; many threads may do so at once."""

    def __init__(self, settings: ProcountorSettings, api_key: Secret, *, wire: Wire | None = None) -> None:
        self._wire = wire or Wire(settings)
        self._tokens = Tokens(self._wire, settings, api_key)

    def ask(self, method: str, path: str, **request: Any) -> bytes:
        """Send a request with a token, again with a new token while the last one is refused.

        :raises NeedsReauth: the key is not accepted any more, or none of the tokens it gives
        :raises Refused, TryLater, GiveUp: what the answer means
        """
        for _attempt in range(TOKENS - 1):
            token = self._tokens.current()
            try:
                return self._wire.ask(method, path, headers=_bearer(token), **request)
            except NeedsReauth:
                self._tokens.forget(token)
        return self._wire.ask(method, path, headers=_bearer(self._tokens.current()), **request)

    def get(self, path: str, kind: type[T], **query: Any) -> T:
        """Read something; parameters that are None are left out."""
        given = {name: value for name, value in query.items() if value is not None}
        return decoded(self.ask("GET", path, query=given), kind, path)

    def send(self, method: str, path: str, body: Mapping[str, Any], kind: type[T]) -> T:
        """Send a JSON body and read the answer."""
        return decoded(self.ask(method, path, json=body), kind, path)

    def headers(self, after: int, **query: Any) -> Page:
        """List the receipts that follow an id, in order of ids, up to 200.

        :raises GiveUp: the list does not go on after that id, so that walking it would never end
        """
        page = self.get("/ledgerreceipts", Page, orderById="ASC", previousId=after, size=BATCH, **query)
        if page.results and min(header.id for header in page.results) <= after:
            raise GiveUp(_("Procountor's list of receipts does not go on from where the last page ended."))
        page.results.sort(key=lambda header: header.id)
        return page

    def pages(self, after: int, **query: Any) -> Iterator[Page]:
        """List receipts page by page; there is always at least one page, and the last one is short."""
        while True:
            page = self.headers(after, **query)
            yield page
            if page.is_last:
                return
            after = page.results[-1].id

    def receipts(self, ids: Sequence[int]) -> list[LedgerReceipt]:
        """Read up to 200 receipts with their rows; those that are not there, or hidden from the key, are left out."""
        if not ids:
            return []
        path = "/ledgerreceipts/" + ",".join(map(str, ids))
        try:
            body = self.ask("GET", path)
            with COMPUTING:
                return decode_receipts(body)
        except NotFound:
            return []
        except msgspec.DecodeError as error:
            raise misshapen(path, error) from None


class ProcountorAccess(Access):
    """An opened connection: the client with its key."""

    def __init__(self, client: ProcountorClient) -> None:
        self.client = client


def _bearer(token: Secret) -> dict[str, str]:
    return {"Authorization": f"Bearer {token.reveal()}"}

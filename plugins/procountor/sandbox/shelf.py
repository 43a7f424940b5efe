"""One company's receipts, encoded beforehand: answering joins bytes, so the sandbox leaves the cores to the hub."""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter
from threading import Lock

from .books.invoices import Invoice, invoices_of
from .books.model import Book, Receipt
from .encoding import Form, encode_header, encode_receipt

REMEMBERED_SEARCHES = 128


@dataclass(frozen=True, slots=True)
class Search:
    """Which receipts a list asks for and in which order; None does not restrict. All bounds are inclusive."""

    start: date | None = None
    end: date | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    version_from: datetime | None = None
    version_to: datetime | None = None
    types: frozenset[str] | None = None
    statuses: frozenset[str] | None = None
    order: str = "id"  # id, date, created or version
    ascending: bool = False
    without: frozenset[str] = frozenset()  # types the key may not even know of

    def wants(self, receipt: Receipt) -> bool:
        """Say whether a receipt of the right date belongs to the answer."""
        return (
            (self.types is None or receipt.type in self.types)
            and receipt.type not in self.without
            and (self.statuses is None or receipt.status in self.statuses)
            and (self.created_from is None or receipt.created >= self.created_from)
            and (self.created_to is None or receipt.created <= self.created_to)
            and (self.version_from is None or receipt.version >= self.version_from)
            and (self.version_to is None or receipt.version <= self.version_to)
        )


class Shelf:
    """A book and, for each of its receipts, the bytes of its list row and of its whole.

    Never changed once made: an edit puts a new shelf in its place, which takes over the bytes of what is the same.
    """

    def __init__(self, book: Book, form: Form, before: "Shelf | None" = None):
        self.book = book
        self.form = form
        self.receipts = {receipt.id: receipt for receipt in book.receipts}
        self._by_date = sorted(book.receipts, key=attrgetter("date", "id"))
        self._searches: OrderedDict[Search, list[int]] = OrderedDict()
        self._lock = Lock()
        same = _unchanged(self.receipts, before) if before is not None and before.form == form else {}
        self.wholes: dict[int, bytes] = {
            key: same.get(key) or encode_receipt(one, form) for key, one in self.receipts.items()
        }
        headers: dict[int, bytes] = before.headers if before is not None else {}
        self.headers: dict[int, bytes] = {
            key: headers[key] if key in same else encode_header(one, form) for key, one in self.receipts.items()
        }

    @cached_property
    def invoices(self) -> dict[int, Invoice]:
        """The invoices among the receipts, by their own ids."""
        return invoices_of(self.book)

    def ids(self, search: Search) -> list[int]:
        """List the ids of the receipts a search finds, in its order; the last searches are remembered."""
        with self._lock:
            if search in self._searches:
                self._searches.move_to_end(search)
                return self._searches[search]
        found = self._find(search)
        with self._lock:
            self._searches[search] = found
            while len(self._searches) > REMEMBERED_SEARCHES:
                self._searches.popitem(last=False)
        return found

    def _find(self, search: Search) -> list[int]:
        first = 0 if search.start is None else bisect_left(self._by_date, search.start, key=attrgetter("date"))
        last = None if search.end is None else bisect_right(self._by_date, search.end, key=attrgetter("date"))
        found = [receipt for receipt in self._by_date[first:last] if search.wants(receipt)]
        found.sort(key=attrgetter(search.order, "id"), reverse=not search.ascending)
        return [receipt.id for receipt in found]


def _unchanged(receipts: dict[int, Receipt], before: Shelf) -> dict[int, bytes]:
    return {key: before.wholes[key] for key, receipt in receipts.items() if before.receipts.get(key) is receipt}

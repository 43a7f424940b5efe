"""Procountor as far as scheduling is concerned: it lists receipts and is asked for them, in this process."""

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from typing import Any

from hub.sdk.accounting import Access
from plugins.procountor.client import ProcountorAccess, ProcountorClient
from plugins.procountor.connector import ProcountorConnector
from plugins.procountor.fetching import ProcountorFetching

__all__ = [
    "BATCH_LATENCY",
    "INVOICES",
    "LIST_LATENCY",
    "SINGLE_LATENCY",
    "Asking",
    "Books",
    "SimulatedConnector",
    "years",
]

LIST_LATENCY, SINGLE_LATENCY, BATCH_LATENCY = 0.3, 0.25, 1.5
"""Seconds that answers take; what the real API takes is not known."""
YEARS = 3
NEWEST = "2020-01-01T00:00:00"
BATCHES = "/ledgerreceipts/"
OPENING = "RECEIPT_FOR_OPENING_ACCOUNTS"
RIGHTS = {"rights": {"salaries": {"payroll": "NOT_ENABLED", "personRegister": "ALL_RIGHTS"}}}
ROWS = [{"account": "1910", "accountingValue": 100}, {"account": "2000", "accountingValue": -100}]
INVOICES = "/invoices"
FIXED: Mapping[str, Any] = {
    INVOICES: {"results": []},
    "/users/rights": RIGHTS,
    "/coa": {"ledgerAccounts": [{"ledgerAccountCode": "3000", "name": "Sales"}]},
    "/dimensions": [],
    "/reports/ledgeraccounts": {"reportData": {"periods": []}},
    "/reports/accounting": {"reportData": {"periods": []}},
}


def years(today: date) -> list[dict[str, Any]]:
    """Give the fiscal years: this one is open, those before it are closed."""
    return [
        {
            "id": year,
            "startDate": f"{year}-01-01",
            "endDate": f"{year}-12-31",
            "isOpen": year == today.year,
            "modified": NEWEST,
        }
        for year in range(today.year - YEARS + 1, today.year + 1)
    ]


@dataclass
class Books:
    """One company: receipts with ids from 1, spread evenly over three years that end today.

    :param counts: whether lists tell how many receipts they have
    """

    receipts: int
    today: date
    counts: bool = True
    first: date = field(init=False)

    def __post_init__(self) -> None:
        self.first = date(self.today.year - YEARS + 1, 1, 1)

    @property
    def days(self) -> int:
        """How many days they are spread over."""
        return (self.today - self.first).days + 1

    def before(self, day: date) -> int:
        """Count the receipts before a day."""
        passed = min(max((day - self.first).days, 0), self.days)
        return ceil(passed * self.receipts / self.days)

    def header(self, number: int) -> dict[str, Any]:
        """Give one receipt as lists show it; each year begins with what the closed one before it has left."""
        day = self.first + timedelta(days=(number - 1) * self.days // self.receipts)
        opens = number == 1 + self.before(day.replace(month=1, day=1))
        return {
            "id": number,
            "type": OPENING if opens else "JOURNAL",
            "receiptDate": day.isoformat(),
            "status": "APPROVED",
        }

    def opening(self, numbers: Iterable[int]) -> list[dict[str, Any]]:
        """Answer a batch with those that open a year; the others' rows are not needed for what is measured."""
        headers = map(self.header, numbers)
        return [{**header, "transactions": ROWS} for header in headers if header["type"] == OPENING]

    def listed(self, query: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a list."""
        if query.get("types") == OPENING:
            first = 1 + self.before(date.fromisoformat(query["startDate"]))
            found: Sequence[int] = range(first, first + 1)
        elif "types" in query or "versionStartDate" in query:
            found = ()
        else:
            start, end = query.get("startDate"), query.get("endDate")
            first = self.before(date.fromisoformat(start)) if start else 0
            last = self.before(date.fromisoformat(end) + timedelta(days=1)) if end else self.receipts
            found = range(first + 1, last + 1)
        total = len(found)
        if query.get("orderByDate") == "DESC":
            found = found[::-1]
        page = list(found[_from(found, query) :][: int(query["size"])])
        meta = {"meta": {"totalCount": total}} if self.counts else {}
        return {"results": [{**self.header(number), "version": NEWEST} for number in page], **meta}


def _from(found: Sequence[int], query: Mapping[str, Any]) -> int:
    after = int(query.get("previousId") or 0)
    return max(after + 1 - found[0], 0) if after and found else 0


class Asking(ProcountorClient):
    """The plugin's client, answered at once; what each request would have taken is written down.

    There are no invoices: they come after the ledger, whose reading is measured here.
    """

    def __init__(self, books: Books) -> None:
        self._books = books
        self._lock = threading.Lock()
        self._asked: list[tuple[str, float]] = []
        self._has_token = False

    def taken(self) -> list[tuple[str, float]]:
        """Give the path and the seconds of each request since the last time."""
        with self._lock:
            asked, self._asked = self._asked, []
        return asked

    def ask(self, method: str, path: str, **request: Any) -> bytes:
        """Answer a request."""
        with self._lock:
            if not self._has_token:
                self._asked.append(("/oauth/token", SINGLE_LATENCY))
                self._has_token = True
            self._asked.append((path, _latency(path)))
        if path.startswith(BATCHES):
            return json.dumps(self._books.opening(map(int, path.removeprefix(BATCHES).split(",")))).encode()
        return json.dumps(self._answer(path, request.get("query") or {})).encode()

    def _answer(self, path: str, query: Mapping[str, Any]) -> Any:
        if path == "/ledgerreceipts":
            return self._books.listed(query)
        if path == "/fiscalyears":
            return {"fiscalYears": years(self._books.today)}
        return FIXED[path]


def _latency(path: str) -> float:
    if path.startswith(BATCHES):
        return BATCH_LATENCY
    return LIST_LATENCY if path in ("/ledgerreceipts", INVOICES) else SINGLE_LATENCY


class SimulatedFetching(ProcountorFetching):
    """The plugin's own plans and requests, over made-up books."""

    def __init__(self, today: date, companies: Sequence[Books]) -> None:
        super().__init__(lambda: today)
        self._companies = companies

    def open(self, settings: Mapping[str, Any]) -> Access:
        """Open the books whose number the connection's settings have; each loop does so for itself, with a token."""
        return ProcountorAccess(Asking(self._companies[int(settings["number"])]))


class SimulatedConnector(ProcountorConnector):
    """The plugin's connector over made-up books."""

    def __init__(self, today: date, companies: Sequence[Books]) -> None:
        super().__init__(today=lambda: today)
        self.fetching: SimulatedFetching = SimulatedFetching(today, companies)

"""A source in pages, in this process: receipts by id, ten to a page, and whatever goes wrong with it."""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from hub.pluginmanager import Plugins
from hub.sdk import hookimpl
from hub.sdk.accounting import Access, AccountingConnector, Batch, Entry, FiscalYear, Layer, Period, Receipt
from hub.sdk.fetching import Fetching, Part, Plan, Stretch, one_after_the_other
from hub.sdk.http import Budget
from hub.sdk.refs import CompanyRef

PAGE = 10
YEARS = tuple(FiscalYear(str(year), dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in (2024, 2025))


def receipt(number: int, *, amount: int = 100) -> Receipt:
    """Every other one belongs to the older year."""
    day = dt.date(2024 + number % 2, 1 + number % 12, 1 + number % 28)
    rows = ((1, "3000", -amount - number), (2, "1910", amount + number))
    entries = tuple(Entry(line, account, value, day, f"{number}-{line}") for line, account, value in rows)
    return Receipt(str(number), "JOURNAL", "", Layer.MOVEMENT, f"Journal {number}", day, entries, number=f"J{number}")


class Source:
    """What the accounting system holds, what it was asked, and which errors it answers with, by request."""

    def __init__(self, receipts: int = 45) -> None:
        self.receipts = {number: receipt(number) for number in range(1, receipts + 1)}
        self.key = "good"
        self.asked: Counter[str] = Counter()
        self.faults: dict[str, list[Exception]] = {}
        self.most_at_once = self._now = 0
        self.hold = threading.Event()
        self.hold.set()
        self.opens_at = 0
        self._lock = threading.Lock()

    def ask(self, what: str) -> None:
        with self._lock:
            self.asked[what] += 1
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            if self._now == self.opens_at:
                self.hold.set()
            fault = self.faults.get(what, []).pop(0) if self.faults.get(what) else None
        self.hold.wait(60)
        with self._lock:
            self._now -= 1
        if fault is not None:
            raise fault

    def of(self, year: int) -> list[int]:
        return sorted(number for number, each in self.receipts.items() if each.date.year == year)

    def truth(self) -> dict[str, int]:
        sums: Counter[str] = Counter()
        for each in self.receipts.values():
            for entry in each.entries:
                sums[entry.account] += entry.amount
        return {account: amount for account, amount in sums.items() if amount}


class PaperSchema(Schema):
    key = fields.String(required=True, metadata={"secret": True})


class PaperAccess(Access):
    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.key = settings["key"].reveal()


class PaperFetching(Fetching):
    def __init__(self, source: Source, budget: Budget) -> None:
        self._source, self._budget = source, budget

    @property
    def budget(self) -> Budget:
        return self._budget

    def open(self, settings: Mapping[str, Any]) -> PaperAccess:
        return PaperAccess(settings)

    def plan(self, access: Access, since: Any, *, held: Any = None, crowded: bool = False) -> Plan:
        self._source.ask("plan")
        if since is not None and not since.get("again"):
            return Plan(Batch(cursor=since, phase="At rest"), ends=True)
        stretches = tuple(
            Stretch(
                Period(year.start, year.end),
                {"year": year.start.year, "after": 0},
                urgent=year.start.year == 2025,
                covers=True,
                sweeps=True,
                phase=f"Receipts of {year.start.year}",
                requests=6,
            )
            for year in reversed(YEARS)
        )
        total = len(self._source.receipts)
        return Plan(Batch(cursor={"read": True}, fiscal_years=YEARS, phase="Years", total=total), stretches)

    def fetch(self, access: Access, request: dict[str, Any]) -> Part:
        assert isinstance(access, PaperAccess)
        if "ids" in request:
            self._source.ask(f"receipts {request['ids'][0]}")
            found = [self._source.receipts[each] for each in request["ids"] if each in self._source.receipts]
            return Part(tuple(found))
        year, after = request["year"], request["after"]
        self._source.ask(f"page {year} {after}")
        page = [each for each in self._source.of(year) if each > after][:PAGE]
        then: list[dict[str, Any]] = [{"year": year, "after": page[-1]}] if len(page) == PAGE else []
        return Part(ids=tuple(map(str, page)), then=(*then, *([{"ids": page}] if page else [])))


class PaperConnector(AccountingConnector):
    key = "paper"
    label = "Paper"
    settings_schema = PaperSchema

    def __init__(self, source: Source, budget: Budget) -> None:
        self.source = source
        self.fetching: PaperFetching = PaperFetching(source, budget)

    def connect(self, settings: Mapping[str, Any]) -> PaperAccess:
        return self.fetching.open(settings)

    def company(self, access: Access) -> CompanyRef:
        return CompanyRef("7", "Paper Oy", business_id="12345671")

    def check(self, access: Access) -> list[Any]:
        self.source.ask("check")
        return []

    def pull(self, access: Access, since: Any) -> Any:
        return one_after_the_other(self.fetching, access, since)

    def control_totals(self, access: Access, period: Period) -> Any:
        return ()


class PaperPlugin:
    def __init__(self, connector: PaperConnector) -> None:
        self._connector = connector

    @hookimpl
    def register_connectors(self) -> list[AccountingConnector]:
        return [self._connector]


def plugins(connector: PaperConnector) -> Plugins:
    found = Plugins()
    found.register(PaperPlugin(connector), "paper")
    return found

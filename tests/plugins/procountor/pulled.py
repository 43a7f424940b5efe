"""Books as a reader of the batches sees them: what arrived, and what the figures come to."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from hub.sdk.accounting import Batch, Layer, Receipt
from plugins.procountor.connector import ProcountorAccess, ProcountorConnector

BALANCE_SHEET = ("1", "2", "~")


TODAY = dt.date(2025, 8, 15)


def batches(access: ProcountorAccess, since: Mapping[str, Any] | None = None) -> list[Batch]:
    return list(ProcountorConnector(today=lambda: TODAY).pull(access, since))


class Book:
    """Keeps batches as a store would: a receipt replaces the one of its id, a sweep removes what is gone."""

    def __init__(self, arrived: Iterable[Batch] = ()) -> None:
        self.receipts: dict[str, Receipt] = {}
        self.cursor: Mapping[str, Any] | None = None
        self.take(arrived)

    def take(self, arrived: Iterable[Batch]) -> "Book":
        for batch in arrived:
            self.receipts.update({receipt.source_id: receipt for receipt in batch.receipts})
            if batch.sweep is not None:
                period = batch.sweep.period
                for gone in [
                    key
                    for key, receipt in self.receipts.items()
                    if period.start <= receipt.date <= period.end and key not in batch.sweep.source_ids
                ]:
                    del self.receipts[gone]
            self.cursor = batch.cursor
        return self

    def balances(self, until: dt.date = dt.date.max, *layers: Layer, since: dt.date = dt.date.min) -> dict[str, int]:
        """Sum every account up to a day, in cents."""
        sums: defaultdict[str, int] = defaultdict(int)
        for receipt in self.receipts.values():
            if receipt.layer in (layers or (Layer.MOVEMENT,)) and since <= receipt.date <= until:
                for entry in receipt.entries:
                    sums[entry.account] += entry.amount
        return {account: amount for account, amount in sums.items() if amount}

    def result(self, until: dt.date, since: dt.date = dt.date.min) -> int:
        """The profit of a time, positive, as its statement prints it."""
        return -sum(
            amount
            for account, amount in self.balances(until, since=since).items()
            if not account.startswith(BALANCE_SHEET)
        )

    def clearing_rows(self, until: dt.date) -> dict[str, int]:
        """What stands on VAT not yet summarised, by the account of the row that explains it."""
        sums: Counter[str] = Counter()
        for receipt in self.receipts.values():
            accounts = {entry.line: entry.account for entry in receipt.entries}
            for entry in receipt.entries:
                if entry.of is not None and receipt.date <= until and receipt.layer is Layer.MOVEMENT:
                    sums[accounts[entry.of]] += entry.amount
        return {account: amount for account, amount in sums.items() if amount}

    @property
    def findings(self) -> list[tuple[str, str]]:
        return [(receipt.name, receipt.finding) for receipt in self.receipts.values() if receipt.finding]

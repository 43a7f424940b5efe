"""What arrives in a pull, kept as a store would keep it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from hub.sdk.accounting import Batch, Period, Receipt

__all__ = ["Kept", "within"]


class Kept:
    """Receipts by source id; a sweep removes what the source no longer has."""

    def __init__(self, batches: Iterable[Batch] = ()) -> None:
        self.receipts: dict[str, Receipt] = {}
        self.covered: list[Period] = []
        self.cursor: Mapping[str, Any] | None = None
        for batch in batches:
            self.take(batch)

    def take(self, batch: Batch) -> None:
        """Store one batch; storing it again changes nothing."""
        self.receipts.update({receipt.source_id: receipt for receipt in batch.receipts})
        self.covered += batch.covered
        self.cursor = batch.cursor
        if batch.sweep is not None:
            for key, receipt in list(self.receipts.items()):
                if within(receipt.date, [batch.sweep.period]) and key not in batch.sweep.source_ids:
                    del self.receipts[key]


def within(day: dt.date, periods: Iterable[Period]) -> bool:
    """Tell whether a day lies in one of some periods."""
    return any(period.start <= day <= period.end for period in periods)

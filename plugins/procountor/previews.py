"""Procountor's own figures of the running fiscal year, before a receipt has been read."""

from hub.sdk.accounting import Period, Preview
from plugins.procountor.client import ProcountorClient
from plugins.procountor.totals import named_totals

__all__ = ["preview"]


def preview(client: ProcountorClient, period: Period) -> Preview:
    """Read what moved on each account: one request.

    Movements only: while the year before is open, Procountor's balances of this one lack all openings.

    :raises Refused: the key may not read reports
    """
    totals, accounts = named_totals(client, period)
    return Preview(period, tuple(totals), tuple(accounts))

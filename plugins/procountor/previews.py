"""Procountor's own figures of the running fiscal year, before a receipt has been read."""

import datetime as dt

from hub.sdk.accounting import Period, Preview
from plugins.procountor import registers
from plugins.procountor.client import ProcountorClient
from plugins.procountor.totals import named_totals

__all__ = ["preview"]


def preview(client: ProcountorClient, today: dt.date) -> Preview | None:
    """Read what moved on each account this year: two requests.

    Movements only: while the year before is open, Procountor's balances of this one lack all openings.

    :returns: None outside the fiscal years
    :raises Refused: the key may not read reports
    """
    years = registers.fiscal_years(client)
    running = next((year for year in years if year.start <= today <= year.end), None)
    if running is None:
        return None
    period = Period(running.start, today)
    totals, accounts = named_totals(client, period)
    return Preview(period, tuple(totals), tuple(accounts), years)

"""Procountor's own figures of the running fiscal year, before a receipt has been read."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from hub.sdk.accounting import Period, Preview
from plugins.procountor import registers
from plugins.procountor.client import ProcountorClient
from plugins.procountor.totals import control_totals

__all__ = ["preview"]


def preview(client: ProcountorClient, today: dt.date) -> Preview | None:
    """Read what moved on each account this year: three requests.

    Movements only: while the year before is open, Procountor's balances of this one lack all openings.

    :returns: None outside the fiscal years
    :raises Refused: the key may not read reports
    """
    with ThreadPoolExecutor(2) as pool:
        chart, years = pool.submit(registers.accounts, client), registers.fiscal_years(client)
        running = next((year for year in years if year.start <= today <= year.end), None)
        if running is None:
            return None
        period = Period(running.start, today)
        return Preview(period, tuple(control_totals(client, period)), chart.result(), years)

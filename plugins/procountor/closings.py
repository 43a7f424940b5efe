"""Procountor's own balances at the end of a fiscal year, before that year's receipts have been read.

Its reports know one fiscal year: while a year is open there is no opening receipt in the next one, whose figures then
lack everything earlier. So whole years are added, back to one that has an opening receipt. Of a whole year, its opening
receipt included, a change and a closing balance are the same, and so it does not matter which of them the report shows.
"""

import datetime as dt
from collections import Counter

from hub.sdk.accounting import AccountTotal, Layer, Period
from plugins.procountor import registers
from plugins.procountor.client import ProcountorClient
from plugins.procountor.layers import MOVEMENT_TYPES, OPENING, layer_of
from plugins.procountor.totals import totals_of

__all__ = ["closing_balances"]

DAY = dt.timedelta(days=1)


def closing_balances(client: ProcountorClient, day: dt.date) -> list[AccountTotal] | None:
    """Add up Procountor's own figures to the end of a day.

    :returns: None where no fiscal year ends on the day, or receipts outside the fiscal years belong to the balances: no
        report is known to count those
    :raises Refused: the key may not read reports
    :raises GiveUp: the report names its accounts in a way that cannot be read
    """
    sums: Counter[str] = Counter()
    last = day
    for year in reversed(registers.fiscal_years(client)):
        if year.start > day:
            continue
        whole = Period(year.start, year.end)
        if year.end > last or _has_receipts(client, year.end + DAY, last):
            return None
        for each in totals_of(client, whole, MOVEMENT_TYPES | {OPENING}):
            sums[each.account] += each.amount
        if _has_opening(client, whole):
            return _listed(sums)
        last = year.start - DAY
    return None if last == day or _has_receipts(client, None, last) else _listed(sums)


def _listed(sums: Counter[str]) -> list[AccountTotal]:
    return [AccountTotal(account, amount) for account, amount in sorted(sums.items())]


def _has_receipts(client: ProcountorClient, start: dt.date | None, end: dt.date) -> bool:
    """Tell whether anything is dated in a gap between fiscal years, or before the first."""
    if start is not None and start > end:
        return False
    since = {} if start is None else {"startDate": start.isoformat()}
    return bool(client.headers(0, **since, endDate=end.isoformat()).results)


def _has_opening(client: ProcountorClient, year: Period) -> bool:
    """Tell whether a year has an opening receipt that counts."""
    within = {"startDate": year.start.isoformat(), "endDate": year.end.isoformat()}
    pages = client.pages(0, types=OPENING, **within)
    return any(layer_of(each.type, each.status) is Layer.OPENING for page in pages for each in page.results)

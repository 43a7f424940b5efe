"""Which files are so long that nobody should wait for them at an open connection."""

from collections.abc import Mapping
from uuid import UUID

from hub.db import Db
from hub.ledger.counting import rows_in
from hub.reports.view import kept
from hub.sdk.accounting import Period
from hub.sdk.reports import ReportBuilder

__all__ = ["LONG", "is_long"]

LONG = 5_000
"""Rows of the ledger in a file that is still sent at once: two or three seconds of work as PDF, the slowest."""


def is_long(
    db: Db, tenant_id: UUID, book_id: UUID, builder: ReportBuilder, period: Period, query: Mapping[str, str]
) -> bool:
    """Tell whether a worker has to build the files of a report: counts its rows as far as the limit.

    Statements are made of month balances and are never long.
    """
    if not builder.lists_rows:
        return False
    account = kept(query).get("account", "")
    return rows_in(db, tenant_id, book_id, period, account=account, most=LONG + 1) > LONG

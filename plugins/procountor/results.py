"""Procountor's own result of a fiscal year, off its income statement."""

from decimal import Decimal

from msgspec import Struct

from hub.sdk.accounting import Period
from hub.sdk.texts import text as _
from plugins.procountor.client import ProcountorClient
from plugins.procountor.layers import MOVEMENT_TYPES, OFFICIAL_STATUSES
from plugins.procountor.money import cents

__all__ = ["result"]

CALCULATED = "ROW_FUNCTION"


class _Row(Struct):
    type: str | None = None
    value: Decimal | None = None


class _Period(Struct):
    rows: list[_Row] | None = None


class _Data(Struct):
    periods: list[_Period] | None = None


class _Report(Struct, rename="camel"):
    report_data: _Data | None = None


def result(client: ProcountorClient, period: Period) -> int | None:
    """Read the last calculated row of the income statement: the profit or loss, a profit positive.

    :raises Refused: the key may not read reports
    :raises GiveUp: an amount is not in whole cents
    """
    body = {
        "type": "INCOME_STATEMENT",
        "startDate": period.start.isoformat(),
        "endDate": period.end.isoformat(),
        "receiptStatus": sorted(OFFICIAL_STATUSES),
        "options": {"receiptType": sorted(MOVEMENT_TYPES)},
    }
    report = client.send("POST", "/reports/accounting", body, _Report)
    periods = (report.report_data and report.report_data.periods) or []
    values = [
        row.value for each in periods for row in each.rows or [] if row.type == CALCULATED and row.value is not None
    ]
    return cents(values[-1], lambda: _("the result in its income statement")) if values else None

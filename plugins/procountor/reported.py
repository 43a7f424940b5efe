"""Procountor's own reports of a period, row by row."""

from collections.abc import Collection
from decimal import Decimal

from msgspec import Struct

from hub.sdk.accounting import Period
from plugins.procountor.client import ProcountorClient
from plugins.procountor.layers import OFFICIAL_STATUSES

__all__ = ["CALCULATED", "OF_ACCOUNTS", "Row", "income_statement", "ledger_accounts"]

CALCULATED, OF_ACCOUNTS = "ROW_FUNCTION", "BALANCE"
"""The types of rows of an income statement: those that sum up others, and those that sum up accounts."""


class Row(Struct, rename="camel"):
    """A row of a report; how accounts are named in it, and how a formula is written, is not published."""

    row_id: int | None = None
    type: str | None = None
    name: str | None = None
    value: Decimal | None = None
    formula: str | None = None


class _Period(Struct):
    rows: list[Row] | None = None


class _Data(Struct):
    periods: list[_Period] | None = None


class _Report(Struct, rename="camel"):
    report_data: _Data | None = None


def ledger_accounts(client: ProcountorClient, period: Period, types: Collection[str]) -> list[Row]:
    """Ask for a figure for each account, of official receipts of some types; those without a status count as official.

    :raises Refused: the key may not read reports
    """
    return _rows(client, "/reports/ledgeraccounts", period, types)


def income_statement(client: ProcountorClient, period: Period, types: Collection[str]) -> list[Row]:
    """Ask for the income statement, in the company's own layout, of official receipts of some types.

    :raises Refused: the key may not read reports
    """
    return _rows(client, "/reports/accounting", period, types, type="INCOME_STATEMENT")


def _rows(client: ProcountorClient, path: str, period: Period, types: Collection[str], **besides: str) -> list[Row]:
    body = {
        **besides,
        "startDate": period.start.isoformat(),
        "endDate": period.end.isoformat(),
        "receiptStatus": sorted(OFFICIAL_STATUSES),
        "options": {"receiptType": sorted(types)},
    }
    report = client.send("POST", path, body, _Report)
    periods = (report.report_data and report.report_data.periods) or []
    return [row for each in periods for row in each.rows or []]

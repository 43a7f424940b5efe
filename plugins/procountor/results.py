"""Procountor's own result of a fiscal year, off its income statement."""

from hub.sdk.accounting import Period
from hub.sdk.texts import text as _
from plugins.procountor.client import ProcountorClient
from plugins.procountor.layers import MOVEMENT_TYPES
from plugins.procountor.money import cents
from plugins.procountor.reported import CALCULATED, income_statement

__all__ = ["result"]


def result(client: ProcountorClient, period: Period) -> int | None:
    """Read the last calculated row of the income statement: the profit or loss, a profit positive.

    :raises Refused: the key may not read reports
    :raises GiveUp: an amount is not in whole cents
    """
    rows = income_statement(client, period, MOVEMENT_TYPES)
    values = [row.value for row in rows if row.type == CALCULATED and row.value is not None]
    return cents(values[-1], lambda: _("the result in its income statement")) if values else None

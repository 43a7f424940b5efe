"""Asking a source for what a period is proved by."""

import logging

from hub.ledger.proof.verdicts import Answer
from hub.sdk.accounting import Access, AccountingConnector, Period
from hub.sdk.errors import HubError, NeedsReauth, Refused, TryLater
from hub.sdk.proving import IncomeStatement

__all__ = ["ask"]

log = logging.getLogger(__name__)


def ask(connector: AccountingConnector, access: Access, period: Period, *, statement: bool) -> Answer:
    """Ask for the totals of a period; that they cannot be read is an answer, too.

    :param statement: whether to ask for the income statement besides, with a request of its own

    :raises TryLater, NeedsReauth: the source does not answer anything now
    """
    totals, refusal = None, ""
    try:
        totals = connector.control_totals(access, period)
    except (TryLater, NeedsReauth):
        raise
    except Refused as error:  # who may not read its totals may not read its statement
        return Answer(period, None, error.message)
    except HubError as error:
        refusal = error.message
    told = _statement(connector, access, period) if statement else None
    if told is None:
        return Answer(period, totals, refusal)
    return Answer(period, totals, refusal, told.result, told.rows)


def _statement(connector: AccountingConnector, access: Access, period: Period) -> IncomeStatement | None:
    try:
        return connector.income_statement(access, period)
    except (TryLater, NeedsReauth):
        raise
    except HubError as error:
        log.warning("%s did not tell its own income statement: %s", connector.key, error.message)
        return None

"""Asking a source for what a period is proved by."""

import logging

from hub.ledger.proof.verdicts import Answer
from hub.sdk.accounting import Access, AccountingConnector, Period
from hub.sdk.errors import HubError, NeedsReauth, Refused, TryLater
from hub.sdk.proving import IncomeStatement

__all__ = ["ask"]

log = logging.getLogger(__name__)


def ask(connector: AccountingConnector, access: Access, period: Period, *, is_year: bool) -> Answer:
    """Ask for the totals of a period, and of a fiscal year for the income statement, too: one request each.

    That they cannot be read is an answer, too.

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
    statement = _statement(connector, access, period) if is_year else None
    if statement is None:
        return Answer(period, totals, refusal)
    return Answer(period, totals, refusal, statement.result, statement.rows)


def _statement(connector: AccountingConnector, access: Access, period: Period) -> IncomeStatement | None:
    try:
        return connector.income_statement(access, period)
    except (TryLater, NeedsReauth):
        raise
    except HubError as error:
        log.warning("%s did not tell its own income statement: %s", connector.key, error.message)
        return None

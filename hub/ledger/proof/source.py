"""Asking a source for what a period is proved by."""

import logging

from hub.ledger.proof.verdicts import Answer
from hub.sdk.accounting import Access, AccountingConnector, Period
from hub.sdk.errors import HubError, NeedsReauth, TryLater

__all__ = ["ask"]

log = logging.getLogger(__name__)


def ask(connector: AccountingConnector, access: Access, period: Period, *, is_year: bool) -> Answer:
    """Ask for the totals of a period, and the result of a fiscal year; that they cannot be read is an answer, too.

    :raises TryLater, NeedsReauth: the source does not answer anything now
    """
    try:
        totals = connector.control_totals(access, period)
    except (TryLater, NeedsReauth):
        raise
    except HubError as error:
        return Answer(period, None, error.message)
    return Answer(period, totals, result=_result(connector, access, period) if is_year else None)


def _result(connector: AccountingConnector, access: Access, period: Period) -> int | None:
    try:
        return connector.result(access, period)
    except (TryLater, NeedsReauth):
        raise
    except HubError as error:
        log.warning("%s did not tell its own result: %s", connector.key, error.message)
        return None

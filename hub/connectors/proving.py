"""Proving the books of a connection that is pulled: one call after the other, at the end of its sync."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from hub.connectors.sync import Work
from hub.db import Db
from hub.ledger.proof import service as proofs
from hub.ledger.proof.verdicts import Answer, Source
from hub.sdk.accounting import Access, AccountingConnector, Period
from hub.sdk.errors import HubError

__all__ = ["prove"]

ROUNDS = 2
"""Whole years, and the months of those that differ."""


def prove(
    transaction: Callable[[], AbstractContextManager[Db]], work: Work, connector: AccountingConnector, access: Access
) -> None:
    """Ask the source for its totals of what was read, and judge the books by them."""
    book_id, source, today = work.connection.book.id, Source.of(connector), datetime.now(UTC).date()
    with transaction() as db:
        periods = proofs.wanted(db, book_id, work.run_id, today)
    for _ in range(ROUNDS):
        answers = [_answer(connector, access, period) for period in periods]
        with transaction() as db:
            for each in answers:
                proofs.keep(db, book_id, work.run_id, each, today)
            periods = proofs.judge(db, book_id, work.run_id, source, today).months
        if not periods:
            return


def _answer(connector: AccountingConnector, access: Access, period: Period) -> Answer:
    """Ask for the totals of a period; that they cannot be read is an answer, too."""
    try:
        return Answer(period, connector.control_totals(access, period))
    except HubError as error:
        return Answer(period, None, error.message)

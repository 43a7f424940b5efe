"""Proving the books of a connection, and reading once more what differs."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from uuid import UUID

from hub.connectors import sync
from hub.connectors.sync import Work
from hub.db import Db
from hub.ledger.proof import service as proofs
from hub.ledger.proof.source import ask
from hub.ledger.proof.verdicts import Source
from hub.sdk.accounting import Access, AccountingConnector, Period
from hub.sdk.texts import text as _

__all__ = ["prove", "read_again"]

Transaction = Callable[[], AbstractContextManager[Db]]


def prove(
    transaction: Transaction,
    of: tuple[UUID, UUID | None],
    connector: AccountingConnector,
    access: Access,
    *,
    today: date,
) -> Sequence[Period]:
    """Ask the source for its totals of what was pulled, one call after the other, and judge the books by them.

    :param of: the book, and the sync that has read it
    :returns: what differs and should be read once more
    """
    again = list[Period]()
    with transaction() as db:
        periods = proofs.wanted(db, *of, today)
    for is_year in (True, False):
        answers = [ask(connector, access, period, statement=is_year) for period in periods]
        with transaction() as db:
            for each in answers:
                proofs.keep(db, *of, each, today)
            conclusion = proofs.judge(db, *of, Source.of(connector), today)
        again += conclusion.again
        periods = conclusion.months
        if not periods:
            break
    return again


def read_again(db: Db, work: Work, connector: AccountingConnector, periods: Sequence[Period]) -> bool:
    """Have some days read once more: by this sync, which a new receipt may have overtaken; after that by the next.

    :returns: whether this sync is to go on with reading
    """
    connection, run = sync.alive(db, work), sync.run_of(db, work)
    if not periods or connection.cursor is None:
        return False
    cursor = connector.read_again(connection.cursor, periods)
    if cursor is None:
        return False
    connection.cursor = cursor
    if run.read_again:
        return False
    run.read_again, run.phase = True, _("Reading once more what differs")
    return True

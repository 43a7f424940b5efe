"""Proving the books of a connection that is pulled: one call after the other, at the end of its sync."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from uuid import UUID

from hub.db import Db
from hub.ledger.proof import service as proofs
from hub.ledger.proof.source import ask
from hub.ledger.proof.verdicts import Change, Source
from hub.sdk.accounting import Access, AccountingConnector

__all__ = ["prove"]


Transaction = Callable[[], AbstractContextManager[Db]]


def prove(
    transaction: Transaction,
    of: tuple[UUID, UUID | None],
    connector: AccountingConnector,
    access: Access,
    *,
    today: date,
) -> Sequence[Change]:
    """Ask the source for its totals of what was read, and judge the books by them.

    :param of: the book, and the sync that has read it
    :returns: the periods whose status became another one
    """
    changes: list[Change] = []
    with transaction() as db:
        periods = proofs.wanted(db, *of, today)
    for is_year in (True, False):
        answers = [ask(connector, access, period, is_year=is_year) for period in periods]
        with transaction() as db:
            for each in answers:
                proofs.keep(db, *of, each, today)
            conclusion = proofs.judge(db, *of, Source.of(connector), today)
        changes += conclusion.changes
        periods = conclusion.months
        if not periods:
            break
    return changes
